import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FormFile } from './form-body.ts'

/** The operations of a document that no types were made of: anything may be one, and may hold anything. */
export interface AnyOperations {
  readonly [id: string]: AnyOperation
}

export interface AnyOperation {
  // biome-ignore-start lint/suspicious/noExplicitAny: nothing is known of them
  readonly params: any
  readonly query: any
  readonly headers: any
  readonly cookies: any
  readonly body: { readonly any: any }
  readonly responses: { readonly [status: number]: any }
  readonly success: number
  readonly security: any
  // biome-ignore-end lint/suspicious/noExplicitAny: nothing is known of them
}

/**
 * The handler of an operation, `O` being its entry in `Operations`: a view with Fastify's own signature. It returns the
 * body of the operation's `success`, its lowest declared 2xx; other statuses by `return reply.code(404).send(…)`.
 *
 * @example
 * const getRuns: OperationView<Operations['getRuns']> = ({ params }) => runs.of(params.runner_id)
 */
// A conditional type, since the returned object's literals would widen to `string` in a plain function type. Without
// `this`, by which compilers would compare all of a FastifyInstance for each handler: `request.server` is the same.
export type OperationView<O> = O extends object
  ? (request: OperationRequest<O>, reply: OperationReply<O>) => Returned<O>
  : never

/** The request of an operation: Fastify's, with what the document declares. Parameters with a default are there. */
export interface OperationRequest<O> extends Omit<FastifyRequest, PartName> {
  readonly params: Part<O, 'params'>
  readonly query: Part<O, 'query'>
  readonly headers: Headers<O>
  readonly cookies: Cookies<O>
  readonly body: BodyOf<O>
  /** Only a type, by which `PrincipalOf` knows what security an operation has. */
  readonly [security]?: SecurityOf<O>
}
type PartName = 'params' | 'query' | 'headers' | 'body'

/** The reply of an operation: Fastify's, with the statuses that the document declares and the body of each. */
export type OperationReply<O> = DeclaredReply<ResponsesOf<O>, Success<O>>

/** What `principal` gives for a request: `P` where the operation requires one, otherwise perhaps nothing. */
export type PrincipalOf<R, P> = R extends { readonly [security]?: infer S }
  ? [S] extends ['required']
    ? P
    : P | undefined
  : P | undefined

declare const security: unique symbol
type SecurityOf<O> = O extends { readonly security: infer S } ? S : unknown

type Part<O, K extends PropertyKey> = O extends { readonly [P in K]: infer T }
  ? Filled<T, O, K>
  : object
type Filled<T, O, K extends PropertyKey> = O extends {
  readonly filled: { readonly [P in K]: infer N }
}
  ? T & Required<Pick<T, N & keyof T>>
  : T

/** Node has types of its own for names that may be declared as numbers: `age`. */
type Headers<O> = O extends { readonly headers: infer H }
  ? Without<FastifyRequest['headers'], keyof H> & Part<O, 'headers'>
  : FastifyRequest['headers']
type Without<H, K extends PropertyKey> = { [N in keyof H as N extends K ? never : N]: H[N] }

/** A plugin for cookies gives every request its own type of them. */
type Cookies<O> = O extends { readonly cookies: unknown }
  ? Part<O, 'cookies'>
  : FastifyRequest extends { readonly cookies: infer C }
    ? C
    : object

type BodyOf<O> = 'body' extends keyof O
  ? Content<NonNullable<O['body']>> | (O extends { readonly body: unknown } ? never : undefined)
  : unknown
type Content<C> = {
  [K in keyof C]: K extends `multipart/${string}`
    ? { [P in keyof C[K]]: Bytes<C[K][P], FormFile> }
    : Bytes<C[K], Buffer>
}[keyof C]

/** As a generated file declares it: what is declared so is bytes. */
type Binary =
  | Uint8Array
  | { readonly size: number; readonly type: string; arrayBuffer(): Promise<ArrayBuffer> }
  | { getReader(): unknown }
  | AsyncIterable<Uint8Array>
/** In place of bytes of any kind those of one. */
type Bytes<T, B> = [Binary] extends [T] ? B | Exclude<T, Binary> : T extends Binary[] ? B[] : T
type Sent<T> = [Binary] extends [T] ? Uint8Array | Readable | Exclude<T, Binary> : T

type ResponsesOf<O> = O extends { readonly responses: infer R } ? R : never
type Success<O> = O extends { readonly success: infer S extends keyof ResponsesOf<O> }
  ? Sent<ResponsesOf<O>[S]>
  : never
type Returned<O> = Bare<O> | Sending | Promise<Bare<O> | Sending>
type Bare<O> = Success<O> extends infer A ? ([A] extends [never] ? never : Body<A>) : never
type Body<A> = unknown extends A ? unknown : Voided<A>
// biome-ignore lint/suspicious/noConfusingVoidType: a view that answers without a body returns nothing
type Voided<A> = [A] extends [undefined] ? void : A
/** A reply, by as little as tells it: what compilers compare once for each view is worth being small. */
type Sending = Pick<FastifyReply, 'sent' | 'elapsedTime' | 'raw'>

type Fluent =
  | 'code'
  | 'status'
  | 'send'
  | 'header'
  | 'headers'
  | 'type'
  | 'removeHeader'
  | 'serializer'
  | 'then'
/** Fastify's own type forgets the status once a header is set. */
interface DeclaredReply<R, B> extends Omit<FastifyReply, Fluent> {
  code<const S extends keyof R>(status: S): DeclaredReply<R, Sent<R[S]>>
  status<const S extends keyof R>(status: S): DeclaredReply<R, Sent<R[S]>>
  send(...body: undefined extends B ? [body?: B] : [body: B]): this
  header(...args: Parameters<FastifyReply['header']>): this
  headers(...args: Parameters<FastifyReply['headers']>): this
  type(...args: Parameters<FastifyReply['type']>): this
  removeHeader(...args: Parameters<FastifyReply['removeHeader']>): this
  serializer(...args: Parameters<FastifyReply['serializer']>): this
  then(fulfilled: () => void, rejected: (error: Error) => void): void
}

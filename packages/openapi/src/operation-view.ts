import type { Readable } from 'node:stream'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  FastifyTypeProviderDefault,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify'
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
// A conditional type, since the returned object's literals would widen to `string` in a plain function type.
export type OperationView<O> = O extends object
  ? (this: FastifyInstance, request: OperationRequest<O>, reply: OperationReply<O>) => Returned<O>
  : never

/** The request of an operation: Fastify's, with what the document declares. Parameters with a default are there. */
export type OperationRequest<O> = Received<Parts<O>> & {
  readonly cookies: Part<O, 'cookies'>
} & Secured<SecurityOf<O>>

/** The reply of an operation: Fastify's, with the statuses that the document declares and the body of each. */
export type OperationReply<O> = DeclaredReply<ResponsesOf<O>, Success<O>>

/** What `principal` gives for a request: `P` where the operation requires one, otherwise perhaps nothing. */
export type PrincipalOf<R, P> = R extends { readonly [security]?: infer S }
  ? [S] extends ['required']
    ? P
    : P | undefined
  : P | undefined

/** Only a type, by which `PrincipalOf` knows what security an operation has. */
declare const security: unique symbol
interface Secured<S> {
  readonly [security]?: S
}
type SecurityOf<O> = O extends { readonly security: infer S } ? S : unknown

/** With its parts as they are: Fastify's own way to them makes `unknown` of `any`. */
type Received<Parts extends { params: unknown; query: unknown; headers: unknown; body: unknown }> =
  FastifyRequest<
    RouteGenericInterface,
    RawServerDefault,
    RawRequestDefaultExpression,
    FastifySchema,
    FastifyTypeProviderDefault,
    unknown,
    FastifyBaseLogger,
    Parts
  >
interface Parts<O> {
  params: Part<O, 'params'>
  query: Part<O, 'query'>
  headers: Part<O, 'headers'>
  body: BodyOf<O>
}

type Part<O, K extends PropertyKey> = O extends { readonly [P in K]: infer T }
  ? Filled<T, O, K>
  : object
type Filled<T, O, K extends PropertyKey> = O extends {
  readonly filled: { readonly [P in K]: infer N }
}
  ? T & Required<Pick<T, N & keyof T>>
  : T

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

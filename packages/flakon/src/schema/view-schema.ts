import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify'

/** What a view may declare about itself: each part a plain JSON Schema or any Standard Schema. */
export interface ViewSchema {
  readonly params?: Schema
  readonly query?: Schema
  /** Fastify's word for `query`. */
  readonly querystring?: Schema
  readonly headers?: Schema
  /** For views with a `decode`, which reads them. */
  readonly cookies?: Schema
  /** One schema for JSON, or one for each media type: `{ content: { 'text/csv': { schema } }, required: false }`. */
  readonly body?: Schema | BodyByType
  /** Answers by status: `200`, `'4xx'`, `default`; `null` for one without a body. */
  readonly response?: { readonly [status: number | string]: Schema | null }
}

/** Bodies by media type, as Fastify and OpenAPI have them; ranges as `text/*` stand for others. */
export interface BodyByType {
  readonly content: { readonly [type: string]: { readonly schema?: Schema } }
  /** `false` where a request without a body is right, too. */
  readonly required?: boolean
}

/** A plain JSON Schema (draft-07 or 2020-12), or a Standard Schema of any library. */
export type Schema = object | boolean

/** What a view is typed by: its schema, or Fastify's own `{ Params, Querystring, Headers, Body, Reply }`. */
export type ViewTypes = ViewSchema | RouteGenericInterface

/**
 * A view: a handler with Fastify's own signature. What it returns is the answer: an object, array, number,
 * boolean, string or null as JSON; `undefined` as 204; a stream or buffer as it is. With declared answers it
 * returns the body of the lowest declared 2xx; other statuses by `return reply.code(404).send(…)`.
 */
// A conditional type, since the returned object's literals would widen to `string` in a plain function type. `NoInfer`
// spares the compiler a search for type arguments in all of `FastifyInstance`: about 100,000 instantiations.
export type View<T extends ViewTypes = RouteGenericInterface> = T extends ViewTypes
  ? (
      this: NoInfer<FastifyInstance>,
      request: FastifyRequest<RouteOf<T>> & Cookies<T>,
      reply: FastifyReply<RouteOf<T>>,
    ) => Returned<T>
  : never

/** A schema with no part but those of `ViewSchema`. */
export type Known<S> = S & { readonly [K in Exclude<keyof S, keyof ViewSchema>]: never }

/** Fastify has no word for cookies, and plugins give every request some. */
type Cookies<T> = T extends { readonly cookies: infer C }
  ? { readonly cookies: TypeOf<C> }
  : unknown
type RouteOf<T> = keyof T & keyof ViewSchema extends never ? Generic<T> : Typed<T>
type Generic<T> = T extends RouteGenericInterface ? T : RouteGenericInterface
type Typed<T> = {
  Params: Part<T, 'params'>
  Querystring: T extends { readonly query: infer Q } ? TypeOf<Q> : Part<T, 'querystring'>
  Headers: Part<T, 'headers'>
  Body: T extends { readonly body: infer B } ? BodyOf<B> : unknown
  Reply: T extends { readonly response: infer R } ? Answers<R> : unknown
}
type Part<T, K extends PropertyKey> = T extends { readonly [P in K]: infer S } ? TypeOf<S> : unknown

type BodyOf<B> = B extends { readonly content: infer C }
  ? Media<C[keyof C]> | (B extends { readonly required: false } ? undefined : never)
  : TypeOf<B>
type Media<M> = M extends { readonly schema: infer S } ? TypeOf<S> : unknown

/** Without the key `default`: Fastify knows statuses and their classes only. */
type Answers<R> = {
  -readonly [K in Exclude<keyof R, 'default'> | Others<R> as StatusOf<K>]: Answer<
    R[K extends keyof R ? K : 'default' & keyof R]
  >
}
/** What `default` stands for: every class of statuses. */
type Others<R> = 'default' extends keyof R ? '1xx' | '2xx' | '3xx' | '4xx' | '5xx' : never
type Answer<S> = [S] extends [null] ? undefined : TypeOf<S>
type StatusOf<K> = K extends `${infer N extends number}` ? N : K extends string ? Lowercase<K> : K

type Returned<T> = T extends { readonly response: infer R }
  ? Bare<R> | Sending | Promise<Bare<R> | Sending>
  : unknown
/** A reply, by as little as tells it: what compilers compare once for each view is worth being small. */
type Sending = Pick<FastifyReply, 'sent' | 'elapsedTime' | 'raw'>
// biome-ignore lint/suspicious/noConfusingVoidType: a view that answers without a body returns nothing
type Bare<R> = Lowest<Answers<R>> extends infer A ? ([A] extends [undefined] ? void : A) : never
/** The successes of RFC 9110 and its registry, lowest first. */
type Lowest<A, K = keyof A> = 200 extends K
  ? A[200 & keyof A]
  : 201 extends K
    ? A[201 & keyof A]
    : 202 extends K
      ? A[202 & keyof A]
      : 203 extends K
        ? A[203 & keyof A]
        : 204 extends K
          ? A[204 & keyof A]
          : 206 extends K
            ? A[206 & keyof A]
            : 207 extends K
              ? A[207 & keyof A]
              : '2xx' extends K
                ? A['2xx' & keyof A]
                : never

/** The type of what a schema lets through: a library's own output type, or the type that a JSON Schema describes. */
export type TypeOf<S> = S extends {
  readonly '~standard': { readonly types?: { readonly output: infer O } | undefined }
}
  ? O
  : S extends { readonly static: infer T }
    ? T
    : FromJson<S>

/** Reads what a type can say of a JSON Schema; `$ref` and everything else is `unknown`. TypeBox 1 is such a schema. */
type FromJson<S> = S extends true
  ? unknown
  : S extends false
    ? never
    : S extends { readonly const: infer C }
      ? C
      : S extends { readonly enum: readonly (infer E)[] }
        ? E
        : S extends { readonly anyOf: readonly (infer B)[] }
          ? FromJson<B>
          : S extends { readonly oneOf: readonly (infer B)[] }
            ? FromJson<B>
            : S extends { readonly allOf: infer L }
              ? All<L>
              : S extends { readonly type: readonly (infer N)[] }
                ? Named<N, S>
                : S extends { readonly type: infer N }
                  ? Named<N, S>
                  : unknown
type All<L> = L extends readonly [infer First, ...infer Rest]
  ? FromJson<First> & All<Rest>
  : unknown
type Named<N, S> = N extends 'string'
  ? string
  : N extends 'integer' | 'number'
    ? number
    : N extends 'boolean'
      ? boolean
      : N extends 'null'
        ? null
        : N extends 'array'
          ? ArrayOf<S>
          : N extends 'object'
            ? ObjectOf<S>
            : unknown
type ArrayOf<S> = S extends { readonly prefixItems: infer L }
  ? TupleOf<L>
  : S extends { readonly items: infer I }
    ? I extends readonly unknown[]
      ? TupleOf<I>
      : FromJson<I>[]
    : unknown[]
type TupleOf<L> = { -readonly [K in keyof L]: FromJson<L[K]> }
type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Flat<
      { -readonly [K in Required<S, P>]: FromJson<P[K]> } & {
        -readonly [K in Exclude<keyof P, Required<S, P>>]?: FromJson<P[K]>
      }
    >
  : S extends { readonly patternProperties: infer P }
    ? { [key: string]: FromJson<P[keyof P]> }
    : S extends { readonly additionalProperties: infer A }
      ? { [key: string]: FromJson<A> }
      : { [key: string]: unknown }
type Flat<T> = { [K in keyof T]: T[K] }
/** TypeBox 1 marks what is optional; its `required` is slow to compute. */
type Required<S, P> = S extends { readonly '~kind': string }
  ? { [K in keyof P]: P[K] extends { readonly '~optional': true } ? never : K }[keyof P]
  : S extends { readonly required: readonly (infer R)[] }
    ? R & keyof P
    : never

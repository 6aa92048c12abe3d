/**
 * What a client has to know of an operation when it runs: a row of the table that `flakon types --table` writes, whose
 * comment there says what the details are.
 */
export type OperationRow = readonly [method: string, path: string, details?: OperationDetails]

export interface OperationDetails {
  readonly body?: string
  readonly accept?: string
  readonly answers?: readonly number[]
  readonly path?: Styles
  readonly query?: Styles
  readonly header?: Styles
  readonly cookie?: Styles
  readonly form?: Styles
  readonly names?: Styles
}
export type Styles = Readonly<Record<string, string>>

/** The rows of a client's operations. */
export type OperationTable<O> = { readonly [Id in keyof O]: OperationRow }

/** A function for each operation, by its id. `Thrown` says whether statuses that are not declared are thrown. */
export type Client<O, Thrown extends boolean = true> = {
  readonly [Id in keyof O]: Call<InputOf<O[Id]>, AnswerOf<O[Id]>, AnyAnswerOf<O[Id]>, Thrown>
}

/** What a call may have of its own. */
export interface CallOptions {
  /** Ends the call: it then throws a `ProblemError` with the code `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that all of the call may take, in place of the client's. */
  readonly timeout?: number | undefined
  /** Headers beside those of the client and of the parameters, over which they have precedence. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Whether an answer whose status is not declared is thrown. */
  readonly throws?: boolean | undefined
}

interface Call<Input, Answer, AnyAnswer, Thrown> {
  (input: Input, options: CallOptions & { readonly throws: false }): Promise<AnyAnswer>
  (
    ...args: Arguments<Input, CallOptions & { readonly throws?: true | undefined }>
  ): Promise<Thrown extends true ? Answer : AnyAnswer>
}
/** An input may be left out where nothing of it is required. */
type Arguments<Input, Options> = object extends Input
  ? [input?: Input, options?: Options]
  : [input: Input, options?: Options]

/** The input of an operation: its parameters side by side, and its body. */
export type InputOf<E> = unknown extends E
  ? // biome-ignore lint/suspicious/noExplicitAny: nothing is known of it
    any
  : Flat<Part<E, 'params'>, 'path', Taken<E>> &
      Flat<Part<E, 'query'>, 'query', Taken<E>> &
      Flat<Part<E, 'headers'>, 'header', Taken<E>> &
      Flat<Part<E, 'cookies'>, 'cookie', Taken<E>> &
      BodyInput<E>

type Part<E, K extends PropertyKey> = E extends { readonly [P in K]: infer T } ? T : object
type Names<E, K extends PropertyKey> = keyof Part<E, K>
/** The names that something else in the input has as well. */
type Taken<E> =
  | 'body'
  | 'contentType'
  | (Names<E, 'params'> & (Names<E, 'query'> | Names<E, 'headers'> | Names<E, 'cookies'>))
  | (Names<E, 'query'> & (Names<E, 'headers'> | Names<E, 'cookies'>))
  | (Names<E, 'headers'> & Names<E, 'cookies'>)
type Flat<P, Suffix extends string, T> = {
  [K in keyof P as K extends T ? `${K & (string | number)}_${Suffix}` : K]: P[K]
}

type BodyInput<E> = E extends { readonly body: infer C }
  ? Sent<C>
  : E extends { readonly body?: infer C }
    ? 'body' extends keyof E
      ? Sent<NonNullable<C>> | { readonly body?: undefined; readonly contentType?: undefined }
      : object
    : object
type Sent<C> = {
  [T in keyof C]: { readonly body: Content<T, C[T]> } & ContentType<T, keyof C>
}[keyof C]
/** What is sent when nothing is said: the only type, or JSON. */
type ContentType<T, All> = T extends `${infer Kind}*`
  ? { readonly contentType: `${Kind extends '*/' ? '' : Kind}${string}` }
  : T extends 'application/json'
    ? { readonly contentType?: T }
    : [All] extends [T]
      ? { readonly contentType?: T }
      : { readonly contentType: T }
type Content<T, B> = T extends 'multipart/form-data'
  ? B | FormData
  : T extends 'application/x-www-form-urlencoded'
    ? B | URLSearchParams
    : B

/** One answer of an operation. */
export interface Answer<Status, Body> {
  readonly status: Status
  readonly body: Body
  readonly headers: Headers
}

/** What a call returns, told apart by `status`: the 2xx, and what has a number of its own below 500. */
export type AnswerOf<E> = unknown extends E
  ? Answer<number, unknown>
  : E extends { readonly responses: infer R }
    ? Answers<R, Declared<E, R> extends infer S ? Extract<Fine<S, keyof R>, keyof R> : never>
    : never

type Answers<R, S extends keyof R> = { [K in S]: Answer<K, Received<R[K]>> }[S]
type Declared<E, R> = E extends { readonly declared: infer S } ? S : keyof R
/** Where no 2xx is declared by its number, those that a range or `default` stands for. */
type Fine<S, All> = number extends S
  ? number
  :
      | Exclude<S, Starting<S, '5'>>
      | (Starting<S, '2'> extends infer Own
          ? [Own] extends [never]
            ? Starting<All, '2'>
            : never
          : never)
type Starting<S, Digit extends string> = S extends number
  ? `${S}` extends `${Digit}${string}`
    ? S
    : never
  : never

/** What a call returns that throws no answer: all that may be answered. */
export type AnyAnswerOf<E> = unknown extends E
  ? Answer<number, unknown>
  : E extends { readonly responses: infer R }
    ? Answers<R, keyof R> | Others<Exclude<AnyStatus, keyof R>>
    : never
type Others<S> = [S] extends [never] ? never : S extends unknown ? Answer<S, unknown> : never

/** As a generated file declares it: what is declared so is bytes. */
type Binary =
  | Uint8Array
  | { readonly size: number; readonly type: string; arrayBuffer(): Promise<ArrayBuffer> }
  | { getReader(): unknown }
  | AsyncIterable<Uint8Array>
type Received<T> = [Binary] extends [T]
  ? unknown extends T
    ? unknown
    : Uint8Array | Exclude<T, Binary>
  : T

/** The statuses that IANA has registered, but for those before an answer. */
type AnyStatus =
  | (200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226)
  | (300 | 301 | 302 | 303 | 304 | 305 | 307 | 308)
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415)
  | (416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451)
  | (500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511)

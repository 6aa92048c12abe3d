import type { OperationTable } from './operation.ts'
import { entriesOf } from './style.ts'

/** What a client is made of. Times are in milliseconds, sizes in bytes. */
export interface ClientOptions<O> extends Policy {
  /**
   * Where the service is, as `http://users`. The paths of the operations go behind it, with what the document has as
   * the path of its server. In browsers it may be relative.
   */
  readonly url: string | URL
  /** The table that `flakon types --table` writes, or those of its rows that are called: `{ getRuns }`. */
  readonly operations: OperationTable<O>
  /** Headers of every call, such as tokens. A function is asked once for each call. */
  readonly headers?: HeadersSource | undefined
  /** In place of the global `fetch`: with a dispatcher of its own, or without a network. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** What is around each try, the first one outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined
  /** Whether an answer whose status is not declared is thrown. Default true. */
  readonly throws?: boolean | undefined
  /** What the call is made for: its trace, its deadline, its signal. A function is asked at each call. */
  readonly context?: CallContext | (() => CallContext | undefined) | undefined
}

/** How much a client puts up with. `docs/client.md` gives the reason of each default. */
export interface Policy {
  /** All of a call: every try, and the time between them. Default 10,000. */
  readonly timeout?: number | undefined
  /** One try that can be repeated; the last one has what is left of `timeout`. Default 3,000. */
  readonly tryTimeout?: number | undefined
  /** Further tries of a call that can be repeated. Default 2. */
  readonly retries?: number | undefined
  /** Further tries for each call, over all of them and beyond the first ten. Default 0.2. */
  readonly retryBudget?: number | undefined
  /** When no call is made any more; false for never. */
  readonly breaker?: BreakerOptions | false | undefined
  /** The body of an answer, once it is decompressed. Default 10,485,760. */
  readonly maxAnswer?: number | undefined
}

export interface BreakerOptions {
  /** Tries that failed within `window`, and at least four of five of the latest. Default 5. */
  readonly failures?: number | undefined
  /** Milliseconds in which failures are counted. Default 30,000. */
  readonly window?: number | undefined
  /** Milliseconds until one call may try again. Default 5,000. */
  readonly cooldown?: number | undefined
}

export type HeadersSource =
  | Readonly<Record<string, string | undefined>>
  | ((operation: string) => SomeHeaders | Promise<SomeHeaders>)
type SomeHeaders = Readonly<Record<string, string | undefined>>

/** Sees a request and its answer: `next` makes the try, with the same request or another. */
export type Interceptor = (
  request: Request,
  next: (request: Request) => Promise<Response>,
) => Promise<Response>

/** What a call is made for. */
export interface CallContext {
  readonly requestId?: string | undefined
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
  /** When nobody waits any more, on the clock of `performance.now()`. */
  readonly deadline?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A policy without gaps. */
export interface Limits {
  readonly timeout: number
  readonly tryTimeout: number
  readonly retries: number
  readonly retryBudget: number
  readonly maxAnswer: number
  readonly failures: number
  readonly window: number
  readonly cooldown: number
}

const defaults: Limits = {
  timeout: 10_000,
  tryTimeout: 3_000,
  retries: 2,
  retryBudget: 0.2,
  maxAnswer: 10_485_760,
  failures: 5,
  window: 30_000,
  cooldown: 5_000,
}

/**
 * Fills in the defaults.
 * @throws TypeError where something is no number, or a negative one
 */
export function toLimits({ breaker, ...policy }: Policy): Limits {
  const limits: Record<string, unknown> = { ...defaults }
  const rules = breaker === false ? { failures: Number.POSITIVE_INFINITY } : breaker
  for (const [name, value] of entriesOf({ ...policy, ...rules })) {
    if (name in defaults) {
      checkNumber(name, value)
      limits[name] = value
    }
  }
  return limits as unknown as Limits
}

/** @throws TypeError */
export function checkNumber(name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0))
    throw new TypeError(`${name} is a number from 0 on, not ${typeof value} ${value}`)
}

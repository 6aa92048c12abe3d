/** A problem as other services tell it (RFC 9457), or any other JSON object that came with an error. */
export interface Problem {
  readonly type?: string
  readonly title?: string
  readonly status?: number
  readonly detail?: string
  readonly instance?: string
  readonly code?: string
  readonly [member: string]: unknown
}

/**
 * Why a call gave no answer: `status`, the answer has one that is not declared; `timeout`, there was none in time;
 * `aborted`, by the caller's signal; `network`, the connection failed, or broke off in an answer; `open`, the breaker
 * let nothing through; `too_large`, the answer is longer than `maxAnswer`; `invalid_answer`, it is no JSON where that is
 * declared. A redirect that is not followed is a `status`.
 */
export type ProblemCode =
  | 'status'
  | 'timeout'
  | 'aborted'
  | 'network'
  | 'open'
  | 'too_large'
  | 'invalid_answer'

/** A call, as far as an error tells of it. */
interface Named {
  readonly id: string
  readonly tries: number
}

/** What is known of an error beside its code. */
export interface Circumstances {
  readonly cause?: unknown
  readonly status?: number | undefined
  readonly problem?: Problem | undefined
  readonly headers?: Headers | undefined
  readonly retryAfter?: number | undefined
}

/** Where `flakon` finds how a service answers that does not catch the error: neither package imports the other. */
const upstream = Symbol.for('flakon.upstream')

/**
 * What a call throws. The message says what happened in words of this side alone, so it may go into a log; what the
 * other service said is in `problem`. A service made with Flakon that does not catch it answers 502, past the deadline
 * 504, with an open breaker 503 with `Retry-After`.
 *
 * @example
 * if (error instanceof ProblemError && error.status === 404) return undefined
 */
export class ProblemError extends Error {
  readonly code: ProblemCode
  /** Of the answer, where there was one. */
  declare readonly status?: number
  /** The body of the answer, where it is a JSON object. */
  declare readonly problem?: Problem
  /** Of the answer, where there was one. */
  declare readonly headers?: Headers
  /** Milliseconds after which another call makes sense, where that is known. */
  declare readonly retryAfter?: number
  /** The id of the operation. */
  readonly operation: string
  /** How often it was tried; 0 where nothing was sent. */
  readonly attempts: number

  constructor(
    { id, tries }: Named,
    code: ProblemCode,
    message: string,
    { cause, status, problem, headers, retryAfter }: Circumstances = {},
  ) {
    super(`${id}: ${message}${tries > 1 ? ` (${tries} tries)` : ''}`, { cause })
    this.name = 'ProblemError'
    this.code = code
    this.operation = id
    this.attempts = tries
    if (status) this.status = status
    if (retryAfter) this.retryAfter = retryAfter
    const isOpen = code === 'open'
    const own = isOpen ? 503 : /timeout|aborted/.test(code) ? 504 : 502
    // Out of the way of whoever prints an error: they hold words of the other service, and perhaps secrets.
    Object.defineProperties(this, {
      problem: { value: problem },
      headers: { value: headers },
      [upstream]: { value: isOpen ? { status: own, retryAfter } : { status: own } },
    })
  }
}

interface Ended extends Named {
  readonly watch: { readonly signal: AbortSignal }
}

/** What ended something that was watched; undefined where that was not ended. */
export function stopOf(call: Ended): ProblemError | undefined {
  const { aborted, reason } = call.watch.signal
  if (!aborted) return undefined
  const { late } = Object(reason)
  if (late === undefined)
    return new ProblemError(call, 'aborted', 'the caller gave up', { cause: reason })
  return new ProblemError(call, 'timeout', `no answer within ${Math.round(late)} ms`)
}

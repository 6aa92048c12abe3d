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
 * let nothing through; `too_large`, the answer is longer than `maxAnswer`; `redirect`, it leads to another origin, or
 * leads on for too long; `invalid_answer`, its body is not what it says.
 */
export type ProblemCode =
  | 'status'
  | 'timeout'
  | 'aborted'
  | 'network'
  | 'open'
  | 'too_large'
  | 'redirect'
  | 'invalid_answer'

/** What went wrong, before anybody knows with which operation. */
export class Fault extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What more is known of it. */
interface Circumstances {
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

  constructor(operation: string, attempts: number, fault: Fault, more: Circumstances = {}) {
    const { code, message, cause } = fault
    const { status, problem, headers, retryAfter } = more
    const tries = attempts > 1 ? ` (${attempts} tries)` : ''
    super(`${operation}: ${message}${tries}`, cause === undefined ? undefined : { cause })
    this.name = 'ProblemError'
    this.code = code
    this.operation = operation
    this.attempts = attempts
    if (status !== undefined) this.status = status
    if (retryAfter !== undefined) this.retryAfter = retryAfter
    const isOpen = code === 'open'
    const answer = isOpen ? 503 : code === 'timeout' || code === 'aborted' ? 504 : 502
    // Out of the way of whoever prints an error: they hold words of the other service, and perhaps secrets.
    Object.defineProperty(this, 'problem', { value: problem })
    Object.defineProperty(this, 'headers', { value: headers })
    const value = { status: answer, ...(isOpen ? { retryAfter } : {}) }
    Object.defineProperty(this, upstream, { value })
  }
}

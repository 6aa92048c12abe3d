import type { Breaker, RetryBudget } from './breaker.ts'
import { isReturned, readBody, readProblem, retryAfterOf, send, usualAccept } from './exchange.ts'
import type { Answer, OperationRow } from './operation.ts'
import type { Interceptor, Limits } from './options.ts'
import { Fault, ProblemError } from './problem.ts'
import type { PreparedRequest } from './request.ts'

/** What a client has of time and chance, so that tests can have another. */
export interface World {
  /** Milliseconds, on a clock that only goes forward. */
  now(): number
  /** Milliseconds since 1970. */
  date(): number
  /** From 0 to below 1. */
  random(): number
  /** Runs something later, unless it is called off. */
  after(milliseconds: number, run: () => void): () => void
  /** Ends after a time, or with the signal. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** What all calls of a client share. */
export interface Host {
  readonly limits: Limits
  readonly breaker: Breaker
  readonly budget: RetryBudget
  readonly world: World
  readonly fetch: typeof globalThis.fetch
  readonly interceptors: readonly Interceptor[]
}

/** One call, from its first try to its last. */
export interface Call {
  readonly id: string
  readonly row: OperationRow
  readonly request: PreparedRequest
  /** When nobody waits any more, on the clock of the world. */
  readonly deadline: number
  readonly signals: readonly AbortSignal[]
  readonly throws: boolean
  /** Adds what a service may know of the try. */
  stamp(headers: Headers, milliseconds: number): void
}

/** How a try ended, and whether another may end better. */
type Outcome = { readonly isTransient: boolean } & (
  | { readonly answer: Answer<number, unknown>; readonly retryAfter: number | undefined }
  | { readonly error: ProblemError; readonly retryAfter?: number | undefined }
)

/**
 * Makes the tries of a call.
 * @throws ProblemError
 */
export async function attempt(call: Call, host: Host): Promise<Answer<number, unknown>> {
  const { limits, budget, world } = host
  const canRepeat = isRepeatable(call.request)
  budget.add()
  for (let tries = 1; ; tries++) {
    const isLast = !canRepeat || tries > limits.retries
    const outcome = await tryOnce(call, host, tries, isLast)
    const delay =
      outcome.isTransient && !isLast ? delayOf(tries, outcome.retryAfter, world) : undefined
    // To wait for longer than there is time helps nobody.
    if (delay === undefined || world.now() + delay >= call.deadline || !budget.take())
      return end(outcome)
    await pause(delay, call, host, tries)
  }
}

function end(outcome: Outcome): Answer<number, unknown> {
  if ('error' in outcome) throw outcome.error
  return outcome.answer
}

/** RFC 9110 section 9.2.2, or by the word of the service, which knows a key that it has seen. */
function isRepeatable({ method, headers, isStream }: PreparedRequest): boolean {
  const isIdempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE|TRACE)$/.test(method)
  return !isStream && (isIdempotent || headers.has('idempotency-key'))
}

/** Full jitter, below 100 ms and 200 ms and so on: those that failed together do not come back together. */
function delayOf(tries: number, retryAfter = 0, world: World): number {
  return retryAfter + world.random() * Math.min(100 * 2 ** (tries - 1), 2000)
}

async function pause(delay: number, call: Call, { world }: Host, tries: number): Promise<void> {
  const signal = AbortSignal.any([...call.signals])
  await world.pause(delay, signal)
  if (signal.aborted) throw aborted(call, tries, signal.reason)
}

const gaveUp = 'the caller gave up'
const tooLate = 'nobody waits for an answer any more: the deadline has passed'

function aborted({ id }: Call, attempts: number, cause: unknown): ProblemError {
  return new ProblemError(id, attempts, new Fault('aborted', gaveUp, cause))
}

/** What may be otherwise a moment later. A 500 is most often the same again. */
const transient = [408, 425, 429, 502, 503, 504]

/** @throws ProblemError where nothing was sent; and what an interceptor throws */
async function tryOnce(call: Call, host: Host, tries: number, isLast: boolean): Promise<Outcome> {
  const { limits, breaker, world } = host
  const began = world.now()
  const left = call.deadline - began
  const stopped = call.signals.find(({ aborted }) => aborted)
  if (stopped !== undefined) throw aborted(call, tries - 1, stopped.reason)
  if (left <= 0) throw new ProblemError(call.id, tries - 1, new Fault('timeout', tooLate))
  const leave = breaker.enter()
  if (typeof leave === 'number') throw isOpen(call, tries - 1, leave)
  const time = Math.min(left, isLast ? left : limits.tryTimeout)
  const watch = new Watch(call.signals, time, world)
  let isFine: boolean | undefined
  try {
    const outcome = await exchange(call, host, tries, watch)
    const status = 'error' in outcome ? outcome.error.status : outcome.answer.status
    const isUnknown = status === undefined && watch.signal.aborted
    // What was cut short by its caller says nothing of the service.
    const isCut = isUnknown && world.now() - began < Math.min(limits.tryTimeout, limits.timeout)
    const hasFailed = status === undefined ? outcome.isTransient : status >= 500
    isFine = isCut ? undefined : !hasFailed
    return outcome
  } finally {
    watch.stop()
    leave(isFine)
  }
}

function isOpen({ id }: Call, attempts: number, retryAfter: number): ProblemError {
  const detail = `nothing is sent for ${Math.ceil(retryAfter)} ms, since too many tries failed`
  return new ProblemError(id, attempts, new Fault('open', detail), { retryAfter })
}

/** Ends a try when its time is over, or a signal says so, even where `fetch` does not listen. */
export class Watch {
  readonly #controller = new AbortController()
  readonly #signals: readonly AbortSignal[]
  readonly #broken: Promise<never>
  readonly #cancel: () => void
  readonly time: number
  isLate = false

  constructor(signals: readonly AbortSignal[], time: number, world: World) {
    this.time = time
    this.#signals = signals
    const { signal } = this.#controller
    this.#broken = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    this.#broken.catch(() => {})
    this.#cancel = world.after(time, () => {
      this.isLate = true
      this.#controller.abort()
    })
    for (const one of signals) {
      if (one.aborted) this.#controller.abort(one.reason)
      one.addEventListener('abort', this.#forward)
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#broken])
  }

  stop(): void {
    this.#cancel()
    for (const one of this.#signals) one.removeEventListener('abort', this.#forward)
  }

  readonly #forward = (event: Event): void => {
    this.#controller.abort((event.target as AbortSignal).reason)
  }
}

/** Sends a request and reads its answer. */
async function exchange(call: Call, host: Host, tries: number, watch: Watch): Promise<Outcome> {
  let response: Response | undefined
  try {
    response = await watch.race(send(call, host, watch))
    const { status, headers } = response
    const [, , { accept = usualAccept } = {}] = call.row
    const more = {
      isTransient: transient.includes(status),
      retryAfter: retryAfterOf(headers, host.world.date()),
    }
    if (isReturned(call, response)) {
      const body = await watch.race(readBody(response, accept, host.limits.maxAnswer))
      return { answer: { status, body, headers }, ...more }
    }
    const problem = await watch
      .race(readProblem(response, host.limits.maxAnswer))
      .catch(() => undefined)
    // An answer whose body takes its time is an answer, unless the caller does not want it any more.
    if (watch.signal.aborted && !watch.isLate) throw watch.signal.reason
    const fault = new Fault('status', `answered ${status}`)
    const parts = { status, problem, headers, retryAfter: more.retryAfter }
    return { error: new ProblemError(call.id, tries, fault, parts), ...more }
  } catch (cause) {
    const fault = faultOf(cause, watch, response !== undefined)
    // What an interceptor throws is its own affair.
    if (fault === undefined) throw cause
    const isTransient = fault.code === 'network' || fault.code === 'timeout'
    const { status, headers } = isTransient ? {} : (response ?? {})
    return { error: new ProblemError(call.id, tries, fault, { status, headers }), isTransient }
  }
}

export function faultOf(cause: unknown, watch: Watch, isAnswered: boolean): Fault | undefined {
  if (watch.isLate)
    return new Fault('timeout', `no answer within ${Math.round(watch.time)} ms`, cause)
  if (watch.signal.aborted) return new Fault('aborted', gaveUp, cause)
  if (cause instanceof Fault) return cause
  return isAnswered
    ? new Fault('network', 'the connection broke off in an answer', cause)
    : undefined
}

import { type Enter, mostRetries, type RetryBudget } from './breaker.ts'
import { isDeclared, readBody, retryAfterOf, send, usualAccept } from './exchange.ts'
import type { Answer, OperationRow } from './operation.ts'
import type { Interceptor, Limits } from './options.ts'
import { type Circumstances, type Problem, ProblemError, stopOf } from './problem.ts'
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
  readonly enter: Enter
  readonly budget: RetryBudget
  readonly world: World
  readonly fetch: typeof globalThis.fetch
  readonly interceptors: readonly Interceptor[]
  /** In front of every path. */
  readonly base: string
  /** Whether a browser would have to ask first, before it sends a header of ours. */
  readonly isForeign: boolean
}

/** One call, from its first try to its last. */
export interface Call extends Host {
  readonly id: string
  readonly row: OperationRow
  readonly request: PreparedRequest
  /** When nobody waits any more, on the clock of the world. */
  readonly deadline: number
  /** Of all of the call, or of the try. */
  readonly watch: Watch
  readonly throws: boolean
  /** How many there were, with the one that is made. */
  readonly tries: number
}

/** How a try ended, and whether another may end better, after how long at least. */
interface Outcome {
  readonly result: ProblemError | Answer<number, unknown>
  readonly isTransient: boolean
  readonly retryAfter?: number | undefined
}

/**
 * Makes the tries of a call.
 * @throws ProblemError; and what an interceptor throws
 */
export async function attempt(call: Call): Promise<Answer<number, unknown>> {
  const { limits, budget, world } = call
  const canRepeat = isRepeatable(call.request)
  budget.left = Math.min(mostRetries, budget.left + limits.retryBudget)
  for (let tries = 1; ; tries++) {
    const isLast = !canRepeat || tries > limits.retries
    const { result, isTransient, retryAfter = 0 } = await tryOnce({ ...call, tries }, isLast)
    // Full jitter: those that failed together do not come back together.
    const delay = retryAfter + world.random() * 50 * 2 ** tries
    // To wait for longer than there is time helps nobody.
    const isHopeless = isLast || !isTransient || world.now() + delay >= call.deadline
    if (isHopeless || budget.left < 1) {
      if (result instanceof ProblemError) throw result
      return result
    }
    budget.left--
    await world.pause(delay, call.watch.signal)
  }
}

/** RFC 9110 section 9.2.2, or by the word of the service, which knows a key that it has seen. */
function isRepeatable({ method, headers, isStream }: PreparedRequest): boolean {
  return !isStream && (!/^(POST|PATCH)$/.test(method) || headers.has('idempotency-key'))
}

/** @throws ProblemError where nothing was sent; and what an interceptor throws */
async function tryOnce(call: Call, isLast: boolean): Promise<Outcome> {
  const { limits, enter, world } = call
  const before = { ...call, tries: call.tries - 1 }
  const stopped = stopOf(before)
  if (stopped) throw stopped
  const leave = enter()
  if (typeof leave === 'number') {
    const message = `nothing is sent for ${Math.ceil(leave)} ms`
    throw new ProblemError(before, 'open', message, { retryAfter: leave })
  }
  const began = world.now()
  const time = Math.min(
    call.deadline - began,
    isLast ? Number.POSITIVE_INFINITY : limits.tryTimeout,
  )
  const watch = watchFor([call.watch.signal], time, world)
  let isFine: boolean | undefined
  try {
    const outcome = await exchange({ ...call, watch })
    const { status } = outcome.result
    isFine = status === undefined ? !outcome.isTransient : status < 500
    // What was cut short by its caller says nothing of the service.
    const isCut = world.now() - began < Math.min(limits.tryTimeout, limits.timeout)
    if (status === undefined && watch.signal.aborted && isCut) isFine = undefined
    return outcome
  } finally {
    watch.stop()
    leave(isFine)
  }
}

/** Ends something when its time is over, or a signal says so, even where `fetch` does not listen. */
export interface Watch {
  readonly signal: AbortSignal
  readonly time: number
  race<T>(work: Promise<T>): Promise<T>
  stop(): void
}

export function watchFor(signals: readonly AbortSignal[], time: number, world: World): Watch {
  const controller = new AbortController()
  const { signal } = controller
  const broken = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  broken.catch(() => {})
  const end = () =>
    controller.abort(signals.find(({ aborted }) => aborted)?.reason ?? { late: time })
  const cancel = world.after(time, end)
  for (const one of signals) one.addEventListener('abort', end)
  if (time <= 0 || signals.some(({ aborted }) => aborted)) end()
  return {
    signal,
    time,
    race: (work) => Promise.race([work, broken]),
    stop() {
      cancel()
      for (const one of signals) one.removeEventListener('abort', end)
    },
  }
}

/** Sends a request and reads its answer. */
async function exchange(call: Call): Promise<Outcome> {
  const { watch, limits, world, row } = call
  let more: Circumstances = {}
  let isTransient = false
  try {
    const response = await watch.race(send(call))
    const { status, headers } = response
    const retryAfter = retryAfterOf(headers, world.date())
    // A 500 is most often the same again.
    isTransient = [408, 425, 429, 502, 503, 504].includes(status)
    more = { status, headers, retryAfter }
    if (response.ok || !call.throws || isDeclared(call, status)) {
      const accept = row[2]?.accept ?? usualAccept
      const body = await watch.race(readBody(call, response, accept, limits.maxAnswer))
      return { result: { status, body, headers }, isTransient, retryAfter }
    }
    // An answer whose body takes its time is an answer, unless the caller does not want it any more.
    const said = await watch.race(readBody(call, response, usualAccept, 65_536)).catch(() => 0)
    const stopped = stopOf(call)
    if (stopped?.code === 'aborted') throw stopped
    const problem = said === Object(said) && !Array.isArray(said) ? (said as Problem) : undefined
    throw new ProblemError(call, 'status', `answered ${status}`, { ...more, problem })
  } catch (cause) {
    const isKnown = cause instanceof ProblemError
    // What an interceptor throws is its own affair.
    if (!isKnown && !watch.signal.aborted && !more.status) throw cause
    const result = isKnown
      ? cause
      : (stopOf(call) ??
        new ProblemError(call, 'network', 'the connection failed early', { cause }))
    const { code } = result
    isTransient = code === 'status' ? isTransient : /network|timeout/.test(code)
    return { result, isTransient, retryAfter: more.retryAfter }
  }
}

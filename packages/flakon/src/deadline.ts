import type { IncomingMessage } from 'node:http'
import { type ProblemError, problem } from './problem.ts'

type Raw = Pick<IncomingMessage, 'headers'>

/** Codes of the problems that `Request-Deadline` leads to, and their statuses. */
export const deadlineProblems = { malformed_deadline: 400, deadline_passed: 504 } as const

/** When nobody waits any more for the answer, by the clock of `performance.now()`; of requests that say so alone. */
const deadlines = new WeakMap<Raw, number>()

/**
 * Reads `Request-Deadline`: how many ms the caller still waits, a whole number. It costs a request without one a look at
 * its headers, and nothing else: there is no timer, it is compared with the clock where it matters.
 *
 * @returns the problem of one that is malformed, or over already
 */
export function takeDeadline(raw: Raw): ProblemError | undefined {
  const given = raw.headers['request-deadline']
  if (given === undefined) return undefined
  // Two of them, as a proxy may add one, are joined by Node: "500, 200".
  if (!/^-?\d{1,15}$/.test(String(given))) {
    const detail = `Request-Deadline: ${given} is not a whole number of milliseconds, such as 1500`
    return problem(deadlineProblems.malformed_deadline, detail, { code: 'malformed_deadline' })
  }
  if (Number(given) <= 0) return passed()
  deadlines.set(raw, performance.now() + Number(given))
  return undefined
}

/** When nobody waits for the answer to this request any more; undefined where the request does not say. */
export function deadlineOf(raw: Raw): number | undefined {
  return raw.headers['request-deadline'] === undefined ? undefined : deadlines.get(raw)
}

/** @throws ProblemError a 504, where the time was over before the view was called */
export function refuseLate(raw: Raw): void {
  if (raw.headers['request-deadline'] === undefined) return
  if (performance.now() >= (deadlines.get(raw) ?? Number.POSITIVE_INFINITY)) throw passed()
}

function passed(): ProblemError {
  const detail = 'The time that Request-Deadline left was over before this was begun'
  return problem(deadlineProblems.deadline_passed, detail, { code: 'deadline_passed' })
}

import type { Limits } from './options.ts'

/** Says how a try went: true where the service did its work, false where it did not; undefined where nobody knows. */
export type Leave = (isFine?: boolean) => void

/** Lets a try through, which has to leave again; or says for how many milliseconds none is. */
export type Enter = () => Leave | number

/**
 * Keeps calls from a host that fails: after `failures` of them within `window` that are at least four of five of the
 * latest tries there, nothing is let through for `cooldown`, then one probe, whose end decides.
 */
export function createBreaker({ failures, window, cooldown }: Limits, now: () => number): Enter {
  let tries = 0
  let failed = 0
  let windowEnd = 0
  // 0 where it is closed.
  let openUntil = 0
  let isProbed = false
  const leave = (isProbe: boolean, isFine: boolean | undefined): void => {
    if (isProbe) isProbed = false
    // What began before it opened says nothing new.
    if (isFine === undefined || (openUntil && !isProbe)) return
    if (isProbe ? isFine : now() >= windowEnd) {
      openUntil = tries = failed = 0
      windowEnd = now() + window
    }
    tries++
    if (!isFine) failed++
    // What is long ago counts for less, so that a service that dies is noticed after a good day, too.
    if (tries > 20) {
      tries /= 2
      failed /= 2
    }
    const isTooMuch = failed >= failures && failed >= tries * 0.8
    if (!isFine && (isProbe || isTooMuch)) openUntil = now() + cooldown
  }
  return () => {
    const isProbe = openUntil > 0
    const left = openUntil - now()
    if (left > 0) return left
    if (isProbe && isProbed) return cooldown
    isProbed = isProbe
    return (isFine) => leave(isProbe, isFine)
  }
}

/** What calls may be repeated with. */
export interface RetryBudget {
  left: number
}

/** Enough for the few failures of a quiet hour, and little beside the calls of a busy one. */
export const mostRetries = 10

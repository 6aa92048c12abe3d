import type { Limits } from './options.ts'

/** Says how a try went: true where the service did its work, false where it did not; undefined where nobody knows. */
export type Leave = (isFine?: boolean) => void

/** Lets a try through, which has to leave again; or says for how many milliseconds none is. */
export type Enter = () => Leave | number

/**
 * Keeps calls from a host that fails: after `failures` of them within `window` that are at least half of all tries
 * there, nothing is let through for `cooldown`, then one probe, whose end decides.
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
    const isTooMuch = failed >= failures && failed * 2 >= tries
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

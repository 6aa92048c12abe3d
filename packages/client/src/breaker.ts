import type { Limits } from './options.ts'

/** Says how a try went: true where the service did its work, false where it did not; undefined where nobody knows. */
export type Leave = (isFine?: boolean) => void

/**
 * Keeps calls from a host that fails: after `failures` of them within `window` that are at least half of all tries
 * there, nothing is let through for `cooldown`, then one probe, whose end decides.
 */
export class Breaker {
  readonly #limits: Limits
  readonly #now: () => number
  #tries = 0
  #failures = 0
  #windowEnd = 0
  #openUntil: number | undefined
  #isProbed = false

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Lets a try through, which has to leave again; or says for how many milliseconds none is. */
  enter(): Leave | number {
    if (this.#openUntil === undefined) return (isFine) => this.#count(isFine)
    const left = this.#openUntil - this.#now()
    if (left > 0) return left
    if (this.#isProbed) return this.#limits.cooldown
    this.#isProbed = true
    return (isFine) => this.#decide(isFine)
  }

  #count(isFine: boolean | undefined): void {
    // What began before it opened says nothing new.
    if (isFine === undefined || this.#openUntil !== undefined) return
    const now = this.#now()
    if (now >= this.#windowEnd) {
      this.#tries = this.#failures = 0
      this.#windowEnd = now + this.#limits.window
    }
    this.#tries += 1
    if (isFine) return
    this.#failures += 1
    if (this.#failures >= this.#limits.failures && this.#failures * 2 >= this.#tries) this.#open()
  }

  #decide(isFine: boolean | undefined): void {
    this.#isProbed = false
    if (isFine === false) this.#open()
    if (isFine !== true) return
    this.#openUntil = undefined
    this.#windowEnd = 0
  }

  #open(): void {
    this.#openUntil = this.#now() + this.#limits.cooldown
  }
}

/** What calls may be repeated with: each call adds a share, each further try takes a whole. */
export class RetryBudget {
  readonly #share: number
  #left = most

  constructor(share: number) {
    this.#share = share
  }

  add(): void {
    this.#left = Math.min(most, this.#left + this.#share)
  }

  take(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

/** Enough for the few failures of a quiet hour, and little beside the calls of a busy one. */
const most = 10

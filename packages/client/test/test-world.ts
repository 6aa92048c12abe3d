import type { World } from '../src/attempts.ts'
import { clientIn } from '../src/client.ts'
import type { Client } from '../src/operation.ts'
import type { ClientOptions } from '../src/options.ts'
import { ProblemError } from '../src/problem.ts'
import { type Operations, operations } from './users-api.ts'

/**
 * A world in which time passes when a test says so: pauses are over at once, and are written down; time-outs end what
 * they are for when `pass` comes to them.
 */
export class TestWorld implements World {
  readonly pauses: number[] = []
  /** What `random` gives. */
  chance = 0.5
  #now = 0
  #timers = new Set<{ readonly at: number; readonly run: () => void }>()
  #watchers: (() => void)[] = []

  now = () => this.#now
  date = () => Date.parse('2026-05-01T00:00:00Z') + this.#now
  random = () => this.chance

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  async pause(milliseconds: number, _signal: AbortSignal): Promise<void> {
    this.pauses.push(milliseconds)
    this.pass(milliseconds)
    for (const watcher of this.#watchers) watcher()
  }

  /** Calls something in each pause. */
  whilePausing(watcher: () => void): void {
    this.#watchers.push(watcher)
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer)
      timer.run()
    }
  }

  /** Time-outs that nobody has called off. */
  get open(): number {
    return this.#timers.size
  }
}

/** A client of the operations of `users.yaml`, in a world of its own. */
export function clientOf(
  url: string,
  options: Partial<ClientOptions<Operations>> = {},
): { readonly users: Client<Operations>; readonly world: TestWorld } {
  const world = new TestWorld()
  const users = clientIn(world, { url, operations, ...options }) as Client<Operations>
  return { users, world }
}

/** The error that ends a call. */
export async function thrownBy(call: Promise<unknown>): Promise<ProblemError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof ProblemError) return error
  throw new Error('no ProblemError was thrown', { cause: error })
}

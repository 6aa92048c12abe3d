import { defineSection, secret } from 'flakon'
import type { Run, User } from './api.ts'

/** Who asks, and what they may do. */
export interface Caller {
  readonly name: string
  readonly scopes: readonly string[]
}

/** What the service knows, in memory: a real one would keep it in a database, and nothing else would change. */
export class Db {
  readonly users = new Map<number, User>()
  readonly runs: Run[] = []
  readonly #callers: ReadonlyMap<string, Caller>

  constructor(callers: ReadonlyMap<string, Caller>) {
    this.#callers = callers
    this.users.set(1, { id: 1, name: 'Paula Radcliffe', email: 'paula@example.com', max_hr: 188 })
    this.users.set(2, { id: 2, name: 'Haile Gebrselassie', max_hr: null })
    const start = '2026-03-01T08:00:00Z'
    this.runs.push({ runner_id: 1, start, distance: 42_195, duration: 8_125, kind: 'road' })
  }

  callerOf(token: string): Caller | undefined {
    return this.#callers.get(token)
  }

  /** The runs of a user in a month, the oldest first. */
  runsOf(runner: number, year: number, month: number): Run[] {
    const inMonth = (run: Run) => {
      const start = new Date(run.start)
      return start.getUTCFullYear() === year && start.getUTCMonth() === month - 1
    }
    const own = this.runs.filter((run) => run.runner_id === runner && inMonth(run))
    return own.sort((one, other) => Date.parse(one.start) - Date.parse(other.start))
  }
}

export const db = defineSection(
  'db',
  {
    writer_token: secret('of the service that adds runs'),
    reader_token: secret('of services that only read'),
  },
  {
    setup: (_app, settings) =>
      new Db(
        new Map([
          [settings.writer_token, { name: 'strava', scopes: ['runs:write'] }],
          [settings.reader_token, { name: 'dashboard', scopes: [] }],
        ]),
      ),
  },
)

import { problem, type Served, serve } from 'flakon'
import { onTestFinished } from 'vitest'
import { makeApp as makeReports } from '../reports/app.ts'
import { makeApp as makeRuns } from '../src/app.ts'

/** What the runs service does with a request before it looks at it. */
export type Weather = (id: string) => void | Promise<void>

export const fine: Weather = () => {}
export const failing: Weather = () => {
  throw problem(500, 'the password of the database is hunter2')
}
/** Nobody is answered. */
export const stuck: Weather = () => new Promise(() => {})

/** The runs service on a socket of its own, which can be stopped, started again, and be in a bad way. */
export class RunsService {
  weather: Weather = fine
  /** What has come since the beginning: the headers of each request. */
  readonly asked: Record<string, unknown>[] = []
  #port = 0
  #served: Served | undefined

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<this> {
    const app = makeRuns({ log: { level: 'silent' }, shutdown: { timeout: '5s' } })
    app.addHook('onRequest', async ({ raw, id }) => {
      this.asked.push({ ...raw.headers, url: raw.url })
      await this.weather(id)
    })
    this.#served = await serve(app, { port: this.#port, signals: false })
    this.#port = Number(new URL(this.#served.address).port)
    return this
  }

  async stop(): Promise<void> {
    await this.#served?.stop()
  }
}

/** Both services, each on a socket; they stop when the test has ended. */
export async function twoServices(client: object = {}) {
  const runs = await new RunsService().start()
  const patient = { url: runs.url, timeout: '20s', try_timeout: '10s' }
  const settings = { client: { runs: { ...patient, ...client } }, log: { level: 'silent' } }
  const { address, stop } = await serve(makeReports(settings), { port: 0, signals: false })
  onTestFinished(async () => {
    await stop()
    // What is stuck is cut off.
    await runs.stop().catch(() => {})
  })
  return { runs, ask: (headers = {}) => fetch(`${address}/reports/1/2026/3`, { headers }) }
}

/** Asks a number of times, so many at once, and counts what callers saw by its status. */
export async function count(ask: () => Promise<Response>, times: number, atOnce = 4) {
  const seen: Record<number, number> = {}
  let left = times
  const caller = async () => {
    while (left-- > 0) {
      const { status } = await ask()
      seen[status] = (seen[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  return seen
}

import { EventEmitter, once } from 'node:events'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { deadlineOf } from '../src/deadline.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { appOf } from './apps.ts'

/** A view that says how long its caller waits, and how often it was called. */
function waiting() {
  const seen: (number | undefined)[] = []
  const home = new JsonBlueprint('home')
  home.all('/', ({ raw }) => {
    const deadline = deadlineOf(raw)
    seen.push(deadline === undefined ? undefined : deadline - performance.now())
  })
  const app = appOf(home)
  const ask = (deadline?: string, more = {}) =>
    app.inject({
      url: '/',
      headers: deadline === undefined ? {} : { 'request-deadline': deadline },
      ...more,
    })
  return { seen, ask }
}

test('a request without Request-Deadline has none', async () => {
  const { seen, ask } = waiting()
  expect((await ask()).statusCode).toBe(204)
  expect(seen).toEqual([undefined])
})

test('Request-Deadline is what is left of the caller’s time, in ms', async () => {
  const { seen, ask } = waiting()
  await ask('60000')
  expect(seen[0]).toBeGreaterThan(0)
  expect(seen[0]).toBeLessThanOrEqual(60_000)
})

test.each(['0', '-1', '-999999999999999'])(
  'of %s ms nothing is left: a 504, and the view is not called',
  async (value) => {
    const { seen, ask } = waiting()
    const response = await ask(value)
    expect(response.json()).toMatchObject({ status: 504, code: 'deadline_passed' })
    expect(response.headers['x-request-id']).toBe(response.json().request_id)
    expect(seen).toEqual([])
  },
)

test.each([
  '',
  'soon',
  '1.5',
  '1e3',
  '10s',
  '500, 200',
  '0x10',
  '9999999999999999',
  'Wed, 25 Nov 2026 19:00:00 GMT',
])('Request-Deadline: %s is a 400 that names it and says what would do', async (value) => {
  const { seen, ask } = waiting()
  const problem = (await ask(value)).json()
  expect(problem).toMatchObject({ status: 400, code: 'malformed_deadline' })
  expect(problem.detail).toBe(
    `Request-Deadline: ${value} is not a whole number of milliseconds, such as 1500`,
  )
  expect(seen).toEqual([])
})

test('a path that nobody answers is refused alike', async () => {
  const { ask } = waiting()
  expect((await ask('0', { url: '/no/where' })).statusCode).toBe(504)
})

test('time that is over when the body has come is a 504, and the view is not called', async () => {
  const { seen, ask } = waiting()
  const events = new EventEmitter()
  const now = vi.spyOn(performance, 'now')
  const body = Readable.from(
    (async function* () {
      yield '{'
      await once(events, 'later')
      yield '}'
    })(),
  )
  const headers = { 'request-deadline': '1000', 'content-type': 'application/json' }
  const answer = ask(undefined, { method: 'POST', headers, payload: body })
  // The headers have come when the body is asked for.
  await expect.poll(() => events.listenerCount('later')).toBe(1)
  const late = performance.now() + 1000
  now.mockReturnValue(late)
  events.emit('later')
  expect((await answer).json()).toMatchObject({ status: 504, code: 'deadline_passed' })
  now.mockRestore()
  expect(seen).toEqual([])
})

test('a view that has begun in time is not cut off', async () => {
  const home = new JsonBlueprint('home').get('/', async ({ raw }) => {
    const over = (deadlineOf(raw) ?? 0) + 1
    vi.spyOn(performance, 'now').mockReturnValue(over)
    await Promise.resolve()
    return 'done'
  })
  const response = await appOf(home).inject({ url: '/', headers: { 'request-deadline': '5000' } })
  vi.restoreAllMocks()
  expect(response.json()).toBe('done')
})

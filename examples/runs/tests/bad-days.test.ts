import { EventEmitter, once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { count, failing, fine, stuck, twoServices } from './runs-service.ts'

/** A busy machine takes its time. */
const soon = { timeout: 20_000 }

test('on a good day every caller has a report', async () => {
  const { runs, ask } = await twoServices()
  expect(await count(ask, 100)).toEqual({ 200: 100 })
  expect(runs.asked).toHaveLength(200)
})

test('a service that is stopped answers what is in flight first', async () => {
  const { runs, ask } = await twoServices()
  const events = new EventEmitter()
  const held = once(events, 'asked')
  runs.weather = async () => {
    const go = once(events, 'go')
    events.emit('asked')
    await go
  }
  const answers = count(ask, 4)
  await held
  await expect.poll(() => runs.asked.length, soon).toBe(8)
  const stopped = runs.stop()
  events.emit('go')
  expect(await answers).toEqual({ 200: 4 })
  await stopped
  expect(runs.asked).toHaveLength(8)
})

test('a service that is restarted in the middle costs callers what came in between, and no more', async () => {
  const { runs, ask } = await twoServices({ breaker_cooldown: '20ms' })
  const seen: number[] = []
  let isOver = false
  const caller = async () => {
    while (!isOver) seen.push((await ask()).status)
  }
  onTestFinished(() => {
    isOver = true
  })
  const callers = [caller(), caller(), caller()]
  const answered = () => seen.filter((status) => status === 200).length
  await expect.poll(answered, soon).toBeGreaterThan(20)
  await runs.stop()
  await expect.poll(() => seen, soon).toContain(503)
  const before = answered()
  await runs.start()
  await expect.poll(answered, soon).toBeGreaterThan(before + 20)
  isOver = true
  await Promise.all(callers)
  // Refused connections, then an open breaker: nobody saw anything else, and nobody waited for nothing.
  expect([...new Set(seen)].filter((status) => ![200, 502, 503].includes(status))).toEqual([])
  expect(await count(ask, 20)).toEqual({ 200: 20 })
})

test('a service whose first tries are slow costs time, and no answer', async () => {
  const { runs, ask } = await twoServices({ try_timeout: '100ms', retry_budget: 1 })
  const seen = new Set<unknown>()
  runs.weather = (id) => {
    const { url } = runs.asked.at(-1) ?? {}
    const isFirst = !seen.has(`${id} ${url}`)
    seen.add(`${id} ${url}`)
    return isFirst ? stuck(id) : fine(id)
  }
  expect(await count(ask, 2, 2)).toEqual({ 200: 2 })
  expect(runs.asked.length).toBeGreaterThanOrEqual(8)
})

test('a service that hangs is a 504 when the time is over, and is left alone after that', async () => {
  const { runs, ask } = await twoServices({ timeout: '400ms', try_timeout: '100ms', retries: 1 })
  runs.weather = stuck
  const first = await ask()
  expect(await first.json()).toMatchObject({ status: 504, code: 'upstream_timeout' })
  const seen = await count(ask, 6, 2)
  expect(Object.keys(seen).filter((status) => !['503', '504'].includes(status))).toEqual([])
  expect(seen[503]).toBeGreaterThan(0)
})

test('a caller with less time has its 504 then, and the service knows', async () => {
  const { runs, ask } = await twoServices()
  runs.weather = stuck
  const { status } = await ask({ 'request-deadline': '150' })
  expect(status).toBe(504)
  const left = runs.asked.map((headers) => Number(headers['request-deadline']))
  expect(left.every((ms) => ms > 0 && ms <= 150)).toBe(true)
})

test('a service that fails is a 502 until it is left alone: then a 503 that says when to come back', async () => {
  const { runs, ask } = await twoServices({ breaker_cooldown: '1m' })
  runs.weather = failing
  const seen = await count(ask, 30, 1)
  expect(Object.keys(seen)).toEqual(['502', '503'])
  // Five failures open the breaker; each report asks twice.
  expect(seen[502]).toBeLessThanOrEqual(3)
  expect(runs.asked.length).toBeLessThanOrEqual(6)
  const last = await ask()
  expect(last.headers.get('retry-after')).toBe('60')
  expect(await last.text()).not.toMatch(/hunter2|password|127\.0\.0\.1|500/)
})

test('a service that fails for a while is asked again, and callers have their reports', async () => {
  const { runs, ask } = await twoServices({ breaker_cooldown: '20ms' })
  runs.weather = failing
  expect(await count(ask, 10)).not.toHaveProperty('200')
  runs.weather = fine
  await expect.poll(async () => (await ask()).status, soon).toBe(200)
  expect(await count(ask, 20)).toEqual({ 200: 20 })
})

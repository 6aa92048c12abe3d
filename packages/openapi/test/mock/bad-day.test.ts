import { createApp, serve } from 'flakon'
import { expect, test } from 'vitest'
import { rehearse } from '../../src/mock/bad-day.ts'
import { answering, mockOf } from './mocked-app.ts'

const spec = answering({ 204: { description: '' } })

/** What became of these many tries of a request; 0 is a connection that was closed. */
async function outcomes(
  count: number,
  fail: number,
  url = '/',
  seed = 'flakon',
): Promise<number[]> {
  const app = await mockOf(spec, seed, { delay: [0, 0], fail })
  const { address, stop } = await serve(app, { port: 0, signals: false })
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const answer = await fetch(address + url).catch(() => undefined)
    found.push(answer?.status ?? 0)
    await answer?.arrayBuffer()
  }
  await stop()
  return found
}

test('some requests fail: with a 503, a 500, or no answer at all', async () => {
  const found = await outcomes(60, 0.5)
  expect([...new Set(found)].sort()).toEqual([0, 204, 500, 503])
  const failed = found.filter((status) => status !== 204).length
  expect(failed).toBeGreaterThan(15)
  expect(failed).toBeLessThan(45)
})

test('another try may end otherwise, and a new start ends the same', async () => {
  const first = await outcomes(20, 0.5)
  expect(new Set(first).size).toBeGreaterThan(1)
  expect(await outcomes(20, 0.5)).toEqual(first)
  expect(await outcomes(20, 0.5, '/?other')).not.toEqual(first)
  expect(await outcomes(20, 0.5, '/', 'other')).not.toEqual(first)
})

test('a failure is a problem that says where it comes from, and when to come again', async () => {
  const app = await mockOf(spec, 'flakon', { delay: [0, 0], fail: 1 })
  const { address, stop } = await serve(app, { port: 0, signals: false })
  let busy: Response | undefined
  for (let i = 0; busy === undefined && i < 40; i++) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.status === 503) busy = answer
    else await answer?.arrayBuffer()
  }
  expect(await busy?.json()).toMatchObject({ status: 503, code: 'mock_failure' })
  expect(busy?.headers.get('retry-after')).toBe('1')
  await stop()
})

test('answers wait for a time between the bounds, and not where none is asked for', async () => {
  const times = async (...delay: [number, number]) => {
    const waited: number[] = []
    const app = createApp({ settings: { log: { level: 'silent' } } })
    rehearse(app, { delay, fail: 0 }, 'flakon', async (ms) => waited.push(ms))
    for (let i = 0; i < 10; i++) await app.inject('/')
    await app.close()
    return waited
  }
  const waited = await times(100, 200)
  expect(waited).toHaveLength(10)
  expect(new Set(waited).size).toBeGreaterThan(3)
  for (const ms of waited) expect(ms).toBeGreaterThanOrEqual(100)
  for (const ms of waited) expect(ms).toBeLessThanOrEqual(200)
  expect(await times(0, 0)).toEqual([])
})

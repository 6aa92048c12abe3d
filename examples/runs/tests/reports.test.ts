import { createApp } from 'flakon'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeApp as makeReports } from '../reports/app.ts'
import { runs } from '../reports/runs.ts'
import { makeApp as makeTogether } from '../reports/together.ts'
import { reports } from '../reports/views.ts'
import { RunsService } from './runs-service.ts'

/** Nothing is said, and a busy machine is no failure. */
const quiet = { log: { level: 'silent' } }
const patient = { timeout: '20s', try_timeout: '10s' }

/** The reports with the runs behind a socket; `asked` is what comes to the runs. */
async function apart(more: object = {}) {
  const service = await new RunsService().start()
  const app = makeReports({ client: { runs: { url: service.url, ...patient } }, ...quiet, ...more })
  onTestFinished(async () => {
    await app.close()
    await service.stop()
  })
  return { app, asked: service.asked }
}

/** Both in one process, by one line of the settings. */
async function together(more: object = {}) {
  const app = makeTogether({ client: { runs: patient }, ...quiet, ...more })
  onTestFinished(() => app.close())
  const asked: Record<string, unknown>[] = []
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.url?.startsWith('/api/')) asked.push({ ...raw.headers, url: raw.url })
  })
  return { app, asked }
}

describe.each([
  ['in two processes', apart],
  ['in one', together],
])('%s', (_way, make) => {
  test('a report is made of what the runs service knows', async () => {
    const { app, asked } = await make()
    expect((await app.inject('/reports/1/2026/3')).json()).toEqual({
      runner: 'Paula Radcliffe',
      runs: 1,
      distance: 42_195,
      duration: 8_125,
    })
    expect(asked.map(({ url }) => url).sort()).toEqual(['/api/runs/1/2026/3', '/api/users/1'])
  })

  test('a month without runs is one', async () => {
    const { app } = await make()
    expect((await app.inject('/reports/2/2026/3')).json()).toMatchObject({ runs: 0, distance: 0 })
  })

  test('a runner whom nobody knows is a 404 of ours', async () => {
    const { app } = await make()
    expect((await app.inject('/reports/9/2026/3')).json()).toMatchObject({
      status: 404,
      detail: 'No runner 9',
      instance: '/reports/9/2026/3',
    })
  })

  test('what is wrong with a request is told before anybody is asked', async () => {
    const { app, asked } = await make()
    expect((await app.inject('/reports/0/2026/13')).json().errors).toEqual([
      { in: 'params', pointer: '/runner_id', detail: 'must be ≥ 1' },
      { in: 'params', pointer: '/month', detail: 'must be ≤ 12' },
    ])
    expect(asked).toEqual([])
  })

  test('id, trace and deadline of the request go on to the runs service', async () => {
    const { app, asked } = await make()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const headers = { 'x-request-id': 'r1', traceparent, 'request-deadline': '9000' }
    expect((await app.inject({ url: '/reports/1/2026/3', headers })).statusCode).toBe(200)
    for (const one of asked) {
      expect(one).toMatchObject({ 'x-request-id': 'r1', traceparent })
      expect(Number(one['request-deadline'])).toBeLessThanOrEqual(9000)
    }
    expect(asked).toHaveLength(2)
  })

  test('a request that comes too late is answered without asking anybody', async () => {
    const { app, asked } = await make()
    const headers = { 'request-deadline': '0' }
    const response = await app.inject({ url: '/reports/1/2026/3', headers })
    expect(response.json()).toMatchObject({ status: 504, code: 'deadline_passed' })
    expect(asked).toEqual([])
  })

  test('a token that the runs service does not know is our 502, and not the caller’s 401', async () => {
    const { app } = await make({ credentials: { runs: 'wrong' } })
    const response = await app.inject('/reports/1/2026/3')
    expect(response.json()).toMatchObject({ status: 502, code: 'upstream_failed' })
    expect(response.headers).not.toHaveProperty('www-authenticate')
  })
})

test('a view is tested without the other service', async () => {
  const fake = {
    getUser: async () => ({ status: 200, body: { id: 7, name: 'Ada' } }),
    getRuns: async () => ({ status: 200, body: [{ distance: 10_000, duration: 2_400 }] }),
  }
  const app = createApp({
    blueprints: [reports],
    sections: [runs],
    provide: [runs.with(fake as never)],
    settings: { client: { runs: { url: 'http://nowhere.test' } } },
  })
  onTestFinished(() => app.close())
  expect((await app.inject('/reports/7/2026/3')).json()).toEqual({
    runner: 'Ada',
    runs: 1,
    distance: 10_000,
    duration: 2_400,
  })
})

test('one process answers for both, at their own paths', async () => {
  const { app } = await together()
  const headers = { authorization: 'Bearer let-me-read' }
  expect((await app.inject({ url: '/api/users/1', headers })).statusCode).toBe(200)
  expect((await app.inject('/reports/1/2026/3')).statusCode).toBe(200)
})

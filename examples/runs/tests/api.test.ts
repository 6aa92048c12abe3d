import { beforeEach, expect, test } from 'vitest'
import { makeApp } from '../src/app.ts'

let app = makeApp()
beforeEach(() => {
  app = makeApp()
  return () => app.close()
})

const as = (token: string) => ({ authorization: `Bearer ${token}` })
const reader = as('let-me-read')
const writer = as('let-me-write')
const run = { runner_id: 2, start: '2026-04-02T06:30:00Z', distance: 10_000, duration: 1_800 }

const read = (url: string) => app.inject({ url: `/api${url}`, headers: reader })
const add = (payload: object, headers = writer) =>
  app.inject({ method: 'POST', url: '/api/runs', payload, headers })

test('users come by pages', async () => {
  expect((await read('/users?limit=1')).json()).toMatchObject({ users: [{ id: 1 }], next: 1 })
  const last = (await read('/users?after=1')).json()
  expect(last).toEqual({ users: [{ id: 2, name: 'Haile Gebrselassie', max_hr: null }] })
})

test('the runs of a month are told, of all kinds or of some', async () => {
  expect((await read('/runs/1/2026/3')).json()).toHaveLength(1)
  expect((await read('/runs/1/2026/3?kinds=trail,track')).json()).toEqual([])
  expect((await read('/runs/1/2026/3?kinds=trail,road')).json()).toHaveLength(1)
})

test('runs are added, and found again', async () => {
  const response = await add([run])
  expect([response.statusCode, response.json()]).toEqual([201, { added: 1 }])
  expect(response.headers['x-total-count']).toBe('2')
  expect((await read('/runs/2/2026/4')).json()).toEqual([run])
})

test('of runs with a stranger among them none is added', async () => {
  const response = await add([run, { ...run, runner_id: 9 }])
  expect(response.json()).toMatchObject({ status: 409, detail: 'No user 9, so nothing was added' })
  expect((await read('/runs/2/2026/4')).json()).toEqual([])
})

test('whoever is not known is told how to say who they are', async () => {
  const response = await app.inject('/api/users')
  expect(response.statusCode).toBe(401)
  expect(response.headers['www-authenticate']).toContain('Bearer')
})

test('who may read may not write', async () => {
  expect((await add([run], reader)).statusCode).toBe(403)
})

test('everybody may ask for the health', async () => {
  const response = await app.inject('/api/health')
  expect([response.body, response.headers['content-type']]).toEqual([
    'ok',
    'text/plain; charset=utf-8',
  ])
})

test('every fault of a request is told at once', async () => {
  expect((await read('/runs/0/26/march?kinds=road,fell')).json().errors).toEqual([
    { in: 'params', pointer: '/runner_id', detail: 'must be ≥ 1' },
    { in: 'params', pointer: '/year', detail: 'must be ≥ 1900' },
    { in: 'params', pointer: '/month', detail: 'must be an integer' },
    { in: 'query', pointer: '/kinds/1', detail: 'must be "road", "trail" or "track"' },
  ])
  expect((await add([{ ...run, distance: 0, pace: 5 }])).json().errors).toEqual([
    { in: 'body', pointer: '/0/pace', detail: 'is not known' },
    { in: 'body', pointer: '/0/distance', detail: 'must be > 0' },
  ])
})

test('an unknown user is a 404', async () => {
  expect((await read('/users/9')).json()).toMatchObject({ status: 404, detail: 'No user 9' })
  expect((await read('/runs/9/2026/3')).statusCode).toBe(404)
})

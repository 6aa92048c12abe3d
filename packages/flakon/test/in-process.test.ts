import { EventEmitter, once } from 'node:events'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { type AppOptions, createApp } from '../src/app.ts'
import { clientSection } from '../src/client-section.ts'
import { deadlineOf } from '../src/deadline.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { problem } from '../src/problem.ts'
import { keep } from './apps.ts'
import { FakeClient } from './fake-client.ts'

const users = clientSection('users', (options) => new FakeClient(options))

function appOf(url: string, options: AppOptions, more: object = {}) {
  const settings = { client: { users: { url } }, log: { level: 'silent' }, ...more }
  return keep(createApp({ sections: [users], settings, ...options }))
}

/** A blueprint with views for what a client may meet. */
function usersBlueprint(events = new EventEmitter()) {
  const blueprint = new JsonBlueprint('users', { prefix: '/users' })
  blueprint.get('/echo', ({ raw, query, host, id }) => {
    const left = (deadlineOf(raw) ?? performance.now()) - performance.now()
    return { query, host, id, left, agent: raw.headers['x-agent'] }
  })
  blueprint.post('/', ({ body }, reply) => {
    return reply.code(201).header('set-cookie', ['a=1', 'b=2']).send(body)
  })
  blueprint.get('/gone', () => {
    throw problem(410, 'They left', { headers: { 'retry-after': '7' } })
  })
  blueprint.get('/moved', (_request, reply) => reply.redirect('/elsewhere'))
  blueprint.delete('/', () => undefined)
  blueprint.get('/broken', (_request, reply) => void reply.raw.destroy())
  blueprint.all('/waits', async (request, reply) => {
    request.signal.addEventListener('abort', () => events.emit('left'))
    reply.raw.once('close', () => events.emit('closed', reply.raw.writableFinished))
    events.emit('asked')
    await once(events, 'answer')
    return 'late'
  })
  blueprint.get('/endless', (_request, reply) => {
    const stream = new Readable({ read: (size) => void stream.push('x'.repeat(size)) })
    stream.once('close', () => events.emit('stopped'))
    return reply.type('text/plain').send(stream)
  })
  return blueprint
}

/** The client of an app with that blueprint. */
async function clientOf(events?: EventEmitter) {
  const app = appOf('app:users', { blueprints: [usersBlueprint(events)] })
  await app.ready()
  return users.of(app)
}

const json = { 'content-type': 'application/json' }

test('path, query, headers and host arrive as they would by a socket', async () => {
  const client = await clientOf()
  const headers = { 'x-agent': 'me', 'x-request-id': 'r7', 'request-deadline': '5000' }
  const answer = await client.call('/echo?a=1&b=%2F', { headers })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    query: { a: '1', b: '/' },
    host: 'users',
    id: 'r7',
    left: expect.closeTo(5000, -4),
    agent: 'me',
  })
  expect(answer.headers.get('x-request-id')).toBe('r7')
})

test('bodies go both ways, and every cookie comes back', async () => {
  const client = await clientOf()
  const body = JSON.stringify({ name: 'Ada' })
  const answer = await client.call('/', { method: 'POST', body, headers: json })
  expect([answer.status, await answer.json()]).toEqual([201, { name: 'Ada' }])
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

test('problems, redirects and answers without a body are what they are', async () => {
  const client = await clientOf()
  const gone = await client.call('/gone')
  expect([gone.status, gone.headers.get('retry-after')]).toEqual([410, '7'])
  expect(await gone.json()).toMatchObject({ status: 410, detail: 'They left' })
  const moved = await client.call('/moved')
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/elsewhere'])
  const emptied = await client.call('/', { method: 'DELETE' })
  expect([emptied.status, emptied.body]).toEqual([204, null])
  expect((await client.call('/echo', { method: 'HEAD' })).body).toBe(null)
  expect((await client.call('/nobody')).status).toBe(404)
})

test('time that is over is a 504 of the blueprint’s', async () => {
  const client = await clientOf()
  expect((await client.call('/echo', { headers: { 'request-deadline': '0' } })).status).toBe(504)
})

test('a view that breaks off is a network fault', async () => {
  const client = await clientOf()
  await expect(client.call('/broken')).rejects.toThrow(new TypeError('fetch failed'))
})

test.each(['GET', 'POST'])('a %s that is given up ends on both sides', async (method) => {
  const events = new EventEmitter()
  const client = await clientOf(events)
  const [asked, left, closed] = ['asked', 'left', 'closed'].map((name) => once(events, name))
  const giveUp = new AbortController()
  const init = method === 'GET' ? {} : { body: '{}', headers: json }
  const answer = client.call('/waits', { method, ...init, signal: giveUp.signal })
  const said = expect(answer).rejects.toThrow('no more')
  await asked
  giveUp.abort(new Error('no more'))
  await Promise.all([said, left])
  expect(await closed).toEqual([false])
  // What the view says now reaches nobody, and breaks nothing.
  events.emit('answer')
  expect((await client.call('/echo')).status).toBe(200)
})

test('one that was given up before is not made', async () => {
  const events = new EventEmitter()
  const client = await clientOf(events)
  events.once('asked', () => expect.fail('the view was called'))
  const signal = AbortSignal.abort(new Error('before'))
  await expect(client.call('/waits', { signal })).rejects.toThrow('before')
})

test('an endless answer comes as it is read, and ends when nobody reads on', async () => {
  const events = new EventEmitter()
  const client = await clientOf(events)
  const stopped = once(events, 'stopped')
  const reader = (await client.call('/endless')).body?.getReader()
  const first = await reader?.read()
  expect(first?.value?.length).toBeGreaterThan(0)
  await reader?.cancel()
  await stopped
})

test('an answer that is given up while it is read says why', async () => {
  const events = new EventEmitter()
  const client = await clientOf(events)
  const stopped = once(events, 'stopped')
  const giveUp = new AbortController()
  const reader = (await client.call('/endless', { signal: giveUp.signal })).body?.getReader()
  await reader?.read()
  giveUp.abort(new Error('enough'))
  await stopped
  const rest = async () => {
    while (!(await reader?.read())?.done);
  }
  await expect(rest()).rejects.toThrow('enough')
})

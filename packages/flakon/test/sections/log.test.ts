import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { logSection } from '../../src/sections/log.ts'
import { keep } from '../apps.ts'

/** Lines that an app with these settings writes while it is asked for a URL. */
async function linesOf(log: object, url: string): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const home = new JsonBlueprint('home').get('/:id', (request) => {
    request.log.info('from the view')
    return {}
  })
  const app = createApp({
    blueprints: [home],
    settings: { log: { level: 'info', ...log } },
    fastify: { logger: { stream } },
  })
  keep(app)
  await app.inject({ url, headers: { 'x-request-id': 'r1' } })
  return lines
}

test('a request is one line with method, path without query, status, ms and request_id', async () => {
  const lines = await linesOf({}, '/42?token=hunter2')
  expect(lines).toEqual([
    expect.objectContaining({ msg: 'from the view', request_id: 'r1' }),
    expect.objectContaining({
      level: 30,
      msg: 'request',
      method: 'GET',
      path: '/42',
      status: 200,
      ms: expect.any(Number),
      request_id: 'r1',
    }),
  ])
  expect(JSON.stringify(lines)).not.toContain('hunter2')
})

test('a request that no view answers is a line, too', async () => {
  expect(await linesOf({}, '/no/where')).toEqual([
    expect.objectContaining({ path: '/no/where', status: 404 }),
  ])
})

/** An app that collects its lines, and a promise for the first one about a request. */
function collecting(...blueprints: JsonBlueprint[]) {
  const lines: Record<string, unknown>[] = []
  const events = new EventEmitter()
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      if (lines.at(-1)?.path !== undefined) events.emit('written')
      done()
    },
  })
  const settings = { log: { level: 'info' } }
  const app = keep(createApp({ blueprints, settings, fastify: { logger: { stream } } }))
  return { app, lines, written: once(events, 'written') }
}

test('a request that its client gives up is one line with status 499', async () => {
  const events = new EventEmitter()
  const [asked, answer] = [once(events, 'asked'), once(events, 'answer')]
  const home = new JsonBlueprint('home').get('/', () => {
    events.emit('asked')
    return answer
  })
  const { app, lines, written } = collecting(home)
  const { port } = new URL(await app.listen({ port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await asked
  socket.destroy()
  await written
  events.emit('answer')
  await app.close()
  expect(lines.filter((line) => line.path !== undefined)).toEqual([
    expect.objectContaining({ path: '/', status: 499, ms: expect.any(Number) }),
  ])
})

test('a path that the router refuses is a line, too', async () => {
  const { app, lines, written } = collecting()
  const { port } = new URL(await app.listen({ port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.end('GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await written
  expect(lines.filter((line) => line.path !== undefined)).toEqual([
    expect.objectContaining({ path: '/%zz', status: 400, msg: 'request' }),
  ])
})

test('requests = off keeps the lines of views only', async () => {
  expect((await linesOf({ requests: false }, '/42')).map((line) => line.msg)).toEqual([
    'from the view',
  ])
})

test('level = warn is quiet about requests', async () => {
  expect(await linesOf({ level: 'warn' }, '/42')).toEqual([])
})

test('level = silent makes no logger, but where the caller has one', async () => {
  const settings = { log: { level: 'silent' } }
  const app = createApp({ settings })
  keep(app)
  expect(app.log).not.toHaveProperty('level')
  expect(await linesOf({ level: 'silent' }, '/42')).toEqual([])
})

test('debug writes for a reader, other modes write JSON', () => {
  const settings = { level: 'info', requests: true } as const
  const streamIn = (mode: string) => {
    const options = logSection.behaviour.options?.(settings, { app: { mode } })
    return (options?.logger as { stream?: unknown } | undefined)?.stream
  }
  expect(streamIn('production')).toBeUndefined()
  expect(streamIn('debug')).toBeDefined()
})

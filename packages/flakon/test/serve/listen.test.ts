import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { defineSection } from '../../src/section.ts'
import { serve } from '../../src/serve/listen.ts'

const work = mkdtempSync(join(tmpdir(), 'flakon-serve-'))
afterAll(() => rmSync(work, { recursive: true }))

const quiet = { log: { level: 'silent' }, server: { port: 0 } }
const off = { signals: false } as const

test('serve listens where [server] says and answers; stop closes it', async () => {
  const home = new JsonBlueprint('home').get('/', () => ({ served: true }))
  const { address, stop } = await serve(createApp({ blueprints: [home], settings: quiet }), off)
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(address)).json()).toEqual({ served: true })
  await stop()
  await expect(fetch(address)).rejects.toThrow()
})

test('signals: false leaves signals alone, and stop lets go of them', async () => {
  const before = process.listenerCount('SIGTERM')
  const alone = await serve(createApp({ settings: quiet }), off)
  expect(process.listenerCount('SIGTERM')).toBe(before)
  const heeding = await serve(createApp({ settings: quiet }))
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  await Promise.all([alone.stop(), heeding.stop()])
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

test('stop waits for what is in flight, then closes sections, and may be called twice', async () => {
  const events: string[] = []
  const pool = defineSection(
    'pool',
    {},
    { setup: () => 'open', close: () => events.push('pool closed') },
  )
  let answer: (value: object) => void = () => {}
  const home = new JsonBlueprint('home').get('/', (request) => {
    events.push('asked')
    return new Promise<object>((resolve) => {
      answer = resolve
    }).finally(() => events.push(`answered with the pool ${pool.of(request)}`))
  })
  const app = createApp({ blueprints: [home], sections: [pool], settings: quiet })
  const arrived = new Promise<void>((resolve) => app.addHook('preHandler', async () => resolve()))
  const { address, stop } = await serve(app, off)
  const asked = fetch(address)
  await arrived
  await new Promise(setImmediate)
  const stopped = Promise.all([stop(), stop()])
  answer({ done: true })
  expect(await (await asked).json()).toEqual({ done: true })
  await stopped
  expect(events).toEqual(['asked', 'answered with the pool open', 'pool closed'])
})

test('an idle keep-alive connection does not hold stop, nor does one that never spoke', async () => {
  const { address, stop } = await serve(createApp({ settings: quiet }), off)
  await (await fetch(address, { headers: { connection: 'keep-alive' } })).text()
  const silent = connect(Number(new URL(address).port), '127.0.0.1')
  await once(silent, 'connect')
  const closed = once(silent, 'close')
  await stop()
  await closed
})

test('past the timeout stop names the requests left, without their queries', async () => {
  const home = new JsonBlueprint('home').get('/', () => new Promise(() => {}))
  const app = createApp({
    blueprints: [home],
    settings: [quiet, { shutdown: { timeout: '20ms' } }],
  })
  const arrived = new Promise<void>((resolve) => app.addHook('preHandler', async () => resolve()))
  const { address, stop } = await serve(app, off)
  const cut = fetch(`${address}/?secret=1`, { headers: { 'x-request-id': 'r1' } }).catch(
    () => 'cut',
  )
  await arrived
  const error = await stop().then(undefined, (cause: Error) => cause)
  expect(error).toMatchObject({ code: 'FLK_SHUTDOWN_TIMEOUT' })
  expect(error?.message).toMatch(/GET \/ \(request_id r1/)
  expect(error?.message).not.toContain('secret')
  expect(await cut).toBe('cut')
})

test('a port in use is an error with a command that works, and the app is closed again', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const events: string[] = []
  const pool = defineSection('pool', {}, { setup: () => 1, close: () => events.push('closed') })
  const app = createApp({ sections: [pool], settings: quiet })
  await expect(serve(app, { ...off, port })).rejects.toMatchObject({
    code: 'FLK_SERVE_ADDRESS_IN_USE',
    message: expect.stringMatching(
      new RegExp(`127\\.0\\.0\\.1:${port} is already in use.*--port \\d+`),
    ),
  })
  expect(events).toEqual(['closed'])
  other.close()
})

test('on macOS port 5000 belongs to AirPlay, and the error says so', async () => {
  const other = createServer().listen(5000, '127.0.0.1')
  // Where somebody else has the port it is in use all the same.
  await new Promise((resolve) => other.once('listening', resolve).once('error', resolve))
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'darwin' })
  try {
    const serving = serve(createApp({ settings: quiet }), { ...off, port: 5000 })
    await expect(serving).rejects.toThrow(/127\.0\.0\.1:5000 is already in use by AirPlay/)
  } finally {
    Object.defineProperty(process, 'platform', { value: platform })
    other.close()
  }
})

test('an address that this machine does not have is explained', async () => {
  const serving = serve(createApp({ settings: quiet }), { ...off, host: '192.0.2.1' })
  await expect(serving).rejects.toMatchObject({
    code: 'FLK_SERVE_ADDRESS',
    message: expect.stringMatching(/no such address/),
  })
})

test('a file that is no socket is not removed for one', async () => {
  const socket = join(work, 'file')
  writeFileSync(socket, 'keep me')
  await expect(serve(createApp({ settings: quiet }), { ...off, socket })).rejects.toMatchObject({
    code: 'FLK_SERVE_ADDRESS',
    message: expect.stringMatching(/a file of that name, not a socket/),
  })
})

test('any Fastify instance is served, with the defaults', async () => {
  const app = fastify()
  app.get('/', async () => 'bare')
  const { address, stop } = await serve(app, { ...off, port: 0 })
  expect(await (await fetch(address)).text()).toBe('bare')
  await expect(serve(app, off)).rejects.toMatchObject({ code: 'FLK_SERVE_LISTENING' })
  await stop()
})

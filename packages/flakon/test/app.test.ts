import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { expect, test, vi } from 'vitest'
import { type App, createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { keep } from './apps.ts'

const quiet = { log: { level: 'silent' } }

test('createApp without anything is an app that answers 404', async () => {
  const app = keep(createApp())
  expect((await app.inject('/')).json()).toMatchObject({ status: 404, code: 'not_found' })
})

test('createApp returns the real Fastify instance, synchronously, with frozen settings', () => {
  const app = keep(createApp({ settings: [quiet, { server: { port: 8000 } }] }))
  expect(app.version).toMatch(/^5\./)
  expect(app.settings.server.port).toBe(8000)
  expect(Object.isFrozen(app.settings.server)).toBe(true)
  expect(() => {
    ;(app.settings as Record<string, unknown>).server = {}
  }).toThrow(TypeError)
})

test('routes, hooks, decorators and inject of Fastify work on it', async () => {
  const app = keep(createApp({ settings: quiet }))
  app.decorate('answer', 42)
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-hook', 'on')
  })
  app.get('/direct', async () => ({ answer: app.getDecorator<number>('answer') }))
  const response = await app.inject('/direct')
  expect(response.json()).toEqual({ answer: 42 })
  expect(response.headers['x-hook']).toBe('on')
})

test("the caller's options for Fastify win over what the sections say", () => {
  const app = keep(createApp({ settings: quiet, fastify: { bodyLimit: 7, pluginTimeout: 5 } }))
  expect(app.initialConfig).toMatchObject({ bodyLimit: 7, pluginTimeout: 5 })
})

test("a logger instance of the caller's takes the place of [log]'s", async () => {
  const info = vi.fn()
  const own = {
    info,
    warn: vi.fn(),
    error: vi.fn(),
    debug: vi.fn(),
    trace: vi.fn(),
    fatal: vi.fn(),
    level: 'info',
  }
  const loggerInstance = { ...own, silent: vi.fn(), child: () => loggerInstance }
  const app = keep(createApp({ fastify: { loggerInstance } }))
  await app.inject('/')
  expect(info).toHaveBeenCalledWith(expect.objectContaining({ path: '/', status: 404 }), 'request')
})

function formApp(): JsonBlueprint {
  const home = new JsonBlueprint('home')
  home.get('/', (request) => request.cookies)
  home.post('/', (request) => request.body)
  return home
}

/** Asks an app with the five plugins for what each of them does. */
async function expectFivePlugins(app: App): Promise<void> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const posted = await app.inject({ method: 'POST', url: '/', payload: 'a=1', headers: form })
  expect(posted.json()).toEqual({ a: '1' })
  const headers = { cookie: 'me=you', origin: 'https://a.test' }
  const asked = await app.inject({ url: '/', headers })
  expect(asked.json()).toEqual({ me: 'you' })
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': 'https://a.test',
    'x-frame-options': 'SAMEORIGIN',
    'x-ratelimit-limit': '3',
  })
  await app.inject('/')
  const limited = await app.inject('/')
  expect(limited.json()).toMatchObject({ status: 429, code: 'too_many_requests' })
  const preflight = { ...headers, 'access-control-request-method': 'POST' }
  expect((await app.inject({ method: 'OPTIONS', url: '/', headers: preflight })).statusCode).toBe(
    204,
  )
  expect((await app.inject('/nowhere')).statusCode).toBe(404)
}

test('plugins registered on the app after createApp reach the views of the blueprints', async () => {
  const app = keep(createApp({ blueprints: [formApp()], settings: quiet }))
  app.register(cookie)
  app.register(formbody)
  app.register(helmet)
  app.register(cors, { origin: 'https://a.test' })
  app.register(rateLimit, { max: 3 })
  await expectFivePlugins(app)
})

test('plugins listed in front of the blueprints reach their views', async () => {
  const before = async (app: App) => {
    await app.register(cookie)
    await app.register(formbody)
    await app.register(helmet)
    await app.register(cors, { origin: 'https://a.test' })
    await app.register(rateLimit, { max: 3 })
  }
  const plugin = Object.assign(before, { [Symbol.for('skip-override')]: true })
  await expectFivePlugins(
    keep(createApp({ blueprints: [plugin as never, formApp()], settings: quiet })),
  )
})

test('invalid settings throw one error with the whole report', () => {
  const settings = { server: { prot: 1, port: 'many' } }
  expect(() => createApp({ settings })).toThrow(
    expect.objectContaining({
      code: 'FLK_SETTINGS_INVALID',
      message: expect.stringMatching(/prot.*did you mean.*port[\s\S]*many/),
    }),
  )
})

test('importing an app module opens nothing and listens to no signal', async () => {
  const fixture = fileURLToPath(new URL('fixtures/pure/probe.ts', import.meta.url))
  const env = { PATH: process.env.PATH, FLAKON_SERVER_PORT: '0' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fixture], {
    env,
  })
  expect(JSON.parse(stdout)).toEqual({
    handles: [],
    signals: [],
    opened: ['settings.ini'],
    name: 'pure',
  })
})

test('mode is test under a test runner, production without, and debug when asked', () => {
  expect(keep(createApp({})).settings.app.mode).toBe('test')
  expect(keep(createApp({ settings: { app: { mode: 'debug' } } })).settings.app.mode).toBe('debug')
})

test('[json] bigint = string writes digits, and indent writes lines', async () => {
  const home = new JsonBlueprint('home').get('/', () => ({ big: 12345678901234567890n }))
  const settings = [quiet, { json: { bigint: 'string', indent: 2 } }]
  const response = await keep(createApp({ blueprints: [home], settings })).inject('/')
  expect(response.body).toBe('{\n  "big": "12345678901234567890"\n}')
})

test('[json] prototype = remove drops a poisoned key', async () => {
  const home = new JsonBlueprint('home').post('/', (request) => request.body)
  const app = keep(
    createApp({ blueprints: [home], settings: [quiet, { json: { prototype: 'remove' } }] }),
  )
  const headers = { 'content-type': 'application/json' }
  const payload = '{"a":1,"__proto__":{"b":2}}'
  expect((await app.inject({ method: 'POST', url: '/', payload, headers })).json()).toEqual({
    a: 1,
  })
})

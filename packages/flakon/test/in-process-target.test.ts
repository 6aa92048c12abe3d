import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../src/app.ts'
import type { Blueprint } from '../src/blueprint.ts'
import { clientSection } from '../src/client-section.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { defineSection } from '../src/section.ts'
import { serve } from '../src/serve/listen.ts'
import { keep } from './apps.ts'
import { FakeClient } from './fake-client.ts'

const users = clientSection('users', (options) => new FakeClient(options))

/** An app that calls a blueprint of its own; its settings are a file. */
function appOf(url: string, blueprints: readonly Blueprint[], sections = [users]) {
  const folder = mkdtempSync(join(tmpdir(), 'flakon-target-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'settings.ini')
  writeFileSync(file, `[log]\nlevel = silent\n\n[client.users]\nurl = ${url}\n`)
  return keep(createApp({ sections, blueprints, settings: file }))
}

const named = (name: string, prefix = '') =>
  new JsonBlueprint(name, { prefix }).get('/who', () => `${name} here`)

async function answerOf(url: string, ...blueprints: Blueprint[]): Promise<unknown> {
  const app = appOf(url, blueprints)
  await app.ready()
  return (await users.of(app).call('/who')).json()
}

test('paths are those of the blueprint, wherever it is mounted', async () => {
  expect(await answerOf('app:users', named('users'))).toBe('users here')
  expect(await answerOf('app:users', named('users', '/v2'), named('home'))).toBe('users here')
  const api = () => new JsonBlueprint('api', { prefix: '/api' })
  expect(await answerOf('app:api.users', api().mount(named('users', '/v2')))).toBe('users here')
  const mounted = api().mount(named('people'), { name: 'users', prefix: '/x' })
  expect(await answerOf('app:api.users', mounted)).toBe('people here')
})

test.each([
  ['/who', 'made of the blueprint alone'],
  ['/v2/who', 'of an app that has it'],
  ['/api/v2/who', 'of this app'],
])('%s is the path of a document %s', async (path) => {
  const api = new JsonBlueprint('api', { prefix: '/api' }).mount(named('users', '/v2'))
  const app = appOf('app:api.users', [api, named('home')])
  await app.ready()
  expect(await (await users.of(app).call(path)).json()).toBe('users here')
})

test('a path that leads to another blueprint is none', async () => {
  const app = appOf('app:users', [named('users', '/v2'), named('home', '/home')])
  await app.ready()
  expect((await users.of(app).call('/home/who')).status).toBe(404)
})

test('a prefix stands in place of what the document’s paths begin with', async () => {
  const blueprint: Blueprint = {
    name: 'users',
    prefix: '/v2',
    bases: ['/api/old', '/api'],
    register: (app) => void app.get('/who', () => '"v2"'),
  }
  const app = appOf('app:users', [blueprint])
  await app.ready()
  const asked = ['/api/who', '/api/old/who', '/who'].map((path) => users.of(app).call(path))
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200])
  // `/apiary` does not begin with `/api`.
  expect((await users.of(app).call('/apiary/who')).status).toBe(404)
})

test.each([
  ['usres', 'did you mean app:users?'],
  ['api.user', 'did you mean app:api.users?'],
  ['nothing', 'there are users, api, api.users; or write http://…'],
])('a blueprint that is not there, %s, is a fault of the settings', (name, fix) => {
  const api = new JsonBlueprint('api', { prefix: '/api' }).mount(named('users'))
  expect(() => appOf(`app:${name}`, [named('users'), api])).toThrow(
    `settings.ini:5:7  [client.users] url = app:${name}: no blueprint of this app has that name: ${fix}`,
  )
})

test('an app without blueprints says so', () => {
  expect(() => appOf('app:users', [])).toThrow('this app has none; or write http://…')
})

test('a prefix that could be anything stops the boot', async () => {
  const app = appOf('app:users', [named('users', '/:tenant')])
  await expect(app.ready()).rejects.toThrow(
    '[client.users] url = app:users cannot be called: ":tenant" in its prefix could be anything',
  )
})

test('a section that calls while the app boots is told to wait', async () => {
  const early = defineSection('early', {}, { setup: (app) => users.of(app).call('/who') })
  const app = appOf('app:users', [named('users')], [users, early as never])
  await expect(app.ready()).rejects.toThrow(
    '[client.users] url = app:users cannot be called before the app is ready: call it in a view',
  )
})

test('a request that is drained may still call', async () => {
  const events = new EventEmitter()
  const asked = once(events, 'asked')
  const home = new JsonBlueprint('home').get('/', async (request) => {
    events.emit('asked')
    await once(events, 'closing')
    return (await users.of(request).call('/who')).json()
  })
  const app = appOf('app:users', [named('users'), home])
  app.addHook('preClose', async () => void events.emit('closing'))
  const { address, stop } = await serve(app, { port: 0, signals: false })
  const answer = fetch(address)
  await asked
  const stopped = stop()
  expect(await (await answer).json()).toBe('users here')
  await stopped
})

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { expect, test, vi } from 'vitest'
import { type App, type AppOptions, createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { duration, integer, secret, text } from '../src/kind.ts'
import { defineSection } from '../src/section.ts'
import { keep } from './apps.ts'

function appOf(options: AppOptions): App {
  const settings = [{ log: { level: 'silent' } }, options.settings ?? {}].flat()
  const app = createApp({ ...options, settings })
  keep(app)
  return app
}

const strava = defineSection('strava', {
  token: secret('API token'),
  timeout: duration('5s', 'longest wait for one call'),
})

/** A section that writes down what happens to it. */
function recorded(name: string, events: string[], more: { setup?: () => void } = {}) {
  return defineSection(
    name,
    {},
    {
      setup() {
        more.setup?.()
        events.push(`open ${name}`)
        return { name }
      },
      close: (value) => void events.push(`close ${value.name}`),
    },
  )
}

test('a section without setup is its settings, in a view and on the app', async () => {
  const home = new JsonBlueprint('home').get('/', (request) => strava.of(request).timeout)
  const app = appOf({
    blueprints: [home],
    sections: [strava],
    settings: { strava: { token: 't' } },
  })
  expect((await app.inject('/')).json()).toBe(5000)
  expect(strava.of(app)).toEqual({ token: 't', timeout: 5000 })
  expect(strava.settings(app)).toBe(app.settings.strava)
  expect(Object.isFrozen(strava.settings(app))).toBe(true)
})

test('a nested section is found under its dotted name', async () => {
  const users = defineSection('client.users', { port: integer(80, 'port') })
  const app = appOf({ sections: [users], settings: { client: { users: { port: 81 } } } })
  expect(users.settings(app).port).toBe(81)
  expect(app.settings.client.users.port).toBe(81)
})

test('the value that setup returns is the section, and its settings stay at hand', async () => {
  const db = defineSection(
    'db',
    { name: text('main', 'database') },
    {
      setup: async (_app, settings) => ({ query: () => `rows of ${settings.name}` }),
    },
  )
  const home = new JsonBlueprint('home').get('/', (request) => db.of(request).query())
  const app = appOf({ blueprints: [home], sections: [db] })
  expect((await app.inject('/')).json()).toBe('rows of main')
  expect(db.settings(app)).toEqual({ name: 'main' })
})

test('sections are set up in order and closed in reverse, once', async () => {
  const events: string[] = []
  const app = createApp({ sections: ['one', 'two', 'three'].map((name) => recorded(name, events)) })
  await app.ready()
  await app.close()
  await app.close()
  expect(events).toEqual([
    'open one',
    'open two',
    'open three',
    'close three',
    'close two',
    'close one',
  ])
})

test('a later section uses an earlier one in its setup', async () => {
  const one = defineSection('one', {}, { setup: () => ({ word: 'first' }) })
  const two = defineSection('two', {}, { setup: (app) => ({ word: `${one.of(app).word} second` }) })
  const app = appOf({ sections: [one, two] })
  await app.ready()
  expect(two.of(app).word).toBe('first second')
})

test('asking for a value too early names the section and the order', async () => {
  const two = defineSection('two', {}, { setup: () => 2 })
  const one = defineSection('one', {}, { setup: (app) => two.of(app) })
  const app = appOf({ sections: [one, two] })
  await expect(app.ready()).rejects.toMatchObject({
    code: 'FLK_SECTION_NOT_READY',
    message: expect.stringMatching(/\[two\].*\[one\], \[two\]/),
  })
})

test('a setup that fails stops the boot, names the section and closes what was open, in reverse', async () => {
  const events: string[] = []
  const failing = recorded('failing', events, {
    setup: () => {
      throw new Error('no connection')
    },
  })
  const sections = [
    recorded('one', events),
    recorded('two', events),
    failing,
    recorded('never', events),
  ]
  const app = appOf({ sections })
  await expect(app.ready()).rejects.toMatchObject({
    code: 'FLK_SECTION_SETUP',
    message: 'Section [failing] could not be set up: no connection',
    cause: expect.objectContaining({ message: 'no connection' }),
  })
  expect(events).toEqual(['open one', 'open two', 'close two', 'close one'])
})

test('a blueprint that fails to register leaves no section open', async () => {
  const events: string[] = []
  const broken = { name: 'broken', register: () => Promise.reject(new Error('broken')) }
  const app = appOf({ sections: [recorded('one', events)], blueprints: [broken] })
  await expect(app.ready()).rejects.toThrow('broken')
  expect(events).toEqual(['open one', 'close one'])
})

test('a close that fails does not keep the others open', async () => {
  const events: string[] = []
  const bad = defineSection(
    'bad',
    {},
    {
      setup: () => 1,
      close: () => Promise.reject(new Error('stuck')),
    },
  )
  const app = createApp({
    sections: [recorded('one', events), bad],
    settings: { log: { level: 'silent' } },
  })
  await app.ready()
  await app.close().catch(() => undefined)
  expect(events).toEqual(['open one', 'close one'])
})

test('a provided value replaces the setup, and is not closed', async () => {
  const setup = vi.fn(() => ({ run: () => 'real' }))
  const close = vi.fn()
  const api = defineSection('api', { token: secret('token') }, { setup, close })
  const home = new JsonBlueprint('home').get('/', (request) => api.of(request).run())
  const app = createApp({
    blueprints: [home],
    sections: [api],
    provide: [api.with({ run: () => 'fake' })],
    settings: { api: { token: 't' } },
  })
  expect((await app.inject('/')).json()).toBe('fake')
  await app.close()
  expect(setup).not.toHaveBeenCalled()
  expect(close).not.toHaveBeenCalled()
})

test('bind gives each request its own view of the value, once a request', async () => {
  const bind = vi.fn((value: { who: string }, request: FastifyRequest) => ({
    who: `${value.who} ${request.id}`,
  }))
  const api = defineSection('api', {}, { setup: () => ({ who: 'shared' }), bind })
  const home = new JsonBlueprint('home').get('/', (request) => [api.of(request), api.of(request)])
  const app = appOf({ blueprints: [home], sections: [api] })
  const response = await app.inject({ url: '/', headers: { 'x-request-id': 'r1' } })
  expect(response.json()).toEqual([{ who: 'shared r1' }, { who: 'shared r1' }])
  expect(bind).toHaveBeenCalledTimes(1)
  expect(api.of(app)).toEqual({ who: 'shared' })
})

test('options go to the constructor of Fastify, with all settings at hand', async () => {
  const limits = defineSection(
    'limits',
    { body: integer(8, 'bytes') },
    {
      options: ({ body }, all) => ({ bodyLimit: all.app.name === 'tiny' ? body : 1000 }),
    },
  )
  const app = appOf({ sections: [limits], settings: { app: { name: 'tiny' } } })
  expect(app.initialConfig.bodyLimit).toBe(8)
})

test('a section of another app is unknown here, and the fix is named', async () => {
  const other = defineSection('other', {})
  const app = appOf({})
  expect(() => other.of(app)).toThrow(/\[other\] is not part of this app: list it in createApp/)
  expect(() => createApp({ provide: [other.with({})] })).toThrow(/not part of this app/)
  expect(() => strava.of({} as FastifyInstance)).toThrow(/not made by createApp/)
})

test('two sections of one name are refused, one given twice is not', () => {
  const one = defineSection('same', {})
  expect(() => createApp({ sections: [one, defineSection('same', {})] })).toThrow(/\[same\]/)
  expect(() => appOf({ sections: [one, one] })).not.toThrow()
})

test('sections that a blueprint brings are registered with it, nested ones too', async () => {
  const brought = defineSection('brought', { n: integer(1, 'number') })
  const inner = { name: 'inner', sections: [brought], register: () => undefined }
  const app = appOf({
    blueprints: [new JsonBlueprint('outer').mount(inner)],
    settings: { brought: { n: 2 } },
  })
  await app.ready()
  expect(brought.of(app).n).toBe(2)
})

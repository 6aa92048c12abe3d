import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { expectTypeOf, test } from 'vitest'
import {
  createApp,
  defineSection,
  duration,
  integer,
  JsonBlueprint,
  list,
  oneOf,
  secret,
  text,
} from '../src/index.ts'

const home = new JsonBlueprint('home')

test('a view knows its request and reply without annotation', () => {
  home.get('/', (request, reply) => {
    expectTypeOf(request.id).toEqualTypeOf<string>()
    expectTypeOf(reply).toExtend<FastifyReply>()
    return {}
  })
})

test('a view is typed by one type argument', () => {
  home.get<{ Params: { id: string }; Querystring: { page?: string } }>('/:id', (request) => {
    expectTypeOf(request.params.id).toEqualTypeOf<string>()
    expectTypeOf(request.query.page).toEqualTypeOf<string | undefined>()
  })
})

test('a view is typed by an annotated request', () => {
  home.post('/', (request: FastifyRequest<{ Body: { name: string } }>) => request.body.name)
})

test('a view with options is typed alike', () => {
  home.put<{ Body: number[] }>('/', { bodyLimit: 10, name: 'sum' }, (request) => {
    expectTypeOf(request.body).toEqualTypeOf<number[]>()
  })
  // @ts-expect-error: no such option
  home.put('/', { bodyLimits: 10 }, () => ({}))
})

test('a plugin knows its instance, and its options are checked', () => {
  home.register(async (app) => {
    expectTypeOf(app).toExtend<FastifyInstance>()
  })
  home.register(cookie, { secret: 's' })
  // @ts-expect-error: no such option
  home.register(cookie, { secrets: 's' })
  createApp({ blueprints: [cookie, async (app) => void app.get('/', async () => ({})), home] })
})

test('a hook knows its parameters', () => {
  home.hook('preSerialization', async (request, _reply, payload) => {
    expectTypeOf(request.id).toEqualTypeOf<string>()
    expectTypeOf(payload).toEqualTypeOf<unknown>()
  })
  // @ts-expect-error: no such hook
  home.hook('onRequests', async () => {})
})

test('settings and value of a section are typed by its declaration', () => {
  const app = createApp()
  const section = defineSection('s', {
    name: text('docs'),
    level: oneOf(['low', 'high'], 'low', 'docs'),
    port: integer(1, 'docs'),
    wait: duration('5s', 'docs'),
    words: list(['a'], 'docs'),
    token: secret('docs', { optional: true }),
  })
  expectTypeOf(section.settings(app)).toEqualTypeOf<{
    readonly name: string
    readonly level: 'low' | 'high'
    readonly port: number
    readonly wait: number
    readonly words: readonly string[]
    readonly token: string | undefined
  }>()
  const pool = defineSection(
    'p',
    { size: integer(4, 'docs') },
    {
      setup: async (_app, { size }) => ({ size, query: (sql: string) => sql.length }),
      close: (value) => expectTypeOf(value.size).toEqualTypeOf<number>(),
    },
  )
  expectTypeOf(pool.of(app).query).toEqualTypeOf<(sql: string) => number>()
  // @ts-expect-error: a fake must be what setup returns
  pool.with({ size: 1 })
})

test('createApp returns what Fastify calls an instance, with settings', () => {
  const app = createApp({
    blueprints: [home],
    settings: [new URL('file:///a'), { log: { level: 'info' } }],
  })
  expectTypeOf(app.settings.strava.token).toBeAny()
  expectTypeOf(app.inject).toBeFunction()
})

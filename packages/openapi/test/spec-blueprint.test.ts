import { createApp, JsonBlueprint, problem } from 'flakon'
import { describe, expect, test } from 'vitest'
import { appOf, blueprintOf, documentOf, handlers, json, ok, users } from './document-of.ts'

const put = (payload: object) => ({ method: 'PUT' as const, url: '/v1/users/7', payload })

describe('an operation', () => {
  test.each(['test', 'production'])(
    'is served under the path of its server in %s',
    async (mode) => {
      const app = appOf(blueprintOf(users, handlers), { settings: { app: { mode } } })
      const response = await app.inject('/v1/users/42')
      expect([response.statusCode, response.json()]).toEqual([200, { id: 42, name: 'Ada' }])
      expect((await app.inject({ method: 'HEAD', url: '/v1/users/42' })).statusCode).toBe(200)
      expect((await app.inject({ method: 'DELETE', url: '/v1/users/42' })).statusCode).toBe(405)
    },
  )

  test.each(['test', 'production'])(
    'tells every fault of a request at once in %s',
    async (mode) => {
      const app = appOf(blueprintOf(users, handlers), { settings: { app: { mode } } })
      const response = await app.inject({ ...put({ name: 1 }), url: '/v1/users/x' })
      expect(response.json()).toMatchObject({
        status: 400,
        errors: [
          { in: 'params', pointer: '/user-id', detail: 'must be an integer' },
          { in: 'body', pointer: '/name', detail: 'must be a string' },
        ],
      })
    },
  )

  test('answers the lowest declared success', async () => {
    const response = await appOf(blueprintOf(users, handlers)).inject(put({ name: 'Joan' }))
    expect([response.statusCode, response.json()]).toEqual([201, { id: 7, name: 'Joan' }])
  })

  test('takes no property that is only read', async () => {
    const { errors } = (
      await appOf(blueprintOf(users, handlers)).inject(put({ id: 8, name: 'Joan' }))
    ).json()
    expect(errors).toEqual([{ in: 'body', pointer: '/id', detail: 'is not allowed' }])
  })

  test('is served under a prefix in place of the path of its server', async () => {
    const api = blueprintOf(users, handlers, { prefix: '/people' })
    expect((await appOf(api).inject('/people/users/1')).statusCode).toBe(200)
    expect((await appOf(api).inject('/v1/users/1')).statusCode).toBe(404)
  })

  test('is mounted in another blueprint as any other', async () => {
    const outer = new JsonBlueprint('outer', { prefix: '/outer' })
    outer.mount(blueprintOf(users, handlers))
    const app = createApp({ blueprints: [outer], settings: { log: { level: 'silent' } } })
    expect((await app.inject('/outer/v1/users/1')).json()).toEqual({ id: 1, name: 'Ada' })
  })

  test('of another media type than JSON is answered in it', async () => {
    const content = { 'text/csv': { schema: { type: 'string' } } }
    const paths = {
      '/csv': { get: { operationId: 'csv', responses: { 200: { description: 'OK', content } } } },
    }
    const app = appOf(blueprintOf(documentOf(paths), { csv: async () => 'a,b' }))
    const response = await app.inject('/csv')
    expect([response.body, response.headers['content-type']]).toEqual([
      'a,b',
      'text/csv; charset=utf-8',
    ])
  })

  test('has a request of its own for HEAD and for OPTIONS where the document declares them', async () => {
    const empty = { 204: { description: 'Nothing' } }
    const paths = {
      '/a': {
        get: { operationId: 'get', responses: ok() },
        head: { operationId: 'head', responses: empty },
        options: { operationId: 'options', responses: empty },
      },
    }
    const app = appOf(
      blueprintOf(documentOf(paths), {
        get: () => ({}),
        head: (_request: never, reply: { header(...args: unknown[]): unknown }) =>
          void reply.header('x-own', 'head'),
        options: () => undefined,
      }),
    )
    expect((await app.inject({ method: 'OPTIONS', url: '/a' })).statusCode).toBe(204)
    expect((await app.inject('/a')).json()).toEqual({})
  })
})

describe('a blueprint', () => {
  test('serves several apps, and takes nothing once it is registered', async () => {
    const api = blueprintOf(users, handlers)
    for (const app of [appOf(api), appOf(api)]) {
      expect((await app.inject('/v1/users/1')).statusCode).toBe(200)
    }
    expect(() => api.operation('late', () => 1)).toThrow(/operation "late" comes too late/)
    expect(() => api.security('late', () => true)).toThrow(/scheme "late" comes too late/)
  })

  test('refuses a second handler, and what is none', () => {
    const api = blueprintOf(users, handlers)
    expect(() => api.operation('getUser', () => 1)).toThrow(/has a handler for operation "getUser"/)
    expect(() => api.security('key', 'secret' as never)).toThrow(/is not a function: it is string/)
  })

  test('has hooks and error handlers as any other', async () => {
    const api = blueprintOf(users, {
      ...handlers,
      getUser: () => {
        throw new RangeError('too far')
      },
    })
    api.hook('onRequest', (_request, reply, done) => {
      reply.header('x-hook', 'seen')
      done()
    })
    api.onError((error, _request, reply) => reply.code(422).send({ because: error.message }))
    const response = await appOf(api).inject('/v1/users/1')
    expect([response.statusCode, response.json()]).toEqual([422, { because: 'too far' }])
    expect(response.headers['x-hook']).toBe('seen')
  })
})

describe('in debug and under test', () => {
  const header = { 'X-Rate': { required: true, schema: { type: 'integer' } } }
  const responses = { 200: { description: 'OK', headers: header, ...json({}) } }
  const spec = documentOf({ '/a': { get: { operationId: 'a', responses } } })
  const answering = (a: (request: never, reply: never) => unknown, mode = 'test') =>
    appOf(blueprintOf(spec, { a }), { settings: { app: { mode } } }).inject('/a')
  const rate = (value: string) => (_request: never, reply: { header(...args: string[]): void }) => {
    reply.header('x-rate', value)
    return {}
  }

  test('an answer that does not match the document is a 500 that says why', async () => {
    const app = appOf(blueprintOf(users, { ...handlers, getUser: () => ({ id: 1 }) }))
    expect((await app.inject('/v1/users/1')).json()).toMatchObject({
      code: 'invalid_answer',
      detail: 'api.getUser answered 200, and its body at /name is required',
    })
  })

  test('an answer has the headers that it declares', async () => {
    expect((await answering(rate('5') as never)).statusCode).toBe(200)
    expect((await answering(() => ({}))).json()).toMatchObject({
      detail: 'a answered 200, and its answer lacks the header X-Rate',
    })
    expect((await answering(rate('many') as never)).json()).toMatchObject({
      detail:
        'a answered 200, and its answer has a header X-Rate that is not what the document declares',
    })
  })

  test('an error has not to have them, and production does not look', async () => {
    const failing = () => {
      throw problem(404, 'No a')
    }
    expect((await answering(failing)).statusCode).toBe(404)
    expect((await answering(() => ({}), 'production')).statusCode).toBe(200)
  })
})

test.each(['test', 'production'])('an answer without content is one in %s', async (mode) => {
  const paths = { '/a': { put: { operationId: 'put', responses: { 200: { description: 'OK' } } } } }
  const app = appOf(blueprintOf(documentOf(paths), { put: () => undefined }), {
    settings: { app: { mode } },
  })
  const response = await app.inject({ method: 'PUT', url: '/a' })
  expect([response.statusCode, response.body]).toEqual([200, ''])
})

test('a document of webhooks alone has no operations', async () => {
  const { paths: _, ...spec } = documentOf({}, { webhooks: {} }) as { paths: object }
  expect((await appOf(blueprintOf(spec)).inject('/')).statusCode).toBe(404)
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { type App, type AppOptions, createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { keep } from './apps.ts'

/** An app with every kind of failure; its log lines are collected. */
function failingApp(format: 'problem' | 'flakon' = 'problem', fastify: AppOptions['fastify'] = {}) {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const home = new JsonBlueprint('home')
  home.get('/', () => ({}))
  home.post('/', (request) => request.body)
  home.get('/by/:id', () => ({}))
  home.get('/error', () => {
    throw new Error('hunter2', { cause: new Error('inner hunter2') })
  })
  home.get('/string', () => {
    throw 'hunter2'
  })
  home.get('/nothing', () => {
    throw undefined
  })
  home.get('/rejected', () => Promise.reject(new Error('hunter2')))
  home.get('/cycle', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    return cycle
  })
  home.get('/bigint', () => ({ big: 1n }))
  home.get('/late', (_request, reply) => {
    reply.send({ sent: true })
    throw new Error('too late')
  })
  home.get('/later', async (_request, reply) => {
    reply.send({ sent: true })
    throw new Error('too late')
  })
  const app = createApp({
    blueprints: [home],
    settings: { errors: { format }, log: { level: 'info' } },
    fastify: { ...fastify, logger: { level: 'info', stream } },
  })
  keep(app)
  return { app, lines }
}

/** Sends bytes over a socket; resolves to what came back before the server closed. */
async function raw(app: App, bytes: string) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.write(bytes)
  await once(socket, 'close')
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
  const [status = '', ...headers] = head.split('\r\n')
  return { status: Number(status.split(' ')[1]), headers: headers.join('\n').toLowerCase(), body }
}

const close = 'Connection: close\r\n\r\n'

test.each([
  ['a malformed request line', 'NONSENSE\r\n\r\n', 400, 'unknown_method'],
  [
    'a method that HTTP does not know',
    `BREW / HTTP/1.1\r\nHost: a\r\n${close}`,
    400,
    'unknown_method',
  ],
  ['a malformed header', `GET / HTTP/1.1\r\nHost a\r\n${close}`, 400, 'malformed_request'],
  [
    'an HTTP version nobody has',
    `GET / HTTP/9.9\r\nHost: a\r\n${close}`,
    505,
    'unsupported_http_version',
  ],
  [
    'too large headers',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n${close}`,
    431,
    'headers_too_large',
  ],
  ['a missing Host', `GET / HTTP/1.1\r\n${close}`, 400, 'bad_request'],
  [
    'an expectation',
    `GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n${close}`,
    417,
    'expectation_failed',
  ],
  [
    'malformed percent-encoding',
    `GET /by/%zz HTTP/1.1\r\nHost: a\r\n${close}`,
    400,
    'malformed_url',
  ],
  [
    'a too long parameter',
    `GET /by/${'a'.repeat(101)} HTTP/1.1\r\nHost: a\r\n${close}`,
    414,
    'parameter_too_long',
  ],
  ['an unknown path', `GET /no HTTP/1.1\r\nHost: a\r\n${close}`, 404, 'not_found'],
  ['a method no view has', `DELETE / HTTP/1.1\r\nHost: a\r\n${close}`, 405, 'method_not_allowed'],
  [
    'a method Fastify does not route',
    `PROPFIND / HTTP/1.1\r\nHost: a\r\n${close}`,
    405,
    'method_not_allowed',
  ],
])('%s is answered as a problem over a raw socket', async (_name, bytes, status, code) => {
  const { app } = failingApp()
  const answer = await raw(app, bytes)
  expect(answer.status).toBe(status)
  expect(answer.headers).toContain('content-type: application/problem+json; charset=utf-8')
  expect(answer.headers).toMatch(/^x-request-id: \S+$/m)
  expect(JSON.parse(answer.body)).toMatchObject({ status, code, request_id: expect.any(String) })
})

test('a request that does not arrive in time is a 408 problem', async () => {
  const http = { connectionsCheckingInterval: 20, headersTimeout: 40, requestTimeout: 50 }
  const { app } = failingApp('problem', { requestTimeout: 50, http })
  const answer = await raw(app, 'GET / HTTP/1.1\r\nHost: a\r\n')
  expect(answer.status).toBe(408)
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'request_timeout' })
})

test('all three doors speak the original format, exactly', async () => {
  const { app } = failingApp('flakon')
  const noView = await raw(app, `GET /no HTTP/1.1\r\nHost: a\r\n${close}`)
  const thrown = await raw(app, `GET /error HTTP/1.1\r\nHost: a\r\n${close}`)
  const parser = await raw(app, 'NONSENSE\r\n\r\n')
  expect(JSON.parse(noView.body)).toEqual({
    code: 404,
    description: 'There is nothing at /no',
    message: '404 Not Found: There is nothing at /no',
  })
  expect(Object.keys(JSON.parse(thrown.body))).toEqual(['code', 'description', 'message'])
  expect(Object.keys(JSON.parse(parser.body))).toEqual(['code', 'description', 'message'])
})

test.each([
  ['malformed JSON', '{"a":', 'application/json', 400, 'malformed_json'],
  ['an empty body', '', 'application/json', 400, 'empty_body'],
  ['a media type nobody reads', '<a/>', 'application/xml', 415, 'unsupported_media_type'],
  ['a too large body', `"${'a'.repeat(1_100_000)}"`, 'application/json', 413, 'body_too_large'],
  ['a poisoned prototype', '{"__proto__":{"a":1}}', 'application/json', 400, 'forbidden_key'],
])('%s in a request is a problem', async (_name, payload, type, status, code) => {
  const { app } = failingApp()
  const response = await app.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { 'content-type': type },
  })
  expect(response.json()).toMatchObject({ status, code })
})

test.each(['/error', '/string', '/nothing', '/rejected', '/cycle', '/bigint'])(
  '%s is a 500 that holds nothing of the error, which is logged under the same request id',
  async (url) => {
    const { app, lines } = failingApp()
    const response = await app.inject({ url, headers: { 'x-request-id': 'the-id' } })
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      instance: url,
      code: 'internal_server_error',
      request_id: 'the-id',
    })
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 50,
        request_id: 'the-id',
        route: `GET ${url}`,
        view: expect.stringMatching(/^home\.get/),
        err: expect.objectContaining({ stack: expect.any(String) }),
      }),
    )
  },
)

test('the log holds the whole chain of causes', async () => {
  const { app, lines } = failingApp()
  await app.inject('/error')
  const logged = JSON.stringify(lines.find((line) => line.level === 50))
  expect(logged).toContain('hunter2')
  expect(logged).toContain('inner hunter2')
})

test.each(['/late', '/later'])('an error after the answer was sent is logged (%s)', async (url) => {
  const { app, lines } = failingApp()
  const response = await app.inject({ url, headers: { 'x-request-id': 'the-id' } })
  expect(response.json()).toEqual({ sent: true })
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 50,
      request_id: 'the-id',
      err: expect.objectContaining({ message: 'too late' }),
    }),
  )
})

test('405 and OPTIONS say in Allow what a path answers', async () => {
  const { app } = failingApp()
  const refused = await app.inject({ method: 'DELETE', url: '/?q=1' })
  expect(refused.statusCode).toBe(405)
  expect(refused.headers.allow).toBe('GET, HEAD, POST, OPTIONS')
  const asked = await app.inject({ method: 'OPTIONS', url: '/by/42' })
  expect(asked).toMatchObject({ statusCode: 204, body: '' })
  expect(asked.headers.allow).toBe('GET, HEAD, OPTIONS')
  expect((await app.inject({ method: 'OPTIONS', url: '/no' })).statusCode).toBe(404)
})

test('OPTIONS * is about the server as a whole', async () => {
  const answer = await raw(failingApp().app, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}`)
  expect(answer.status).toBe(204)
  expect(answer.headers).toMatch(/^allow: get, head/m)
})

test("a caller's own not-found and error handlers stay", async () => {
  const { app } = failingApp()
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ mine: true }))
  expect((await app.inject('/no')).json()).toEqual({ mine: true })
})

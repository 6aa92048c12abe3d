import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { problem } from '../src/problem.ts'
import { appIn, appOf, homeWith } from './apps.ts'

const user = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, name: { type: 'string' } },
} as const

describe('a bare return', () => {
  test('is answered with the lowest declared success', async () => {
    const home = homeWith({ 404: user, 202: user, 201: user }, () => ({ id: 1 }))
    const response = await appOf(home).inject('/')
    expect([response.statusCode, response.json()]).toEqual([201, { id: 1 }])
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  test('keeps the status that the view set', async () => {
    const home = homeWith({ 200: user, 202: user }, async (_request: unknown, reply: never) => {
      ;(reply as { code(status: number): void }).code(202)
      return { id: 1 }
    })
    expect((await appOf(home).inject('/')).statusCode).toBe(202)
  })

  test.each([
    ['a string', 'text', { type: 'string' }],
    ['a number', 1, { type: 'number' }],
    ['null', null, { type: 'null' }],
    ['a list', [1], { type: 'array', items: { type: 'number' } }],
  ])('of %s is JSON', async (_what, value, schema) => {
    const response = await appOf(homeWith({ 201: schema }, async () => value)).inject('/')
    expect([response.statusCode, response.payload]).toEqual([201, JSON.stringify(value)])
  })

  test('of nothing is the answer that is declared without a body', async () => {
    for (const view of [() => {}, async () => {}]) {
      const response = await appOf(homeWith({ 204: null }, view)).inject('/')
      expect([response.statusCode, response.payload]).toEqual([204, ''])
    }
    expect((await appOf(homeWith({ 202: null }, () => {})).inject('/')).statusCode).toBe(202)
  })
})

describe('what is not declared', () => {
  const extra = () => ({ id: 1, password: 'x', name: 'a' })

  test('is not sent', async () => {
    for (const mode of ['production', 'test'] as const) {
      const { app } = appIn(mode, homeWith({ 200: user }, extra))
      expect((await app.inject('/')).json()).toEqual({ id: 1, name: 'a' })
    }
  })

  test('is refused in debug, with the view and the property', async () => {
    const { app } = appIn('debug', homeWith({ 200: user }, extra))
    expect((await app.inject('/')).json()).toMatchObject({
      status: 500,
      code: 'invalid_answer',
      detail: 'home.show answered 200, and its body at /password is not declared',
    })
  })

  test('as a body is not sent', async () => {
    const view = () => ({ id: 1 })
    const { app } = appIn('production', homeWith({ 200: null }, view))
    expect((await app.inject('/')).payload).toBe('')
    const debug = appIn('debug', homeWith({ 200: null }, view)).app
    expect((await debug.inject('/')).json()).toMatchObject({ code: 'invalid_answer' })
  })
})

describe('an answer that does not match its schema', () => {
  const wrong = () => ({ id: 'x' })

  test.each(['debug', 'test'] as const)('is a 500 that says why in %s', async (mode) => {
    const { app } = appIn(mode, homeWith({ 200: user }, wrong))
    expect((await app.inject('/')).json()).toMatchObject({
      status: 500,
      code: 'invalid_answer',
      detail: 'home.show answered 200, and its body at /id must be an integer',
    })
  })

  test('is sent in production, unless that is asked for', async () => {
    const { app } = appIn('production', homeWith({ 200: user }, wrong))
    expect((await app.inject('/')).json()).toEqual({ id: 'x' })
    const settings = { openapi: { validate_responses: true } }
    const checked = appIn('production', homeWith({ 200: user }, wrong), settings)
    const response = await checked.app.inject('/')
    expect(response.json()).toMatchObject({ status: 500, code: 'internal_server_error' })
    expect(response.payload).not.toContain('integer')
    expect(checked.lines).toContainEqual(expect.stringContaining('must be an integer'))
  })
})

describe('a status that is not declared', () => {
  const teapot = (
    _request: unknown,
    reply: { code(status: number): { send(body?: object): unknown } },
  ) => reply.code(418).send({ id: 1 })
  const silent = (_request: unknown, reply: { code(status: number): { send(): unknown } }) =>
    reply.code(202).send()

  test.each(['debug', 'test'] as const)('is a 500 in %s', async (mode) => {
    for (const [view, status] of [
      [teapot, 418],
      [silent, 202],
    ] as const) {
      const { app } = appIn(mode, homeWith({ 200: user }, view))
      expect((await app.inject('/')).json()).toMatchObject({
        status: 500,
        code: 'undeclared_status',
        detail: `home.show answered ${status}, and declares 200`,
      })
    }
  })

  test('is sent in production, with a line of log', async () => {
    const { app, lines } = appIn('production', homeWith({ 200: user }, teapot))
    expect((await app.inject('/')).statusCode).toBe(418)
    expect(lines).toContainEqual(expect.stringContaining('home.show answered 418'))
  })

  test('is covered by 4xx and default', async () => {
    for (const response of [{ '4xx': user }, { default: user }]) {
      const { app } = appIn('debug', homeWith(response, teapot))
      expect((await app.inject('/')).statusCode).toBe(418)
    }
  })

  test('is no matter of errors, hooks and error handlers', async () => {
    const home = new JsonBlueprint('home')
    home.hook('onRequest', (request, reply, done) => {
      if (request.url === '/hook') reply.code(401).send({ why: 'hook' })
      else done()
    })
    home.onError((error, _request, reply) => {
      if (error.message === 'mine') return reply.code(409).send({ why: 'handler' })
      return undefined
    })
    const schema = { response: { 200: user } }
    home.get('/hook', { schema }, () => ({ id: 1 }))
    home.get('/mine', { schema }, () => {
      throw new Error('mine')
    })
    home.get('/problem', { schema }, () => {
      throw problem(404, 'none')
    })
    const { app } = appIn('debug', home)
    const sent = async (url: string) => (await app.inject(url)).json()
    expect(await sent('/hook')).toEqual({ why: 'hook' })
    expect(await sent('/mine')).toEqual({ why: 'handler' })
    expect(await sent('/problem')).toMatchObject({ status: 404, detail: 'none' })
  })
})

test('an answer schema checks and projects, and never transforms or fills in defaults', async () => {
  const answer = z.object({ a: z.string().default('x').optional(), at: z.date() })
  const home = homeWith({ 200: answer }, () => ({ at: new Date(0), secret: 1 }))
  const { app } = appIn('test', home)
  expect((await app.inject('/')).json()).toEqual({ at: '1970-01-01T00:00:00.000Z' })
})

test('answers are written as [json] says', async () => {
  const home = homeWith({ 200: { type: 'object', properties: { n: {} } } }, () => ({ n: 1n, x: 2 }))
  const { app } = appIn('production', home, { json: { bigint: 'string', indent: 2 } })
  expect((await app.inject('/')).payload).toBe('{\n  "n": "1"\n}')
})

test('streams, buffers and other types than JSON are sent as they are', async () => {
  const home = new JsonBlueprint('home')
  const schema = { response: { 200: { type: 'string' } } } as const
  home.get('/buffer', { schema }, (_request, reply) => reply.send(Buffer.from('x') as never))
  home.get('/html', { schema }, (_request, reply) => {
    reply.type('text/html')
    return '<p>'
  })
  const app = appOf(home)
  expect((await app.inject('/buffer')).payload).toBe('x')
  expect((await app.inject('/html')).payload).toBe('<p>')
})

test('an automatic HEAD answers as its GET', async () => {
  const response = await appOf(homeWith({ 200: user }, () => ({ id: 1 }))).inject({
    method: 'HEAD',
    url: '/',
  })
  expect([response.statusCode, response.headers['content-length']]).toEqual([200, '8'])
})

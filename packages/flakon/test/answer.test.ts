import { Readable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { type App, createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import type { View } from '../src/schema/view-schema.ts'

let app: App
afterEach(() => app.close())

/** Answers of one view at `/`, as a client gets them. */
async function ask(view: View) {
  const home = new JsonBlueprint('home')
  home.get('/', view)
  app = createApp({ blueprints: [home], settings: { log: { level: 'silent' } } })
  const { statusCode, headers, body } = await app.inject('/')
  return { status: statusCode, type: headers['content-type'], body }
}

const json = 'application/json; charset=utf-8'

test.each<[string, unknown, string]>([
  ['an object', { a: 1 }, '{"a":1}'],
  ['an empty object', {}, '{}'],
  ['an array', [1, 2], '[1,2]'],
  ['a number', 42, '42'],
  ['zero', 0, '0'],
  ['false', false, 'false'],
  ['null', null, 'null'],
  ['a string', 'héllo "you"', '"héllo \\"you\\""'],
  ['an empty string', '', '""'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
])('%s is answered as JSON, from a sync and from an async view', async (_name, value, body) => {
  expect(await ask(() => value)).toEqual({ status: 200, type: json, body })
  await app.close()
  expect(await ask(async () => value)).toEqual({ status: 200, type: json, body })
})

test('undefined is 204, from an async view and from a sync one without reply', async () => {
  const nothing = { status: 204, type: undefined, body: '' }
  expect(await ask(() => undefined)).toEqual(nothing)
  await app.close()
  expect(await ask(async () => undefined)).toEqual(nothing)
  await app.close()
  expect(await ask(async (_request, _reply) => undefined)).toEqual(nothing)
})

test('undefined keeps a status that the view chose', async () => {
  const answer = await ask(async (_request, reply) => {
    reply.code(202)
  })
  expect(answer).toEqual({ status: 202, type: undefined, body: '' })
})

test('a sync view that takes reply may answer later', async () => {
  const answer = await ask((_request, reply) => {
    setImmediate(() => reply.send({ late: true }))
  })
  expect(answer).toEqual({ status: 200, type: json, body: '{"late":true}' })
})

test('what reply.send() sends keeps the meaning it has in Fastify', async () => {
  const answer = await ask((_request, reply) => reply.code(201).send('made'))
  expect(answer).toEqual({ status: 201, type: 'text/plain; charset=utf-8', body: 'made' })
})

test('an async view may send and return reply', async () => {
  const answer = await ask(async (_request, reply) => reply.code(201).send({ id: 1 }))
  expect(answer).toEqual({ status: 201, type: json, body: '{"id":1}' })
})

test('a stream and a buffer are sent as they are', async () => {
  expect(await ask(() => Readable.from(['a', 'b']))).toMatchObject({ status: 200, body: 'ab' })
  await app.close()
  expect(await ask(async () => Buffer.from('raw'))).toMatchObject({
    type: 'application/octet-stream',
    body: 'raw',
  })
})

test('a string is not JSON where the view set another content type', async () => {
  const answer = await ask((_request, reply) => {
    reply.type('text/html')
    return '<b>hi</b>'
  })
  expect(answer).toMatchObject({ type: 'text/html', body: '<b>hi</b>' })
})

test('a string under a JSON type of the view is a JSON string', async () => {
  const answer = await ask((_request, reply) => {
    reply.type('application/hal+json')
    return 'hi'
  })
  expect(answer).toMatchObject({ type: 'application/hal+json; charset=utf-8', body: '"hi"' })
})

test('a redirect is left to Fastify', async () => {
  expect(await ask((_request, reply) => reply.redirect('/there'))).toMatchObject({ status: 302 })
})

test('a view is called with the Fastify instance as this', async () => {
  const answer = await ask(function () {
    return { version: typeof this.version }
  })
  expect(answer.body).toBe('{"version":"string"}')
})

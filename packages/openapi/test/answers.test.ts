import { describe, expect, test } from 'vitest'
import { appOf, blueprintOf, documentOf } from './document-of.ts'

const text = { schema: { type: 'string' } }
const object = { schema: { type: 'object', properties: { id: { type: 'integer' } } } }

interface Reply {
  type(type: string): this
  serializer(run: (body: unknown) => string): this
  send(body: unknown): unknown
}
type View = (request: never, reply: Reply) => unknown

/** The answer of an operation with these media types, and what is said of it. */
async function answerOf(content: object, view: View, mode = 'test') {
  const responses = { 200: { description: 'OK', content } }
  const spec = documentOf({ '/a': { get: { operationId: 'a', responses } } })
  const settings = { app: { mode }, contract: { allow_unsecured: true } }
  const app = appOf(blueprintOf(spec, { a: view as never }), { settings })
  const response = await app.inject('/a')
  await app.close()
  const type = String(response.headers['content-type']).split(';')[0]
  return response.statusCode === 500 ? response.json().detail : [type, response.body]
}

const xml = { 'application/xml': text }
const said = 'a answered 200, and its answer is'

describe('what is no JSON', () => {
  test('is answered as it was returned, with the media type that is declared', async () => {
    expect(await answerOf(xml, () => '<a/>')).toEqual(['application/xml', '<a/>'])
    expect(await answerOf(xml, () => Buffer.from('<a/>'))).toEqual(['application/xml', '<a/>'])
  })

  test('cannot be made of an object', async () => {
    const why = `${said} an object, of which no application/xml can be made: return a text, a Buffer or a stream`
    expect(await answerOf(xml, () => ({ id: 1 }))).toBe(why)
    expect(await answerOf(xml, (_, reply) => reply.send([1]))).toBe(why)
  })

  test('but by a serializer of the view', async () => {
    const view: View = (_, reply) => reply.serializer(() => '<a/>').send({ id: 1 })
    expect(await answerOf(xml, view)).toEqual(['application/xml', '<a/>'])
  })
})

describe('a media type that the view sets', () => {
  test('is one that the document declares', async () => {
    const both = { 'application/json': object, 'text/*': text }
    const view: View = (_, reply) => reply.type('text/csv').send('id')
    expect(await answerOf(both, view)).toEqual(['text/csv', 'id'])
    expect(await answerOf({ '*/*': {} }, view)).toEqual(['text/csv', 'id'])
    expect(await answerOf({ 'application/json': object }, view)).toBe(
      `${said} text/csv, and the document declares application/json`,
    )
  })

  test('is not looked at in production', async () => {
    const view: View = (_, reply) => reply.type('text/csv').send('id')
    const answer = await answerOf({ 'application/json': object }, view, 'production')
    expect(answer).toEqual(['text/csv', 'id'])
  })
})

test('the media type of `default` is none of a status that has its own', async () => {
  const content = { 'application/problem+json': object }
  const responses = {
    200: { description: 'OK', content: { 'application/json': object } },
    default: { description: 'Otherwise', content },
  }
  const spec = documentOf({ '/a': { get: { operationId: 'a', responses } } })
  const settings = { contract: { allow_unsecured: true } }
  const app = appOf(blueprintOf(spec, { a: () => ({ id: 1 }) }), { settings })
  const response = await app.inject('/a')
  await app.close()
  expect([response.statusCode, response.headers['content-type']]).toEqual([
    200,
    'application/json; charset=utf-8',
  ])
})

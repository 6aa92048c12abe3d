import formbody from '@fastify/formbody'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import type { BodyByType } from '../src/schema/view-schema.ts'
import { appOf } from './apps.ts'
import { documentOf, operation } from './document/apps.ts'

const user = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }

/** An app with a view that answers its body. */
function echoOf(body: object, ...setUps: ((app: ReturnType<typeof appOf>) => void)[]) {
  const home = new JsonBlueprint('home')
  home.post('/', { name: 'add', schema: { body } }, (request) => ({ body: request.body ?? null }))
  const app = appOf(home)
  for (const setUp of setUps) setUp(app)
  return app
}

async function answerOf(app: ReturnType<typeof appOf>, payload?: string, type?: string) {
  const headers = type === undefined ? {} : { 'content-type': type }
  const sent = payload === undefined ? {} : { payload }
  const response = await app.inject({ method: 'POST', url: '/', headers, ...sent })
  return { status: response.statusCode, ...response.json() }
}

const csv = (app: ReturnType<typeof appOf>) =>
  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, text, done) => {
    done(null, String(text).split(','))
  })

describe('of a body by media type', () => {
  const content = {
    'application/json': { schema: user },
    'text/csv': { schema: { type: 'array', maxItems: 2 } },
    'text/*': { schema: { const: 'text' } },
  }
  const app = () => echoOf({ content }, csv)

  test.each([
    ['{"name":"a"}', 'application/json', { name: 'a' }],
    ['{"name":"a"}', 'Application/JSON; charset=utf-8', { name: 'a' }],
    ['a,b', 'text/csv', ['a', 'b']],
    ['text', 'text/plain', 'text'],
  ])('%s as %s is taken', async (payload, type, body) => {
    expect(await answerOf(app(), payload, type)).toEqual({ status: 200, body })
  })

  test.each([
    ['{}', 'application/json', '/name', 'is required'],
    ['a,b,c', 'text/csv', '', 'must have at most 2 items'],
    ['other', 'text/plain', '', 'must be "text"'],
  ])('%s as %s is refused by the schema of its type', async (payload, type, pointer, detail) => {
    const { errors } = await answerOf(app(), payload, type)
    expect(errors).toEqual([{ in: 'body', pointer, detail }])
  })

  test.each([
    [
      '{}',
      'application/merge-patch+json',
      'The body is application/merge-patch+json, which is not taken here',
    ],
    ['<a/>', 'application/xml', 'The body is of a type that is not taken here'],
  ])('%s as %s is a 415 that says what is taken', async (payload, type, said) => {
    expect(await answerOf(app(), payload, type)).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
      detail: `${said}; send application/json, text/csv or text/*`,
    })
  })

  test('without one the fault is that it is required, unless it is not', async () => {
    const { errors } = await answerOf(app())
    expect(errors).toEqual([{ in: 'body', pointer: '', detail: 'is required' }])
    const free = echoOf({ content, required: false })
    expect(await answerOf(free)).toEqual({ status: 200, body: null })
    expect((await answerOf(free, '{}', 'application/json')).status).toBe(400)
  })

  test('the type is looked at before anything else', async () => {
    const home = new JsonBlueprint('home')
    const slow = z.object({}).refine(() => Promise.reject(new Error('never asked')))
    home.post('/', { schema: { query: slow, body: { content } } }, () => ({}))
    expect((await answerOf(appOf(home), '{}', 'application/x+json')).status).toBe(415)
  })

  test('*/* stands for every type that somebody reads', async () => {
    const any = echoOf({ content: { '*/*': {} } }, csv)
    expect(await answerOf(any, 'a,b', 'text/csv')).toEqual({ status: 200, body: ['a', 'b'] })
    expect((await answerOf(any, 'x', 'text/plain')).body).toBe('x')
    expect((await answerOf(any, 'x', 'nonsense')).detail).toContain('; send any media type')
  })

  test('libraries check it as any other', async () => {
    const schema = z.object({ name: z.string().transform((name) => name.length) })
    const app = echoOf({ content: { 'application/json': { schema } } })
    expect((await answerOf(app, '{"name":"abc"}', 'application/json')).body).toEqual({ name: 3 })
  })

  test('the document shows all', async () => {
    const home = new JsonBlueprint('home')
    const body: BodyByType = { content: { ...content, 'image/png': {} }, required: false }
    home.post('/', { schema: { body } }, () => ({}))
    expect(operation(await documentOf(home), 'post', '/').requestBody).toEqual({
      required: false,
      content: { ...content, 'image/png': { schema: true } },
    })
  })
})

describe('a body with one schema is JSON', () => {
  test('and what an app has a parser for, but not the plain text that Fastify reads', async () => {
    const app = echoOf(user, (one) => one.register(formbody))
    expect((await answerOf(app, '{"name":"a"}', 'application/x+json')).status).toBe(200)
    expect((await answerOf(app, 'name=a', 'application/x-www-form-urlencoded')).status).toBe(200)
    expect(await answerOf(app, 'name', 'text/plain')).toMatchObject({
      status: 415,
      detail:
        'The body is text/plain, which is not taken here; send JSON, with Content-Type: application/json',
    })
  })

  test('a parser of the app for plain text is one, too', async () => {
    const parse = (app: ReturnType<typeof appOf>) =>
      app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, name, done) => {
        done(null, { name })
      })
    expect(await answerOf(echoOf(user, parse), 'a', 'text/plain')).toEqual({
      status: 200,
      body: { name: 'a' },
    })
  })

  test('a view without a schema still gets plain text', async () => {
    const home = new JsonBlueprint('home').post('/', ({ body }) => ({ body }))
    expect((await answerOf(appOf(home), 'a', 'text/plain; charset=utf-8')).body).toBe('a')
  })
})

test.each<[object, string]>([
  [{ content: {} }, 'content names no media type'],
  [{ content: { json: { schema: user } } }, 'body json: is no media type, as application/json'],
  [{ content: { 'text/a': {}, 'TEXT/A; x=1': {} } }, 'body TEXT/A; x=1: stands there twice'],
  [{ content: { 'text/csv': user } }, "body text/csv: has its schema, as in { 'text/csv': { sch"],
  [{ content: { 'text/csv': { schema: { type: 'x' } } } }, 'body text/csv: /type must be'],
  [{ content: { 'text/csv': {} }, required: ['a'] }, 'body: required is true or false'],
  [
    { content: { 'text/csv': {} }, description: 'a' },
    '"description" does not stand beside content',
  ],
])('%j stops the app', async (body, message) => {
  await expect(echoOf(body).ready()).rejects.toThrow(message)
})

import { describe, expect, test } from 'vitest'
import { entryOf } from './generated.ts'

const text = { type: 'string' }
const ref = { $ref: '#/components/schemas/Problem' }
const schemas = { Problem: { type: 'object', properties: { title: text } } }
const json = (schema: unknown) => ({ description: '', content: { 'application/json': { schema } } })
const parameter = (name: string, place: string, more: object = {}) => ({
  name,
  in: place,
  schema: text,
  ...more,
})

describe('parameters', () => {
  test('stand by their places, optional where they are', async () => {
    const parameters = [
      parameter('user-id', 'path', { required: true }),
      parameter('filter[name]', 'query', { description: 'By name' }),
      parameter('X-Request-ID', 'header', { required: true }),
      parameter('session', 'cookie', { deprecated: true, schema: { ...text, minLength: 1 } }),
    ]
    expect(await entryOf({ parameters }, {}, '/it/{user-id}')).toMatchInlineSnapshot(`
      "params: { 'user-id': string }
      query: {
        /** By name */
        'filter[name]'?: string
      }
      headers: { 'x-request-id': string }
      cookies: {
        /**
         * At least 1 character.
         * @deprecated
         */
        session?: string
      }
      responses: { 204: undefined }
      success: 204
      security: 'none'
      "
    `)
  })

  test('with a default are filled in for a view, and may be left out by a client', async () => {
    const Limit = { type: 'integer', default: 20 }
    const parameters = [
      parameter('limit', 'query', { schema: { $ref: '#/components/schemas/Limit' } }),
      parameter('page', 'query', { schema: { type: 'integer', default: 1, minimum: 1 } }),
      parameter('all', 'query', { schema: { type: 'boolean', default: false }, required: true }),
      parameter('X-A', 'header', { schema: { ...text, default: 'a' } }),
    ]
    expect(
      await entryOf({ parameters }, { components: { schemas: { Limit } } }),
    ).toMatchInlineSnapshot(`
      "query: {
        limit?: Limit
        /** At least 1, default 1. */
        page?: number
        /** Default false. */
        all: boolean
      }
      headers: {
        /** Default "a". */
        'x-a'?: string
      }
      filled: { query: 'limit' | 'page'; headers: 'x-a' }
      responses: { 204: undefined }
      success: 204
      security: 'none'
      "
    `)
  })

  test('of a path say what they are for, as those of an operation', async () => {
    const shared = { id: parameter('id', 'path', { required: true, description: 'Which one' }) }
    const responses = { 204: { description: '' } }
    const entry = await entryOf(
      { parameters: [{ $ref: '#/components/parameters/id' }], responses },
      { components: { parameters: shared } },
      '/it/{id}',
    )
    expect(entry).toContain('/** Which one */\n  id: string')
  })
})

describe('a body', () => {
  test('has its type by media type', async () => {
    const bytes = { type: 'string', format: 'binary' }
    const content = {
      'application/json': { schema: ref },
      'application/merge-patch+json': { schema: ref },
      'application/x-www-form-urlencoded': { schema: { properties: { a: text } } },
      'multipart/form-data': { schema: { properties: { file: bytes }, required: ['file'] } },
      'text/plain': { schema: { type: 'integer' } },
      'text/csv': { schema: { type: 'array' } },
      'text/event-stream': { schema: text },
      'image/*': { schema: bytes },
      'application/octet-stream': {},
    }
    const entry = await entryOf(
      { requestBody: { content, required: true } },
      { components: { schemas } },
    )
    expect(entry).toMatchInlineSnapshot(`
      "body: {
        'application/json': Problem
        'application/merge-patch+json': Problem
        'application/x-www-form-urlencoded': { a?: string }
        'multipart/form-data': { file: Binary }
        'text/plain': number
        'text/csv': string
        'text/event-stream': Binary
        'image/*': Binary
        'application/octet-stream': Binary
      }
      responses: { 204: undefined }
      success: 204
      security: 'none'
      "
    `)
  })

  test('that need not be there says so', async () => {
    const requestBody = { content: { 'application/json': { schema: text } } }
    expect(await entryOf({ requestBody })).toContain("body?: { 'application/json': string }")
  })
})

describe('answers', () => {
  const entry = async (responses: object) =>
    (await entryOf({ responses }, { components: { schemas } })).replace("security: 'none'\n", '')

  test('stand by status, the lowest success being that of a bare return', async () => {
    expect(await entry({ 404: json(ref), 202: json(text), 201: { description: '' } })).toBe(
      'responses: { 201: undefined; 202: string; 404: Problem }\nsuccess: 201\n',
    )
    expect(await entry({ 302: { description: '' } })).toBe('responses: { 302: undefined }\n')
    expect(await entry({})).toBe('responses: { [status: number]: unknown }\nsuccess: 200\n')
  })

  test('of several media types are a union', async () => {
    const content = { 'application/json': { schema: ref }, 'text/html': {}, 'application/pdf': {} }
    expect(await entry({ 200: { description: '', content } })).toBe(
      'responses: { 200: Problem | string | Binary }\nsuccess: 200\n',
    )
  })

  test('of a class are those of the statuses that are not listed', async () => {
    expect(await entry({ 200: json(text), 404: json(text), '4XX': json(ref) })).toBe(
      'responses: { 200: string; 404: string } & Others<Status4XX, 404, Problem>\ndeclared: 200 | 404\nsuccess: 200\n',
    )
    expect(await entry({ '2XX': json(text) })).toBe(
      'responses: Others<Status2XX, never, string>\ndeclared: never\nsuccess: 200\n',
    )
  })

  test('by default are those of all that is not listed, in a class or by itself', async () => {
    expect(await entry({ 201: json(text), '5XX': json(text), default: json(ref) })).toBe(
      'responses: { 201: string } & Others<Status5XX, never, string> & Others<AnyStatus, 201 | Status5XX, Problem>\ndeclared: 201\nsuccess: 201\n',
    )
    expect(await entry({ default: json(ref) })).toBe(
      'responses: Others<AnyStatus, never, Problem>\ndeclared: never\nsuccess: 200\n',
    )
  })
})

describe('security', () => {
  const components = { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }
  test.each([
    ['required', [{ key: [] }], undefined],
    ['optional', [{ key: [] }, {}], undefined],
    ['none', [], [{ key: [] }]],
    ['required', undefined, [{ key: [] }]],
    ['none', undefined, undefined],
  ])('is %s for %j, where the document says %j', async (word, own, all) => {
    const entry = await entryOf(own === undefined ? {} : { security: own }, {
      components,
      ...(all === undefined ? {} : { security: all }),
    })
    expect(entry).toContain(`security: '${word}'`)
  })
})

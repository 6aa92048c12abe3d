import { describe, expect, test } from 'vitest'
import { answering, mockOf } from './mocked-app.ts'

async function bodyOf(type: string, schema?: unknown, more: object = {}, components: object = {}) {
  const media = { ...(schema === undefined ? {} : { schema }), ...more }
  const app = await mockOf(
    answering({ 200: { description: '', content: { [type]: media } } }, components),
  )
  const response = await app.inject('/')
  await app.close()
  return response
}

describe('XML is written as the schema says', () => {
  const Run = {
    type: 'object',
    properties: {
      id: { type: 'integer', examples: [7], xml: { attribute: true } },
      note: { type: 'string', examples: ['a < b'], xml: { name: 'remark', prefix: 'r' } },
      tags: {
        type: 'array',
        items: { type: 'string', examples: ['x'], xml: { name: 'tag' } },
        xml: { wrapped: true },
      },
    },
    xml: { namespace: 'urn:r', prefix: 'r' },
  }

  test('names, attributes, wrapped lists, prefixes and namespaces', async () => {
    const schema = { $ref: '#/components/schemas/Run' }
    const { body, headers } = await bodyOf('application/xml', schema, {}, { schemas: { Run } })
    expect(headers['content-type']).toBe('application/xml')
    expect(body.replace(/(<tag>x<\/tag>)+/, '$1')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<r:Run xmlns:r="urn:r" id="7"><r:remark>a &lt; b</r:remark><tags><tag>x</tag></tags></r:Run>\n',
    )
  })

  test('a list has one root; a text is an example as it is', async () => {
    const list = { type: 'array', items: { type: 'integer', examples: [1] }, maxItems: 1 }
    expect((await bodyOf('text/xml', list)).body).toContain('<root><root>1</root></root>')
    expect((await bodyOf('text/xml', list, { example: '<a/>' })).body).toBe('<a/>')
  })
})

test.each([
  ['text/plain', { type: 'string', maxLength: 3 }, /^[a-z]{3}$/],
  ['text/plain', { type: 'integer', minimum: 5, maximum: 5 }, /^5$/],
  ['text/html', undefined, /^<!doctype html>/],
  ['text/html', { type: 'string', maxLength: 4 }, /^[a-z]{4}$/],
  ['text/csv', { type: 'string' }, /^name,value\r\n\w+,1\r\n$/],
  ['text/event-stream', { const: { a: 1 } }, /^data: \{"a":1\}\n\n$/],
  ['text/event-stream', {}, /^data: \w+\n\n$/],
  [
    'application/x-ndjson',
    { type: 'object', required: ['a'], properties: { a: { const: 1 } } },
    /^\{"a":1\}\n$/,
  ],
  ['application/yaml', { const: { a: [1] } }, /^\{"a":\[1\]\}$/],
  ['application/x-www-form-urlencoded', { const: { a: [1, 2], b: 'c d' } }, /^a=1&a=2&b=c\+d$/],
  ['application/vnd.t+json', { const: 1 }, /^1$/],
  ['*/*', { const: 1 }, /^1$/],
  ['image/*', {}, /^.PNG/],
  ['image/gif', { type: 'string', format: 'binary' }, /^GIF89a/],
  ['application/pdf', undefined, /^%PDF-1\.4\n[\s\S]*%%EOF\n$/],
  ['application/zip', undefined, /^PK/],
  ['application/octet-stream', {}, /^\w+$/],
])('%s', async (type, schema, expected) => {
  const { statusCode, body } = await bodyOf(type, schema)
  expect([statusCode, body]).toEqual([200, expect.stringMatching(expected)])
})

test.each([
  ['application/problem+json', { type: 'integer' }, 200],
  ['application/problem+json', { const: 409 }, 409],
  ['application/json', { const: 409 }, 409],
])('the status in %s, %j, is %i', async (type, status, expected) => {
  const schema = { type: 'object', required: ['status'], properties: { status } }
  expect((await bodyOf(type, schema)).json()).toEqual({ status: expected })
})

test.each([
  ['multipart/mixed', {}, 'multipart/mixed'],
  ['text/plain', { type: 'object' }, 'type'],
  ['application/octet-stream', { type: 'object' }, 'type'],
])('%s that cannot be is a 501', async (type, schema, keyword) => {
  expect((await bodyOf(type, schema)).json()).toMatchObject({ status: 501, keyword })
})

describe('headers', () => {
  const headersOf = async (headers: object) => {
    const app = await mockOf(answering({ 204: { description: '', headers } }))
    const response = await app.inject('/')
    await app.close()
    return response
  }

  test('that are declared are sent, by their examples where those are valid', async () => {
    const { headers } = await headersOf({
      'X-Total': { required: true, schema: { type: 'integer', minimum: 9, maximum: 9 } },
      'X-List': {
        schema: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
        example: [3, 4],
      },
      'X-Bad': { schema: { type: 'integer', minimum: 1, maximum: 1 }, example: 'x' },
      'Retry-After': { schema: { type: 'integer' } },
      'Content-Encoding': { schema: { enum: ['gzip'] } },
      'X-None': { schema: { enum: ['ü\n'] } },
    })
    expect(headers).toMatchObject({
      'x-total': '9',
      'x-list': '3, 4',
      'x-bad': '1',
      'retry-after': '1',
    })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers).not.toHaveProperty('x-none')
  })

  test('that have to be there and cannot be made are a 501', async () => {
    const schema = { type: 'string', pattern: '^(?=a)b$' }
    const response = await headersOf({ 'X-A': { required: true, schema } })
    expect(response.json()).toMatchObject({ status: 501, keyword: 'pattern', pointer: 'X-A' })
  })
})

import { afterAll, describe, expect, test } from 'vitest'
import { toCheckable } from '../src/body.ts'
import type { SchemaObject } from '../src/document.ts'
import { readBody, sentAs, takingApp } from './bodies.ts'
import { follow } from './reading.ts'

const integer = { type: 'integer' }
const text = { type: 'string' }
const pairs = 'application/x-www-form-urlencoded'
const integers = { type: 'array', items: integer }
const point = { type: 'object', properties: { x: integer, y: integer } }

describe('a form of pairs', () => {
  const schema = {
    type: 'object',
    properties: {
      name: text,
      age: integer,
      tags: { type: 'array', items: text },
      ids: integers,
      at: point,
      meta: point,
      _x: { anyOf: [integer, point] },
    },
  }
  const encoding = {
    ids: { style: 'form', explode: false },
    meta: { style: 'deepObject', explode: true },
  } as const
  const app = takingApp({ [pairs]: { schema, encoding } })
  afterAll(() => app.close())
  const read = (payload: string, more = {}) => readBody(app, sentAs(pairs, payload, more))

  test.each([
    ['name=J%C3%B8rn+B&age=42', { name: 'Jørn B', age: 42 }],
    ['name=a%26b%3Dc', { name: 'a&b=c' }],
    ['tags=a&tags=b%2Cc&ids=1,2', { tags: ['a', 'b,c'], ids: [1, 2] }],
    ['at=%7B%22x%22%3A1%7D', { at: { x: 1 } }],
    ['meta[x]=1&meta%5By%5D=2', { meta: { x: 1, y: 2 } }],
    ['age=abc', { age: 'abc' }],
    ['more=1&x=3', { more: '1', x: '3' }],
    ['_x=3', { _x: 3 }],
    ['', {}],
  ])('%s is %j', async (payload, value) => {
    expect(await read(payload)).toEqual(value)
  })

  test.each([
    ['age=1&age=2', '/age is sent more than once'],
    ['age=', '/age is empty'],
    ['name=%ZZ', '/name is not valid percent-encoding of UTF-8'],
    ['tags[]=a', '/tags is sent as tags=…&tags=…, not as tags[]=…'],
    ['at={"x":1,"x":2}', '/at holds an object with the same key twice'],
    ['meta[x][y]=1', '/meta/x has no form: deepObject is not nested, only meta[property]=…'],
    ['more=1&more=2', '/more is sent more than once'],
  ])('%s is a fault', async (payload, fault) => {
    expect(await read(payload)).toEqual([fault])
  })

  test('has 1000 fields at most', async () => {
    expect(await read('tags=a&'.repeat(1000))).toMatchObject({ tags: { length: 1000 } })
    expect(await read('tags=a&age=&'.repeat(501))).toEqual([' has more than 1000 fields'])
  })

  test('in other bytes than UTF-8, or compressed, is refused', async () => {
    const latin = sentAs(pairs, Buffer.from('name=\xe9', 'latin1'))
    expect(await readBody(app, latin)).toEqual([' is not written in UTF-8'])
    expect(await read('name=a', { 'content-encoding': 'gzip' })).toEqual([
      415,
      'unsupported_encoding',
    ])
    expect(await read('name=a', { 'content-encoding': 'identity' })).toEqual({ name: 'a' })
  })

  test('keeps what its schema does not allow, for the check to refuse', async () => {
    const closed = { type: 'object', properties: {}, additionalProperties: false }
    const strict = takingApp({ [pairs]: { schema: closed } })
    expect(await readBody(strict, sentAs(pairs, 'x=1&__proto__=2'))).toEqual({
      x: '1',
      ['__proto__']: '2',
    })
    await strict.close()
  })
})

describe('other bodies', () => {
  const app = takingApp({
    'application/json': { schema: point },
    'application/octet-stream': {},
    'application/xml': { schema: point },
    'text/plain': { schema: integer },
    'text/*': { schema: text },
    'image/*': {},
    'application/*': {},
  })
  afterAll(() => app.close())

  test.each([
    ['application/json', '{"x":1}', { x: 1 }],
    ['application/merge-patch+json', '{"x":1}', { x: 1 }],
    ['application/octet-stream', 'abc', '3 bytes'],
    ['application/xml; charset=utf-8', '<x/>', '4 bytes'],
    ['application/pdf', '%PDF', '4 bytes'],
    ['IMAGE/PNG', 'abc', '3 bytes'],
    ['text/plain', '42', 42],
    ['text/plain; charset=utf-8', 'x', 'x'],
    ['text/csv', 'a,b', 'a,b'],
    ['text/csv', 'é', 'é'],
    ['text/csv; charset="iso-8859-1"', Buffer.from('\xe9', 'latin1'), 'é'],
    ['text/csv', Buffer.from('\xe9', 'latin1'), [' is not written in utf-8']],
    ['text/csv; charset=klingon', 'a', [415, 'unsupported_charset']],
    ['video/mp4', 'abc', [415, 'unsupported_media_type']],
  ])('%s %j is %j', async (type, payload, value) => {
    expect(await readBody(app, sentAs(type, payload))).toEqual(value)
  })

  test('of any type are bytes, and JSON is read', async () => {
    const any = takingApp({ '*/*': {} })
    expect(await readBody(any, sentAs('video/mp4', 'abc'))).toBe('3 bytes')
    expect(await readBody(any, sentAs('application/json', '[1]'))).toEqual([1])
    await any.close()
  })

  test('that are JSON alone need no decoder', async () => {
    const json = takingApp({ 'application/json': {}, 'application/x+json': {} })
    expect(await readBody(json, sentAs('application/x+json', '[1]'))).toEqual([1])
    expect(await readBody(json, sentAs('text/csv', 'a'))).toEqual([415, 'unsupported_media_type'])
    await json.close()
  })

  test("are read by the user's own parser where there is one", async () => {
    const own = takingApp(
      { 'text/csv': {}, '*/*': {} },
      {
        set: (app) => {
          app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_, body, done) =>
            done(null, String(body).split(',')),
          )
        },
      },
    )
    expect(await readBody(own, sentAs('text/csv', 'a,b'))).toEqual(['a', 'b'])
    await own.close()
  })
})

describe('the schema by which a body is checked', () => {
  const components = {
    Photo: { type: 'string', format: 'binary' },
    Upload: {
      type: 'object',
      required: ['photo'],
      properties: { photo: { $ref: '#/components/schemas/Photo' } },
    },
  }
  const resolve = follow(components)
  const check = (type: string, schema: SchemaObject, encoding = {}) =>
    toCheckable(type, { schema, encoding }, resolve)

  test('is the one that is declared, where nothing is bytes', () => {
    const ref = { $ref: '#/components/schemas/Other' }
    expect(check('application/json', ref)).toBe(ref)
    expect(check(pairs, point)).toBe(point)
    expect(check('multipart/form-data', point)).toBe(point)
    expect(check('text/plain', text)).toBe(text)
  })

  test('says nothing of what is bytes', () => {
    expect(check('application/octet-stream', text)).toEqual({})
    expect(check('application/xml', point)).toEqual({})
    expect(check('text/csv', integers)).toEqual({})
    const files = { type: 'array', maxItems: 2, items: { type: 'string', format: 'binary' } }
    const form = { type: 'object', properties: { name: text, files, png: text, json: point } }
    const encoding = {
      png: { contentType: 'image/png' },
      json: { contentType: 'application/json' },
    }
    expect(check('multipart/form-data', form, encoding)).toEqual({
      type: 'object',
      properties: { name: text, files: { ...files, items: {} }, png: {}, json: point },
    })
  })

  test('follows references that lead to bytes', () => {
    const upload = { $ref: '#/components/schemas/Upload' }
    const free = { type: 'object', required: ['photo'], properties: { photo: {} } }
    const found = check('multipart/form-data', { allOf: [upload, { required: ['name'] }] })
    expect(JSON.stringify(found)).toContain(JSON.stringify({ photo: {} }))
    expect(check('multipart/form-data', upload)).toEqual({ allOf: [{ properties: {} }, free] })
  })

  test.each([
    [{ type: 'string', contentMediaType: 'image/png' }, {}],
    [{ contentMediaType: 'application/octet-stream' }, {}],
    [{ anyOf: [{ type: 'string', format: 'binary' }, { type: 'null' }] }, {}],
    [{ type: 'file' }, {}],
    [{ type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, undefined],
    [{ type: 'string', contentEncoding: 'binary' }, {}],
    [{ type: 'string', contentMediaType: 'application/json' }, undefined],
    [{ type: 'string', format: 'byte' }, undefined],
  ])('knows whether %j is bytes', (schema, freed) => {
    const form = { type: 'object', properties: { k: schema } }
    const found = check('multipart/form-data', form) as typeof form
    expect(found.properties.k).toEqual(freed ?? schema)
  })
})

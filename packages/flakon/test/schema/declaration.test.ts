import { Type as Type0 } from '@sinclair/typebox'
import Type from 'typebox'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Compiler } from '../../src/schema/compiler.ts'
import { readDeclaration } from '../../src/schema/declaration.ts'

const post = { methods: ['POST'], path: '/users/:id' }

function read(schema: object, route = post) {
  return readDeclaration(schema, route, new Compiler())
}

const id = { type: 'object', properties: { id: { type: 'integer' } } }

describe('a schema is refused at boot', () => {
  test.each<[string, object, string]>([
    ['with a misspelt part', { qurey: {} }, '"qurey" is no part of a schema: did you mean query?'],
    [
      'with an unknown part',
      { x1: {} },
      '"x1" is no part of a schema: the parts are params, query',
    ],
    ['with one part twice', { query: {}, querystring: {} }, 'are the same part'],
    [
      'with a part that is none',
      { body: 'User' },
      'body: a schema is an object, and this is "User"',
    ],
    ['with a function for a part', { body: () => ({}) }, 'body: a schema is a plain object'],
    ['with a promise for a part', { body: Promise.resolve({}) }, 'and this is a Promise'],
    [
      'with fields for a part',
      { query: { id: z.int() } },
      "says nothing that JSON Schema knows, but id: an object is { type: 'object'",
    ],
    ['with a misspelt word alone', { body: { propertys: {} } }, 'did you mean properties?'],
    ['with a wrong pattern', { body: { pattern: '(' } }, 'the pattern ( is no regular expression'],
    ['with a text for a query', { query: z.string() }, 'this is a schema of string'],
    ['with headers that are closed', { headers: z.strictObject({}) }, 'every request has headers'],
    ['with one schema for all answers', { response: z.object({}) }, 'as in { 200: User }'],
    ['that is a schema itself', z.object({}), 'it has a schema for each part'],
    ['that is a list', [], 'it has a schema for each part'],
    ['that is none', { body: { type: 'strin' } }, 'body: /type must be one of array, boolean'],
    [
      'of another draft',
      { body: { $schema: 'http://json-schema.org/draft-04/schema#' } },
      'neither',
    ],
    [
      'with a reference to nowhere',
      { body: { $ref: '#/$defs/no' } },
      'body: the reference "#/$defs/no" leads nowhere',
    ],
    ['with a Refine', { body: Type.Refine(Type.String(), () => true) }, "body: TypeBox's Refine"],
    [
      'with a Codec',
      { body: Type.Codec(Type.String()).Decode(String).Encode(String) },
      "body: TypeBox's Codec",
    ],
    [
      'with a Transform inside',
      {
        body: Type0.Object({ a: Type0.Transform(Type0.String()).Decode(String).Encode(String) }),
      },
      "body: TypeBox's Transform",
    ],
    ['that describes nothing of text', { query: v.object({}) }, 'query: this library describes'],
    [
      'with a header that Node never gives',
      { headers: { properties: { 'X-Key': {} } } },
      '"X-Key" is never there',
    ],
    [
      'with a param that the path lacks',
      { params: { properties: { uid: {} } } },
      '"uid" is not in',
    ],
    ['with a status that is none', { response: { 99: {} } }, 'response 99: is no status'],
    ['with an answer that is none', { response: { 200: 'User' } }, 'response 200: a schema is'],
    ['with answers that are none', { response: [] }, 'response: has a schema for each status'],
  ])('%s', (_what, schema, message) => {
    expect(() => read(schema)).toThrow(message)
  })

  test('with a body on GET', () => {
    expect(() => read({ body: {} }, { methods: ['GET'], path: '/' })).toThrow(
      'GET request has no body',
    )
  })
})

describe('a schema is taken', () => {
  test('with querystring for query, and statuses of every form', () => {
    const { parts, answers } = read({
      querystring: id,
      params: id,
      response: { 200: id, '4XX': {}, default: {}, 204: null },
    })
    expect([...parts.keys()]).toEqual(['params', 'query'])
    expect([...answers.keys()].toSorted()).toEqual(['200', '204', '4xx', 'default'])
    expect(answers.get('204')).toBe(null)
  })

  test('with what JSON Schema cannot say, which is told', () => {
    const { body, unshown } = read({
      body: z.object({ at: z.date(), name: z.string().transform((name) => name.length) }),
      response: { 200: v.object({}), 201: z.object({ at: z.string().transform(Number) }) },
    })
    expect(body?.content.get('application/json')?.input).toMatchObject({
      properties: { at: { type: 'string', format: 'date-time' }, name: { type: 'string' } },
    })
    expect(unshown).toEqual([
      expect.stringMatching(/^body: .*[Dd]ate.*; the library checks it all the same$/),
      'response 200: valibot describes nothing of it as JSON Schema; the answer is sent as it is',
      expect.stringMatching(/^response 201: .*[Tt]ransform.*; of the answer only what is shown/),
    ])
  })

  test('with what is probably not meant, which is told', () => {
    const body = {
      type: 'object',
      requird: ['a'],
      properties: { a: { type: 'string', format: 'emial', 'x-note': 1 }, min: { minmum: 1 } },
    }
    expect(read({ body }).unshown).toEqual([
      'body: "requird" is no word of JSON Schema: did you mean required?',
      'body: the format "emial" is not known, so it is not checked',
      'body: "minmum" is no word of JSON Schema: did you mean minimum?',
    ])
  })
})

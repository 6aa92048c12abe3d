import { describe, expect, test } from 'vitest'
import { parameter, reading, readingOne } from './reading.ts'

const integer = { type: 'integer' }
const strings = { type: 'array', items: { type: 'string' } }
const color = { type: 'object', properties: { R: integer, G: integer } }
const open = { ...color, additionalProperties: { type: 'string' } }
const deep = { type: 'object', properties: { a: integer, list: strings } }
const malformed = 'is not valid percent-encoding of UTF-8'
const nested = 'is an array or object inside of another one, for which there is no form'
const deepObject = { in: 'query', style: 'deepObject', schema: deep } as const

/** What OpenAPI does not define: docs/contract-first.md has the same table. */
describe('what OpenAPI does not define is a fault', () => {
  test.each([
    [
      'a scalar that is repeated',
      { in: 'query', schema: integer },
      'k=1&k=2',
      '/k is sent more than once',
    ],
    [
      'a list in one text that is repeated',
      { in: 'query', explode: false, schema: strings },
      'k=a,b&k=c',
      '/k is sent more than once',
    ],
    [
      'a header that is sent twice for a scalar',
      { in: 'cookie', schema: integer },
      'k=1; k=2',
      '/k is sent more than once',
    ],
    [
      'content that is repeated',
      { in: 'query', mediaType: 'application/json' },
      'k=1&k=2',
      '/k is sent more than once',
    ],
    [
      'a property that is repeated',
      { in: 'query', schema: color },
      'R=1&R=2',
      '/k/R is sent more than once',
    ],
    [
      'a key that is repeated',
      { in: 'query', explode: false, schema: color },
      'k=R,1,R,2',
      '/k/R is sent more than once',
    ],
    [
      'a key in brackets that is repeated',
      deepObject,
      'k[a]=1&k[a]=2',
      '/k/a is sent more than once',
    ],
    [
      'a name with brackets for an array',
      { in: 'query', schema: strings },
      'k[]=a&k[]=b',
      '/k is sent as k=…&k=…, not as k[]=…',
    ],
    [
      'a name with an index',
      { in: 'query', schema: strings },
      'k[0]=a',
      '/k is sent as k=…&k=…, not as k[0]=…',
    ],
    [
      'spaceDelimited, exploded',
      { in: 'query', style: 'spaceDelimited', explode: true, schema: strings },
      'k=a&k=b',
      '/k has no form: spaceDelimited is defined for explode: false alone',
    ],
    [
      'pipeDelimited, exploded',
      { in: 'query', style: 'pipeDelimited', explode: true, schema: color },
      'k=R|1',
      '/k has no form: pipeDelimited is defined for explode: false alone',
    ],
    [
      'deepObject, nested',
      deepObject,
      'k[a][b]=1',
      '/k/a has no form: deepObject is not nested, only k[property]=…',
    ],
    ['deepObject with an array in it', deepObject, 'k[list]=1', `/k/list ${nested}`],
    [
      'deepObject with an array in it, and brackets',
      deepObject,
      'k[list][]=1',
      '/k/list has no form: deepObject is not nested, only k[property]=…',
    ],
    [
      'deepObject of an array',
      { ...deepObject, schema: strings },
      'k[]=1',
      '/k has no form: deepObject is for objects',
    ],
    ['deepObject without a property', deepObject, 'k=1', '/k is sent as k[property]=…'],
    ['deepObject with an empty property', deepObject, 'k[]=1', '/k is sent as k[property]=…'],
    [
      'another property of an exploded object',
      { in: 'query', schema: open },
      'R=1&x=2',
      '/k/x is not a declared property, and others have no form in an exploded object',
    ],
    [
      'an exploded object under its own name',
      { in: 'query', schema: color },
      'k=R,1',
      '/k is sent as its properties: property=…',
    ],
    [
      'an odd number of items for an object',
      { in: 'query', explode: false, schema: color },
      'k=R,1,G',
      '/k is not written as a,1,b,2',
    ],
    [
      'an item of an object without an equals sign',
      { in: 'header', explode: true, schema: color },
      'R=1,G',
      '/k is not written as a=1,b=2',
    ],
    [
      'label without its dot',
      { in: 'path', style: 'label', schema: strings },
      'a',
      '/k is not written as .a,1,b,2',
    ],
    [
      'matrix without its name',
      { in: 'path', style: 'matrix', schema: strings },
      ';x=a',
      '/k is not written as ;k=a,1,b,2',
    ],
    [
      'a list in a list',
      { in: 'query', explode: false, schema: { type: 'array', items: strings } },
      'k=a,b',
      `/k/0 ${nested}`,
    ],
    [
      'an exploded list with & in a cookie',
      { in: 'cookie', schema: strings },
      'k=a&k=b',
      '/k is sent as k=…; k=…, not with &',
    ],
    ['an empty value of a number', { in: 'query', schema: integer }, 'k=', '/k is empty'],
    ['an empty value of a list', { in: 'query', schema: strings }, 'k=', '/k is empty'],
    [
      'an empty value of a list in one text',
      { in: 'query', explode: false, schema: strings },
      'k',
      '/k is empty',
    ],
    ['malformed percent-encoding', { in: 'query' }, 'k=%ZZ', `/k ${malformed}`],
    ['percent-encoding of no UTF-8', { in: 'query' }, 'k=%FF', `/k ${malformed}`],
    [
      'malformed percent-encoding of an item',
      { in: 'query', explode: false, schema: strings },
      'k=a,%',
      `/k/1 ${malformed}`,
    ],
    [
      'malformed percent-encoding of a key',
      { in: 'query', explode: false, schema: color },
      'k=%,1',
      `/k ${malformed}`,
    ],
    ['malformed percent-encoding in a cookie', { in: 'cookie' }, 'k=%', `/k ${malformed}`],
  ] as const)('%s', async (_what, given, sent, fault) => {
    const found = await readingOne(given)(sent)
    expect((found as string[])[0]).toBe(fault)
  })

  test('a header that is sent twice for a scalar', async () => {
    const read = reading([parameter({ name: 'X-Id', in: 'header', schema: integer })])
    const headers = { 'x-id': ['1', '2'] } as unknown as Record<string, string>
    expect((await read({ headers })).faults).toEqual([
      { in: 'headers', pointer: '/x-id', detail: 'is sent more than once' },
    ])
  })
})

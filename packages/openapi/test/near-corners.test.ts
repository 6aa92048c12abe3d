import { describe, expect, test } from 'vitest'
import { parameter, reading, readingOne } from './reading.ts'

const integer = { type: 'integer' }
const strings = { type: 'array', items: { type: 'string' } }
const color = { type: 'object', properties: { R: integer, G: integer } }
const open = { ...color, additionalProperties: { type: 'string' } }
const deep = { type: 'object', properties: { a: integer, list: strings } }
const deepObject = { in: 'query', style: 'deepObject', schema: deep } as const

describe('what looks like such a corner and is none', () => {
  test.each([
    ['a list in lines of a header', { in: 'header', schema: strings }, 'a, b', ['a', 'b']],
    ['empty items', { in: 'query', schema: strings }, 'k=&k=b', ['', 'b']],
    ['an empty text', { in: 'query', schema: { type: 'string' } }, 'k=', ''],
    ['an empty word', { in: 'query', schema: { enum: ['', 'a'] } }, 'k=', ''],
    [
      'an empty number, allowed',
      { in: 'query', allowEmptyValue: true, schema: { ...integer, default: 7 } },
      'k=',
      7,
    ],
    ['an empty list, allowed', { in: 'query', allowEmptyValue: true, schema: strings }, 'k', []],
    [
      'an empty object, allowed',
      { in: 'query', explode: false, allowEmptyValue: true, schema: color },
      'k=',
      {},
    ],
    [
      'an empty null, allowed',
      { in: 'query', allowEmptyValue: true, schema: { type: ['integer', 'null'] } },
      'k=',
      null,
    ],
    [
      'a delimited style of a scalar',
      { in: 'query', style: 'pipeDelimited', explode: true, schema: integer },
      'k=1',
      1,
    ],
    ['brackets behind a scalar', { in: 'query', schema: integer }, 'k=1&k[]=2', 1],
    [
      'a name that has brackets',
      { in: 'query', name: 'k[]', schema: strings },
      'k[]=a&k%5B%5D=b',
      ['a', 'b'],
    ],
    ['deepObject of a scalar', { ...deepObject, schema: { anyOf: [integer, deep] } }, 'k=1', 1],
    ['a scalar or a list', { in: 'query', schema: { anyOf: [integer, strings] } }, 'k=1', 1],
    [
      'a list or a scalar',
      { in: 'query', schema: { anyOf: [integer, strings] } },
      'k=a&k=b',
      ['a', 'b'],
    ],
    ['a property that the schema does not know', deepObject, 'k[x]=1', { x: '1' }],
  ] as const)('%s', async (_what, given, sent, value) => {
    expect(await readingOne(given)(sent)).toEqual(value)
  })

  test('a property may be named by a pattern, also one that is valid without the u flag only', async () => {
    const patternProperties = { '^[a-z\\-\\_]+$': integer }
    const schema = { type: 'object', patternProperties }
    expect(await readingOne({ ...deepObject, schema })('k[a_b]=1&k[1]=1')).toEqual({
      a_b: 1,
      1: '1',
    })
  })

  test('an exploded object is told apart from other parameters, and from keys of security', async () => {
    const all = [
      parameter({ name: 'k', in: 'query', schema: open }),
      parameter({ name: 'G', in: 'query' }),
    ]
    const read = reading(all, { known: ['api_key'] })
    const { query, faults } = await read({ url: '/?R=1&G=x&api_key=s' })
    expect([query, faults]).toEqual([{ k: { R: 1 }, G: 'x' }, undefined])
  })
})

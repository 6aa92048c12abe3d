import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../../src/schema/subschema.ts'
import { textConverter } from '../../src/schema/text.ts'

/** What a text becomes for a property with this schema. */
function converted(schema: JsonSchema, value: unknown, isList = false): unknown {
  const convert = textConverter({ type: 'object', properties: { a: schema } }, isList)
  return convert({ a: value }).a
}

const integer = { type: 'integer' }
const number = { type: 'number' }
const boolean = { type: 'boolean' }

describe('a text becomes', () => {
  test.each([
    ['42', integer, 42],
    ['-7', integer, -7],
    ['0', integer, 0],
    ['9007199254740991', integer, 9007199254740991],
    ['1e3', number, 1000],
    ['-0.5E-2', number, -0.005],
    ['12', number, 12],
    ['true', boolean, true],
    ['false', boolean, false],
    ['null', { type: ['integer', 'null'] }, null],
    ['all', { anyOf: [number, { const: 'all' }] }, 'all'],
    ['5', { anyOf: [number, { const: 'all' }] }, 5],
    ['2', { enum: [1, 2] }, 2],
    ['1e3', { type: 'integer', enum: [1000] }, '1e3'],
    ['1.5', { enum: [1.5] }, 1.5],
    ['a', { type: 'string', enum: ['a', 'b'] }, 'a'],
    ['42', { type: ['string', 'integer'] }, '42'],
    ['42', { type: 'string' }, '42'],
    ['42', {}, '42'],
  ])('%j by %j: %j', (text, schema, expected) => {
    expect(converted(schema, text)).toBe(expected)
  })
})

describe('a text stays what it is, for the check to refuse, where it is', () => {
  test.each(['', '1e3', '0x10', ' 1', '1 ', '+1', '01', '1.0', '9007199254740993', 'true1', '١'])(
    '%j and no integer',
    (text) => {
      expect(converted(integer, text)).toBe(text)
    },
  )
  test.each(['', '.5', '1.', '0x10', 'Infinity', 'NaN', '1e400', ' 1'])(
    '%j and no number',
    (text) => {
      expect(converted(number, text)).toBe(text)
    },
  )
  test.each(['', '1', '0', 'True', 'true1', 'yes'])('%j and no boolean', (text) => {
    expect(converted(boolean, text)).toBe(text)
  })
})

describe('a declared array', () => {
  const list = { type: 'array', items: integer }

  test('takes one value as an array of one, and several converted', () => {
    expect(converted(list, '1')).toEqual([1])
    expect(converted(list, ['1', '2'])).toEqual([1, 2])
    expect(converted(list, '1,2')).toEqual(['1,2'])
  })

  test('of headers or params is split at its commas', () => {
    expect(converted(list, '1, 2,3', true)).toEqual([1, 2, 3])
    expect(converted({ type: 'string' }, '1, 2', true)).toBe('1, 2')
  })
})

test('several values for a scalar stay an array, for the check to refuse', () => {
  expect(converted(integer, ['1', '2'])).toEqual(['1', '2'])
})

describe('a property is converted', () => {
  const convert = (schema: JsonSchema, texts: Record<string, unknown>) => ({
    ...textConverter(schema, false)(texts),
  })

  test('by its pattern, or as all others', () => {
    const schema = { patternProperties: { '^x': integer }, additionalProperties: boolean }
    expect(convert(schema, { x1: '1', y: 'true' })).toEqual({ x1: 1, y: true })
  })

  test('where several schemas speak of it, by what all of them allow', () => {
    const a = { properties: { a: integer } }
    expect(convert({ allOf: [a, { properties: { a: { minimum: 1 } } }] }, { a: '5' })).toEqual({
      a: 5,
    })
    const wide = { properties: { a: { type: ['string', 'number'] } } }
    expect(convert({ allOf: [a, wide] }, { a: '5' })).toEqual({ a: 5 })
  })

  test('where a condition speaks of it', () => {
    const schema = {
      properties: { k: { type: 'string' } },
      if: { properties: { k: { const: 'x' } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { v: integer } },
    }
    expect(convert(schema, { k: 'x', v: '5' })).toEqual({ k: 'x', v: 5 })
  })

  test('of a tuple by its place', () => {
    const items = [integer, { type: 'string' }]
    const values = { a: ['1', '2', '3'] }
    const modern = { type: 'array', prefixItems: items, items: boolean }
    expect(convert({ properties: { a: modern } }, values)).toEqual({ a: [1, '2', '3'] })
    const old = { type: 'array', items, additionalItems: integer }
    expect(convert({ properties: { a: old } }, values)).toEqual({ a: [1, '2', 3] })
  })
})

test('the properties of references and conjunctions are converted, too', () => {
  const convert = textConverter(
    {
      $defs: { page: { properties: { page: integer } }, yes: boolean },
      allOf: [{ $ref: '#/$defs/page' }, { properties: { sure: { $ref: '#/$defs/yes' } } }],
    },
    false,
  )
  expect({ ...convert({ page: '1', sure: 'true', other: '2' }) }).toEqual({
    page: 1,
    sure: true,
    other: '2',
  })
})

import { describe, expect, test } from 'vitest'
import type { Schema } from '../../src/document.ts'
import { createRandom } from '../../src/mock/random.ts'
import { createSampler } from '../../src/mock/sampler.ts'
import { createCheck, type Side } from '../sample-check.ts'

function sample(schema: Schema, { side = 'answer' as Side, components = {}, seed = '1' } = {}) {
  const sampler = createSampler(components, createCheck(components))
  return sampler.sample(schema, { side, random: createRandom(seed), plain: false })
}

const text = { type: 'string' }
const tree = {
  type: 'object',
  required: ['name'],
  properties: {
    name: text,
    children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
  },
}
const endless = {
  type: 'object',
  required: ['next'],
  properties: { next: { $ref: '#/components/schemas/Endless' } },
}
const shape = {
  oneOf: [
    { required: ['a'], properties: { a: { type: 'integer' } }, additionalProperties: false },
    { required: ['b'], properties: { b: text }, additionalProperties: false },
  ],
}

const conditional = JSON.parse(
  '{"type":"object","properties":{"a":{"const":1}},"required":["a"],"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]}}',
)

describe('a value that is valid by the letter of JSON Schema is made of', () => {
  test.each<[string, Schema]>([
    ['bounds', { type: 'integer', minimum: 7, exclusiveMaximum: 9 }],
    [
      'a fraction between whole numbers',
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    ],
    ['multiples', { type: 'number', multipleOf: 0.01, minimum: 19.9, maximum: 20 }],
    ['negative multiples', { type: 'integer', multipleOf: 7, maximum: -10 }],
    ['all safe integers', { type: 'integer', minimum: -(2 ** 53), maximum: 2 ** 53 }],
    ['length', { type: 'string', minLength: 300, maxLength: 301 }],
    ['a short text', { type: 'string', maxLength: 2 }],
    ['format', { type: 'array', minItems: 4, items: { type: 'string', format: 'uuid' } }],
    ['pattern and length', { type: 'string', pattern: '^[a-f]*$', minLength: 12, maxLength: 12 }],
    ['format and pattern', { type: 'string', format: 'uri', pattern: '^https://' }],
    ['several types', { type: ['null', 'integer'], minimum: 3 }],
    ['allOf of bounds', { allOf: [{ minimum: 3 }, { type: 'integer', maximum: 3 }] }],
    [
      'allOf of properties',
      {
        allOf: [
          { properties: { a: text } },
          { properties: { a: { minLength: 9 } }, required: ['a'] },
        ],
      },
    ],
    ['enum of both', { allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }],
    ['alternatives', { anyOf: [{ type: 'null' }, { type: 'object', required: ['x'] }] }],
    ['alternatives that exclude each other', shape],
    ['a tuple', { prefixItems: [text, { type: 'integer' }], items: false, minItems: 2 }],
    ['unique items', { type: 'array', uniqueItems: true, minItems: 3, items: { enum: [1, 2, 3] } }],
    [
      'contains',
      { type: 'array', items: { type: 'integer' }, contains: { minimum: 70 }, minContains: 2 },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 }],
    [
      'names by pattern',
      {
        type: 'object',
        patternProperties: { '^x-\\d+$': text },
        additionalProperties: false,
        minProperties: 2,
      },
    ],
    [
      'names of a kind',
      { type: 'object', propertyNames: { pattern: '^[A-Z]{3}$' }, minProperties: 2 },
    ],
    ['if, then and else', conditional],
    [
      'what one property requires of others',
      {
        type: 'object',
        required: ['a'],
        properties: { b: text, a: text },
        dependentRequired: { a: ['b', 'c'] },
        maxProperties: 3,
      },
    ],
    ['a password', { type: 'string', pattern: '^(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w]).{8,}$' }],
    ['a long address', { type: 'string', format: 'uri', minLength: 60 }],
    ['a tuple that ends early', { prefixItems: [text, false], minItems: 1 }],
    ['a tuple that may not be full', { prefixItems: [text, text], maxItems: 1 }],
    [
      'multiples of several',
      { anyOf: [{ multipleOf: 6 }], oneOf: [{ multipleOf: 35 }], type: 'integer' },
    ],
    ['not', { type: 'integer', minimum: 0, maximum: 1, not: { const: 0 } }],
    [
      'a property of a prototype',
      JSON.parse(
        '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"integer"}}}',
      ),
    ],
    ['anything', true],
    ['nothing said', {}],
  ])('%s', (_, schema) => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const sampled = sample(schema, { seed })
      expect(sampled).toHaveProperty('value')
      const { value } = sampled as { value: unknown }
      expect(createCheck({})(schema, 'answer')(value)).toBe(true)
    }
  })

  test('schemas that lead back to themselves', () => {
    const components = { Tree: tree }
    const sampled = sample({ $ref: '#/components/schemas/Tree' }, { components })
    expect(JSON.stringify(sampled).length).toBeLessThan(2000)
    expect(sampled).toMatchObject({ value: { name: expect.any(String) } })
  })
})

test('examples come first, where they are valid', () => {
  expect(sample({ type: 'integer', examples: ['x', 42] })).toEqual({ value: 42 })
  expect(sample({ type: 'integer', default: 7 })).toEqual({ value: 7 })
  const properties = { a: { type: 'integer', examples: ['bad'] }, b: { examples: ['good'] } }
  expect(sample({ type: 'object', properties })).toEqual({
    value: { a: expect.any(Number), b: 'good' },
  })
})

test('what only the other side has is left out', () => {
  const properties = {
    id: { type: 'integer', readOnly: true },
    secret: { ...text, writeOnly: true },
  }
  const schema = { type: 'object', properties, required: ['id', 'secret'] }
  expect(sample(schema)).toEqual({ value: { id: expect.any(Number) } })
  expect(sample(schema, { side: 'request' })).toEqual({ value: { secret: expect.any(String) } })
})

test('values are varied by the seed, and by nothing else', () => {
  const schema = { type: 'array', minItems: 5, items: { type: 'integer', minimum: 0 } }
  expect(sample(schema)).toEqual(sample(schema))
  expect(sample(schema)).not.toEqual(sample(schema, { seed: '2' }))
})

test.each<[string, Schema, string, string]>([
  [
    'a pattern that nothing matches',
    { type: 'array', minItems: 1, items: { type: 'string', pattern: '^(?=a)b$' } },
    'pattern',
    '/0',
  ],
  [
    'bounds that cross',
    { required: ['a/b'], properties: { 'a/b': { type: 'integer', minimum: 2, maximum: 1 } } },
    'minimum',
    '/a~1b',
  ],
  ['an empty enum', { enum: [] }, 'enum', ''],
  [
    'too few different items',
    { type: 'array', minItems: 3, uniqueItems: true, items: { enum: [1, 2] } },
    'uniqueItems',
    '',
  ],
  ['an alternative that is two', { oneOf: [{ const: 1 }, { const: 1 }] }, 'oneOf', ''],
  ['false', false, 'false', ''],
  ['what is never there', { type: 'string', not: { type: 'string' } }, 'not', ''],
])('what stood in the way is told: %s', (_, schema, keyword, pointer) => {
  expect(sample(schema)).toEqual({ obstacle: { keyword, pointer } })
})

test('a value without an end is none', () => {
  const components = { Endless: endless }
  const sampled = sample({ $ref: '#/components/schemas/Endless' }, { components })
  expect(sampled).toMatchObject({ obstacle: { keyword: '$ref' } })
})

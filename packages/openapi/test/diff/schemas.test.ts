import { describe, expect, test } from 'vitest'
import { bothWays, changesOf, schemaOf } from './versions.ts'

const text = { type: 'string' }
const list = { type: 'array', items: text }
const record = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest })

/** From the wider schema to the narrower one: rules on the way there, and back. */
const narrowings: readonly [string, unknown, unknown, string, string][] = [
  [
    'a number becomes an integer',
    { type: 'number' },
    { type: 'integer' },
    'type-narrowed',
    'type-widened',
  ],
  ['one of two types goes', { type: ['string', 'integer'] }, text, 'type-narrowed', 'type-widened'],
  ['a schema of anything gets a type', {}, text, 'type-narrowed', 'type-widened'],
  ['nothing is allowed', {}, false, 'type-narrowed', 'type-widened'],
  ['null goes', { type: ['string', 'null'] }, text, 'null-removed', 'null-added'],
  [
    'null goes from a list of values',
    { enum: ['a', null] },
    { enum: ['a'] },
    'null-removed',
    'null-added',
  ],
  [
    'a list of values comes',
    text,
    { type: 'string', enum: ['a', 'b'] },
    'enum-added',
    'enum-removed',
  ],
  ['a value becomes the only one', text, { const: 'a' }, 'enum-added', 'enum-removed'],
  ['a format comes', text, { type: 'string', format: 'date' }, 'format-narrowed', 'format-widened'],
  [
    'a format becomes a shorter one',
    { type: 'integer', format: 'int64' },
    { type: 'integer', format: 'int32' },
    'format-narrowed',
    'format-widened',
  ],
  ['a pattern comes', text, { type: 'string', pattern: '^a' }, 'pattern-added', 'pattern-removed'],
  [
    'other properties are refused',
    record({}),
    record({}, { additionalProperties: false }),
    'additional-properties-refused',
    'additional-properties-allowed',
  ],
  [
    'what is not evaluated is refused',
    record({}),
    record({}, { unevaluatedProperties: false }),
    'additional-properties-refused',
    'additional-properties-allowed',
  ],
  [
    'a property becomes required',
    record({ a: text }),
    record({ a: text }, { required: ['a'] }),
    'property-became-required',
    'property-became-optional',
  ],
]

const loose: Record<string, object> = {
  minimum: { type: 'integer', minimum: 1 },
  'minimum from none': { type: 'integer' },
  maximum: { type: 'number', maximum: 9 },
  exclusiveMinimum: { type: 'number', minimum: 1 },
  exclusiveMaximum: { type: 'number', exclusiveMaximum: 9 },
  minLength: text,
  maxLength: { type: 'string', maxLength: 9 },
  minItems: list,
  maxItems: list,
  minProperties: record({}),
  maxProperties: record({}, { maxProperties: 9 }),
  uniqueItems: list,
  multipleOf: { type: 'number', multipleOf: 0.1 },
  'multipleOf from none': { type: 'integer' },
}
const tight: Record<string, object> = {
  minimum: { minimum: 2 },
  'minimum from none': { minimum: 2 },
  maximum: { maximum: 8 },
  exclusiveMinimum: { exclusiveMinimum: 1, minimum: undefined },
  exclusiveMaximum: { exclusiveMaximum: 8.5 },
  minLength: { minLength: 1 },
  maxLength: { maxLength: 8 },
  minItems: { minItems: 1 },
  maxItems: { maxItems: 8 },
  minProperties: { minProperties: 1 },
  maxProperties: { maxProperties: 8 },
  uniqueItems: { uniqueItems: true },
  multipleOf: { multipleOf: 0.3 },
  'multipleOf from none': { multipleOf: 2 },
}
const boundsOf = Object.keys(loose).map((word) => {
  const both = [loose[word], { ...loose[word], ...tight[word] }] as const
  return [`${word} is tighter`, ...both, 'bound-tightened', 'bound-relaxed'] as const
})

describe.each([...narrowings, ...boundsOf])('%s', (_, wide, narrow, less, more) => {
  test('breaks those who send it, and the way back those who read it', async () => {
    expect(await bothWays(schemaOf('request', wide), schemaOf('request', narrow))).toEqual([
      [`request-${less}`],
      [`request-${more}`],
    ])
    expect(await bothWays(schemaOf('answer', wide), schemaOf('answer', narrow))).toEqual([
      [`answer-${less}`],
      [`answer-${more}`],
    ])
    const isBreaking = async (...both: [object, object]) => (await changesOf(...both))[0]?.breaking
    expect(await isBreaking(schemaOf('request', wide), schemaOf('request', narrow))).toBe(true)
    expect(await isBreaking(schemaOf('request', narrow), schemaOf('request', wide))).toBe(false)
    expect(await isBreaking(schemaOf('answer', wide), schemaOf('answer', narrow))).toBe(false)
    expect(await isBreaking(schemaOf('answer', narrow), schemaOf('answer', wide))).toBe(true)
  })
})

const changes: readonly [string, unknown, unknown, string][] = [
  ['the type changes', text, { type: 'integer' }, 'type-changed'],
  ['an object becomes a list', record({ a: text }), list, 'type-changed'],
  [
    'the format changes',
    { type: 'string', format: 'date' },
    { type: 'string', format: 'uuid' },
    'format-changed',
  ],
  [
    'the pattern changes',
    { type: 'string', pattern: '^a' },
    { type: 'string', pattern: '^b' },
    'pattern-changed',
  ],
  ['what is not allowed changes', { not: { const: 1 } }, { not: { const: 2 } }, 'unjudged'],
  [
    'a condition comes',
    record({}),
    record({}, { if: { required: ['a'] }, else: { required: ['b'] } }),
    'unjudged',
  ],
  [
    'properties by pattern change',
    record({}, { patternProperties: { '^a': text } }),
    record({}, { patternProperties: { '^b': text } }),
    'unjudged',
  ],
  [
    'what depends on a property changes',
    record({}, { dependentRequired: { a: ['b'] } }),
    record({}, { dependentRequired: { a: ['c'] } }),
    'unjudged',
  ],
  [
    'a tuple changes',
    { type: 'array', prefixItems: [text] },
    { type: 'array', prefixItems: [{ type: 'integer' }] },
    'unjudged',
  ],
  [
    'the encoding of a text changes',
    text,
    { type: 'string', contentEncoding: 'base64' },
    'unjudged',
  ],
]

test.each(changes)('%s: that breaks all clients, both ways', async (_, old, now, rule) => {
  for (const side of ['request', 'answer'] as const) {
    const told = new Set((await bothWays(schemaOf(side, old), schemaOf(side, now))).flat())
    expect([...told]).toEqual([`${side}-${rule}`])
    const [first] = await changesOf(schemaOf(side, old), schemaOf(side, now))
    expect(first?.breaking).toBe(true)
  }
})

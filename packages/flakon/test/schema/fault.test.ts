import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { refusal, toFaults, toPointer } from '../../src/schema/fault.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

/** What is said of a value, each as `pointer detail`. */
function said(schema: JsonSchema, value: unknown): string[] {
  const check = new Compiler().compile(schema, 'all')
  check(value)
  return toFaults('body', check.errors ?? []).map(({ pointer, detail }) =>
    `${pointer} ${detail}`.trim(),
  )
}

describe('the words for', () => {
  test.each<[string, JsonSchema, unknown, string]>([
    ['a type', { type: 'integer' }, 1.5, 'must be an integer'],
    ['types', { type: ['string', 'null'] }, 1, 'must be a string or null'],
    ['a missing property', { required: ['a/b'] }, {}, '/a~1b is required'],
    ['a dependent property', { dependentRequired: { a: ['b'] } }, { a: 1 }, '/b is required'],
    ['an unknown property', { additionalProperties: false }, { x: 1 }, '/x is not known'],
    ['a bound', { exclusiveMaximum: 3 }, 3, 'must be < 3'],
    ['a least bound', { minimum: 0 }, -1, 'must be ≥ 0'],
    ['one item', { minItems: 1 }, [], 'must have at least 1 item'],
    ['a length', { maxLength: 2 }, 'abc', 'must have at most 2 characters'],
    ['a number of properties', { minProperties: 1 }, {}, 'must have at least 1 property'],
    ['a list', { enum: ['a', 'b'] }, 'c', 'must be "a" or "b"'],
    ['a longer list', { enum: ['a', 'b', 3] }, 'c', 'must be "a", "b" or 3'],
    ['a constant', { const: 1 }, 2, 'must be 1'],
    ['a multiple', { multipleOf: 5 }, 3, 'must be a multiple of 5'],
    ['a pattern', { pattern: '^a' }, 'b', 'must match ^a'],
    ['a known format', { format: 'date-time' }, 'x', 'must be a date and time (RFC 3339)'],
    ['another format', { format: 'ipv4' }, 'x', 'must be in the format ipv4'],
    ['the same item twice', { uniqueItems: true }, [1, 1], 'must not hold the same item twice'],
    ['nothing', { properties: { a: false } }, { a: 1 }, '/a is not allowed'],
    ['a name', { propertyNames: { maxLength: 1 } }, { ab: 1 }, 'is not an allowed name'],
    ['a negation', { not: { type: 'null' } }, null, 'must not have this form'],
    ['a tuple', { prefixItems: [{}], items: false }, [1, 2], 'must have at most 1 item'],
  ])('%s', (_what, schema, value, words) => {
    expect(said(schema, value).join('; ')).toContain(words)
  })
})

describe('of alternatives', () => {
  test('plain ones are listed', () => {
    expect(said({ anyOf: [{ type: 'number' }, { const: 'all' }] }, 'x')).toEqual([
      'must be a number or "all"',
    ])
  })

  test('the one that is plainly meant tells its own faults', () => {
    const schema = {
      anyOf: [
        { properties: { kind: { const: 'a' }, x: { type: 'string' } }, required: ['kind', 'x'] },
        { properties: { kind: { const: 'b' }, y: { type: 'number' } }, required: ['kind', 'y'] },
        { type: 'null' },
      ],
    }
    expect(said(schema, { kind: 'b', y: 'x' })).toEqual(['/y must be a number'])
  })

  test('it is also, by its constant, where something else has another value than it may', () => {
    const branch = (kind: string, values: readonly unknown[]) => ({
      properties: { kind: { const: kind }, x: { enum: values } },
    })
    const schema = { oneOf: [branch('a', [1]), branch('b', [2]), { type: 'null' }] }
    expect(said(schema, { kind: 'a', x: 3 })).toEqual(['/x must be 1'])
    expect(said(schema, { kind: 'b', x: 1 })).toEqual(['/x must be 2'])
    expect(said(schema, { kind: 'c', x: 3 })).toEqual([
      'must have exactly one of the allowed forms',
    ])
  })

  test('where each has a constant that is not met it is the one with fewer faults, or none', () => {
    const card = { properties: { kind: { const: 'card' } }, required: ['kind', 'number'] }
    const iban = { properties: { kind: { const: 'iban' }, currency: { const: 'EUR' } } }
    const schema = { oneOf: [card, iban] }
    expect(said(schema, { kind: 'iban', currency: 'USD' })).toEqual(['/currency must be "EUR"'])
    expect(said(schema, { kind: 'iban', currency: 'USD', number: '1' })).toEqual([
      'must have exactly one of the allowed forms',
    ])
  })

  test('others are one fault', () => {
    const branch = (name: string) => ({ type: 'object', required: [name] })
    expect(said({ oneOf: [branch('a'), branch('b')] }, {})).toEqual([
      'must have exactly one of the allowed forms',
    ])
    expect(said({ oneOf: [branch('a'), branch('b')] }, { a: 1, b: 1 })).toEqual([
      'must have only one of the allowed forms',
    ])
  })
})

test('a fault of every item is told, each once', () => {
  const schema = { type: 'array', items: { allOf: [{ type: 'string' }, { type: 'string' }] } }
  expect(said(schema, [1, 'a', 2])).toEqual(['/0 must be a string', '/2 must be a string'])
})

describe('a refusal', () => {
  const fault = (pointer: string) => ({ in: 'body', pointer, detail: 'is required' }) as const

  test('says the first fault in a sentence, and how many more there are', () => {
    const error = refusal([fault('/a'), fault('/b')], '/')
    expect(error.message).toBe('body /a is required, and 1 more')
    expect(error.members).toEqual({
      code: 'validation_failed',
      errors: [fault('/a'), fault('/b')],
    })
  })

  test('holds the first faults that fit, and says that there are more', () => {
    const faults = Array.from({ length: 5000 }, (_, index) => fault(`/items/${index}/price`))
    const { members } = refusal(faults, '/')
    expect(members.more).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(members))).toBeLessThan(15_000)
    expect(members.errors).toEqual(faults.slice(0, (members.errors as unknown[]).length))
  })

  test('with a pointer as long as a body points at what holds it', () => {
    const { members } = refusal([fault(`/a/${'x'.repeat(100_000)}`)], '/')
    expect(members.errors).toEqual([fault('/a')])
  })
})

test('a pointer escapes what RFC 6901 says', () => {
  expect(toPointer(['a/b', 0, '~'])).toBe('/a~1b/0/~0')
})

test('of shared schemas in a union the one that is meant is told', () => {
  const animal = (kind: string, property: string) => ({
    $id: kind,
    type: 'object',
    required: ['kind', property],
    properties: { kind: { const: kind }, [property]: { $ref: 'Number' } },
  })
  const shared = [animal('cat', 'lives'), animal('dog', 'teeth'), { $id: 'Number', type: 'number' }]
  const union = { oneOf: [{ $ref: 'cat' }, { $ref: 'dog' }] }
  const check = new Compiler(shared).compile({ properties: { pet: union } }, 'all')
  check({ pet: { kind: 'cat', lives: 'many' } })
  expect(toFaults('body', check.errors ?? [])).toEqual([
    { in: 'body', pointer: '/pet/lives', detail: 'must be a number' },
  ])
  check({ pet: { kind: 'fish' } })
  expect(toFaults('body', check.errors ?? [])).toEqual([
    { in: 'body', pointer: '/pet', detail: 'must have exactly one of the allowed forms' },
  ])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { createProjection } from '../../src/schema/projection.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

/** What is sent of a value. */
function sent(schema: JsonSchema, value: unknown): unknown {
  const projection = createProjection(schema, new Compiler())
  const text = JSON.stringify(projection(value))
  return text === undefined ? undefined : JSON.parse(text)
}

const text = { type: 'string' }
const user = { type: 'object', properties: { id: { type: 'integer' }, name: text } }

describe('an object', () => {
  test('is sent with its declared properties, and no others', () => {
    expect(sent(user, { id: 1, name: 'a', password: 'x' })).toEqual({ id: 1, name: 'a' })
  })

  test('is the value itself where everything in it is declared', () => {
    const value = { name: 'a', id: 1 }
    expect(createProjection(user, new Compiler())(value)).toBe(value)
  })

  test('is not changed by what is left out', () => {
    const value = { id: 1, inner: { x: 1, secret: 2 } }
    const inner = { type: 'object', properties: { x: {} } }
    sent({ type: 'object', properties: { inner } }, value)
    expect(value).toEqual({ id: 1, inner: { x: 1, secret: 2 } })
  })

  test('keeps the order of its own keys', () => {
    const value = { secret: 1, name: 'a', id: 1 }
    expect(Object.keys(sent(user, value) as object)).toEqual(['name', 'id'])
  })

  test('of a class is sent with its own properties, as JSON.stringify does', () => {
    class Account {
      id = 1
      secret = 'x'
      get name() {
        return { first: 'inherited' }
      }
    }
    expect(sent(user, new Account())).toEqual({ id: 1 })
  })

  test('hides nothing behind properties that cannot be enumerated', () => {
    const value = Object.defineProperty({ password: 'x' }, 'id', { value: 1 })
    expect(sent(user, value)).toEqual({})
  })

  test('keeps declared names that objects inherit', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{},"constructor":{}}}')
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":3}')
    expect(JSON.stringify(createProjection(schema, new Compiler())(value))).toBe(
      '{"__proto__":{"a":1},"constructor":2}',
    )
  })

  test('of many different shapes is projected all the same', () => {
    const projection = createProjection(user, new Compiler())
    for (let i = 0; i < 30; i++) {
      expect(projection({ [`x${i}`]: i, id: i, name: 'a' })).toEqual({
        id: i,
        name: 'a',
      })
    }
  })
})

describe('toJSON', () => {
  test('is called first, and what it made is projected', () => {
    const value = { toJSON: (key: string) => ({ id: 1, key, no: 1 }) }
    const schema = {
      type: 'object',
      properties: { a: { ...user, properties: { id: {}, key: {} } } },
    }
    expect(sent(schema, { a: value })).toEqual({ a: { id: 1, key: 'a' } })
  })

  test('of a date is left to JSON.stringify', () => {
    const date = new Date(0)
    const schema = { type: 'object', properties: { at: text } }
    expect(sent(schema, { at: date })).toEqual({ at: date.toJSON() })
    expect(sent(schema, { at: new String('x') })).toEqual({ at: 'x' })
  })
})

const leaf = fc.constantFrom<JsonSchema>({ type: 'string' }, {}, { type: ['integer', 'null'] })
const names = fc.constantFrom('a', 'b', 'c', '__proto__', 'x y')
const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(names, tie('schema')),
      additionalProperties: fc.constantFrom(false, undefined),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }),
    tie('schema').map((one) => ({ anyOf: [{ type: 'null' }, one] })),
  ) as fc.Arbitrary<JsonSchema>,
}))
const anyValue = fc.anything({
  key: names,
  maxDepth: 4,
  withDate: true,
  withNullPrototype: true,
  values: [fc.string(), fc.integer(), fc.double(), fc.constantFrom(null, undefined, true)],
})

test('whatever the value, what is sent is what JSON.stringify sends of its declared part', () => {
  fc.assert(
    fc.property(anySchema, anyValue, (schema, value) => {
      const json = JSON.stringify(value)
      const expected = json === undefined ? undefined : declaredPart(schema, JSON.parse(json))
      expect(sent(schema, value)).toEqual(expected)
    }),
    { numRuns: 1000 },
  )
})

/** The same for plain JSON, in the simplest words. */
function declaredPart(schema: JsonSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || typeof schema === 'boolean') return value
  if (Object.keys(schema).length === 0) return value
  if (schema.anyOf !== undefined)
    return declaredPart((schema.anyOf as JsonSchema[])[1] ?? {}, value)
  if (Array.isArray(value)) {
    if (schema.type !== 'array') return []
    return value.map((one) => declaredPart(schema.items as JsonSchema, one))
  }
  if (schema.type !== 'object') return {}
  const properties = new Map(Object.entries(schema.properties ?? {}))
  const rest = schema.additionalProperties
  const kept = Object.entries(value).flatMap(([name, one]) => {
    const own = properties.get(name) ?? (rest === false ? undefined : rest)
    return own === undefined ? [] : [[name, declaredPart(own as JsonSchema, one)]]
  })
  return Object.fromEntries(kept)
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { createProjection } from '../../src/schema/projection.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

/** What is sent of a value. */
function sent(schema: JsonSchema, value: unknown): unknown {
  const [text] = texts(schema, [value])
  return text === undefined ? undefined : JSON.parse(text)
}

/** The texts of values, one after the other. */
function texts(schema: JsonSchema, values: readonly unknown[]): (string | undefined)[] {
  const projection = createProjection(schema, new Compiler())
  return values.map((value) => JSON.stringify(projection(value)))
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

describe('whatever came before', () => {
  const both = { type: 'object', properties: { a: { ...user }, b: text, c: text } }

  test('a value keeps the order of its own keys, and loses what is not declared', () => {
    const values = [
      { c: 1, a: 2, b: 3 },
      { a: 1, b: 2 },
      { x: 1, c: 2, b: 3 },
      { b: 1, c: 2, x: 3 },
    ]
    const sentOnes = ['{"c":1,"a":2,"b":3}', '{"a":1,"b":2}', '{"c":2,"b":3}', '{"b":1,"c":2}']
    expect(texts(both, [...values, ...values])).toEqual([...sentOnes, ...sentOnes])
  })

  test('what is inherited is not sent, though it has the name and the place of what was', () => {
    const heir = Object.assign(Object.create({ b: 'inherited' }), { x: 1 })
    expect(texts(both, [{ x: 1, b: 'own' }, heir])).toEqual(['{"b":"own"}', '{}'])
    class Account {
      x = 1
      c = 'c'
      get b() {
        return 'inherited'
      }
    }
    const values = [{ x: 1, b: 'own', c: 'c' }, new Account()]
    expect(texts(both, values)).toEqual(['{"b":"own","c":"c"}', '{"c":"c"}'])
  })

  test('nothing is sent of an object where scalars were', () => {
    const values = [{ b: 'x' }, { b: { secret: 1 } }, { b: ['x'] }, { b: null }]
    expect(texts(both, values)).toEqual(['{"b":"x"}', '{"b":{}}', '{"b":[]}', '{"b":null}'])
  })

  test('functions, scalars with properties and arrays are what they are for JSON.stringify', () => {
    const properties = { a: { id: 1, no: 1 }, x: 1 }
    const scalar = Object.assign(new String('text'), properties)
    const list = Object.assign([], properties)
    const values = [properties, Object.assign(() => 1, properties), scalar, list]
    expect(texts(both, values)).toEqual(['{"a":{"id":1}}', undefined, '"text"', '[]'])
  })

  test('an array is none of the objects that have such names', () => {
    const schema = { type: 'object', properties: { 0: { type: 'object', properties: { id: {} } } } }
    const one = { id: 1, no: 1 }
    expect(texts(schema, [{ 0: one }, [one], [one, one]])).toEqual(['{"0":{"id":1}}', '[]', '[]'])
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

/** Objects with some of the same names in any order, some of them inherited. */
const alike = fc
  .tuple(
    fc.shuffledSubarray(['a', 'b', 'c', 'x y', 'secret', 'toString']),
    fc.nat({ max: 2 }),
    anyValue,
  )
  .map(([keys, inherited, value]) => {
    const entries = keys.map((key) => [key, value] as const)
    const object = Object.create(Object.fromEntries(entries.slice(0, inherited)))
    return Object.assign(object, Object.fromEntries(entries.slice(inherited)))
  })
const values = fc.array(fc.oneof(anyValue, alike, fc.array(alike)), { minLength: 1, maxLength: 5 })

test('whatever the values, what is sent is what JSON.stringify sends of their declared part', () => {
  fc.assert(
    fc.property(anySchema, values, (schema, all) => {
      const expected = all.map((value) => {
        const json = JSON.stringify(value)
        if (json === undefined) return undefined
        return JSON.stringify(declaredPart(schema, JSON.parse(json)))
      })
      expect(texts(schema, all)).toEqual(expected)
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

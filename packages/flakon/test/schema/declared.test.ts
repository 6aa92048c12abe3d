import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { createProjection } from '../../src/schema/projection.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

/** What is sent of a value. */
function sent(schema: JsonSchema, value: unknown, shared: readonly JsonSchema[] = []): unknown {
  const projection = createProjection(schema, new Compiler(shared))
  return JSON.parse(JSON.stringify(projection(value)))
}

const text = { type: 'string' }
const user = { type: 'object', properties: { id: { type: 'integer' }, name: text } }

describe('declared are', () => {
  test('properties at any depth', () => {
    const schema = { type: 'array', items: { type: 'object', properties: { owner: user } } }
    const value = [{ owner: { id: 1, password: 'x' }, other: 1 }]
    expect(sent(schema, value)).toEqual([{ owner: { id: 1 } }])
  })

  test('all properties where additionalProperties is true or a schema', () => {
    expect(sent({ type: 'object', additionalProperties: true }, { a: { b: 1 } })).toEqual({
      a: { b: 1 },
    })
    expect(sent({ type: 'object', additionalProperties: user }, { a: { id: 1, x: 1 } })).toEqual({
      a: { id: 1 },
    })
    expect(sent({ type: 'object' }, { a: 1 })).toEqual({})
  })

  test('properties whose names match a pattern', () => {
    const schema = { type: 'object', patternProperties: { '^x-': user } }
    expect(sent(schema, { 'x-a': { id: 1, no: 1 }, y: 1 })).toEqual({ 'x-a': { id: 1 } })
  })

  test('everything where a schema says nothing', () => {
    expect(sent({}, { a: 1 })).toEqual({ a: 1 })
    expect(sent(true, { a: 1 })).toEqual({ a: 1 })
    expect(sent({ description: 'anything' }, { a: 1 })).toEqual({ a: 1 })
    expect(sent({ type: 'object', properties: { a: {} } }, { a: { b: 1 } })).toEqual({
      a: { b: 1 },
    })
  })

  test('the properties of allOf, if, then and else together', () => {
    const schema = {
      allOf: [user, { properties: { age: {} } }],
      if: { properties: { id: { const: 1 } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { first: {} } },
      else: { properties: { later: {} } },
    }
    const value = { id: 1, name: 'a', age: 2, first: 3, later: 4, no: 5 }
    expect(sent(schema, value)).toEqual({ id: 1, name: 'a', age: 2, first: 3, later: 4 })
  })

  test('no properties of an object where a scalar is declared', () => {
    const schema = { type: 'object', properties: { name: text } }
    expect(sent(schema, { name: { secret: 1 } })).toEqual({ name: {} })
    expect(sent(schema, { name: ['secret'] })).toEqual({ name: [] })
  })

  test('what is in a listed value', () => {
    expect(sent({ enum: [{ a: { b: 1 } }, 'x'] }, { a: { b: 1, c: 2 }, d: 3 })).toEqual({
      a: { b: 1 },
    })
  })

  test('items by their place, of both drafts', () => {
    const value = [
      { id: 1, no: 1 },
      { b: 1, no: 1 },
      { c: 1, no: 1 },
    ]
    const b = { type: 'object', properties: { b: {} } }
    const rest = { type: 'object', properties: { c: {} } }
    const kept = [{ id: 1 }, { b: 1 }, { c: 1 }]
    expect(sent({ type: 'array', prefixItems: [user, b], items: rest }, value)).toEqual(kept)
    expect(sent({ type: 'array', items: [user, b], additionalItems: rest }, value)).toEqual(kept)
    expect(sent({ type: 'array' }, value)).toEqual(value)
  })
})

describe('of a union', () => {
  const cat = { type: 'object', properties: { kind: { const: 'cat' }, lives: { type: 'integer' } } }
  const dog = {
    type: 'object',
    properties: { kind: { const: 'dog' }, name: text },
    required: ['kind', 'name'],
    additionalProperties: false,
  }

  test('with one kind of object that one is declared', () => {
    expect(sent({ anyOf: [user, { type: 'null' }] }, { id: 1, no: 1 })).toEqual({ id: 1 })
    expect(sent({ anyOf: [user, { type: 'null' }] }, null)).toBe(null)
  })

  test('the branches that the value satisfies are declared together', () => {
    const schema = { anyOf: [cat, dog] }
    expect(sent(schema, { kind: 'cat', lives: 9, name: 'a' })).toEqual({ kind: 'cat', lives: 9 })
    expect(sent(schema, { kind: 'dog', lives: 9, name: 'a' })).toEqual({ kind: 'dog', name: 'a' })
    const both = { oneOf: [user, { type: 'object', properties: { age: {} } }] }
    expect(sent(both, { id: 1, age: 2, no: 3 })).toEqual({ id: 1, age: 2 })
  })

  test('a branch is chosen by what is sent, not by what is there', () => {
    const at = { type: 'object', required: ['at'], properties: { at: text } }
    const schema = { anyOf: [at, { ...cat, required: ['lives'] }] }
    class Cat {
      lives = 9
      toJSON() {
        return { at: 'home', lives: '9' }
      }
    }
    expect(sent(schema, [new Cat()][0])).toEqual({ at: 'home' })
    expect(sent({ type: 'array', items: schema }, [{ at: new Date(0), x: Number.NaN }])).toEqual([
      { at: '1970-01-01T00:00:00.000Z' },
    ])
    expect(sent(schema, { at: undefined, lives: 9 })).toEqual({ lives: 9 })
  })

  test('nothing is declared where no branch is satisfied', () => {
    expect(sent({ anyOf: [cat, dog] }, { kind: 'cow', name: 'a' })).toEqual({})
  })

  test('the properties beside it are declared, too', () => {
    const schema = { type: 'object', properties: { id: {} }, oneOf: [cat, dog] }
    expect(sent(schema, { id: 1, kind: 'dog', name: 'a', no: 1 })).toEqual({
      id: 1,
      kind: 'dog',
      name: 'a',
    })
  })

  test('a branch may be a reference, a shared schema, and hold a date', () => {
    const at = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } }
    const schema = {
      $defs: { at: { ...at, required: ['at'] } },
      anyOf: [{ $ref: '#/$defs/at' }, { $ref: 'Dog#' }],
    }
    const shared = [{ $id: 'Dog', ...dog }]
    const date = new Date(0)
    expect(sent(schema, { at: date, no: 1 }, shared)).toEqual({ at: date.toJSON() })
    expect(sent(schema, { kind: 'dog', name: 'a', no: 1 }, shared)).toEqual({
      kind: 'dog',
      name: 'a',
    })
  })
})

describe('a reference', () => {
  test('may lead back to where it stands', () => {
    const tree = { type: 'object', properties: { name: text, inner: { $ref: '#' } } }
    const value = { name: 'a', no: 1, inner: { name: 'b', inner: { name: 'c', no: 1 } } }
    expect(sent(tree, value)).toEqual({ name: 'a', inner: { name: 'b', inner: { name: 'c' } } })
  })

  test('inside a shared schema is meant from there', () => {
    const shared = [
      { $id: 'Team', $defs: { u: user }, type: 'array', items: { $ref: '#/$defs/u' } },
    ]
    expect(sent({ $ref: 'Team#' }, [{ id: 1, no: 1 }], shared)).toEqual([{ id: 1 }])
  })

  test('may name a schema by its $id or its anchor', () => {
    const cyclic = {
      $defs: { A: { $id: 'A', type: 'object', properties: { a: { $ref: 'A' }, n: {} } } },
      $ref: 'A',
    }
    expect(sent(cyclic, { n: 1, a: { n: 2, no: 1 } })).toEqual({ n: 1, a: { n: 2 } })
    const anchored = { $defs: { x: { $anchor: 'u', ...user } }, $ref: '#u' }
    expect(sent(anchored, { id: 1, no: 1 })).toEqual({ id: 1 })
  })
})

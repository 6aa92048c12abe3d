import { describe, expect, test } from 'vitest'
import { sent, text, user } from './sent.ts'

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

  test('the properties of a union in then, or in a dependent schema', () => {
    const cat = { properties: { kind: { const: 'cat' }, lives: {} }, required: ['kind'] }
    const dog = { properties: { kind: { const: 'dog' }, bark: {} }, required: ['kind'] }
    const union = { oneOf: [cat, dog] }
    const kind = { properties: { kind: { enum: ['cat', 'dog'] } } }
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    const all = [{ if: kind, then: union, else: kind }, { dependentSchemas: { kind: union } }]
    for (const schema of all) {
      const value = { kind: 'cat', lives: 9, bark: 1 }
      expect(sent({ type: 'object', ...schema }, value)).toEqual({ kind: 'cat', lives: 9 })
    }
  })

  test('what has to be there, whether or not something is said of it', () => {
    const value = { id: 1, url: 'a', no: 1 }
    expect(sent({ ...user, required: ['url'] }, value)).toEqual({ id: 1, url: 'a' })
    const pattern = { patternProperties: { '^x-': {} } }
    expect(sent({ ...user, ...pattern, required: ['url'] }, value)).toEqual({ id: 1, url: 'a' })
    const listed = { additionalProperties: { type: 'array', items: user }, required: ['url'] }
    expect(sent(listed, { url: [{ id: 1, no: 1 }] })).toEqual({ url: [{ id: 1 }] })
  })

  test('what the satisfied branches of a union require, as one of several names', () => {
    const oneOfTwo = { ...user, anyOf: [{ required: ['url'] }, { required: ['path'] }] }
    expect(sent(oneOfTwo, { id: 1, url: 'a', no: 1 })).toEqual({ id: 1, url: 'a' })
    expect(sent(oneOfTwo, { id: 1, url: 'a', path: 'b' })).toEqual({ id: 1, url: 'a', path: 'b' })
    const known = { ...user, anyOf: [{ required: ['name'] }, { required: ['id'] }] }
    expect(sent(known, { id: 1, no: 1 })).toEqual({ id: 1 })
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

describe('nothing more is declared', () => {
  const a = { type: 'object', properties: { a: text } }

  test('of a tuple than its places, but for a word about the rest', () => {
    const value = [{ a: '1', no: 1 }, { no: 1 }]
    for (const more of [{}, { items: false }, { unevaluatedItems: false }]) {
      expect(sent({ type: 'array', prefixItems: [a], ...more }, value)).toEqual([{ a: '1' }])
    }
    expect(sent({ type: 'array', items: [a], additionalItems: false }, value)).toEqual([{ a: '1' }])
    expect(sent({ type: 'array', unevaluatedItems: a }, value)).toEqual([{ a: '1' }, {}])
  })

  test('by an empty branch beside properties', () => {
    const union = { anyOf: [{ description: 'any' }, { required: ['b'] }] }
    expect(sent({ ...a, ...union }, { a: '1', no: 1 })).toEqual({ a: '1' })
    expect(sent({ allOf: [a, union] }, { a: '1', no: 1 })).toEqual({ a: '1' })
    expect(sent(union, { no: 1 })).toEqual({ no: 1 })
  })

  test('by names that are not allowed', () => {
    const record = { type: 'object', propertyNames: { enum: ['x'] }, additionalProperties: text }
    expect(sent(record, { x: 'a', password: 'p' })).toEqual({ x: 'a' })
  })

  test('by a dependency than what it lists', () => {
    const schema = { ...a, dependencies: { a: { properties: { b: text } } } }
    expect(sent(schema, { a: '1', b: '2', c: '3' })).toEqual({ a: '1', b: '2' })
  })

  test('by a reference that means another schema from where it stands', () => {
    const inner = {
      $id: 'http://x/inner.json',
      type: 'object',
      properties: { c: { $ref: '#/$defs/z' } },
      $defs: { z: { type: 'object', properties: { open: text } } },
    }
    const outer = { z: { type: 'object', properties: { secret: text } } }
    const schema = { type: 'object', properties: { a: inner }, $defs: outer }
    expect(sent(schema, { a: { c: { open: '1', secret: '2' } } })).toEqual({
      a: { c: { open: '1' } },
    })
  })
})

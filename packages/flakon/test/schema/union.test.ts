import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { createProjection } from '../../src/schema/projection.ts'
import { sent, text, user } from './sent.ts'

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

describe('a union asks what could be sent', () => {
  const x = { type: 'object', properties: { k: { const: 'x' }, n: {} } }
  const union = { anyOf: [x, { type: 'object', properties: { k: { const: 'y' } } }] }

  test('so a circle that is not declared is no matter', () => {
    const value: Record<string, unknown> = { k: 'x' }
    value.self = value
    expect(sent(union, value)).toEqual({ k: 'x' })
  })

  test('and as it will be written', () => {
    const digits = (_key: string, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value
    const stringify = (value: unknown) => JSON.stringify(value, digits)
    const project = createProjection(union, new Compiler(), stringify)
    expect(stringify(project({ k: 'x', n: 1n, no: 1 }))).toBe('{"k":"x","n":"1"}')
  })

  test('or its discriminator, where one tells the branches apart', () => {
    const tagged = (tag: string, name: string) => ({
      type: 'object',
      required: ['t'],
      properties: { [name]: { $ref: '#' }, t: { const: tag } },
    })
    const schema = { oneOf: [tagged('a', 'inner'), tagged('b', 'inner'), tagged('z', 'last')] }
    let value: object = { t: 'z', last: 1, no: 1 }
    for (let level = 0; level < 60; level++) value = { t: 'b', inner: value, no: 1 }
    expect(JSON.stringify(sent(schema, value))).not.toContain('no')
    expect(sent(schema, { t: 'none', last: 1 })).toEqual({})
  })
})

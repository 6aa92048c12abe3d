import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

function passes(schema: JsonSchema, value: unknown, shared: readonly JsonSchema[] = []): boolean {
  const compiler = new Compiler(shared)
  compiler.check(schema)
  return compiler.compile(schema, 'first')(value) as boolean
}

test('a schema is compiled once for each extent, and known by its identity', () => {
  const compiler = new Compiler()
  const schema = { type: 'string' }
  expect(compiler.compile(schema, 'first')).toBe(compiler.compile(schema, 'first'))
  expect(compiler.compile(schema, 'all')).not.toBe(compiler.compile(schema, 'first'))
  expect(compiler.compile({ ...schema }, 'first')).not.toBe(compiler.compile(schema, 'first'))
})

test('two schemas may have one $id, and a check leaves nothing behind', () => {
  const compiler = new Compiler()
  const make = (type: string) => ({ $id: 'Same', type })
  expect(compiler.compile(make('string'), 'first')('x')).toBe(true)
  expect(compiler.compile(make('number'), 'first')('x')).toBe(false)
})

describe('the draft of a schema', () => {
  test('is that of its $schema', () => {
    const value = [1, 'x']
    const tuple = { items: [{ type: 'string' }] }
    expect(passes({ $schema: 'http://json-schema.org/draft-07/schema#', ...tuple }, value)).toBe(
      false,
    )
    const modern = { prefixItems: [{ type: 'string' }] }
    const $schema = 'https://json-schema.org/draft/2020-12/schema'
    expect(passes({ $schema, ...modern }, value)).toBe(false)
  })

  test('is draft-07 where it has its tuples or dependencies, else 2020-12', () => {
    expect(passes({ items: [{ type: 'string' }] }, [1])).toBe(false)
    expect(passes({ dependencies: { a: ['b'] } }, { a: 1 })).toBe(false)
    expect(passes({ prefixItems: [{ type: 'string' }] }, [1])).toBe(false)
    expect(passes({ dependentRequired: { a: ['b'] } }, { a: 1 })).toBe(false)
  })
})

describe('a reference', () => {
  test('may lead to a shared schema, and from there to another place in it', () => {
    const shared = [{ $id: 'User', $defs: { id: { type: 'integer' } }, $ref: '#/$defs/id' }]
    expect(passes({ $ref: 'User#' }, 1, shared)).toBe(true)
    expect(passes({ $ref: 'User#' }, 'x', shared)).toBe(false)
    expect(passes(shared[0] as JsonSchema, 1, shared)).toBe(true)
  })

  test('may lead to a schema inside with an $id of its own, and around in a circle', () => {
    const tree = {
      $defs: {
        Tree: { $id: 'Tree', properties: { inner: { $ref: 'Tree' }, n: { type: 'null' } } },
      },
      $ref: 'Tree',
    }
    expect(passes(tree, { inner: { inner: { n: null } } })).toBe(true)
    expect(passes(tree, { inner: { inner: { n: 1 } } })).toBe(false)
    expect(passes({ properties: { inner: { $ref: '#' } }, type: 'object' }, { inner: 1 })).toBe(
      false,
    )
  })

  test('to nowhere is found without compiling', () => {
    expect(() => new Compiler().check({ $ref: '#/$defs/none' })).toThrow('none')
    expect(() => new Compiler().check({ properties: { a: { $ref: 'None#' } } })).toThrow('None')
  })
})

test('formats are rules, and unknown ones and unknown words are not', () => {
  expect(passes({ format: 'email' }, 'x')).toBe(false)
  expect(passes({ format: 'colour', 'x-note': 1 }, 'x')).toBe(true)
})

test('an empty enumeration lets nothing through', () => {
  expect(passes({ enum: [] }, 'x')).toBe(false)
})

test('properties that an object inherits are none of its own', () => {
  expect(passes({ required: ['toString'] }, {})).toBe(false)
})

test('a branch is checked whatever else the value holds', () => {
  const branch = { properties: { a: { const: 1 } }, required: ['a'], additionalProperties: false }
  const root = { anyOf: [branch, { type: 'null' }] }
  const check = new Compiler().branch(root, branch)
  expect([check({ a: 1, more: 2 }), check({ a: 2 })]).toEqual([true, false])
})

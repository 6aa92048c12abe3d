import { beforeAll, describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { SharedSchemas } from '../../src/schema/shared-schemas.ts'
import type { JsonSchema, JsonSchemaObject } from '../../src/schema/subschema.ts'
import { generatedBy } from '../code-generation.ts'
import { sent, text } from './sent.ts'

const integer = { type: 'integer' }
const object = (properties: object, more = {}) => ({ type: 'object', properties, ...more })

describe('a reference', () => {
  const named = { $id: 'User', $defs: { id: integer, name: { $anchor: 'name', type: 'string' } } }
  const located = { $id: 'http://x.test/a/one.json', $defs: { two: { $id: 'two.json', ...text } } }
  const closed = { $id: 'http://x.test/b#', ...integer }
  const shared = SharedSchemas.of([named, located, closed])
  const follow = (ref: string, root: JsonSchema = true) => shared.follow(ref, root)?.target

  test.each([
    ['User', named],
    ['User#', named],
    ['User#/$defs/id', integer],
    ['User#name', named.$defs.name],
    ['http://x.test/a/one.json#/$defs/two', located.$defs.two],
    ['http://x.test/a/two.json', located.$defs.two],
    ['http://x.test/b', closed],
    ['User#/$defs/nobody', undefined],
    ['Nobody', undefined],
  ])('to %s leads there', (ref, target) => {
    expect(follow(ref)).toEqual(target)
  })

  test('is relative to the $id of the schema that it stands in', () => {
    expect(follow('one.json', { $id: 'http://x.test/a/three.json' })).toBe(located)
    expect(follow('#/$defs/a', { $id: 'A', $defs: { a: text } })).toBe(text)
  })
})

function checkOf(schema: JsonSchema, shared: readonly JsonSchema[]) {
  const compiler = new Compiler(shared)
  compiler.check(schema)
  return compiler.compile(schema, 'first')
}

test('a small schema that is compiled into those that refer to it brings what it refers to', () => {
  const list = { $id: 'L', type: 'array', items: { $ref: 'N' } }
  const check = checkOf(object({ list: { $ref: 'L' } }), [list, { $id: 'N', ...integer }])
  expect([check({ list: [1] }), check({ list: ['1'] })]).toEqual([true, false])
})

describe('shared schemas', () => {
  const thing = (index: number, next: object) => ({
    $id: `Thing${index}`,
    ...object({ id: integer, next }),
  })
  const chain = (length: number): JsonSchemaObject[] =>
    Array.from({ length }, (_, index) => thing(index, { $ref: `Thing${(index + 1) % length}` }))

  // The meta-schema is compiled once a process.
  beforeAll(() => new Compiler().check({ type: 'object' }))

  test('are compiled when a value comes to them, once for all that refer to them', async () => {
    const compiler = new Compiler(chain(50))
    const views = [0, 1, 2].map(() => object({ a: { $ref: 'Thing0' }, b: { $ref: 'Thing1' } }))
    for (const view of views) expect(await generatedBy(() => compiler.check(view))).toBe(0)
    const value = (next: object) => ({ a: { id: 1, next } })
    const checks = views.map((view) => compiler.compile(view, 'first'))
    const [first, second] = checks
    expect(await generatedBy(() => first?.(value({})))).toBe(2)
    expect(await generatedBy(() => second?.(value({ next: {} })))).toBe(1)
    expect(checks.map((check) => check(value({ next: { id: 'x' } })))).toEqual([
      false,
      false,
      false,
    ])
    expect(await generatedBy(() => [...compiler.rest()])).toBe(47)
    expect(await generatedBy(() => [...compiler.rest()])).toBe(0)
  })

  test('may stand in a circle of thousands', () => {
    const compiler = new Compiler(chain(2000))
    const view = { $ref: 'Thing0' }
    compiler.check(view)
    expect(compiler.compile(view, 'first')({ next: { next: { id: 'x' } } })).toBe(false)
    expect([...compiler.rest()]).toHaveLength(1997)
    expect(compiler.extentOf(view)).toBe('all')
  })

  test('are projected once for all views', async () => {
    const compiler = new Compiler(chain(3))
    const value = { id: 1, next: { id: 2, next: { id: 3, more: 1 } } }
    const { createProjection } = await import('../../src/schema/projection.ts')
    const project = () => createProjection({ $ref: 'Thing0' }, compiler)(value)
    expect(await generatedBy(project)).toBeGreaterThan(0)
    expect(await generatedBy(project)).toBe(0)
    expect(project()).toEqual({ id: 1, next: { id: 2, next: { id: 3 } } })
  })

  test('may refer to a part of another one, which alone is compiled', async () => {
    const big = { $id: 'Big', $defs: { id: integer, rest: { pattern: '^x' } }, required: ['a'] }
    const check = checkOf(object({ id: { $ref: 'Big#/$defs/id' } }), [big])
    expect([check({ id: 1 }), check({ id: 'x' })]).toEqual([true, false])
  })

  test('keep what only they know: dynamic references, and what is evaluated', () => {
    const tree = {
      $id: 'Tree',
      $dynamicAnchor: 'node',
      ...object({ children: { type: 'array', items: { $dynamicRef: '#node' } } }),
    }
    const strict = { $dynamicAnchor: 'node', $ref: 'Tree', unevaluatedProperties: false }
    const check = checkOf(strict, [tree])
    expect([check({ children: [{}] }), check({ children: [{ odd: 1 }] })]).toEqual([true, false])
    const base = { $id: 'Base', ...object({ a: {} }) }
    const closed = { $id: 'Closed', allOf: [{ $ref: 'Base' }], unevaluatedProperties: false }
    const both = checkOf({ $ref: 'Closed' }, [base, closed])
    expect([both({ a: 1 }), both({ a: 1, b: 1 })]).toEqual([true, false])
  })

  test('of draft-07 serve schemas of 2020-12', () => {
    const pair = { $id: 'Pair', type: 'array', items: [integer, text], additionalItems: false }
    const check = checkOf(object({ pair: { $ref: 'Pair' } }), [pair])
    expect(
      [
        [1, 'a'],
        ['a', 1],
        [1, 'a', 2],
      ].map((pair) => check({ pair })),
    ).toEqual([true, false, false])
    expect(sent(object({ pair: { $ref: 'Pair' } }), { pair: [1, 'a', 2] }, [pair])).toEqual({
      pair: [1, 'a'],
    })
  })

  test('that are none are told with their id, also far from the view', () => {
    const far = [thing(0, { $ref: 'Thing1' }), thing(1, { type: 'strin' })]
    expect(() => checkOf({ $ref: 'Thing0' }, far)).toThrow('the shared schema "Thing1": /prop')
    const stray = [thing(0, { $ref: 'Thing1' }), thing(1, { $ref: 'Thing2#/a' })]
    expect(() => checkOf({ $ref: 'Thing0' }, stray)).toThrow(
      'the shared schema "Thing1": the reference "Thing2#/a" leads nowhere; a shared schema is',
    )
  })
})

test('only a union that holds itself is told by its first fault', () => {
  const extent = (schema: JsonSchema, shared: JsonSchema[] = []) =>
    new Compiler(shared).extentOf(schema)
  const leaf = { anyOf: [integer, text] }
  const list = object({ next: { $ref: '#' }, value: leaf })
  expect(extent(list)).toBe('all')
  expect(extent(object({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }))).toBe('first')
  const node = { $id: 'Node', ...object({ next: { oneOf: [{ $ref: 'Node' }, integer] } }) }
  expect(extent(object({ list: { type: 'array', items: { $ref: 'Node' } } }), [node])).toBe('first')
  expect(extent({ $ref: 'Leaf' }, [{ $id: 'Leaf', ...leaf }, node])).toBe('all')
})

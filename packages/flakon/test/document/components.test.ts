import { type } from 'arktype'
import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { documentOf } from './apps.ts'

/** The schemas that a document shares, but for that of problems. */
async function sharedIn(...blueprints: JsonBlueprint[]): Promise<Record<string, unknown>> {
  const { components } = await documentOf(...blueprints)
  const { Problem, ...rest } = (components as { schemas: Record<string, unknown> }).schemas
  return rest
}

function answering(name: string, schema: object, body?: object): JsonBlueprint {
  const blueprint = new JsonBlueprint(name, { prefix: `/${name}` })
  const declared = body === undefined ? {} : { body }
  blueprint.post(
    '/',
    { name: 'add', schema: { ...declared, response: { 200: schema } } },
    () => ({}),
  )
  return blueprint
}

test('a schema with an $id or a one-word title is shared by that name', async () => {
  const address = Type.Object({ city: Type.String() }, { title: 'Address' })
  const user = Type.Object({ home: address, work: address }, { $id: 'User' })
  const named = Type.Object({ a: Type.String({ title: 'Name' }) }, { title: 'Not a name' })
  expect(await sharedIn(answering('users', Type.Object({ user, named })))).toEqual({
    Address: {
      type: 'object',
      title: 'Address',
      required: ['city'],
      properties: { city: { type: 'string' } },
    },
    User: {
      type: 'object',
      required: ['home', 'work'],
      properties: {
        home: { $ref: '#/components/schemas/Address' },
        work: { $ref: '#/components/schemas/Address' },
      },
    },
  })
})

test('what comes in and what goes out are User and UserInput where they differ', async () => {
  const user = z.object({ role: z.string().default('user') }).meta({ id: 'User' })
  expect(await sharedIn(answering('users', user, user))).toMatchObject({
    User: { required: ['role'] },
    UserInput: expect.not.objectContaining({ required: expect.anything() }),
  })
  const plain = Type.Object({ a: Type.String() }, { $id: 'Plain' })
  expect(Object.keys(await sharedIn(answering('users', plain, plain)))).toEqual(['Plain'])
})

test('of one name and different content the second has its blueprint’s name', async () => {
  const first = Type.Object({ a: Type.String() }, { title: 'Item' })
  const second = Type.Object({ b: Type.String() }, { title: 'Item' })
  const shared = await sharedIn(answering('books', first), answering('users', second))
  expect(shared).toMatchObject({
    Item: { required: ['a'] },
    users_Item: { required: ['b'] },
  })
})

test('the name of a problem is Flakon’s', async () => {
  const problem = Type.Object({ a: Type.String() }, { title: 'Problem' })
  expect(Object.keys(await sharedIn(answering('users', problem)))).toEqual(['users_Problem'])
})

describe('a schema that refers to itself is shared', () => {
  interface Tree {
    readonly inner: Tree[]
  }
  const zod: z.ZodType<Tree> = z.object({
    get inner() {
      return z.array(zod)
    },
  })
  test.each([
    ['of Zod', zod],
    ['of ArkType', type.module({ tree: { inner: 'tree[]' } }).tree],
    ['of JSON Schema', { type: 'object', properties: { inner: { items: { $ref: '#' } } } }],
  ])('%s, by the name of its operation', async (_library, schema) => {
    const shared = await sharedIn(answering('trees', schema))
    expect(Object.keys(shared)[0]).toBe('trees_add_schema')
    expect(JSON.stringify(shared)).not.toMatch(/\$defs|"#"/)
  })

  test('of TypeBox, by its own name', async () => {
    const tree = Type.Cyclic({ Tree: Type.Object({ inner: Type.Array(Type.Ref('Tree')) }) }, 'Tree')
    expect(await sharedIn(answering('trees', tree))).toEqual({
      Tree: {
        type: 'object',
        required: ['inner'],
        properties: { inner: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      },
    })
  })
})

test('tuples of draft-07 are written as 2020-12 has them', async () => {
  const pair = { title: 'Pair', type: 'object', properties: { a: { items: [{}, {}] } } }
  expect(await sharedIn(answering('pairs', pair))).toMatchObject({
    Pair: { properties: { a: { prefixItems: [{}, {}] } } },
  })
})

import { describe, expect, test } from 'vitest'
import { declared, typeOf, typesOf } from './generated.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const object = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
})
const A = object({ a: text })

describe('allOf', () => {
  test.each([
    ['a reference alone is itself', { allOf: [ref('A')], description: 'it' }, 'A'],
    [
      'plain objects become one',
      { allOf: [object({ x: text }), object({ y: text }, ['y'])] },
      '{ x?: string; y: string }',
    ],
    [
      'beside properties, too',
      { ...object({ x: text }), allOf: [object({ y: text })] },
      '{ x?: string; y?: string }',
    ],
    [
      'what has a property in common stays apart',
      { ...object({ x: text }), allOf: [object({ x: { const: 'a' } })] },
      "{ x?: 'a' } & { x?: string }",
    ],
    ['what is extended is named', { allOf: [ref('A'), object({ b: text })] }, 'A & { b?: string }'],
    [
      'what is only required has its type',
      { allOf: [ref('A'), { required: ['a'] }] },
      'A & { a: string }',
    ],
    ['a description is no type', { allOf: [ref('L'), { description: 'why' }] }, 'L'],
    [
      'that it is an object is said already',
      { type: 'object', allOf: [ref('A'), { type: 'object' }] },
      'A',
    ],
    [
      'a reference beside other keywords',
      { $ref: '#/components/schemas/A', required: ['a'] },
      'A & { a: string }',
    ],
    [
      'properties of any name beside others',
      { allOf: [ref('A'), { type: 'object', additionalProperties: text }] },
      'A & { [key: string]: unknown }',
    ],
  ])('%s', async (_, schema, type) => {
    expect(await typeOf(schema, { A, L: { type: 'array', items: text } })).toBe(type)
  })
})

describe('oneOf and anyOf', () => {
  test.each([
    ['are unions', { oneOf: [text, { type: 'integer' }] }, 'string | number'],
    ['without repetitions', { anyOf: [text, { type: 'string', format: 'uri' }] }, 'string'],
    ['of which one that says nothing takes everything', { anyOf: [text, {}] }, 'unknown'],
    [
      'within one another are one',
      { oneOf: [text, { anyOf: [{ type: 'null' }, { type: 'boolean' }] }] },
      'string | null | boolean',
    ],
    [
      'stand in parentheses beside others',
      { ...object({ b: text }), oneOf: [ref('A'), ref('B')] },
      '{ b?: string } & (A | B)',
    ],
    [
      'know the properties that they only require',
      {
        ...object({ x: text, y: { type: 'integer' } }),
        anyOf: [{ required: ['x'] }, { required: ['y'] }],
      },
      '{ x?: string; y?: number } & ({ x: string } | { y: number })',
    ],
    [
      'keep the type where they say nothing',
      { type: 'string', anyOf: [{ format: 'uuid' }, { maxLength: 3 }] },
      'string',
    ],
  ])('%s', async (_, schema, type) => {
    expect(await typeOf(schema, { A, B: object({ b: text }) })).toBe(type)
  })
})

describe('recursion', () => {
  test('goes by way of properties, lists and records', async () => {
    const json = {
      anyOf: [text, { type: 'array', items: ref('It') }, { additionalProperties: ref('It') }],
    }
    expect(await typeOf(json)).toBe('string | It[] | { [key: string]: It }')
  })
})

describe('a discriminator', () => {
  const kinds = { kind: text }
  const Cat = object({ ...kinds, lives: { type: 'integer' } }, ['kind'])
  const Dog = object({ kind: { enum: ['dog'] } }, ['kind'])

  test('names the alternatives, where they do not do it themselves', async () => {
    const schema = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } }
    expect(await typeOf(schema, { Cat, Dog })).toBe("Cat & { kind: 'Cat' } | Dog")
  })

  test('names nothing on the side that does not have its property', async () => {
    const A = object({ kind: { ...text, readOnly: true }, a: text })
    const schema = { oneOf: [ref('A')], discriminator: { propertyName: 'kind' } }
    const content = { 'application/json': { schema: ref('It') } }
    const responses = { 200: { description: 'OK', content } }
    const paths = { '/': { post: { operationId: 'a', requestBody: { content }, responses } } }
    const all = await typesOf({ paths, components: { schemas: { It: schema, A } } })
    expect(declared('It', all)).toBe("A & { kind: 'A' }")
    expect(declared('ItInput', all)).toBe('AInput')
  })

  test('has the values of its mapping', async () => {
    const mapping = { cat: '#/components/schemas/Cat', tom: '#/components/schemas/Cat', dog: 'Dog' }
    const schema = {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping },
    }
    expect(await typeOf(schema, { Cat, Dog })).toBe("Cat & { kind: 'cat' | 'tom' } | Dog")
  })

  test('without alternatives makes a schema stand for those that extend it', async () => {
    const Pet = { ...object(kinds, ['kind']), discriminator: { propertyName: 'kind' } }
    const heir = (more: object) => ({ allOf: [ref('Pet'), object(more)] })
    const schemas = { Pet, Cat: heir({ lives: { type: 'integer' } }), Dog: heir({}) }
    const text = await typesOf({ components: { schemas } })
    expect(declared('PetBase', text)).toBe('{ kind: string }')
    expect(declared('Pet', text)).toBe(
      "Cat & { kind: 'Cat' } | Dog & { kind: 'Dog' } | PetBase & { kind: 'Pet' }",
    )
    expect(declared('Cat', text)).toBe('PetBase & { lives?: number }')
    expect(declared('Dog', text)).toBe('PetBase')
    expect(text).not.toContain('  PetBase:')
  })

  test('whose values are listed stands for the heirs alone, where they have them all', async () => {
    const mapping = { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' }
    const Pet = {
      ...object({ kind: { enum: ['cat', 'dog'] } }, ['kind']),
      discriminator: { propertyName: 'kind', mapping },
    }
    const heir = { allOf: [ref('Pet')] }
    const text = await typesOf({ components: { schemas: { Pet, Cat: heir, Dog: heir } } })
    expect(declared('Pet', text)).toBe("Cat & { kind: 'cat' } | Dog & { kind: 'dog' }")
  })
})

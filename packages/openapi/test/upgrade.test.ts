import { describe, expect, test } from 'vitest'
import { codesOf, documentWith, loadFiles, upgraded } from './loading.ts'

const ref = { $ref: '#/components/schemas/Other' }
const nothing = { type: 'null' }

describe('null', () => {
  test.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [{ type: 'string', nullable: false }, { type: 'string' }],
    [
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      { type: 'string', nullable: true, enum: ['a', null] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      { type: 'object', nullable: true, allOf: [ref], description: 'd' },
      { description: 'd', anyOf: [{ type: 'object', allOf: [ref] }, nothing] },
    ],
  ])('is a type: %j', async (schema, expected) => {
    expect(await upgraded(schema)).toEqual({ schema: expected, codes: [] })
  })

  test.each([
    [{ nullable: true }, {}],
    [{ nullable: true, enum: ['a'] }, { enum: ['a', null] }],
    [{ ...ref, nullable: true }, { anyOf: [ref, nothing] }],
    [
      { ...ref, nullable: true, description: 'd' },
      { description: 'd', anyOf: [ref, nothing] },
    ],
    [
      { nullable: true, allOf: [ref], readOnly: true, example: 1, 'x-a': 1 },
      { readOnly: true, examples: [1], 'x-a': 1, anyOf: [{ allOf: [ref] }, nothing] },
    ],
    [
      { nullable: true, anyOf: [ref], title: 't' },
      { title: 't', anyOf: [ref, nothing] },
    ],
    [{ nullable: true, oneOf: [ref, ref] }, { anyOf: [{ oneOf: [ref, ref] }, nothing] }],
    [
      { nullable: true, oneOf: [ref], discriminator: { propertyName: 'a' } },
      { anyOf: [{ oneOf: [ref], discriminator: { propertyName: 'a' } }, nothing] },
    ],
    [{ nullable: true, not: ref }, { anyOf: [{ not: ref }, nothing] }],
    [
      { allOf: [ref, { description: 'd' }, { nullable: true }] },
      { anyOf: [{ allOf: [ref, { description: 'd' }, {}] }, nothing] },
    ],
  ])('needs no type, which is told: %j', async (schema, expected) => {
    const codes = ['nullable_without_type']
    expect(await upgraded(schema)).toEqual({ schema: expected, codes })
    expect(await upgraded(schema, '3.1.0')).toEqual({ schema: expected, codes })
  })

  test('is an extension in Swagger 2.0', async () => {
    const schema = { type: 'string', 'x-nullable': true }
    const expected = { schema: { type: ['string', 'null'] }, codes: [] }
    expect(await upgraded(schema, '2.0')).toEqual(expected)
    const other = { $ref: '#/definitions/Other', 'x-nullable': true }
    expect((await upgraded(other, '2.0')).schema).toEqual({ anyOf: [ref, nothing] })
  })

  test('is meant by a type without quotes', async () => {
    const expected = { schema: { type: ['string', 'null'] }, codes: ['type_null'] }
    expect(await upgraded({ type: ['string', null] }, '3.1.0')).toEqual(expected)
    expect((await upgraded({ type: null }, '3.1.0')).schema).toEqual({ type: 'null' })
  })
})

describe('words that have changed', () => {
  test.each([
    [{ minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    [{ maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    [{ exclusiveMinimum: true }, {}],
    [
      { type: 'string', example: null },
      { type: 'string', examples: [null] },
    ],
    [{ example: 1, examples: [2] }, { examples: [2] }],
    [
      { type: 'string', format: 'byte' },
      { type: 'string', format: 'byte', contentEncoding: 'base64' },
    ],
    [
      { type: 'string', format: 'binary' },
      { type: 'string', format: 'binary' },
    ],
    [
      { readOnly: true, writeOnly: false, deprecated: true },
      { readOnly: true, writeOnly: false, deprecated: true },
    ],
    [{ discriminator: 'kind' }, { discriminator: { propertyName: 'kind' } }],
    [
      {
        discriminator: {
          propertyName: 'kind',
          mapping: { o: 'Other', p: '#/components/schemas/Other' },
        },
      },
      { discriminator: { propertyName: 'kind', mapping: { o: ref.$ref, p: ref.$ref } } },
    ],
  ])('%j', async (schema, expected) => {
    expect(await upgraded(schema)).toEqual({ schema: expected, codes: [] })
  })

  test('file is a text in Swagger 2.0', async () => {
    const { schema } = await upgraded({ type: 'file' }, '2.0')
    expect(schema).toEqual({ type: 'string', format: 'binary' })
  })

  test('properties with the names of words are left alone', async () => {
    const text = { type: 'string' }
    const words =
      'example examples nullable type required items format enum discriminator $ref pattern'
    const properties = Object.fromEntries(words.split(' ').map((word) => [word, text]))
    const schema = { type: 'object', properties, required: ['nullable'] }
    expect(await upgraded(schema)).toEqual({ schema, codes: [] })
  })

  test('inner schemas are upgraded, wherever they stand', async () => {
    const old = { type: 'string', nullable: true }
    const now = { type: ['string', 'null'] }
    const at = (one: unknown) => ({
      allOf: [one],
      anyOf: [one],
      oneOf: [one],
      not: one,
      items: one,
      properties: { a: one },
      additionalProperties: one,
      patternProperties: { '^a': one },
      dependentSchemas: { a: one },
    })
    expect((await upgraded(at(at(old)))).schema).toEqual(at(at(now)))
  })
})

describe('what is repaired', () => {
  test.each([
    ['tuple_items', { items: [{}, ref] }, { prefixItems: [{}, ref] }],
    ['tuple_items', { items: [{}], additionalItems: false }, { prefixItems: [{}], items: false }],
    ['tuple_items', { items: [] }, {}],
    ['type_list', { type: ['string', 'integer'] }, { type: ['string', 'integer'] }],
    ['type_list', { type: ['string', 'string'] }, { type: 'string' }],
    ['empty_enum', { type: 'string', enum: [], description: 'd' }, { description: 'd', not: {} }],
    ['ignored_note', { allOf: [], prefixItems: [], title: 1, deprecated: 'no' }, {}],
    ['examples_form', { examples: { a: 1 } }, { examples: [1] }],
    ['ref_siblings', { ...ref, type: 'object', description: 'd' }, { ...ref, description: 'd' }],
    ['pattern_unicode', { pattern: '[a-z_\\-\\:]' }, { pattern: '[a-z_\\-:]' }],
    [
      'pattern_unicode',
      { patternProperties: { '\\_': { type: 'string' } } },
      { patternProperties: { _: { type: 'string' } } },
    ],
    [
      'required_flag',
      { required: ['b'], properties: { a: { required: true }, b: { required: true } } },
      { required: ['b', 'a'], properties: { a: {}, b: {} } },
    ],
  ])('%s: %j', async (code, schema, expected) => {
    const found = await upgraded(schema)
    expect(found.schema).toEqual(expected)
    expect([...new Set(found.codes)]).toEqual([code])
  })

  test('names that are required twice are required once', async () => {
    expect((await upgraded({ required: ['a', 'a'] })).schema).toEqual({ required: ['a'] })
  })

  test('beside a $ref all counts in 3.1', async () => {
    const schema = { ...ref, type: 'object', minProperties: 1 }
    expect(await upgraded(schema, '3.1.0')).toEqual({ schema, codes: [] })
  })

  test('a file is read by the version that it has itself', async () => {
    const schema = (name: string) => ({ properties: { [name]: { ...ref, maxProperties: 1 } } })
    const file = (version: string, more: object) =>
      JSON.stringify(documentWith({ components: { schemas: { Other: {}, ...more } } }, version))
    const loaded = await loadFiles({
      'openapi.yaml': file('3.1.0', {
        New: schema('a'),
        Old: { $ref: 'old.yaml#/components/schemas/Thing' },
      }),
      'old.yaml': file('3.0.0', { Thing: schema('b') }),
    })
    expect(codesOf(loaded)).toEqual(['ref_siblings'])
    expect(loaded.document.components.schemas).toMatchObject({
      New: { properties: { a: { maxProperties: 1 } } },
      Old: { properties: { b: { $ref: '#/components/schemas/Other_2' } } },
    })
  })
})

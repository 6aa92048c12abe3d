import { describe, expect, test } from 'vitest'
import { typeOf } from './generated.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

describe('one kind of value', () => {
  test.each([
    [text, 'string'],
    [{ type: 'integer', format: 'int64' }, 'number'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'null' }, 'null'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{}, 'unknown'],
    [true, 'unknown'],
    [false, 'never'],
    [{ not: text }, 'unknown'],
    [{ type: 'string', contentEncoding: 'base64' }, 'string'],
  ])('%j is %s', async (schema, type) => {
    expect(await typeOf(schema)).toBe(type)
  })

  test('what an older version calls nullable is null as well', async () => {
    expect(await typeOf({ type: 'integer', nullable: true }, {}, '3.0.3')).toBe('number | null')
    const nullable = { allOf: [ref('A')], nullable: true }
    expect(
      await typeOf(nullable, { A: { type: 'object', properties: { a: text } } }, '3.0.3'),
    ).toBe('A | null')
  })
})

describe('listed values', () => {
  test.each([
    [{ enum: ['a', "it's", 2, null, true] }, "'a' | 'it\\'s' | 2 | null | true"],
    [{ const: -1.5 }, '-1.5'],
    [{ enum: [] }, 'never'],
    [{ enum: [['a', 1], { b: [], 'c-d': null }] }, "['a', 1] | { b: []; 'c-d': null }"],
    [{ type: 'string', enum: ['a', 1, null] }, "'a'"],
    [{ type: ['string', 'null'], enum: ['a', null] }, "'a' | null"],
    [{ type: 'integer', enum: [1], allOf: [{ enum: [1, 2] }] }, '1'],
    [{ oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }, { const: 'a' }] }, "'a' | 'b'"],
    [{ const: 'line\nbreak \\ "quoted"' }, `'line\\nbreak \\\\ "quoted"'`],
  ])('%j is %s', async (schema, type) => {
    expect(await typeOf(schema)).toBe(type)
  })

  test('many of them stand in lines of their own', async () => {
    const words = Array.from({ length: 9 }, (_, index) => `a word of some length ${index}`)
    expect(await typeOf({ enum: words })).toBe(words.map((one) => `  | '${one}'`).join('\n'))
  })
})

describe('lists', () => {
  test.each([
    [{ type: 'array', items: text }, 'string[]'],
    [{ type: 'array' }, 'unknown[]'],
    [{ items: { type: ['string', 'null'] } }, '(string | null)[]'],
    [{ type: 'array', items: false }, 'never[]'],
    [{ prefixItems: [text, {}], items: false, minItems: 2 }, '[string, unknown]'],
    [{ prefixItems: [text, { type: 'null' }], minItems: 1 }, '[string, null?, ...unknown[]]'],
    [{ prefixItems: [{ enum: ['a', 'b'] }], items: text }, "[('a' | 'b')?, ...string[]]"],
    [{ prefixItems: [text], maxItems: 1, minItems: 1 }, '[string]'],
  ])('%j is %s', async (schema, type) => {
    expect(await typeOf(schema)).toBe(type)
  })
})

describe('objects', () => {
  const properties = { a: text, 'b-c': { type: 'integer' } }
  test.each([
    [{ properties, required: ['a'] }, "{ a: string; 'b-c'?: number }"],
    [{ type: 'object' }, '{ [key: string]: unknown }'],
    [{ type: 'object', properties: {} }, 'object'],
    [{ type: 'object', additionalProperties: false }, 'object'],
    [{ additionalProperties: text }, '{ [key: string]: string }'],
    [
      { properties: { a: text }, additionalProperties: true },
      '{ a?: string; [key: string]: unknown }',
    ],
    [{ patternProperties: { '^x-': text } }, '{ [key: string]: string }'],
    [{ type: 'object', required: ['a'] }, '{ a: unknown; [key: string]: unknown }'],
    [{ properties: { a: text, b: false } }, '{ a?: string }'],
    [{ properties: { __proto__: text, constructor: text } }, '{ constructor?: string }'],
  ])('%j is %s', async (schema, type) => {
    expect(await typeOf(schema)).toBe(type)
  })

  test('properties that are not listed have a type that the listed ones suit', async () => {
    const schema = { properties: { a: text }, additionalProperties: { type: 'integer' } }
    expect(await typeOf(schema)).toBe('{ a?: string; [key: string]: number | string | undefined }')
    expect(await typeOf({ ...schema, required: ['a'] })).toBe(
      '{ a: string; [key: string]: number | string }',
    )
  })

  test('a property may be called __proto__', async () => {
    const schema = JSON.parse('{ "properties": { "__proto__": { "type": "string" } } }')
    expect(await typeOf(schema)).toBe('{ __proto__?: string }')
  })

  test('those in one another are indented, with what is said of them', async () => {
    const inner = { properties: { a: { ...text, description: 'Why */ not' } }, required: ['a'] }
    const schema = { properties: { list: { type: 'array', items: inner, deprecated: true } } }
    expect(await typeOf(schema)).toBe(
      [
        '{',
        '  /** @deprecated */',
        '  list?: {',
        '    /** Why *\\/ not */',
        '    a: string',
        '  }[]',
        '}',
      ].join('\n'),
    )
  })
})

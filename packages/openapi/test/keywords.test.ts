import { createRequire } from 'node:module'
import type { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keywords, repairedPattern } from '../src/keywords.ts'
import { upgraded } from './loading.ts'

const require = createRequire(import.meta.url)
const Ajv: typeof Ajv2020 = require('ajv/dist/2020.js').Ajv2020
const formats = require('ajv-formats').default

describe('a keyword with a value that it cannot have stops the boot', () => {
  test.each([
    { type: 'any' },
    { type: [] },
    { type: ['string', 'text'] },
    { enum: 'a' },
    { minimum: '1' },
    { exclusiveMaximum: '1' },
    { maxLength: -1 },
    { minItems: 1.5 },
    { multipleOf: 0 },
    { uniqueItems: 'yes' },
    { required: 'name' },
    { required: [1] },
    { pattern: '(' },
    { pattern: '\\Afoo\\Z' },
    { pattern: 1 },
    { patternProperties: { '(': {} } },
    { format: 1 },
    { properties: [] },
    { properties: { a: 'string' } },
    { items: 'string' },
    { allOf: {} },
    { anyOf: ['string'] },
    { anyOf: [] },
    { oneOf: [] },
    { additionalProperties: 'no' },
    { dependentRequired: { a: 'b' } },
    { dependencies: { a: ['b'] } },
    { discriminator: 1 },
    { $ref: 1 },
  ])('%j', async (schema) => {
    const { codes } = await upgraded(schema, '3.1.0')
    expect(codes).toEqual([expect.stringMatching(/^!(structure|invalid_pattern)$/)])
  })

  test('one without is what Ajv compiles, whatever the values are', async () => {
    const ajv = new Ajv({ strict: false, validateSchema: false, logger: false })
    formats(ajv)
    const words = [...keywords.keys(), 'const', 'default', 'title', 'xml', 'x-a'].filter(
      (word) => !word.startsWith('$'),
    )
    const odd = fc.constantFrom(
      ...[null, true, false, 0, 1, -1, 1.5, '', 'string', 'null', 'a', '(', '[\\-\\:]', 'date'],
      ...[[], ['string'], ['a', 'a'], [null], [{}], {}, { a: {} }, { a: ['b'] }, { '(': {} }],
      ...[
        { a: { required: true } },
        [{ nullable: true }],
        { propertyName: 'a', mapping: { a: 'b' } },
      ],
    )
    const schemas = fc.dictionary(fc.constantFrom(...words), odd, { maxKeys: 5 })
    const version = fc.constantFrom('2.0', '3.0.3', '3.1.0')
    await fc.assert(
      fc.asyncProperty(schemas, version, async (schema, version) => {
        const found = await upgraded({ properties: { a: schema }, allOf: [schema] }, version)
        const isRefused = found.codes.some((code) => code.startsWith('!'))
        const { $ref: _, ...rest } = found.schema
        if (!isRefused) ajv.compile(rest)
        expect(ajv.validateSchema(rest) || isRefused).toBe(true)
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})

describe('patterns', () => {
  test.each([
    ['^[a-z]+$', '^[a-z]+$'],
    ['[a-zA-Z0-9_\\-\\:]', '[a-zA-Z0-9_\\-:]'],
    ['^\\@a\\-b\\_$', '^@a-b_$'],
    ['[\\w-.]', '[\\w\\-.]'],
    ['[.-\\w]', '[.\\-\\w]'],
    ['a{', 'a\\{'],
    ['a{1,2}{b}', 'a{1,2}\\{b\\}'],
    ['a]', 'a\\]'],
    ['[^\\]\\_]', '[^\\]_]'],
    ['\\p{L}', '\\p{L}'],
  ])('%s is read as %s', (pattern, repaired) => {
    expect(repairedPattern(pattern)).toBe(repaired)
    expect(() => new RegExp(repaired, 'u')).not.toThrow()
  })

  test.each(['(', '[a-', '(?i)a', 'a++', '(?P<a>b)', '\\Aa\\Z', '\\h', '\\1', '\\x1'])(
    '%s is none',
    (pattern) => {
      expect(repairedPattern(pattern)).toBeUndefined()
    },
  )

  test('one that is repaired matches what it matched', () => {
    const piece = fc.constantFrom(
      'a',
      '1',
      '.',
      '-',
      ':',
      '_',
      '{',
      '}',
      ']',
      '[a-c]',
      '[\\-\\:x]',
      '[\\w-.]',
      '\\_',
      '\\-',
      '\\:',
      '\\.',
      '\\d',
      '{2}',
      '*',
      '|',
    )
    const text = fc.array(fc.constantFrom('a', 'b', '1', '.', '-', ':', '_', '{', '}', ']', 'x'))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), text, (pieces, letters) => {
        const pattern = pieces.join('')
        const repaired = repairedPattern(pattern)
        if (repaired === undefined) return
        const value = letters.join('')
        expect(new RegExp(repaired, 'u').test(value)).toBe(new RegExp(pattern).test(value))
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})

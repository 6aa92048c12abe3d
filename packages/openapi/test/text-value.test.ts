import { Ajv2020 } from 'ajv/dist/2020.js'
import { createApp, JsonBlueprint } from 'flakon'
import { describe, expect, test } from 'vitest'
import { shapeOf } from '../src/text-shape.ts'
import { parseStrictJson, toScalar, toTyped } from '../src/text-value.ts'
import { type Components, follow } from './reading.ts'

const components: Components = {
  Id: { type: 'integer' },
  Word: { enum: ['all', 'none'] },
  Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }, { type: 'integer' }] },
}
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const resolve = follow(components)

const schemas = [
  { type: 'string' },
  { type: 'integer' },
  { type: 'number' },
  { type: 'boolean' },
  { type: ['integer', 'null'] },
  { type: ['boolean', 'number'] },
  { anyOf: [{ type: 'number' }, { const: 'all' }] },
  { oneOf: [{ type: 'integer' }, { enum: ['all', '1'] }] },
  { allOf: [{ type: 'number' }, { type: 'integer', minimum: 0 }] },
  { enum: [1, 2.5, 'all', null, true] },
  { enum: ['1', '2'] },
  { const: 7 },
  { type: 'integer', enum: [1, 7] },
  { minimum: 1 },
  {},
]
const texts = [
  ...['', '1', '-0', '7', '42', '007', '+1', ' 1', '1 ', '1.0', '2.5', '1e3', '1E400', '0x10'],
  ...['9007199254740991', '9007199254740993', '-9007199254740993', 'Infinity', 'NaN', '1_000'],
  ...['true', 'false', 'True', 'yes', 'null', 'all', 'undefined', '١'],
]

describe('a text', () => {
  test('becomes what a typed view of Flakon makes of it', async () => {
    const views = new JsonBlueprint('views')
    for (const [index, schema] of schemas.entries()) {
      const query = { type: 'object', properties: { k: schema } }
      views.get(
        `/${index}`,
        { schema: { query } },
        (request) => (request.query as { k: unknown }).k,
      )
    }
    const app = createApp({ blueprints: [views], settings: { log: { level: 'silent' } } })
    const ajv = new Ajv2020({ strict: false })
    for (const [index, schema] of schemas.entries()) {
      const check = ajv.compile(schema)
      const read = toScalar(shapeOf(schema, resolve))
      for (const text of texts) {
        const response = await app.inject({ url: `/${index}`, query: { k: text } })
        const isTaken = response.statusCode === 200
        const what = `${JSON.stringify(schema)} of ${JSON.stringify(text)}`
        expect(`${what}: ${check(read(text))}`).toBe(`${what}: ${isTaken}`)
        if (isTaken)
          expect(`${what}: ${JSON.stringify(read(text))}`).toBe(`${what}: ${response.body}`)
      }
    }
    await app.close()
  })

  test.each([
    [ref('Id'), '7', 7],
    [{ allOf: [ref('Id')] }, '7', 7],
    [{ anyOf: [ref('Id'), ref('Word')] }, 'all', 'all'],
    [{ anyOf: [ref('Id'), ref('Word')] }, '7', 7],
    [{ type: 'integer', nullable: true }, 'null', null],
    [ref('Loop'), '7', 7],
    [true, '7', '7'],
    [false, '7', '7'],
  ])('follows %j: %s is %j', (schema, text, value) => {
    expect(toScalar(shapeOf(schema, resolve))(text)).toBe(value)
  })

  test('may be a list, where that is declared', () => {
    const list = { type: 'array', items: ref('Id') }
    expect(toTyped(list, resolve)('1, 2,x')).toEqual([1, 2, 'x'])
    expect(toTyped({ anyOf: [ref('Id'), list] }, resolve)('1')).toBe(1)
    expect(toTyped({ anyOf: [{ type: 'string' }, list] }, resolve)('1,2')).toBe('1,2')
    const tuple = { type: 'array', prefixItems: [{ type: 'string' }], items: ref('Id') }
    expect(toTyped(tuple, resolve)('1,2,3')).toEqual(['1', 2, 3])
    expect(toTyped(ref('Id'), resolve)('1,2')).toBe('1,2')
  })
})

describe('a text of JSON', () => {
  test.each([
    ['{"a":[1,2.5,-0.1e3,"x:\\"{",true,null],"b":{"a":1}}'],
    ['"[[["'],
    ['[{"constructor":{"x":1}},{"prototype":1}]'],
    ['{"constructor":[{"prototype":1}]}'],
    ['9007199254740991'],
    ['1e20'],
    [`${'['.repeat(64)}${']'.repeat(64)}`],
  ])('%s is read', (text) => {
    expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) })
  })

  test.each([
    ['', 'is not valid JSON'],
    ["{'a':1}", 'is not valid JSON'],
    ['{"a":1,"\\u0061" :2}', 'holds an object with the same key twice'],
    ['{"__proto__":1}', 'holds the key __proto__ or constructor.prototype'],
    ['{"constructor":{"prototype":1}}', 'holds the key __proto__ or constructor.prototype'],
    ['[9007199254740993]', 'holds a number that loses digits'],
    ['{"a":1e400}', 'holds a number that loses digits'],
    ['9007199254740993.0', 'holds a number that loses digits'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'is nested deeper than 64 levels'],
  ])('%s %s', (text, fault) => {
    expect(parseStrictJson(text)).toEqual({ fault })
  })
})

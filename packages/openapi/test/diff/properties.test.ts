import { expect, test } from 'vitest'
import { bothWays, schemaOf, toldOf } from './versions.ts'

const text = { type: 'string' }
const record = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest })
const pair = (side: 'request' | 'answer', old: unknown, now: unknown, schemas: object = {}) =>
  [schemaOf(side, old, { ...schemas }), schemaOf(side, now, { ...schemas })] as const

test('a new property breaks those who send where it is required, and nobody else', async () => {
  const [none, some] = [record({}), record({ name: text })]
  const required = record({ name: text }, { required: ['name'] })
  expect(await toldOf(...pair('request', none, some))).toEqual([
    'request-property-added request body /name: is added',
  ])
  expect(await toldOf(...pair('request', none, required))).toEqual([
    '! request-property-added-required request body /name: is added, and required',
  ])
  expect(await toldOf(...pair('answer', none, required))).toEqual([
    'answer-property-added answer 200 /name: is added',
  ])
})

test('a property that is not listed can be required all the same', async () => {
  const [none, required] = [{ type: 'object' }, { type: 'object', required: ['name'] }]
  expect(await bothWays(...pair('request', none, required))).toEqual([
    ['request-property-added-required'],
    ['request-property-removed'],
  ])
})

test('a property that goes breaks everybody', async () => {
  const [some, none] = [record({ name: text }), record({})]
  expect(await toldOf(...pair('request', some, none))).toEqual([
    '! request-property-removed request body /name: is removed',
  ])
  expect(await toldOf(...pair('answer', some, none))).toEqual([
    '! answer-property-removed answer 200 /name: is removed',
  ])
})

test('a property that is no longer allowed is told as such', async () => {
  const closed = { additionalProperties: false }
  const refused = '! request-property-refused request body /name: is no longer allowed'
  expect(
    await toldOf(...pair('request', record({ name: text }, closed), record({}, closed))),
  ).toEqual([refused])
  expect(await toldOf(...pair('request', record({ name: text }), record({ name: false })))).toEqual(
    [refused],
  )
})

test('a property that is not listed is fine as long as it is not listed as one that nobody has', async () => {
  const [open, shut] = [record({}), record({ name: false })]
  expect(await bothWays(...pair('request', open, shut))).toEqual([
    ['request-property-refused'],
    ['request-property-added'],
  ])
  expect(await bothWays(...pair('answer', open, shut))).toEqual([
    [],
    ['answer-property-added-to-closed'],
  ])
})

test('a name that becomes known was one of the others before, and has to be as they were', async () => {
  const others = { additionalProperties: { type: 'number' } }
  const [old, now] = [record({}, others), record({ size: { type: 'integer' } }, others)]
  expect(await toldOf(...pair('request', old, now))).toEqual([
    '! request-type-narrowed request body /size: the type changes from number to integer',
    'request-property-added request body /size: is added',
  ])
})

test('a new property of an answer that promised no others breaks whoever checks that', async () => {
  const closed = { additionalProperties: false }
  const told = await toldOf(...pair('answer', record({}, closed), record({ name: text }, closed)))
  expect(told).toEqual(['! answer-property-added-to-closed answer 200 /name: is added'])
})

test('readOnly and writeOnly are about one direction, where the property goes or comes', async () => {
  const [plain, read] = [record({ id: text }), record({ id: { ...text, readOnly: true } })]
  expect(await bothWays(...pair('request', plain, read))).toEqual([
    ['request-property-became-read-only'],
    ['request-property-added'],
  ])
  expect(await bothWays(...pair('answer', plain, read))).toEqual([[], []])
  const write = record({ id: { ...text, writeOnly: true } })
  expect(await bothWays(...pair('answer', plain, write))).toEqual([
    ['answer-property-became-write-only'],
    ['answer-property-added'],
  ])
  expect(await bothWays(...pair('request', plain, write))).toEqual([[], []])
  const needed = { required: ['id'] }
  expect(await toldOf(...pair('request', { ...read, ...needed }, { ...plain, ...needed }))).toEqual(
    ['! request-property-added-required request body /id: is no longer readOnly, and required'],
  )
})

test('what nobody may send can change freely in what is sent', async () => {
  const [old, now] = [{ type: 'string' }, { type: 'integer' }].map((schema) =>
    record({ id: { ...schema, readOnly: true } }),
  )
  expect(await toldOf(...pair('request', old, now))).toEqual([])
  expect(await toldOf(...pair('answer', old, now))).toEqual([
    '! answer-type-changed answer 200 /id: the type changes from string to integer',
  ])
})

test('a default counts in what is sent: a new one promises something, another one breaks that', async () => {
  const of = (value?: number) => record({ size: { type: 'integer', default: value } })
  expect(await toldOf(...pair('request', of(), of(5)))).toEqual([
    'request-default-added request body /size: default 5 is added',
  ])
  expect(await toldOf(...pair('request', of(5), of(6)))).toEqual([
    '! request-default-changed request body /size: default changes from 5 to 6',
  ])
  expect(await toldOf(...pair('request', of(5), of()))).toEqual([
    '! request-default-changed request body /size: default 5 is removed',
  ])
  expect(await bothWays(...pair('answer', of(5), of(6)))).toEqual([[], []])
})

test('a value that a list gains or loses breaks whoever reads it, and its loss whoever sends it', async () => {
  const [few, many] = [{ enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }]
  expect(await toldOf(...pair('request', few, many))).toEqual([
    'request-enum-value-added request body: the value "c" is added',
  ])
  expect(await toldOf(...pair('request', many, few))).toEqual([
    '! request-enum-value-removed request body: the value "c" is removed',
  ])
  expect(await toldOf(...pair('answer', few, many))).toEqual([
    '! answer-enum-value-added answer 200: the value "c" is added',
  ])
  expect(await toldOf(...pair('answer', many, few))).toEqual([
    '! answer-enum-value-removed answer 200: the value "c" is removed',
  ])
})

test('another constant is a value less and a value more', async () => {
  expect(await toldOf(...pair('request', { const: 1 }, { const: 2 }))).toEqual([
    '! request-enum-value-removed request body: the value 1 is removed',
    'request-enum-value-added request body: the value 2 is added',
  ])
})

test('that a property is deprecated breaks nobody', async () => {
  const told = await toldOf(
    ...pair('answer', record({ a: text }), record({ a: { ...text, deprecated: true } })),
  )
  expect(told).toEqual(['property-deprecated answer 200 /a: is deprecated'])
})

test('places lead through lists and through properties of any name', async () => {
  const of = (price: object) =>
    record({
      items: {
        type: 'array',
        items: record({ 'a/b': { type: 'object', additionalProperties: price } }),
      },
    })
  expect(await toldOf(...pair('request', of({ type: 'number' }), of({ type: 'integer' })))).toEqual(
    [
      '! request-type-narrowed request body /items/0/a~1b/*: the type changes from number to integer',
    ],
  )
})

test('a name like any other in JavaScript is a name: __proto__', async () => {
  const [old, now] = ['string', 'integer'].map((type) =>
    JSON.parse(`{"type":"object","properties":{"__proto__":{"type":"${type}"}}}`),
  )
  expect(await toldOf(...pair('answer', old, now))).toEqual([
    '! answer-type-changed answer 200 /__proto__: the type changes from string to integer',
  ])
})

test('descriptions, titles, examples and words of others are no change', async () => {
  const noted = {
    title: 'T',
    description: 'D',
    examples: ['a'],
    $comment: 'C',
    'x-own': 1,
    xml: {},
  }
  expect(
    await bothWays(...pair('answer', record({ a: text }), record({ a: { ...text, ...noted } }))),
  ).toEqual([[], []])
})

test('ways to write the same are no change', async () => {
  const same: readonly [unknown, unknown][] = [
    [
      { type: 'integer', minimum: 1 },
      { type: 'integer', exclusiveMinimum: 0 },
    ],
    [text, { type: 'string', minLength: 0 }],
    [{ enum: ['a'] }, { type: 'string', const: 'a' }],
    [{ type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
    [{ type: ['string', 'integer'] }, { oneOf: [text, { type: 'integer' }] }],
    [
      { enum: ['a', 'b'] },
      {
        oneOf: [
          { const: 'a', title: 'A' },
          { const: 'b', title: 'B' },
        ],
      },
    ],
    [
      record({ a: text }, { required: ['a'] }),
      { allOf: [{ properties: { a: text } }, { required: ['a'] }] },
    ],
    [record({ a: text }), { properties: { a: text } }],
    [text, { type: 'string', format: 'password' }],
    [{ type: 'object' }, { type: 'object', additionalProperties: {} }],
  ]
  for (const [old, now] of same) {
    expect(await bothWays(...pair('request', old, now)), JSON.stringify(now)).toEqual([[], []])
    expect(await bothWays(...pair('answer', old, now)), JSON.stringify(now)).toEqual([[], []])
  }
})

import { describe, expect, test } from 'vitest'
import { bothWays, operationOf, toldOf } from './versions.ts'

type Parameter = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const list = { type: 'array', items: text }
const record = { type: 'object', properties: { a: text } }
const query = (rest: Parameter = {}) => ({ name: 'q', in: 'query', schema: text, ...rest })
const of = (...parameters: Parameter[]) => operationOf({ parameters })

test('a new parameter breaks where it is required', async () => {
  expect(await toldOf(of(), of(query()))).toEqual(['parameter-added query parameter q: is added'])
  expect(await toldOf(of(), of(query({ required: true })))).toEqual([
    '! parameter-added-required query parameter q: is added, and required',
  ])
})

test('a parameter that goes breaks: nobody is told that it no longer does anything', async () => {
  expect(await toldOf(of(query({ required: true })), of())).toEqual([
    '! parameter-removed query parameter q: is removed',
  ])
})

test('what is required can become optional, not the other way round', async () => {
  const [optional, required] = [of(query()), of(query({ required: true }))]
  expect(await toldOf(optional, required)).toEqual([
    '! parameter-became-required query parameter q: is required',
  ])
  expect(await toldOf(required, optional)).toEqual([
    'parameter-became-optional query parameter q: is no longer required',
  ])
})

test('a parameter that moves is told once', async () => {
  expect(await toldOf(of(query()), of({ ...query(), name: 'Q', in: 'header' }))).toEqual([
    '! parameter-moved header parameter Q: moves from query to header',
  ])
})

test('a parameter of the same name at another place is another one', async () => {
  const header = { ...query(), in: 'header' }
  expect(await bothWays(of(query()), of(query(), header))).toEqual([
    ['parameter-added'],
    ['parameter-removed'],
  ])
})

test('headers are the same in any case, names in a query are not', async () => {
  const header = (name: string) => ({ name, in: 'header', schema: text })
  expect(await bothWays(of(header('X-Run')), of(header('x-run')))).toEqual([[], []])
  expect(await bothWays(of(query()), of({ ...query({ required: true }), name: 'Q' }))).toEqual([
    ['parameter-removed', 'parameter-added-required'],
    ['parameter-removed', 'parameter-added'],
  ])
})

test('a bare name that is no longer fine breaks', async () => {
  const [full, empty] = [of(query()), of(query({ allowEmptyValue: true }))]
  expect(await toldOf(full, empty)).toEqual([
    'parameter-empty-allowed query parameter q: may be empty',
  ])
  expect(await toldOf(empty, full)).toEqual([
    '! parameter-empty-refused query parameter q: may no longer be empty',
  ])
})

test.each(['path', 'query', 'header', 'cookie'])(
  'what a parameter in %s holds is compared as what is sent',
  async (place) => {
    const one = (schema: object) => of({ name: 'p', in: place, required: true, schema })
    expect(await toldOf(one({ type: 'number' }), one({ type: 'integer' }))).toEqual([
      `! request-type-narrowed ${place} parameter p: the type changes from number to integer`,
    ])
  },
)

test('what a parameter of a media type holds is compared, too', async () => {
  const one = (type: string) => {
    const { schema: _, ...rest } = query()
    return of({ ...rest, content: { 'application/json': { schema: { type } } } })
  }
  expect(await bothWays(one('string'), one('integer'))).toEqual([
    ['request-type-changed'],
    ['request-type-changed'],
  ])
})

test('parameters of a path are those of its operations', async () => {
  const own = operationOf({ parameters: [query()] })
  const shared = operationOf({}) as { paths: Record<string, object> }
  const paths = Object.fromEntries(
    Object.entries(shared.paths).map(([path, item]) => [path, { ...item, parameters: [query()] }]),
  )
  expect(await bothWays(own, { ...shared, paths })).toEqual([[], []])
})

describe('the way in which a value is written', () => {
  const styles: readonly [string, Parameter, Parameter, string][] = [
    [
      'a list, apart or in one',
      { schema: list },
      { schema: list, explode: false },
      'form exploded becomes form not exploded',
    ],
    [
      'a list, with commas or bars',
      { schema: list, explode: false },
      { schema: list, explode: false, style: 'pipeDelimited' },
      'form not exploded becomes pipeDelimited not exploded',
    ],
    [
      'an object, apart or deep',
      { schema: record },
      { schema: record, style: 'deepObject', explode: true },
      'form exploded becomes deepObject',
    ],
    [
      'an object in a header',
      { in: 'header', schema: record },
      { in: 'header', schema: record, explode: true },
      'simple not exploded becomes simple exploded',
    ],
    [
      'a text in a path',
      { in: 'path', name: 'p', required: true },
      { in: 'path', name: 'p', required: true, style: 'label' },
      'simple becomes label',
    ],
    [
      'as JSON',
      {},
      { schema: undefined, content: { 'application/json': { schema: text } } },
      'form becomes application/json',
    ],
    [
      'a plus for a space, or for itself',
      {},
      { allowReserved: true },
      'form becomes form with reserved characters',
    ],
  ]
  test.each(styles)('breaks: %s', async (_, old, now, message) => {
    const told = await toldOf(of(query(old)), of(query(now)))
    const place = `${old.in ?? 'query'} parameter ${old.name ?? 'q'}`
    expect(told).toEqual([
      `! parameter-style-changed ${place}: is written in another way: ${message}`,
    ])
    expect((await bothWays(of(query(now)), of(query(old))))[0]).toEqual(['parameter-style-changed'])
  })

  test.each([
    ['a text, exploded or not', { explode: true }, { explode: false }],
    ['a text, form or pipes', {}, { style: 'pipeDelimited' }],
    [
      'a list in a header, exploded or not',
      { in: 'header', schema: list },
      { in: 'header', schema: list, explode: true },
    ],
    [
      'the default and what it is',
      { schema: list },
      { schema: list, style: 'form', explode: true },
    ],
  ])('is the same: %s', async (_, old, now) => {
    expect(await bothWays(of(query(old)), of(query(now)))).toEqual([[], []])
  })

  test('tabs are no commas', async () => {
    const two = (collectionFormat: string) => ({
      swagger: '2.0',
      info: { title: 'Runs', version: '1' },
      paths: {
        '/runs': {
          get: {
            operationId: 'getRuns',
            parameters: [{ name: 'q', in: 'query', type: 'array', items: text, collectionFormat }],
            responses: { 200: { description: 'good' } },
          },
        },
      },
    })
    expect(await toldOf(two('csv'), two('tsv'))).toEqual([
      '! parameter-style-changed query parameter q: is written in another way: form not exploded becomes form tabs not exploded',
    ])
  })
})

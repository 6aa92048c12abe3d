import { expect, test } from 'vitest'
import { bothWays, operationOf, toldOf } from './versions.ts'

type Part = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const json = { 'application/json': { schema: text } }
const body = (content: Part, required = true) => operationOf({ requestBody: { required, content } })
const answers = (responses: Part) => operationOf({ responses })
const answer = (content?: Part, headers?: Part) => ({
  description: 'An answer',
  ...(content && { content }),
  ...(headers && { headers }),
})

test('a body that comes breaks where it is required, one that goes breaks anyhow', async () => {
  const none = operationOf({})
  expect(await toldOf(none, body(json))).toEqual([
    '! body-added-required request body: is added, and required',
  ])
  expect(await toldOf(none, body(json, false))).toEqual(['body-added request body: is added'])
  expect(await toldOf(body(json), none)).toEqual(['! body-removed request body: is removed'])
})

test('a body can become optional, not the other way round', async () => {
  expect(await toldOf(body(json, false), body(json))).toEqual([
    '! body-became-required request body: is required',
  ])
  expect(await toldOf(body(json), body(json, false))).toEqual([
    'body-became-optional request body: is no longer required',
  ])
})

test('a media type of a body that goes breaks', async () => {
  const both = { ...json, 'application/x-www-form-urlencoded': { schema: { type: 'object' } } }
  expect(await toldOf(body(both), body(json))).toEqual([
    '! body-media-type-removed request body: application/x-www-form-urlencoded is removed',
  ])
  expect(await toldOf(body(json), body(both))).toEqual([
    'body-media-type-added request body: application/x-www-form-urlencoded is added',
  ])
})

test('a range of media types stands for those in it', async () => {
  const any = { 'application/*': { schema: text } }
  expect(await bothWays(body(json), body(any))).toEqual([
    ['body-media-type-added'],
    ['body-media-type-removed'],
  ])
  expect(await bothWays(answers({ 200: answer(any) }), answers({ 200: answer(json) }))).toEqual([
    [],
    ['answer-media-type-added'],
  ])
  const other = { 'application/*': { schema: { type: 'integer' } } }
  expect((await bothWays(body(json), body(other)))[0]).toContain('request-type-changed')
})

test('media types are the same in any case and with any parameters', async () => {
  const loud = { 'Application/JSON; charset=utf-8': { schema: text } }
  expect(await bothWays(body(json), body(loud))).toEqual([[], []])
})

test('a schema that several media types share changes once', async () => {
  const of = (type: string) => {
    const schema = { $ref: '#/components/schemas/Run' }
    const content = { 'application/json': { schema }, 'text/yaml': { schema } }
    return operationOf({ requestBody: { content } }, { components: { schemas: { Run: { type } } } })
  }
  expect(await toldOf(of('string'), of('integer'))).toEqual([
    '! request-type-changed request body: the type changes from string to integer',
  ])
})

test('the way in which a form is written breaks when it changes', async () => {
  const form = (encoding: Part) => {
    const schema = { type: 'object', properties: { tags: { type: 'array', items: text } } }
    return body({ 'application/x-www-form-urlencoded': { schema, encoding } })
  }
  const place = 'request body application/x-www-form-urlencoded /tags'
  expect(await toldOf(form({}), form({ tags: { explode: false } }))).toEqual([
    `! body-encoding-changed ${place}: is written in another way: form exploded becomes form not exploded`,
  ])
  expect(await bothWays(form({}), form({ tags: { style: 'form' } }))).toEqual([[], []])
})

test('a success that comes or goes breaks', async () => {
  const [one, two] = [answers({ 200: answer() }), answers({ 200: answer(), 202: answer() })]
  expect(await toldOf(one, two)).toEqual(['! answer-status-added answer 202: is added'])
  expect(await toldOf(two, one)).toEqual(['! answer-status-removed answer 202: is removed'])
  const moved = answers({ 200: answer(), 302: answer() })
  expect(await bothWays(one, moved)).toEqual([['answer-status-added'], ['answer-status-removed']])
})

test('errors may come and go', async () => {
  const [one, two] = [answers({ 200: answer() }), answers({ 200: answer(), 404: answer() })]
  expect(await toldOf(one, two)).toEqual(['answer-error-added answer 404: is added'])
  expect(await toldOf(two, one)).toEqual(['answer-error-removed answer 404: is removed'])
  const rest = answers({ 200: answer(), default: answer() })
  expect(await bothWays(one, rest)).toEqual([['answer-error-added'], ['answer-error-removed']])
})

test('a status is compared with the range or the default that stood for it', async () => {
  const number = { 'application/json': { schema: { type: 'integer' } } }
  const of = (status: string, content: Part) =>
    answers({ 200: answer(), [status]: answer(content) })
  const change = 'the type changes from string to integer'
  expect(await toldOf(of('4XX', json), of('404', number))).toEqual([
    `! answer-type-changed answer 404: ${change}`,
    'answer-error-removed answer 4xx: is removed',
  ])
  expect(await toldOf(of('404', json), of('default', number))).toEqual([
    `! answer-type-changed answer default: ${change}`,
    'answer-error-added answer default: is added',
  ])
  expect(await bothWays(of('404', json), of('4XX', json))).toEqual([
    ['answer-error-added'],
    ['answer-error-removed'],
  ])
  expect(
    await bothWays(
      answers({ 200: answer() }),
      answers({ 200: answer(), 201: answer(), default: answer() }),
    ),
  ).toEqual([
    ['answer-status-added', 'answer-error-added'],
    ['answer-status-removed', 'answer-error-removed'],
  ])
})

test('a default without any success beside it is the success', async () => {
  const of = (status: string, type = 'string') =>
    answers({ [status]: answer({ 'application/json': { schema: { type } } }) })
  expect(await bothWays(of('default'), of('200'))).toEqual([[], []])
  expect(await bothWays(of('default'), of('200', 'integer'))).toEqual([
    ['answer-type-changed'],
    ['answer-type-changed'],
  ])
})

test('a body of an answer that goes breaks', async () => {
  const [some, none] = [answers({ 200: answer(json) }), answers({ 200: answer() })]
  expect(await toldOf(some, none)).toEqual([
    '! answer-body-removed answer 200: has no body any more',
  ])
  expect(await toldOf(none, some)).toEqual(['answer-body-added answer 200: has a body'])
})

test('a media type of an answer that goes breaks', async () => {
  const csv = { ...json, 'text/csv': { schema: text } }
  const [one, two] = [answers({ 200: answer(json) }), answers({ 200: answer(csv) })]
  expect(await toldOf(two, one)).toEqual([
    '! answer-media-type-removed answer 200: text/csv is removed',
  ])
  expect(await toldOf(one, two)).toEqual(['answer-media-type-added answer 200: text/csv is added'])
})

test('a header of an answer that goes, or need not come, breaks', async () => {
  const of = (headers: Part) => answers({ 200: answer(undefined, headers) })
  const [none, optional] = [of({}), of({ 'X-Rate': { schema: text } })]
  const required = of({ 'x-rate': { schema: text, required: true } })
  expect(await toldOf(optional, none)).toEqual([
    '! answer-header-removed answer 200 header x-rate: is removed',
  ])
  expect(await toldOf(none, optional)).toEqual([
    'answer-header-added answer 200 header x-rate: is added',
  ])
  expect(await toldOf(required, optional)).toEqual([
    '! answer-header-became-optional answer 200 header x-rate: is no longer required',
  ])
  expect(await toldOf(optional, required)).toEqual([
    'answer-header-became-required answer 200 header x-rate: is required',
  ])
  expect(
    await toldOf(optional, of({ 'X-Rate': { schema: { type: ['string', 'null'] } } })),
  ).toEqual(['! answer-null-added answer 200 header x-rate: null is possible'])
})

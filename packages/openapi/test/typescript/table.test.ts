import { expect, test } from 'vitest'
import { typesOf } from './generated.ts'

const list = { type: 'array', items: { type: 'string' } }

/** The row of an operation with these parts. */
async function rowOf(operation: object, path = '/it', parts: object = {}) {
  const responses = { 204: { description: '' } }
  const paths = { [path]: { post: { operationId: 'addIt', responses, ...operation } } }
  const all = await typesOf({ paths, ...parts }, { table: true })
  return /\n {2}addIt: (.*),\n/.exec(all)?.[1]
}

const sent = (type: string, more: object = {}) => ({
  requestBody: { content: { [type]: { schema: { properties: { a: list } }, ...more } } },
})
const parameter = (name: string, place: string, more: object = {}) => ({
  parameters: [{ name, in: place, required: true, schema: list, ...more }],
})

test('an operation that is as usual has its method and its path', async () => {
  expect(await rowOf(sent('application/json'))).toBe("['POST', '/it']")
})

test('the path has that of the server in front', async () => {
  const servers = [{ url: 'https://example.com/v1' }]
  expect(await rowOf({}, '/it', { servers })).toBe("['POST', '/v1/it']")
})

test.each([
  ['multipart/form-data', {}, "{ body: 'multipart/form-data' }"],
  [
    'multipart/form-data',
    { encoding: { a: { contentType: 'text/csv' }, b: { style: 'pipeDelimited' } } },
    "{ body: 'multipart/form-data', form: { a: 'text/csv', b: 'pipeDelimited' } }",
  ],
  [
    'application/x-www-form-urlencoded',
    { encoding: { a: { explode: false }, b: { explode: true } } },
    "{ body: 'application/x-www-form-urlencoded', form: { a: 'form' } }",
  ],
])('a body of %s %j is %s', async (type, more, details) => {
  expect(await rowOf(sent(type, more))).toBe(`['POST', '/it', ${details}]`)
})

test('of several media types JSON is sent, or the first', async () => {
  const content = { 'text/csv': {}, 'application/json': {} }
  expect(await rowOf({ requestBody: { content } })).toBe("['POST', '/it']")
  const others = { 'text/csv': {}, 'text/plain': {} }
  expect(await rowOf({ requestBody: { content: others } })).toBe(
    "['POST', '/it', { body: 'text/csv' }]",
  )
})

test.each([
  ['query', {}, undefined],
  ['query', { explode: false }, "query: { ids: 'form' }"],
  ['query', { explode: false, schema: { type: 'string' } }, undefined],
  ['query', { style: 'pipeDelimited' }, "query: { ids: 'pipeDelimited' }"],
  [
    'query',
    { style: 'deepObject', explode: true, schema: { type: 'object' } },
    "query: { ids: 'deepObject*' }",
  ],
  ['query', { allowReserved: true, schema: { type: 'string' } }, "query: { ids: 'form*+' }"],
  ['header', { explode: true }, "headers: { ids: 'simple*' }"],
  ['cookie', { explode: false }, "cookies: { ids: 'form' }"],
  ['path', { style: 'matrix' }, "params: { ids: 'matrix' }"],
])('a parameter in %s %j has %s', async (place, more, details) => {
  const path = place === 'path' ? '/{ids}' : '/it'
  const rest = details === undefined ? '' : `, { ${details} }`
  expect(await rowOf(parameter('ids', place, more), path)).toBe(`['POST', '${path}'${rest}]`)
})

test('a parameter of a media type is text of that', async () => {
  const content = { 'application/json': { schema: { type: 'object' } } }
  const parameters = [{ name: 'filter', in: 'query', content }]
  expect(await rowOf({ parameters })).toBe(
    "['POST', '/it', { query: { filter: 'application/json' } }]",
  )
})

test('an id that is called __proto__ is a key', async () => {
  const all = await typesOf(
    {
      paths: {
        '/': { get: { operationId: '__proto__', responses: { 204: { description: '' } } } },
      },
    },
    { table: true },
  )
  expect(all).toContain("  ['__proto__']: ['GET', '/'],")
})

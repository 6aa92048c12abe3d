import { expect, test } from 'vitest'
import { typesOf } from './generated.ts'

const list = { type: 'array', items: { type: 'string' } }

/** The row of an operation with these parts. */
async function rowOf(operation: object, path = '/it', parts: object = {}) {
  const responses = { 204: { description: '' } }
  const paths = { [path]: { post: { operationId: 'addIt', responses, ...operation } } }
  const all = await typesOf({ paths, ...parts }, { table: true })
  return /\nexport const addIt = (.*) as const\n/.exec(all)?.[1]
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
  ['header', { explode: true }, "header: { ids: 'simple*' }"],
  ['header', {}, "header: { ids: 'simple' }"],
  ['header', { name: 'X-Ids', schema: { type: 'string' } }, "header: { 'x-ids': 'simple' }"],
  ['cookie', {}, "cookie: { ids: 'form*' }"],
  ['cookie', { explode: false }, "cookie: { ids: 'form' }"],
  ['path', { style: 'matrix' }, "path: { ids: 'matrix' }"],
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

test.each([
  [
    'two places',
    [
      ['id', 'path'],
      ['id', 'query'],
    ],
    "names: { id_path: 'id', id_query: 'id' }",
  ],
  [
    'a header and a cookie, in any case',
    [
      ['ID', 'header'],
      ['id', 'cookie'],
    ],
    "header: { id: 'simple' }, cookie: { id: 'form*' }, names: { id_header: 'id', id_cookie: 'id' }",
  ],
  ['body', [['body', 'query']], "names: { body_query: 'body' }"],
  ['contentType', [['contentType', 'query']], "names: { contentType_query: 'contentType' }"],
])('a name that is taken has its place behind it: %s', async (_, parameters, details) => {
  const all = parameters.map(([name, place]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: { type: 'string' },
  }))
  const path = parameters.some(([, place]) => place === 'path') ? '/{id}' : '/it'
  expect(await rowOf({ parameters: all }, path)).toBe(`['POST', '${path}', { ${details} }]`)
})

const json = { 'application/json': {} }
test.each([
  [{ 200: json, 404: json }, '{ answers: [404] }'],
  [
    { 200: json, 409: json, 304: {}, 500: json, '4XX': json, default: json },
    '{ answers: [304, 409] }',
  ],
  [{ 200: { 'text/csv': {}, ...json } }, "{ accept: 'text/csv, application/json' }"],
  [{ 200: json, 404: { 'application/problem+json': {} } }, '{ answers: [404] }'],
  [
    { 200: json, 404: { 'text/plain': {} } },
    "{ accept: 'application/json, text/plain', answers: [404] }",
  ],
  [{ 200: json, 500: { 'text/plain': {} }, default: { 'text/html': {} } }, undefined],
  [{ '2XX': { 'image/png': {} } }, "{ accept: 'image/png' }"],
  [{ default: { 'image/png': {} } }, "{ accept: 'image/png' }"],
  [{ 204: {} }, undefined],
])('of the answers %j a client has to know %s', async (answers, details) => {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, content]) => [status, { description: '', content }]),
  )
  const rest = details === undefined ? '' : `, ${details}`
  expect(await rowOf({ responses })).toBe(`['POST', '/it'${rest}]`)
})

test('every operation is a constant with a name of its own, and has its id in the table', async () => {
  const ids = [
    'getUser',
    'users/get',
    'users-get',
    'delete',
    'operations',
    '__proto__',
    '1st',
    'User',
  ]
  const paths = Object.fromEntries(
    ids.map((operationId, index) => [
      `/${index}#fragment`,
      { get: { operationId, responses: { 204: { description: '' } } } },
    ]),
  )
  const all = await typesOf({ paths, components: { schemas: { User: {} } } }, { table: true })
  const constants = [...all.matchAll(/^export const (\S+) = \['GET', '(\/\d)'\] as const$/gm)]
  expect(constants.map(([, name, path]) => `${path} ${name}`)).toEqual([
    '/0 getUser',
    '/1 usersGet',
    '/2 usersGet2',
    '/3 deleteOperation',
    '/4 operationsOperation',
    '/5 __proto__',
    '/6 _1st',
    '/7 User',
  ])
  expect(all.slice(all.indexOf('\n} = {\n'))).toBe(`
} = {
  getUser,
  'users/get': usersGet,
  'users-get': usersGet2,
  delete: deleteOperation,
  operations: operationsOperation,
  ['__proto__']: __proto__,
  '1st': _1st,
  User,
}
`)
})

import { expect, test } from 'vitest'
import { apiOf, bothWays, changesOf, operationOf, toldOf } from './versions.ts'

const answers = { 200: { description: 'good' } }
const get = { operationId: 'getRuns', responses: answers }
const id = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } })

test('an operation that goes breaks whoever calls it', async () => {
  const [some, none] = [apiOf({ '/runs': { get } }), apiOf({})]
  const [change] = await changesOf(some, none)
  expect(change).toMatchObject({
    rule: 'operation-removed',
    breaking: true,
    operation: 'GET /runs',
    operationId: 'getRuns',
    place: '',
    message: 'is removed',
  })
  expect(change).not.toHaveProperty('new')
  expect(await toldOf(none, some)).toEqual(['operation-added : is added'])
})

test('another path or method is a move, where the operationId stays', async () => {
  const [old, now] = [apiOf({ '/runs': { get } }), apiOf({ '/v2/runs': { get } })]
  expect(await toldOf(old, now)).toEqual([
    '! operation-moved : moves from GET /runs to GET /v2/runs',
  ])
  expect(await toldOf(now, old)).toEqual([
    '! operation-moved : moves from GET /v2/runs to GET /runs',
  ])
  expect(await toldOf(old, apiOf({ '/runs': { post: get } }))).toEqual([
    '! operation-moved : moves from GET /runs to POST /runs',
  ])
})

test('what else changes in an operation that moves is told, too', async () => {
  const now = { ...get, deprecated: true }
  expect(await toldOf(apiOf({ '/a': { get } }), apiOf({ '/b': { get: now } }))).toEqual([
    '! operation-moved : moves from GET /a to GET /b',
    'operation-deprecated : is deprecated',
  ])
})

test('the names of path parameters say nothing about the path', async () => {
  const of = (name: string) =>
    apiOf({ [`/runs/{${name}}`]: { get: { ...get, parameters: [id(name)] } } })
  expect(await toldOf(of('id'), of('run-id'))).toEqual([
    'path-parameter-renamed path parameter run-id: has another name, it was id',
  ])
})

test('two path parameters that change places are known by their place', async () => {
  const of = (path: string) =>
    apiOf({ [path]: { get: { ...get, parameters: [id('a'), id('b')] } } })
  expect(await toldOf(of('/{a}/{b}'), of('/{b}/{a}'))).toEqual([
    'path-parameter-renamed path parameter b: has another name, it was a',
    'path-parameter-renamed path parameter a: has another name, it was b',
  ])
})

test('another base path breaks everybody; the same path, cut otherwise, nobody', async () => {
  const of = (url: string, path = '/runs') => apiOf({ [path]: { get } }, { servers: [{ url }] })
  expect(await toldOf(of('https://a.example/v1'), of('https://b.example/v2/'))).toEqual([
    '! base-path-changed : the base path changes from /v1 to /v2',
  ])
  expect(await bothWays(of('/'), of('https://a.example'))).toEqual([[], []])
  expect(await bothWays(of('/v1'), of('/', '/v1/runs'))).toEqual([[], []])
})

test('an operationId is what code calls an operation by: another one breaks, the first does not', async () => {
  const { operationId: _, ...nameless } = get
  const [old, now] = [
    apiOf({ '/runs': { get } }),
    apiOf({ '/runs': { get: { ...get, operationId: 'runs' } } }),
  ]
  expect(await toldOf(old, now)).toEqual([
    '! operation-id-changed : the operationId getRuns becomes runs',
  ])
  const none = apiOf({ '/runs': { get: nameless } })
  expect(await toldOf(old, none)).toEqual([
    '! operation-id-changed : the operationId getRuns is removed',
  ])
  expect(await toldOf(none, old)).toEqual(['operation-id-added : is called getRuns'])
})

test('operations that swap their names keep their paths', async () => {
  const other = { ...get, operationId: 'other' }
  const [old, now] = [
    apiOf({ '/a': { get }, '/b': { get: other } }),
    apiOf({ '/a': { get: other }, '/b': { get } }),
  ]
  expect(await bothWays(old, now)).toEqual([
    ['operation-id-changed', 'operation-id-changed'],
    ['operation-id-changed', 'operation-id-changed'],
  ])
})

test('deprecation breaks nobody, nor does its end', async () => {
  const [old, now] = [operationOf({}), operationOf({ deprecated: true })]
  expect(await toldOf(old, now)).toEqual(['operation-deprecated : is deprecated'])
  expect(await toldOf(now, old)).toEqual(['operation-revived : is no longer deprecated'])
})

const callbackOf = (schema: object, name = 'Run', required = false) => {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }
  const post = { requestBody: { required, content }, responses: answers }
  const callbacks = { done: { '{$request.query.url}': { post } } }
  return operationOf({ callbacks }, { components: { schemas: { [name]: schema } } })
}

test('who is called back reads what is sent; what is no schema cannot be judged', async () => {
  const schema = { type: 'object', properties: { at: { type: 'string' } } }
  const old = callbackOf(schema)
  expect(
    await toldOf(old, callbackOf({ ...schema, properties: { at: { type: 'integer' } } })),
  ).toEqual([
    '! answer-type-changed callback done request /at: the type changes from string to integer',
  ])
  expect(await toldOf(old, callbackOf(schema, 'Run', true))).toEqual([
    '! callback-changed callback done: changes',
  ])
  const noted = callbackOf({ ...schema, description: 'A run' }, 'Lap')
  expect(await bothWays(old, noted)).toEqual([[], []])
  expect(await toldOf(old, operationOf({}))).toEqual([
    '! callback-removed callback done: is removed',
  ])
  expect(await toldOf(operationOf({}), old)).toEqual(['callback-added callback done: is added'])
})

test('webhooks are the callbacks of the whole document', async () => {
  const of = (type: string) => {
    const content = { 'application/json': { schema: { type } } }
    return apiOf(
      {},
      { webhooks: { run: { post: { requestBody: { content }, responses: answers } } } },
    )
  }
  const changes = await changesOf(of('string'), of('integer'))
  expect(changes.map(({ rule, place, operation }) => [rule, place, operation])).toEqual([
    ['answer-type-changed', 'webhook run request', undefined],
  ])
})

test('operations that share a route with another one are not lost', async () => {
  const of = (parameters: object[]) =>
    apiOf({ '/runs': { get }, '/runs#mine': { get: { ...get, operationId: 'mine', parameters } } })
  const query = { name: 'q', in: 'query', schema: { type: 'string' } }
  expect(await toldOf(of([]), of([query]))).toEqual([
    '! shared-route-changed shared route mine: changes',
  ])
  expect(await bothWays(of([]), apiOf({ '/runs': { get } }))).toEqual([
    ['shared-route-removed'],
    ['shared-route-added'],
  ])
})

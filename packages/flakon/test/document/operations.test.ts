import { describe, expect, test } from 'vitest'
import type { Blueprint, BlueprintOperations } from '../../src/blueprint.ts'
import { templatesOf } from '../../src/document/operations.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { appOf } from '../apps.ts'
import { documentOf, operation } from './apps.ts'

test.each([
  ['/', ['/']],
  ['/users/:id', ['/users/{id}']],
  ['/users/:id(^\\d+)', ['/users/{id}']],
  ['/files/:name(^[a-z]+(x|y)).png', ['/files/{name}.png']],
  ['/near/:lat-:long', ['/near/{lat}-{long}']],
  ['/files/*', ['/files/{wildcard}']],
  ['/name::verb', ['/name:verb']],
  ['/users/:id?', ['/users/{id}', '/users']],
])('the path %s is %j', (path, templates) => {
  expect(templatesOf(path)).toEqual(templates)
})

test('two operations with one id stop the app, with both places', async () => {
  const users = new JsonBlueprint('users')
  users.get('/a', { name: 'show' }, () => ({}))
  users.get('/b', { name: 'show' }, () => ({}))
  await expect(appOf(users).ready()).rejects.toMatchObject({
    code: 'FLK_OPERATION_DUPLICATE',
    message: expect.stringMatching(
      /operationId "users_show" .*view users\.show \(.*:\d+:\d+\), and view users\.show \(/,
    ),
  })
})

const brought: Blueprint = {
  name: 'spec',
  prefix: '/spec',
  register: (app) => void app.get('/things', () => []),
  operations: () => ({
    paths: {
      '/things': { get: { operationId: 'listThings', responses: { 200: ref('responses') } } },
    },
    components: {
      responses: {
        Things: { description: 'x', content: { 'application/json': { schema: ref('schemas') } } },
      },
      schemas: { Things: { type: 'array' } },
    },
  }),
}

function ref(kind: string): object {
  return { $ref: `#/components/${kind}/Things` }
}

test('an operation that a blueprint brings under an id of another is called after the blueprint', async () => {
  const links = { all: { operationId: 'listThings' }, other: { operationId: 'elsewhere' } }
  const responses = { 200: { description: 'OK', links } }
  const operations = () => ({
    paths: { '/things': { get: { operationId: 'listThings', responses } } },
  })
  const register = () => {}
  const all = ['one', 'two'].map((name) => ({ name, prefix: `/${name}`, register, operations }))
  const outer = new JsonBlueprint('outer')
  for (const one of all) outer.mount(one)
  const document = await documentOf(outer)
  expect(operation(document, 'get', '/one/things')).toMatchObject({ operationId: 'listThings' })
  expect(operation(document, 'get', '/two/things')).toMatchObject({
    operationId: 'outer_two_listThings',
    responses: {
      200: { links: { all: { operationId: 'outer_two_listThings' }, other: links.other } },
    },
  })
})

test('what a blueprint brings is copied as it is, under its prefix', async () => {
  const document = await documentOf(brought as JsonBlueprint)
  expect(operation(document, 'get', '/spec/things')).toEqual({
    operationId: 'listThings',
    responses: { 200: { $ref: '#/components/responses/Things' } },
  })
  expect(document.components).toMatchObject({ schemas: { Things: { type: 'array' } } })
})

test('a brought component of another content has its blueprint’s name, and references follow', async () => {
  const home = new JsonBlueprint('home')
  const things = { title: 'Things', type: 'object' }
  home.get('/', { name: 'get', schema: { response: { 200: things } } }, () => ({}))
  const document = await documentOf(home, brought as JsonBlueprint)
  expect(document.components).toMatchObject({
    schemas: { Things: { type: 'object' }, spec_Things: { type: 'array' } },
    responses: {
      Things: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/spec_Things' } } },
      },
    },
  })
})

test('a brought operation that a view has, too, stops the app', async () => {
  const clashing = { ...brought, prefix: '', register: () => {} }
  const home = new JsonBlueprint('home').get('/things', { operationId: 'listThings' }, () => [])
  await expect(appOf(home, clashing).ready()).rejects.toThrow('the document of blueprint "spec"')
})

describe('a blueprint that describes itself', () => {
  const home = new JsonBlueprint('home', { prefix: '/home' })
  home.get('/', { name: 'show' }, () => ({}))

  test('is not described by its views; those of blueprints in it are', async () => {
    const spec: Blueprint = {
      name: 'spec',
      async register(app) {
        const views = new JsonBlueprint('views').get('/a/:b', { name: 'a' }, () => ({})).mount(home)
        await views.register(app)
      },
      operations: () => ({ paths: { '/a/{c}': { get: { operationId: 'a', responses } } } }),
    }
    const { paths } = await documentOf(spec as JsonBlueprint)
    expect(Object.keys(paths)).toEqual(['/home', '/a/{c}'])
    expect(paths['/home']?.get).toMatchObject({ operationId: 'spec_home_show' })
  })

  test('has its tags beside those of others, and what is said first of a tag counts', async () => {
    const tags = [
      { name: 'home', description: 'x', externalDocs: { url: 'http://x' } },
      { name: 'b' },
    ]
    const spec = bringing('spec', { paths: {}, tags })
    const own = new JsonBlueprint('home', { description: 'Home' }).get('/x', () => ({}))
    expect((await documentOf(own, spec)).tags).toEqual([
      { name: 'home', description: 'Home', externalDocs: { url: 'http://x' } },
      { name: 'b' },
    ])
  })

  test('may bring the scheme that a view of another one requires', async () => {
    const own = new JsonBlueprint('home', { security: [{ key: [] }] }).get('/', () => ({}))
    const key = { type: 'http', scheme: 'basic' }
    const spec = bringing('spec', { paths: {}, components: { securitySchemes: { key } } })
    expect(operation(await documentOf(own, spec), 'get', '/').security).toEqual([{ key: [] }])
  })
})

const responses = { 200: { description: 'x' } }

function bringing(name: string, operations: BlueprintOperations): JsonBlueprint {
  return { name, register: () => {}, operations: () => operations } as Blueprint as JsonBlueprint
}

test('of a path of two blueprints each method keeps what its own item says of all', async () => {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
  const page = { name: 'page', in: 'query', schema: { type: 'integer' } }
  const parameters = [id, page]
  const own = { ...page, description: 'own' }
  const first = bringing('first', {
    paths: { '/a/{id}': { summary: 'A', parameters, get: { responses, parameters: [own] } } },
  })
  const servers = [{ url: '/v2' }]
  const second = bringing('second', {
    paths: { '/a/{id}': { parameters: [id], servers, put: { responses }, post: { responses } } },
  })
  expect((await documentOf(first)).paths['/a/{id}']).toMatchObject({ summary: 'A', parameters })
  expect((await documentOf(first, second)).paths['/a/{id}']).toEqual({
    get: { responses, parameters: [id, own] },
    post: { responses, servers, parameters: [id] },
    put: { responses, servers, parameters: [id] },
  })
})

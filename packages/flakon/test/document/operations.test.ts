import { expect, test } from 'vitest'
import type { Blueprint } from '../../src/blueprint.ts'
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

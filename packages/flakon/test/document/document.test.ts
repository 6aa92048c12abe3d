import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { documentOf, operation } from './apps.ts'

const id = Type.Object({ id: Type.Integer() })
const user = Type.Object({ id: Type.Integer() }, { $id: 'User', description: 'One user' })

function usersWith(options: ConstructorParameters<typeof JsonBlueprint>[1] = {}) {
  return new JsonBlueprint('users', { prefix: '/users', ...options })
}

describe('an operation has', () => {
  test('an id of blueprint and view, a tag, and words of its own', async () => {
    const users = usersWith({ description: 'Who uses it' })
    users.get(
      '/',
      { summary: 'All', description: 'All of them', deprecated: true },
      function list() {
        return []
      },
    )
    const document = await documentOf(users)
    expect(document.tags).toEqual([{ name: 'users', description: 'Who uses it' }])
    expect(Object.keys(document.paths)).toEqual(['/users'])
    expect(operation(document, 'get', '/users')).toMatchObject({
      operationId: 'users_list',
      tags: ['users'],
      summary: 'All',
      description: 'All of them',
      deprecated: true,
    })
  })

  test('another id and other tags where its options say so', async () => {
    const users = usersWith()
    users.get('/', { operationId: 'everybody', tags: ['people'] }, () => [])
    const document = await documentOf(users)
    expect(document.tags).toEqual([{ name: 'people' }])
    expect(operation(document, 'get', '/users')).toMatchObject({
      operationId: 'everybody',
      tags: ['people'],
    })
  })

  test('an id for each of its methods and nested blueprints', async () => {
    const users = usersWith()
    users.route({ method: ['GET', 'POST'], url: '/', name: 'both', handler: () => ({}) })
    const admin = new JsonBlueprint('admin', { prefix: '/admin' }).mount(users)
    const document = await documentOf(admin)
    expect(document.paths['/admin/users']).toMatchObject({
      get: { operationId: 'admin_users_both_get' },
      post: { operationId: 'admin_users_both_post' },
    })
  })

  test('parameters: declared ones, and those of the path in any case', async () => {
    const users = usersWith()
    const query = z.object({ page: z.number().optional(), 'sort-by': z.enum(['a', 'b']) })
    const headers = Type.Object({ 'x-tenant': Type.String(), authorization: Type.String() })
    users.get('/:id/:other', { name: 'show', schema: { params: id, query, headers } }, () => ({}))
    const { parameters } = operation(await documentOf(users), 'get', '/users/{id}/{other}')
    expect(parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'other', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'page', in: 'query', schema: { type: 'number' } },
      {
        name: 'sort-by',
        in: 'query',
        required: true,
        schema: { type: 'string', enum: ['a', 'b'] },
      },
      { name: 'x-tenant', in: 'header', required: true, schema: { type: 'string' } },
    ])
  })

  test('its body and its answers, by status', async () => {
    const users = usersWith()
    const response = { 201: user, 204: null, '4xx': Type.Object({ why: Type.String() }) }
    users.post('/', { name: 'add', schema: { body: user, response } }, () => ({ id: 1 }))
    const { requestBody, responses } = operation(await documentOf(users), 'post', '/users')
    const schema = { $ref: '#/components/schemas/User' }
    expect(requestBody).toEqual({ required: true, content: { 'application/json': { schema } } })
    expect(responses).toMatchObject({
      201: { description: 'One user', content: { 'application/json': { schema } } },
      204: { description: 'No Content' },
      '4XX': { description: 'Any 4xx answer' },
    })
    expect(responses[204]).not.toHaveProperty('content')
  })
})

describe('the problems of an operation are those it can answer', () => {
  const problemsOf = async (users: JsonBlueprint, method: string, path: string) => {
    const { responses } = operation(await documentOf(users), method, path)
    return Object.keys(responses).filter((status) => status >= '400')
  }

  test('without anything to check, the unexpected', async () => {
    expect(
      await problemsOf(
        usersWith().get('/', () => ({})),
        'get',
        '/users',
      ),
    ).toEqual(['500'])
  })

  test('with a path parameter, one that is too long', async () => {
    const users = usersWith().get('/:id', () => ({}))
    expect(await problemsOf(users, 'get', '/users/{id}')).toEqual(['414', '500'])
  })

  test('with a body, those of bodies', async () => {
    const users = usersWith().post('/', () => ({}))
    expect(await problemsOf(users, 'post', '/users')).toEqual(['400', '413', '415', '500'])
  })

  test('as the view declares them, where it does', async () => {
    const users = usersWith()
    users.post('/', { schema: { response: { 200: user, 400: user } } }, () => ({ id: 1 }))
    const { responses } = operation(await documentOf(users), 'post', '/users')
    expect(responses[400].content['application/json'].schema).toBeDefined()
  })
})

describe('security', () => {
  const securitySchemes = { token: { type: 'http', scheme: 'bearer' } }

  test('is what the view says, else what its blueprint says', async () => {
    const users = usersWith({ securitySchemes, security: [{ token: [] }] })
    users.get('/', { name: 'list' }, () => [])
    users.get('/open', { name: 'open', security: [] }, () => [])
    const document = await documentOf(users)
    expect(operation(document, 'get', '/users').security).toEqual([{ token: [] }])
    expect(operation(document, 'get', '/users/open').security).toEqual([])
    expect(document.components).toMatchObject({ securitySchemes })
  })

  test('names schemes that a blueprint defines', async () => {
    const users = usersWith({ securitySchemes })
    users.get('/', { name: 'list', security: [{ key: [] }] }, () => [])
    await expect(documentOf(users)).rejects.toMatchObject({
      code: 'FLK_SECURITY_UNKNOWN',
      message: expect.stringContaining('"key", which no blueprint defines (defined: token)'),
    })
  })
})

test('bare plugins, automatic HEADs and methods that OpenAPI lacks are not in the document', async () => {
  const home = new JsonBlueprint('home')
  home.register((app) => void app.get('/bare', () => ({})))
  home.all('/all', { name: 'all' }, () => ({}))
  const document = await documentOf(home)
  expect(Object.keys(document.paths)).toEqual(['/all'])
  expect(Object.keys(document.paths['/all'] ?? {}).toSorted()).toEqual(
    ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'].toSorted(),
  )
})

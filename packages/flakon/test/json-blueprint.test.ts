import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { appOf, routesOf } from './apps.ts'

test('every verb has a view of its own', async () => {
  const home = new JsonBlueprint('home')
  home
    .get('/a', () => 'get')
    .post('/a', () => 'post')
    .put('/a', () => 'put')
  home
    .patch('/a', () => 'patch')
    .delete('/a', () => 'delete')
    .options('/a', () => 'options')
  const app = appOf(home)
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url: '/a' })
    expect(response.json()).toBe(method.toLowerCase())
  }
})

test('a HEAD view of its own stands beside none, and GET has one by itself', async () => {
  const home = new JsonBlueprint('home')
  home.head('/only', (_request, reply) => reply.header('x-head', 'own').send())
  home.get('/a', () => ({ a: 1 }))
  const app = appOf(home)
  expect((await app.inject({ method: 'HEAD', url: '/only' })).headers['x-head']).toBe('own')
  expect(await app.inject({ method: 'HEAD', url: '/a' })).toMatchObject({
    statusCode: 200,
    body: '',
  })
  expect(await routesOf(app)).toEqual(['HEAD /only home.headOnly', 'GET /a home.getA'])
})

test('all answers every method', async () => {
  const app = appOf(new JsonBlueprint('home').all('/any', (request) => request.method))
  expect((await app.inject({ method: 'GET', url: '/any' })).json()).toBe('GET')
  expect((await app.inject({ method: 'DELETE', url: '/any' })).json()).toBe('DELETE')
})

test('route takes methods, path and view in one object', async () => {
  const home = new JsonBlueprint('home')
  home.route({ method: ['get', 'POST'], url: '/both', handler: (request) => request.method })
  const app = appOf(home)
  expect((await app.inject({ method: 'POST', url: '/both' })).json()).toBe('POST')
  expect((await app.inject('/both')).json()).toBe('GET')
})

test("Fastify's route options apply to a view", async () => {
  const home = new JsonBlueprint('home')
  home.post('/small', { bodyLimit: 4 }, (request) => request.body)
  const response = await appOf(home).inject({ method: 'POST', url: '/small', payload: { long: 1 } })
  expect(response.statusCode).toBe(413)
})

test("a view's name is its name option, else its handler's name, else method and path", async () => {
  const users = new JsonBlueprint('users', { prefix: '/users' })
  users.get('/', { name: 'listUsers' }, () => [])
  users.post('/', function addUser() {})
  users.get('/:id', () => ({}))
  users.delete('/:id/photo-album/*', () => ({}))
  const routes = (await routesOf(appOf(users))).filter((route) => !route.includes('/users/ '))
  expect(routes).toEqual([
    'GET /users users.listUsers',
    'POST /users users.addUser',
    'GET /users/:id users.getUsersById',
    'DELETE /users/:id/photo-album/* users.deleteUsersByIdPhotoAlbumRest',
  ])
})

test('a hook runs for the views of its blueprint only', async () => {
  const guarded = new JsonBlueprint('guarded')
  guarded.hook('onRequest', async (_request, reply) => {
    reply.header('x-guard', 'on')
  })
  guarded.get('/guarded', () => ({}))
  const app = appOf(
    guarded,
    new JsonBlueprint('open').get('/open', () => ({})),
  )
  expect((await app.inject('/guarded')).headers['x-guard']).toBe('on')
  expect((await app.inject('/open')).headers['x-guard']).toBeUndefined()
})

test('a hook with done and a payload hook work', async () => {
  const home = new JsonBlueprint('home')
  home.hook('preHandler', (_request, reply, done) => {
    reply.header('x-before', 'yes')
    done()
  })
  home.hook('preSerialization', async (_request, _reply, payload) => ({ wrapped: payload }))
  home.get('/', () => ({ a: 1 }))
  const response = await appOf(home).inject('/')
  expect(response.headers['x-before']).toBe('yes')
  expect(response.json()).toEqual({ wrapped: { a: 1 } })
})

test('onError answers the errors of its blueprint as a view would', async () => {
  const home = new JsonBlueprint('home')
  home.onError((error, _request, reply) => {
    reply.code(422)
    return { because: error.message }
  })
  home.get('/', () => {
    throw new Error('no')
  })
  const response = await appOf(home).inject('/')
  expect(response.statusCode).toBe(422)
  expect(response.json()).toEqual({ because: 'no' })
})

test('onError that returns undefined leaves the error to the app, sync and async', async () => {
  for (const handler of [() => undefined, async () => undefined]) {
    const home = new JsonBlueprint('home')
    home.onError(handler)
    home.get('/', () => {
      throw new Error('secret')
    })
    const response = await appOf(home).inject('/')
    expect(response.json()).toMatchObject({ status: 500, code: 'internal_server_error' })
  }
})

test('a plugin registered in a blueprint is scoped to it', async () => {
  const home = new JsonBlueprint('home')
  home.register(
    async (app: FastifyInstance, options: { word: string }) => {
      app.get('/plugin', async () => ({ word: options.word }))
    },
    { word: 'hi' },
  )
  const app = appOf(home)
  expect((await app.inject('/plugin')).json()).toEqual({ word: 'hi' })
  expect(await routesOf(app)).toEqual(['GET /plugin home.'])
})

test('a blueprint nests under a prefix, and its name is joined with a dot', async () => {
  const users = new JsonBlueprint('users', { prefix: '/users' }).get('/me', () => 'me')
  const admin = new JsonBlueprint('admin', { prefix: '/admin' }).mount(users, { prefix: '/v1' })
  const app = appOf(admin)
  expect((await app.inject('/admin/v1/users/me')).json()).toBe('me')
  expect(await routesOf(app)).toEqual(['GET /admin/v1/users/me admin.users.getUsersMe'])
})

test('one blueprint is mounted twice under two names', async () => {
  const users = new JsonBlueprint('users').get('/me', () => 'me')
  const api = new JsonBlueprint('api')
  api.mount(users, { prefix: '/v1', name: 'v1' }).mount(users, { prefix: '/v2', name: 'v2' })
  expect(await routesOf(appOf(api))).toEqual(['GET /v1/me api.v1.getMe', 'GET /v2/me api.v2.getMe'])
})

test('one blueprint serves several apps', async () => {
  const home = new JsonBlueprint('home').get('/', () => ({}))
  expect((await appOf(home).inject('/')).statusCode).toBe(200)
  expect((await appOf(home).inject('/')).statusCode).toBe(200)
})

import { SpecBlueprint } from '@flakon/openapi'
import { createApp } from 'flakon'
import { expect, test } from 'vitest'

const text = { type: 'string' }
const number = (name: string) => ({ name, in: 'path', required: true, type: 'integer' })

/** The contract as it would have been written for Swagger 2.0: the same ids, so the same handlers. */
const swagger = {
  swagger: '2.0',
  info: { title: 'Runs', version: '0.1.0' },
  basePath: '/api',
  consumes: ['application/json'],
  produces: ['application/json'],
  paths: {
    '/users': {
      get: {
        operationId: 'getUsers',
        responses: { 200: { description: 'Users', schema: { type: 'array', items: text } } },
      },
    },
    '/add_runs': {
      post: {
        operationId: 'addRuns',
        parameters: [{ name: 'runs', in: 'body', required: true, schema: { type: 'object' } }],
        responses: { 200: { description: 'How many', schema: { type: 'object' } } },
      },
    },
    '/runs/{runner_id}/{year}/{month}': {
      parameters: ['runner_id', 'year', 'month'].map(number),
      get: {
        operationId: 'getRuns',
        responses: { 200: { description: 'Runs', schema: { type: 'array', items: text } } },
      },
    },
  },
}

test('a document in the form of Swagger 2.0 is served as well', async () => {
  const api = new SpecBlueprint('api', { spec: swagger })
  api.operation('getUsers', () => ['Paula'])
  api.operation('addRuns', ({ body }) => ({ added: Object.keys(body).length }))
  api.operation('getRuns', ({ params }) => [Object.values(params).join('-')])
  const app = createApp({ blueprints: [api], settings: { contract: { allow_unsecured: true } } })
  expect((await app.inject('/api/users')).json()).toEqual(['Paula'])
  expect((await app.inject('/api/runs/1/2026/3')).json()).toEqual(['1-2026-3'])
  expect((await app.inject('/api/runs/1/2026/march')).statusCode).toBe(400)
  const added = { method: 'POST' as const, url: '/api/add_runs', payload: { 1: [], 2: [] } }
  expect((await app.inject(added)).json()).toEqual({ added: 2 })
})

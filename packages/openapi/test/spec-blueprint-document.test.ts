import { Validator } from '@seriousme/openapi-schema-validator'
import { createApp, JsonBlueprint } from 'flakon'
import { expect, test } from 'vitest'
import { blueprintOf, documentOf, json, ok } from './document-of.ts'

const key = { type: 'apiKey', in: 'header', name: 'x-key' }
const spec = documentOf(
  {
    '/runs/{id}': {
      summary: 'A run',
      servers: [{ url: 'https://runs.example/v2' }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: {
        operationId: 'getRun',
        'x-own': { kept: true },
        tags: ['runs'],
        responses: ok({ $ref: '#/components/schemas/Run' }),
      },
    },
    '/open': { get: { operationId: 'getOpen', security: [], responses: ok() } },
  },
  {
    servers: [{ url: '/v1' }],
    security: [{ key: [] }],
    tags: [{ name: 'runs', description: 'What was run' }],
    components: {
      securitySchemes: { key },
      schemas: {
        Run: { type: 'object', properties: { of: { $ref: '#/components/schemas/Run' } } },
      },
    },
  },
)

const own = new JsonBlueprint('own')
own.get('/own', { schema: { response: { 200: { title: 'Run', type: 'object' } } } }, () => ({}))

async function documentAt(path: string) {
  const api = blueprintOf(spec, { getRun: () => ({}), getOpen: () => ({}) })
  api.security('key', () => true)
  const settings = { openapi: { enabled: true, path }, log: { level: 'silent' } }
  const app = createApp({ blueprints: [api, own], settings })
  return (await app.inject(path)).json()
}

test('operations stand in the document as they are, under the paths where they are served', async () => {
  const { paths, tags } = await documentAt('/openapi.json')
  expect(Object.keys(paths).sort()).toEqual(['/own', '/v1/open', '/v2/runs/{id}'])
  expect(paths['/v2/runs/{id}']).toEqual({
    summary: 'A run',
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
    get: {
      operationId: 'getRun',
      'x-own': { kept: true },
      tags: ['runs'],
      responses: {
        200: { description: 'OK', ...json({ $ref: '#/components/schemas/api_Run' }) },
      },
      security: [{ key: [] }],
    },
  })
  expect(paths['/v1/open'].get.security).toEqual([])
  expect(tags).toContainEqual({ name: 'runs', description: 'What was run' })
})

test('components that another blueprint has the name of are renamed, with all that refers to them', async () => {
  const { components } = await documentAt('/openapi.json')
  expect(components.securitySchemes).toEqual({ key })
  expect(components.schemas.api_Run.properties.of).toEqual({
    $ref: '#/components/schemas/api_Run',
  })
})

test('the document is valid', async () => {
  const result = await new Validator().validate(await documentAt('/document.json'))
  expect(result.errors).toBeUndefined()
})

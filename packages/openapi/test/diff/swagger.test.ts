import { expect, test } from 'vitest'
import { apiOf, bothWays } from './versions.ts'

test('Swagger 2.0 and OpenAPI 3.1 of one API differ in nothing', async () => {
  const run = {
    type: 'object',
    required: ['at'],
    properties: { at: { type: 'string', format: 'date' }, km: { type: 'number' } },
  }
  const two = {
    swagger: '2.0',
    info: { title: 'Runs', version: '1' },
    basePath: '/v1',
    consumes: ['application/json'],
    produces: ['application/json'],
    securityDefinitions: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      login: { type: 'basic' },
    },
    security: [{ key: [] }, { login: [] }],
    definitions: {
      Run: {
        ...run,
        properties: {
          ...run.properties,
          km: { type: 'number', 'x-nullable': true, minimum: 0, exclusiveMinimum: true },
        },
      },
    },
    paths: {
      '/runs/{id}': {
        put: {
          operationId: 'putRun',
          parameters: [
            { name: 'id', in: 'path', required: true, type: 'integer' },
            {
              name: 'tags',
              in: 'query',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'multi',
            },
            {
              name: 'ids',
              in: 'query',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'pipes',
            },
            { name: 'run', in: 'body', required: true, schema: { $ref: '#/definitions/Run' } },
          ],
          responses: {
            200: {
              description: 'good',
              schema: { $ref: '#/definitions/Run' },
              headers: { ETag: { type: 'string' } },
            },
          },
        },
      },
    },
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Race' } } }
  const tags = { type: 'array', items: { type: 'string' } }
  const three = apiOf(
    {
      '/runs/{run}': {
        put: {
          operationId: 'putRun',
          parameters: [
            { name: 'run', in: 'path', required: true, schema: { type: 'integer' } },
            { name: 'tags', in: 'query', schema: tags },
            { name: 'ids', in: 'query', style: 'pipeDelimited', explode: false, schema: tags },
          ],
          requestBody: { required: true, content },
          responses: {
            200: {
              description: 'good',
              content,
              headers: { etag: { schema: { type: 'string' } } },
            },
          },
        },
      },
    },
    {
      servers: [{ url: 'https://example.com/v1' }],
      security: [{ login: [] }, { apiKey: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'x-key' },
          login: { type: 'http', scheme: 'Basic' },
        },
        schemas: {
          Race: {
            ...run,
            properties: {
              ...run.properties,
              km: { type: ['number', 'null'], exclusiveMinimum: 0 },
            },
          },
        },
      },
    },
  )
  expect(await bothWays(two, three)).toEqual([
    ['path-parameter-renamed'],
    ['path-parameter-renamed'],
  ])
})

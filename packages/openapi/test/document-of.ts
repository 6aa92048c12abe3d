import { type AppOptions, createApp } from 'flakon'
import { SpecBlueprint, type SpecBlueprintOptions } from '../src/index.ts'

export const json = (schema: object) => ({ content: { 'application/json': { schema } } })
export const ok = (schema: object = {}) => ({ 200: { description: 'OK', ...json(schema) } })

/** A document of these paths, in OpenAPI 3.1. */
export function documentOf(paths: object, more: object = {}): object {
  return { openapi: '3.1.0', info: { title: 'Test', version: '1.0.0' }, paths, ...more }
}

type Handlers = Readonly<Record<string, (request: never, reply: never) => unknown>>

/** A blueprint of a document, with its handlers. */
export function blueprintOf(
  spec: object,
  handlers: Handlers = {},
  options: Omit<SpecBlueprintOptions, 'spec'> = {},
): SpecBlueprint {
  const api = new SpecBlueprint('api', { spec, ...options })
  for (const [id, handler] of Object.entries(handlers)) api.operation(id, handler as never)
  return api
}

interface Settings {
  readonly [section: string]: object
}

/** An app with such a blueprint in it. */
export function appOf(
  api: SpecBlueprint,
  { settings = {}, ...options }: Omit<AppOptions, 'settings'> & { settings?: Settings } = {},
) {
  const quiet = { log: { level: 'silent' }, ...settings }
  return createApp({ blueprints: [api], settings: quiet as never, ...options })
}

const User = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string' } },
}
const user = { $ref: '#/components/schemas/User' }
export const id = { name: 'user-id', in: 'path', required: true, schema: { type: 'integer' } }
/** A service of one resource. */
export const users = documentOf(
  {
    '/users/{user-id}': {
      parameters: [id],
      get: { operationId: 'getUser', responses: ok(user) },
      put: {
        operationId: 'putUser',
        requestBody: { required: true, ...json(user) },
        responses: { 201: { description: 'Made', ...json(user) } },
      },
    },
  },
  { components: { schemas: { User } }, servers: [{ url: 'https://users.example/v1' }] },
)
export const handlers = {
  getUser: ({ params }: { params: { 'user-id': number } }) => ({
    id: params['user-id'],
    name: 'Ada',
    secret: 1,
  }),
  putUser: ({ body, params }: { body: object; params: { 'user-id': number } }) => ({
    ...body,
    id: params['user-id'],
  }),
}

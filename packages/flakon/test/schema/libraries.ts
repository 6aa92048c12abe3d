import { Type as Type0 } from '@sinclair/typebox'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import Type from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import type { ViewSchema } from '../../src/schema/view-schema.ts'
import { appOf } from '../apps.ts'

/** The schemas of one order, as each library writes them. */
export interface Library {
  readonly name: string
  /** `{ id: integer ≥ 1 }` */
  readonly params: object
  /** `{ page?: integer, tag?: string[], sure?: boolean }` */
  readonly query: object
  /** `{ 'x-count'?: number }` */
  readonly headers: object
  /** `{ name: string of 1 to 20, items: { price: number ≥ 0 }[] }` */
  readonly body: object
}

const zod: Library = {
  name: 'Zod',
  params: z.object({ id: z.int().min(1) }),
  query: z.object({
    page: z.int().optional(),
    tag: z.array(z.string()).optional(),
    sure: z.boolean().optional(),
  }),
  headers: z.object({ 'x-count': z.number().optional() }),
  body: z.object({
    name: z.string().min(1).max(20),
    items: z.array(z.object({ price: z.number().min(0) })),
  }),
}

const arktype: Library = {
  name: 'ArkType',
  params: type({ id: 'number.integer >= 1' }),
  query: type({ 'page?': 'number.integer', 'tag?': 'string[]', 'sure?': 'boolean' }),
  headers: type({ 'x-count?': 'number' }),
  body: type({ name: '1 <= string <= 20', items: type({ price: 'number >= 0' }).array() }),
}

const valibot: Library = {
  name: 'Valibot',
  params: toStandardJsonSchema(v.object({ id: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  query: toStandardJsonSchema(
    v.object({
      page: v.optional(v.pipe(v.number(), v.integer())),
      tag: v.optional(v.array(v.string())),
      sure: v.optional(v.boolean()),
    }),
  ),
  headers: toStandardJsonSchema(v.object({ 'x-count': v.optional(v.number()) })),
  body: toStandardJsonSchema(
    v.object({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(20)),
      items: v.array(v.object({ price: v.pipe(v.number(), v.minValue(0)) })),
    }),
  ),
}

const typebox: Library = {
  name: 'TypeBox 1',
  params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
  query: Type.Object({
    page: Type.Optional(Type.Integer()),
    tag: Type.Optional(Type.Array(Type.String())),
    sure: Type.Optional(Type.Boolean()),
  }),
  headers: Type.Object({ 'x-count': Type.Optional(Type.Number()) }),
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 20 }),
    items: Type.Array(Type.Object({ price: Type.Number({ minimum: 0 }) })),
  }),
}

const typebox0: Library = {
  name: 'TypeBox 0.34',
  params: Type0.Object({ id: Type0.Integer({ minimum: 1 }) }),
  query: Type0.Object({
    page: Type0.Optional(Type0.Integer()),
    tag: Type0.Optional(Type0.Array(Type0.String())),
    sure: Type0.Optional(Type0.Boolean()),
  }),
  headers: Type0.Object({ 'x-count': Type0.Optional(Type0.Number()) }),
  body: Type0.Object({
    name: Type0.String({ minLength: 1, maxLength: 20 }),
    items: Type0.Array(Type0.Object({ price: Type0.Number({ minimum: 0 }) })),
  }),
}

const json: Library = {
  name: 'JSON Schema',
  params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
  query: {
    type: 'object',
    properties: {
      page: { type: 'integer' },
      tag: { type: 'array', items: { type: 'string' } },
      sure: { type: 'boolean' },
    },
  },
  headers: { type: 'object', properties: { 'x-count': { type: 'number' } } },
  body: {
    type: 'object',
    required: ['name', 'items'],
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 20 },
      items: {
        type: 'array',
        items: {
          type: 'object',
          required: ['price'],
          properties: { price: { type: 'number', minimum: 0 } },
        },
      },
    },
  },
}

export const libraries: readonly Library[] = [zod, arktype, valibot, typebox, typebox0, json]

/** An app with one view on `POST /:id` that answers what it was given. */
export function echoOf(schema: ViewSchema, path = '/:id') {
  const echo = new JsonBlueprint('echo')
  echo.post(path, { schema }, (request) => ({
    params: request.params,
    query: request.query,
    headers: request.headers,
    body: request.body,
  }))
  return appOf(echo)
}

/** What such an app answers to a request, its status with it. */
export async function sentTo(
  app: ReturnType<typeof echoOf>,
  payload: unknown,
  url = '/1',
  headers: Record<string, string> = {},
) {
  const type = { 'content-type': 'application/json' }
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const response = await app.inject({
    method: 'POST',
    url,
    ...(body === undefined ? { headers } : { payload: body, headers: { ...type, ...headers } }),
  })
  return { status: response.statusCode, bytes: response.rawPayload.length, ...response.json() }
}

import { Type as Type0 } from '@sinclair/typebox'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type as ark } from 'arktype'
import Type from 'typebox'
import * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/index.ts'

const users = new JsonBlueprint('users')

test('Zod: each part is the output type of its schema', () => {
  const User = z.object({
    id: z.int(),
    role: z.enum(['user', 'admin']),
    nick: z.string().exactOptional(),
  })
  const schema = {
    params: z.object({ id: z.coerce.number() }),
    query: z.object({ page: z.int().default(1) }),
    headers: z.object({ 'x-tenant': z.string() }),
    body: z.object({ born: z.iso.date().transform((text) => new Date(text)) }),
    response: { 201: User, 404: z.object({ reason: z.string() }) },
  }
  users.post('/:id', { schema }, (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(request.query).toEqualTypeOf<{ page: number }>()
    expectTypeOf(request.headers['x-tenant']).toEqualTypeOf<string>()
    expectTypeOf(request.body).toEqualTypeOf<{ born: Date }>()
    if (request.params.id === 0) return reply.code(404).send({ reason: 'none' })
    return { id: 1, role: 'user' }
  })
})

test('ArkType: each part is the output type of its schema', () => {
  const schema = {
    params: ark({ id: 'number.integer' }),
    query: ark({ page: 'number = 1' }),
    headers: ark({ 'x-tenant': 'string' }),
    body: ark({ born: 'string.date.parse' }),
    response: {
      201: ark({ id: 'number', role: "'user' | 'admin'", 'nick?': 'string' }),
      404: ark({ reason: 'string' }),
    },
  }
  users.post('/:id', { schema }, (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(request.query).toEqualTypeOf<{ page: number }>()
    expectTypeOf(request.headers['x-tenant']).toEqualTypeOf<string>()
    expectTypeOf(request.body).toEqualTypeOf<{ born: Date }>()
    if (request.params.id === 0) return reply.code(404).send({ reason: 'none' })
    return { id: 1, role: 'user' }
  })
})

test('Valibot: each part is the output type of its schema, wrapped or not', () => {
  const schema = {
    params: toStandardJsonSchema(v.object({ id: v.number() })),
    query: toStandardJsonSchema(v.object({ page: v.optional(v.number(), 1) })),
    headers: toStandardJsonSchema(v.object({ 'x-tenant': v.string() })),
    body: v.object({
      born: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    }),
    response: {
      201: toStandardJsonSchema(
        v.object({
          id: v.number(),
          role: v.picklist(['user', 'admin']),
          nick: v.exactOptional(v.string()),
        }),
      ),
      404: v.object({ reason: v.string() }),
    },
  }
  users.post('/:id', { schema }, (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(request.query).toEqualTypeOf<{ page: number }>()
    expectTypeOf(request.headers['x-tenant']).toEqualTypeOf<string>()
    expectTypeOf(request.body).toEqualTypeOf<{ born: Date }>()
    if (request.params.id === 0) return reply.code(404).send({ reason: 'none' })
    return { id: 1, role: 'user' }
  })
})

test('TypeBox 1: each part is what the schema describes', () => {
  const schema = {
    params: Type.Object({ id: Type.Integer() }),
    query: Type.Object({ page: Type.Optional(Type.Integer()), tags: Type.Array(Type.String()) }),
    headers: Type.Object({ 'x-tenant': Type.String() }),
    body: Type.Object({
      pair: Type.Tuple([Type.String(), Type.Number()]),
      either: Type.Union([Type.Literal('a'), Type.Null()]),
      both: Type.Intersect([Type.Object({ a: Type.Number() }), Type.Object({ b: Type.Boolean() })]),
      map: Type.Record(Type.String(), Type.Number()),
      color: Type.Enum(['red', 'blue']),
    }),
    response: {
      201: Type.Object({
        id: Type.Integer(),
        role: Type.Union([Type.Literal('user'), Type.Literal('admin')]),
        nick: Type.Optional(Type.String()),
      }),
      404: Type.Object({ reason: Type.String() }),
    },
  }
  users.post('/:id', { schema }, (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(request.query).toEqualTypeOf<{ page?: number; tags: string[] }>()
    expectTypeOf(request.headers['x-tenant']).toEqualTypeOf<string>()
    expectTypeOf(request.body.pair).toEqualTypeOf<[string, number]>()
    expectTypeOf(request.body.either).toEqualTypeOf<'a' | null>()
    expectTypeOf(request.body.both).toEqualTypeOf<{ a: number } & { b: boolean }>()
    expectTypeOf(request.body.map).toEqualTypeOf<{ [key: string]: number }>()
    expectTypeOf(request.body.color).toEqualTypeOf<'red' | 'blue'>()
    if (request.params.id === 0) return reply.code(404).send({ reason: 'none' })
    return { id: 1, role: 'user' }
  })
})

test('TypeBox 0.34: each part is the static type of its schema', () => {
  const schema = {
    params: Type0.Object({ id: Type0.Integer() }),
    query: Type0.Object({ page: Type0.Optional(Type0.Integer()) }),
    headers: Type0.Object({ 'x-tenant': Type0.String() }),
    response: {
      201: Type0.Object({
        id: Type0.Integer(),
        role: Type0.Union([Type0.Literal('user'), Type0.Literal('admin')]),
        nick: Type0.Optional(Type0.String()),
      }),
      404: Type0.Object({ reason: Type0.String() }),
    },
  }
  users.post('/:id', { schema }, (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(request.query).toEqualTypeOf<{ page?: number }>()
    expectTypeOf(request.headers['x-tenant']).toEqualTypeOf<string>()
    if (request.params.id === 0) return reply.code(404).send({ reason: 'none' })
    return { id: 1, role: 'user' }
  })
})

test('JSON Schema, written in place, needs no `as const`', () => {
  users.post(
    '/:id',
    {
      schema: {
        params: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
        querystring: {
          type: 'object',
          properties: {
            page: { type: 'integer' },
            sort: { enum: ['up', 'down'] },
            limit: { anyOf: [{ type: 'integer' }, { const: 'all' }] },
          },
        },
        body: {
          type: 'object',
          required: ['pair', 'deep'],
          properties: {
            pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
            maybe: { type: ['string', 'null'] },
            deep: { type: 'array', items: { type: 'object', properties: { a: true } } },
            other: { $ref: '#/$defs/other' },
            map: { type: 'object', additionalProperties: { type: 'boolean' } },
          },
        },
        response: {
          201: {
            type: 'object',
            required: ['id', 'role'],
            properties: {
              id: { type: 'integer' },
              role: { enum: ['user', 'admin'] },
              nick: { type: 'string' },
            },
          },
        },
      },
    },
    (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: number }>()
      expectTypeOf(request.query).toEqualTypeOf<{
        page?: number
        sort?: 'up' | 'down'
        limit?: number | 'all'
      }>()
      expectTypeOf(request.body.pair).toEqualTypeOf<[string, number]>()
      expectTypeOf(request.body.maybe).toEqualTypeOf<string | null | undefined>()
      expectTypeOf(request.body.deep).toEqualTypeOf<{ a?: unknown }[]>()
      expectTypeOf(request.body.other).toEqualTypeOf<unknown>()
      expectTypeOf(request.body.map).toEqualTypeOf<{ [key: string]: boolean } | undefined>()
      return { id: 1, role: 'user' }
    },
  )
})

import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { appOf } from '../apps.ts'
import { echoOf, libraries, sentTo } from './libraries.ts'

describe.each(libraries)('$name', ({ params, query, headers, body }) => {
  const app = () => echoOf({ params, query, headers, body })
  const good = { name: 'a', items: [{ price: 1 }] }

  test('a right request passes, its texts converted and its headers kept', async () => {
    const given = { 'x-count': '1e3', authorization: 'secret' }
    const answer = await sentTo(app(), good, '/42?page=2&tag=x&sure=true', given)
    expect(answer).toMatchObject({
      status: 200,
      params: { id: 42 },
      query: { page: 2, tag: ['x'], sure: true },
      headers: { 'x-count': 1000, authorization: 'secret', host: 'localhost:80' },
      body: good,
    })
  })

  test('every fault of every part is told, in the same words whatever the library', async () => {
    const bad = { name: '', items: [{ price: 0 }, { price: -1 }, { price: '1' }, {}] }
    const answer = await sentTo(app(), bad, '/x?page=1.5&sure=1', { 'x-count': 'many' })
    expect(answer).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(answer.errors.slice(0, 4)).toEqual([
      { in: 'params', pointer: '/id', detail: 'must be an integer' },
      { in: 'query', pointer: '/page', detail: 'must be an integer' },
      { in: 'query', pointer: '/sure', detail: 'must be a boolean' },
      { in: 'headers', pointer: '/x-count', detail: 'must be a number' },
    ])
    expect(answer.errors.slice(4).toSorted(byPointer)).toEqual([
      { in: 'body', pointer: '/items/1/price', detail: 'must be ≥ 0' },
      { in: 'body', pointer: '/items/2/price', detail: 'must be a number' },
      { in: 'body', pointer: '/items/3/price', detail: 'is required' },
      { in: 'body', pointer: '/name', detail: 'must have at least 1 character' },
    ])
  })

  test('a missing body is one fault', async () => {
    const answer = await sentTo(app(), undefined)
    expect(answer.errors).toEqual([{ in: 'body', pointer: '', detail: 'is required' }])
  })

  test('a large body is told its first fault only, in a small answer', async () => {
    const items = Array.from({ length: 30_000 }, () => ({ price: 'x' }))
    const answer = await sentTo(app(), { name: 'a', items })
    expect(answer.errors).toEqual([
      { in: 'body', pointer: '/items/0/price', detail: 'must be a number' },
    ])
  })

  test('many faults are told as far as they fit', async () => {
    const items = Array.from({ length: 1300 }, () => ({ a: 1 }))
    const answer = await sentTo(app(), { name: 'a', items })
    expect(answer).toMatchObject({ status: 400, more: true })
    expect(answer.bytes).toBeLessThan(16 * 1024)
    expect(answer.errors.length).toBeGreaterThan(100)
  })
})

function byPointer(one: { pointer: string }, other: { pointer: string }): number {
  return one.pointer < other.pointer ? -1 : 1
}

describe('a body', () => {
  const text = { type: 'object', properties: { a: { type: 'integer' } } } as const

  test('is not converted, not stripped and gets no defaults by us', async () => {
    const app = echoOf({
      body: { ...text, properties: { ...text.properties, b: { default: 1 } } },
    })
    expect((await sentTo(app, { a: 1, extra: null })).body).toEqual({ a: 1, extra: null })
    expect((await sentTo(app, { a: '1' })).errors).toEqual([
      { in: 'body', pointer: '/a', detail: 'must be an integer' },
    ])
    expect((await sentTo(app, { a: null })).status).toBe(400)
  })

  test('is what its own schema makes of it', async () => {
    const body = z.object({
      a: z.coerce.number(),
      b: z.string().default('x'),
      c: z.date().optional(),
    })
    expect((await sentTo(echoOf({ body }), { a: '1', extra: 1 })).body).toEqual({ a: 1, b: 'x' })
  })

  test('is checked by an asynchronous refinement', async () => {
    const body = z.object({
      name: z.string().refine(async (name) => name !== 'taken', 'is taken already'),
    })
    const app = echoOf({ body })
    expect((await sentTo(app, { name: 'free' })).status).toBe(200)
    expect((await sentTo(app, { name: 'taken' })).errors).toEqual([
      { in: 'body', pointer: '/name', detail: 'is taken already' },
    ])
  })

  test('of a library that describes nothing is checked by it all the same', async () => {
    const app = echoOf({ body: v.object({ a: v.pipe(v.number(), v.minValue(3, 'too few')) }) })
    expect((await sentTo(app, { a: 3, b: 1 })).body).toEqual({ a: 3 })
    expect((await sentTo(app, { a: 1 })).errors).toEqual([
      { in: 'body', pointer: '/a', detail: 'too few' },
    ])
  })

  test('may be left out where its library takes nothing', async () => {
    const app = echoOf({ body: z.object({ a: z.number() }).optional() })
    expect((await sentTo(app, undefined)).status).toBe(200)
  })
})

test('a message of a library is shown where JSON Schema has no words, but never for headers', async () => {
  const secret = type('string').narrow((text, ctx) => text === 'x' || ctx.mustBe('x'))
  const app = echoOf({ headers: type({ 'x-key': secret }), query: type({ q: secret }) }, '/')
  const answer = await sentTo(app, undefined, '/?q=mine', { 'x-key': 'hidden' })
  expect(answer.errors).toEqual([
    { in: 'query', pointer: '/q', detail: expect.stringContaining('must be x') },
    { in: 'headers', pointer: '/x-key', detail: 'is not valid' },
  ])
  expect(JSON.stringify(answer)).not.toContain('hidden')
})

test('a long message of a library is cut', async () => {
  const body = z.object({ a: z.string().refine(() => false, 'x'.repeat(50_000)) })
  const answer = await sentTo(echoOf({ body }), { a: '' })
  expect(answer.errors[0].detail.length).toBeLessThan(400)
})

test('a refinement beside a fault of another property is told, too', async () => {
  const body = z.object({ a: z.email(), b: z.string().refine(() => false, 'is not right') })
  expect((await sentTo(echoOf({ body }), { a: 'x', b: 'y' })).errors).toEqual([
    { in: 'body', pointer: '/a', detail: 'must be an email address' },
    { in: 'body', pointer: '/b', detail: 'is not right' },
  ])
})

test('of a union a library tells what was meant, once', async () => {
  const cat = z.object({ kind: z.literal('cat'), lives: z.number() })
  const dog = z.object({ kind: z.literal('dog'), name: z.string() })
  const body = z.object({ pet: z.discriminatedUnion('kind', [cat, dog]) })
  const errors = async (pet: object) => (await sentTo(echoOf({ body }), { pet })).errors
  expect(await errors({ kind: 'cow' })).toEqual([
    { in: 'body', pointer: '/pet/kind', detail: expect.stringContaining('discriminator') },
  ])
  expect(await errors({ kind: 'dog', name: 1 })).toEqual([
    { in: 'body', pointer: '/pet/name', detail: 'must be a string' },
  ])
})

test('checks come after the hooks of their step and before preHandler', async () => {
  const seen: string[] = []
  const home = new JsonBlueprint('home')
  home.hook('preValidation', async () => void seen.push('blueprint'))
  home.hook('preHandler', async () => void seen.push('preHandler'))
  home.get(
    '/',
    {
      schema: { query: { type: 'object', properties: { a: { type: 'integer' } } } },
      preValidation: async ({ query }) =>
        void seen.push(`view ${typeof (query as { a: unknown }).a}`),
    },
    ({ query }) => typeof query.a,
  )
  const app = appOf(home)
  expect((await app.inject('/?a=1')).json()).toBe('number')
  expect(seen).toEqual(['blueprint', 'view string', 'preHandler'])
  expect((await app.inject('/?a=x')).statusCode).toBe(400)
  expect(seen.slice(3)).toEqual(['blueprint', 'view string'])
})

test('with attachValidation the view decides', async () => {
  const home = new JsonBlueprint('home')
  const query = { type: 'object', properties: { a: { type: 'integer' } } } as const
  home.get('/', { schema: { query }, attachValidation: true }, (request) => ({
    message: request.validationError?.message ?? null,
  }))
  expect((await appOf(home).inject('/?a=x')).json()).toEqual({
    message: 'query /a must be an integer',
  })
})

test('bare plugins keep the rules of Fastify', async () => {
  const app = appOf((instance) => {
    const querystring = { type: 'object', properties: { a: { type: 'integer' } } }
    instance.get('/', { schema: { querystring } }, (request) => request.query)
  })
  expect((await app.inject('/?a=1.0')).json()).toEqual({ a: 1 })
})

import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../src/json-blueprint.ts'

const home = new JsonBlueprint('home')
const json = { schema: z.object({ a: z.number() }) }
const csv = { schema: { type: 'string' } } as const

test('a body by media type is one of its types', () => {
  const body = { content: { 'application/json': json, 'text/csv': csv } }
  home.post('/', { schema: { body } }, (request) => {
    expectTypeOf(request.body).toEqualTypeOf<{ a: number } | string>()
    return {}
  })
})

test('a body that may be left out may be undefined', () => {
  home.post(
    '/',
    { schema: { body: { content: { 'text/csv': csv }, required: false } } },
    (request) => {
      expectTypeOf(request.body).toEqualTypeOf<string | undefined>()
      return {}
    },
  )
  home.post('/', { schema: { body: { content: { 'image/*': {} } } } }, (request) => {
    expectTypeOf(request.body).toEqualTypeOf<unknown>()
    return {}
  })
})

import { expectTypeOf, test } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'

const home = new JsonBlueprint('home')

test('a view with a decode has the types of its schema, cookies included', () => {
  const schema = {
    query: { type: 'object', properties: { page: { type: 'integer' } }, required: ['page'] },
    cookies: { type: 'object', properties: { session: { type: 'string' } } },
  } as const
  const decode = () => ({ query: { page: 1 }, faults: [] })
  home.get('/', { schema, decode }, (request) => {
    expectTypeOf(request.query.page).toEqualTypeOf<number>()
    expectTypeOf(request.cookies.session).toEqualTypeOf<string | undefined>()
    return {}
  })
})

test('decode gives parts and faults, and nothing else', () => {
  // @ts-expect-error a part that no request has
  home.get('/', { decode: () => ({ querystring: {} }) }, () => ({}))
  // @ts-expect-error a fault without its place
  home.get('/', { decode: () => ({ faults: [{ in: 'query', detail: 'x' }] }) }, () => ({}))
})

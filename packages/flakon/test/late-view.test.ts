import { describe, expect, test, vi } from 'vitest'
import { createApp, JsonBlueprint } from '../src/index.ts'

const shared = { User: { $id: 'User', type: 'object', properties: { id: { type: 'integer' } } } }
const schema = () => ({
  params: { type: 'object', properties: { id: { type: 'integer' } } },
  response: { 200: { type: 'array', items: { $ref: 'User' } } },
})

function appOf(mode: string, make: () => object = schema) {
  const users = new JsonBlueprint('users')
  const late = { schema: vi.fn(make), shared: (id: string) => shared[id as 'User'] }
  users.get('/:id', { late, name: 'show' }, ({ params }) => [{ ...(params as object), secret: 1 }])
  const app = createApp({
    blueprints: [users],
    settings: { app: { mode }, log: { level: 'silent' } },
  })
  return { app, late }
}

describe('a view whose schema is late', () => {
  test.each(['production', 'test'])('is checked and answers as any other in %s', async (mode) => {
    const { app } = appOf(mode)
    expect((await app.inject('/x')).json()).toMatchObject({
      errors: [{ in: 'params', pointer: '/id', detail: 'must be an integer' }],
    })
    expect((await app.inject('/7')).json()).toEqual([{ id: 7 }])
  })

  test('asks for it once, in production when a request comes, else at boot', async () => {
    const production = appOf('production')
    await production.app.ready()
    expect(production.late.schema).not.toHaveBeenCalled()
    await production.app.inject('/1')
    await production.app.inject('/2')
    expect(production.late.schema).toHaveBeenCalledTimes(1)
    const debug = appOf('test')
    await debug.app.ready()
    expect(debug.late.schema).toHaveBeenCalledTimes(1)
  })

  test('is a bare 500 where the schema is none, and stops the boot where somebody can mend it', async () => {
    const wrong = () => ({ qurey: {} })
    expect((await appOf('production', wrong).app.inject('/1')).json()).toMatchObject({
      status: 500,
      code: 'internal_server_error',
    })
    await expect(appOf('test', wrong).app.ready()).rejects.toThrow(/did you mean query\?/)
  })
})

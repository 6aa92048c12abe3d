import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { Compiler } from '../src/schema/compiler.ts'
import { appIn, appOf, homeWith } from './apps.ts'

const user = { type: 'object', properties: { id: { type: 'integer' } } } as const

describe('at boot', () => {
  test('a schema that cannot be used stops the app, with the view, the place and the reason', async () => {
    const home = homeWith({ 200: { type: 'strin' } }, () => ({}))
    const { app } = appIn('production', home)
    await expect(app.ready()).rejects.toMatchObject({
      code: 'FLK_SCHEMA_INVALID',
      message: expect.stringMatching(
        /GET \/, view home\.show \(.*apps\.ts:\d+:\d+\), is not usable: response 200: /,
      ),
    })
  })

  test('what no document can show is one line of log', async () => {
    const home = new JsonBlueprint('home')
    home.post('/', { name: 'add', schema: { body: v.object({ a: v.string() }) } }, () => ({}))
    const { app, lines } = appIn('production', home)
    await app.ready()
    const told = lines.filter((line) => line.includes('home.add'))
    const reason = 'body: valibot describes nothing of it as JSON Schema'
    const line = `home.add: ${reason}; the library checks it all the same`
    expect(told.map((one) => JSON.parse(one).msg)).toEqual([line])
  })

  test.each([
    ['debug', 2],
    ['test', 2],
    ['production', 0],
  ] as const)('in %s %d schemas of two are compiled', async (mode, count) => {
    const compile = vi.spyOn(Compiler.prototype, 'compile')
    const home = new JsonBlueprint('home')
    const fresh = () => ({ type: 'object', properties: { id: { type: 'integer' } } })
    const schema = { body: fresh(), response: { 200: fresh() } }
    home.post('/', { name: 'add', schema }, () => ({ id: 1 }))
    const { app } = appIn(mode, home)
    await app.ready()
    expect(compile).toHaveBeenCalledTimes(count)
    compile.mockRestore()
  })

  test('shared schemas are known', async () => {
    const home = new JsonBlueprint('home')
    const schema = { body: { $ref: 'User#' }, response: { 200: { $ref: 'User#' } } }
    home.post('/', { schema }, ({ body }) => ({ ...(body as object), x: 1 }))
    const app = appOf(home)
    app.addSchema({ $id: 'User', ...user })
    const sent = (payload: object) => app.inject({ method: 'POST', url: '/', payload })
    expect((await sent({ id: 1 })).json()).toEqual({ id: 1 })
    expect((await sent({ id: 'x' })).statusCode).toBe(400)
  })
})

test('a route with a compiler of its own is left to Fastify', async () => {
  const home = new JsonBlueprint('home')
  const validatorCompiler = () => (value: unknown) => ({ value: { seen: value } })
  home.post('/', { schema: { body: type({ a: '1' }) }, validatorCompiler }, ({ body }) => body)
  const response = await appOf(home).inject({ method: 'POST', url: '/', payload: { a: 2 } })
  expect(response.json()).toEqual({ seen: { a: 2 } })
})

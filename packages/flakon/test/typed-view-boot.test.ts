import { type } from 'arktype'
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { Compiler } from '../src/schema/compiler.ts'
import { appIn, appOf, homeWith } from './apps.ts'
import { generatedBy } from './code-generation.ts'

const user = { type: 'object', properties: { id: { type: 'integer' } } } as const

/** A plugin that adds a schema to the context that it is registered in. */
function addingOf(schema: object) {
  const add = async (app: FastifyInstance) => void app.addSchema(schema)
  return Object.assign(add, { [Symbol.for('skip-override')]: true })
}

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
    ['debug', 4],
    ['test', 4],
    ['production', 0],
  ] as const)('in %s %d schemas of four are compiled', async (mode, count) => {
    const home = new JsonBlueprint('home')
    const fresh = () => ({ type: 'object', properties: { user: { $ref: 'User' } } })
    const schema = { body: fresh(), response: { 200: fresh() } }
    home.post('/', { name: 'add', schema }, () => ({ id: 1 }))
    const { app } = appIn(mode, home)
    app.addSchema({ $id: 'User', ...user, required: ['id'] })
    new Compiler().check(user)
    expect(await generatedBy(() => app.ready())).toBe(count)
  })

  test('of two blueprints with other schemas of one $id each has its own', async () => {
    const blueprint = (name: string, type: string) => {
      const one = new JsonBlueprint(name, { prefix: `/${name}` })
      one.register(addingOf({ $id: 'Own', type }))
      one.post('/', { schema: { body: { $ref: 'Both' } } }, () => ({}))
      return one
    }
    const app = appOf(blueprint('texts', 'string'), blueprint('numbers', 'number'))
    app.addSchema({ $id: 'Both', type: 'object', properties: { own: { $ref: 'Own' } } })
    const statusOf = async (url: string, own: unknown) =>
      (await app.inject({ method: 'POST', url, payload: { own } })).statusCode
    expect(await statusOf('/texts', 'x')).toBe(200)
    expect(await statusOf('/texts', 1)).toBe(400)
    expect(await statusOf('/numbers', 1)).toBe(200)
  })

  test('blueprints share what they compile of schemas of the app', async () => {
    const blueprint = (name: string) =>
      new JsonBlueprint(name, { prefix: `/${name}` })
        .register(addingOf({ $id: `Only${name}`, ...user }))
        .post('/', { schema: { body: { $ref: 'User' } } }, () => ({}))
    const { app } = appIn(
      'production',
      new JsonBlueprint('home').mount(blueprint('a')).mount(blueprint('b')),
    )
    app.addSchema({ $id: 'User', ...user, required: ['id'] })
    await app.ready()
    const sent = (url: string) => () => app.inject({ method: 'POST', url, payload: { id: 1 } })
    expect(await generatedBy(sent('/a'))).toBe(1)
    expect(await generatedBy(sent('/b'))).toBe(0)
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

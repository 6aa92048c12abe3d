import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { appOf, routesOf } from './apps.ts'

const here = /blueprint\.test\.ts:\d+:\d+/

test('two blueprints with one name stop the boot and both places are named', async () => {
  const app = appOf(new JsonBlueprint('home'), new JsonBlueprint('home'))
  const error = await app.ready().then(undefined, (cause: Error) => cause)
  expect(error).toMatchObject({ code: 'FLK_BLUEPRINT_DUPLICATE' })
  expect(error?.message.match(new RegExp(here, 'g'))).toHaveLength(2)
})

test('two views on one route stop the boot and both places are named', async () => {
  const one = new JsonBlueprint('one').get('/same', () => 1)
  const app = appOf(
    one,
    new JsonBlueprint('two').get('/same', () => 2),
  )
  const error = await app.ready().then(undefined, (cause: Error) => cause)
  expect(error).toMatchObject({ code: 'FLK_ROUTE_DUPLICATE' })
  expect(error?.message).toContain('GET /same')
  expect(error?.message.match(new RegExp(here, 'g'))).toHaveLength(2)
})

test('two views on one route under two names of a parameter name both places, too', async () => {
  const one = new JsonBlueprint('one').get('/same/:id', () => 1)
  const app = appOf(
    one,
    new JsonBlueprint('two').get('/same/:name', () => 2),
  )
  const error = await app.ready().then(undefined, (cause: Error) => cause)
  expect(error?.message.match(new RegExp(here, 'g'))).toHaveLength(2)
})

test('a declaration after registration is refused and names both places', async () => {
  const home = new JsonBlueprint('home').get('/', () => ({}))
  await appOf(home).ready()
  expect(() => home.get('/late', () => ({}))).toThrow(
    /"home" \(made at .*blueprint\.test\.ts:\d+:\d+\).*view GET \/late at .*blueprint\.test\.ts:\d+:\d+/,
  )
  expect(() => home.hook('onRequest', async () => {})).toThrow(/the hook onRequest/)
  expect(() => home.command('seed', () => 0)).toThrow(/command "seed"/)
})

test('a blueprint mounted inside itself stops the boot', async () => {
  const home = new JsonBlueprint('home')
  home.mount(home, { prefix: '/again' })
  await expect(appOf(home).ready()).rejects.toMatchObject({ code: 'FLK_BLUEPRINT_LOOP' })
})

test('a view that is not a function is refused where it is declared', () => {
  const home = new JsonBlueprint('home')
  expect(() => home.get('/', { nothing: true } as never)).toThrow(/GET \/.*"home".*not a function/)
})

test('an impossible path stops the boot and names the view', async () => {
  const app = appOf(new JsonBlueprint('home').get('no-slash', () => ({})))
  await expect(app.ready()).rejects.toThrow(
    /GET no-slash of blueprint "home" \(.*\) is not a route/,
  )
})

test.each(['', 'my blueprint', '1st', 'a/b', 'a.b'])('"%s" is no name for a blueprint', (name) => {
  expect(() => new JsonBlueprint(name)).toThrow(
    expect.objectContaining({ code: 'FLK_BLUEPRINT_NAME' }),
  )
})

test("somebody else's blueprint needs the small public interface only", async () => {
  const health = {
    name: 'health',
    register: (app: FastifyInstance) => void app.get('/health', async () => 'ok'),
  }
  const app = appOf(health)
  expect((await app.inject('/health')).body).toBe('ok')
  expect(await routesOf(app)).toEqual(['GET /health health.'])
})

test('a bare Fastify plugin is accepted in blueprints', async () => {
  const app = appOf(async (plugin: FastifyInstance) => {
    plugin.get('/bare', async () => ({ bare: true }))
  })
  expect((await app.inject('/bare')).json()).toEqual({ bare: true })
})

test('anything else in blueprints is refused and described', () => {
  expect(() => createApp({ blueprints: [{ home: 1 } as never] })).toThrow(/an object with home/)
  expect(() => createApp({ blueprints: [undefined as never] })).toThrow(/undefined/)
})

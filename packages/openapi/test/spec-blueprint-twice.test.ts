import { createApp, JsonBlueprint } from 'flakon'
import { expect, test } from 'vitest'
import { SpecBlueprint } from '../src/spec-blueprint.ts'
import { appOf, blueprintOf, documentOf, ok } from './document-of.ts'

const settings = {
  contract: { allow_unsecured: true },
  log: { level: 'silent' },
  openapi: { enabled: true },
} as never
const document = documentOf({ '/things': { get: { operationId: 'getThings', responses: ok() } } })
const handlers = { getThings: ({ url }: { url: string }) => url }

test('one blueprint can be mounted under two prefixes', async () => {
  const api = blueprintOf(document, handlers)
  const outer = new JsonBlueprint('outer')
  outer.mount(api, { prefix: '/v1' }).mount(api, { prefix: '/v2', name: 'again' })
  const app = createApp({ blueprints: [outer], settings })
  for (const url of ['/v1/things', '/v2/things']) expect((await app.inject(url)).json()).toBe(url)
  const { paths } = (await app.inject('/openapi.json')).json()
  const ids = Object.entries<{ get: object }>(paths).map(([path, { get }]) => [path, get])
  expect(Object.fromEntries(ids)).toMatchObject({
    '/v1/things': { operationId: 'getThings' },
    '/v2/things': { operationId: 'outer_again_getThings' },
  })
  await app.close()
})

test('and be given to two apps', async () => {
  const api = blueprintOf(document, handlers)
  for (const app of [appOf(api, { settings }), appOf(api, { settings })]) {
    expect((await app.inject('/things')).json()).toBe('/things')
    await app.close()
  }
})

test('two documents may have operations of one id', async () => {
  const named = (name: string) => {
    const api = new SpecBlueprint(name, { spec: document, prefix: `/${name}` })
    return api.operation('getThings', () => name as never)
  }
  const app = createApp({ blueprints: [named('one'), named('two')], settings })
  expect((await app.inject('/one/things')).json()).toBe('one')
  expect((await app.inject('/two/things')).json()).toBe('two')
  await app.close()
})

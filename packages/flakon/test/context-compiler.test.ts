import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'

const door = new URL('../dist/index.js', import.meta.url)

test('an app without a schema loads no compiler of schemas, which takes a third of a start', () => {
  const script = `
    import module from 'node:module'
    import { createApp, JsonBlueprint } from '${door}'
    const home = new JsonBlueprint('home').get('/', () => ({}))
    await createApp({ blueprints: [home], settings: { app: { mode: 'production' } } }).ready()
    const files = Object.keys(module._cache).map((file) => file.replaceAll('\\\\', '/'))
    console.log(files.filter((file) => /node_modules\\/(ajv|@fastify\\/[\\w-]+-compiler)\\//.test(file)))`
  const command = ['--input-type=module', '--eval', script]
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  expect(execFileSync(process.execPath, command, { cwd, encoding: 'utf8' })).toBe('[]\n')
})

test('a bare plugin has the schemas of Fastify, with its conversions, defaults and answers', async () => {
  const querystring = { type: 'object', properties: { n: { type: 'integer', default: 7 } } }
  const answer = { type: 'object', properties: { n: { type: 'integer' } } }
  const app = createApp({
    blueprints: [
      async (root) => {
        root.get('/', { schema: { querystring, response: { 200: answer } } }, ({ query }) => ({
          ...(query as object),
          hidden: true,
        }))
      },
    ],
  })
  expect((await app.inject('/?n=3')).json()).toEqual({ n: 3 })
  expect((await app.inject('/')).json()).toEqual({ n: 7 })
  expect((await app.inject('/?n=three')).statusCode).toBe(400)
})

test('and the names of headers in its schemas are found in any case', async () => {
  const headers = {
    type: 'object',
    required: ['X-Token'],
    properties: { 'X-Token': { type: 'integer' } },
    dependencies: { 'X-First': ['X-Last'] },
    allOf: [{ properties: { 'X-Kind': { enum: ['A', 'B'] } } }],
    propertyNames: { not: { enum: ['X-Never'] } },
  }
  const app = createApp({
    blueprints: [
      async (root) => {
        root.get('/', { schema: { headers } }, (request) => ({ got: request.headers['x-token'] }))
      },
    ],
  })
  const ask = (sent: Record<string, string>) => app.inject({ url: '/', headers: sent })
  expect((await ask({ 'x-token': '5', 'x-kind': 'A' })).json()).toEqual({ got: 5 })
  const token = { 'X-TOKEN': '5' }
  for (const sent of [
    {},
    { ...token, 'x-kind': 'C' },
    { ...token, 'x-never': '1' },
    { ...token, 'x-first': '1' },
  ]) {
    expect((await ask(sent as Record<string, string>)).statusCode).toBe(400)
  }
})

test('compilers that the app brings are used in their place', async () => {
  const buildValidator = () => () => () => ({ error: new Error('refused by the app') })
  const schemaController = { compilersFactory: { buildValidator } } as never
  const app = createApp({
    blueprints: [async (root) => void root.get('/', { schema: { querystring: {} } }, () => ({}))],
    fastify: { schemaController },
  })
  expect((await app.inject('/')).json().detail).toContain('refused by the app')
})

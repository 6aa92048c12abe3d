// One server a process, named by the first argument: 1 KB in, 100 objects out, through each library.
import { createRequire } from 'node:module'

const require = createRequire(new URL('../packages/flakon/package.json', import.meta.url))

const answer = Array.from({ length: 100 }, (_, id) => ({
  id,
  name: `user ${id}`,
  email: `user${id}@example.com`,
  active: true,
}))

const text = { type: 'string' }
const user = {
  type: 'object',
  required: ['id', 'name', 'email', 'roles', 'active', 'score'],
  properties: {
    id: { type: 'integer' },
    name: text,
    email: text,
    roles: { type: 'array', items: text },
    active: { type: 'boolean' },
    score: { type: 'number' },
  },
}
const out = {
  type: 'object',
  required: ['id', 'name', 'email', 'active'],
  properties: { id: { type: 'integer' }, name: text, email: text, active: { type: 'boolean' } },
}
const json = {
  body: {
    type: 'object',
    required: ['users'],
    properties: { users: { type: 'array', items: user } },
  },
  response: { 200: { type: 'array', items: out } },
}

const schemas = {
  'JSON Schema': () => json,
  TypeBox() {
    const { default: Type } = require('typebox')
    const person = { id: Type.Integer(), name: Type.String(), email: Type.String() }
    const active = Type.Boolean()
    const more = { roles: Type.Array(Type.String()), active, score: Type.Number() }
    const users = Type.Array(Type.Object({ ...person, ...more }))
    const all = Type.Array(Type.Object({ ...person, active }))
    return { body: Type.Object({ users }), response: { 200: all } }
  },
  Zod() {
    const { z } = require('zod')
    const person = z.object({
      id: z.int(),
      name: z.string(),
      email: z.string(),
      active: z.boolean(),
    })
    const whole = person.extend({ roles: z.array(z.string()), score: z.number() })
    return { body: z.object({ users: z.array(whole) }), response: { 200: z.array(person) } }
  },
  ArkType() {
    const { type } = require('arktype')
    const person = type({
      id: 'number.integer',
      name: 'string',
      email: 'string',
      active: 'boolean',
    })
    const whole = person.and({ roles: 'string[]', score: 'number' })
    return { body: type({ users: whole.array() }), response: { 200: person.array() } }
  },
  Valibot() {
    const v = require('valibot')
    const { toStandardJsonSchema: standard } = require('@valibot/to-json-schema')
    const active = v.boolean()
    const person = { id: v.pipe(v.number(), v.integer()), name: v.string(), email: v.string() }
    const whole = v.object({ ...person, active, roles: v.array(v.string()), score: v.number() })
    const all = v.array(v.object({ ...person, active }))
    return { body: standard(v.object({ users: v.array(whole) })), response: { 200: standard(all) } }
  },
}

async function flakon(schema, path, setUp = () => {}) {
  const { createApp, JsonBlueprint } = await import('../packages/flakon/dist/index.js')
  const home = new JsonBlueprint('home')
  home.post(path, { name: 'add', ...(schema === undefined ? {} : { schema }) }, () =>
    path === '/' ? {} : answer,
  )
  const app = createApp({ blueprints: [home], settings: { log: { requests: false } } })
  setUp(app)
  return listen(app)
}

async function listen(app) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server
}

const servers = {
  'flakon with the parser of Fastify': () =>
    flakon(undefined, '/', (app) => {
      const parse = app.getDefaultJsonParser('error', 'error')
      app.addContentTypeParser('application/json', { parseAs: 'string' }, parse)
    }),
  flakon: () => flakon(undefined, '/'),
  async 'Fastify, no schema'() {
    const { fastify } = await import('fastify')
    const app = fastify()
    app.post('/users', () => answer)
    return listen(app)
  },
  async 'Fastify, JSON Schema'() {
    const { fastify } = await import('fastify')
    const app = fastify()
    app.post('/users', { schema: json }, () => answer)
    return listen(app)
  },
  'flakon, no schema': () => flakon(undefined, '/users'),
  ...Object.fromEntries(
    Object.entries(schemas).map(([name, make]) => [
      `flakon, ${name}`,
      () => flakon(make(), '/users'),
    ]),
  ),
}

export const libraries = Object.keys(servers).filter((name) => name.includes(', '))

if (process.send) {
  const server = await servers[process.argv[2]]()
  process.on('message', () => {
    const { user: own, system } = process.cpuUsage()
    process.send({ cpu: own + system })
  })
  process.on('disconnect', () => process.exit())
  process.send({ port: server.address().port })
}

// A list of 100 objects as text: JSON.stringify, the projection and JSON.stringify, fast-json-stringify. What the latter
// makes is not yet one piece of memory, which it becomes when its length in bytes is asked for, as a server does.
import { createRequire } from 'node:module'
import { print, takeTurns } from './rounds.js'
import { source } from './source.js'

const { Compiler } = await source('packages/flakon/src/schema/compiler.ts')
const { createProjection } = await source('packages/flakon/src/schema/projection.ts')

const require = createRequire(createRequire(import.meta.url).resolve('fastify'))
const compilerOfFastify = require.resolve('@fastify/fast-json-stringify-compiler')
const build = createRequire(compilerOfFastify)('fast-json-stringify')

const text = { type: 'string' }
const user = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: text,
    email: text,
    active: { type: 'boolean' },
    roles: { type: 'array', items: text },
    address: { type: 'object', properties: { street: text, city: text } },
  },
}
const schema = { type: 'array', items: user }

function usersWith(extra) {
  return Array.from({ length: 100 }, (_, id) => ({
    id,
    name: `user ${id}`,
    email: `user${id}@example.com`,
    active: true,
    roles: ['admin', 'user'],
    address: { street: `Main Street ${id}`, city: 'Paris' },
    ...extra,
  }))
}

const { roles, address, ...flatProperties } = user.properties
const flat = { type: 'array', items: { type: 'object', properties: flatProperties } }
const flatUsers = usersWith({}).map(({ roles, address, ...rest }) => rest)

const cases = [
  ['flat, all properties declared', flat, flatUsers],
  ['nested, all properties declared', schema, usersWith({})],
  ['nested, one property undeclared', schema, usersWith({ password: 'x'.repeat(20) })],
  ['nested, in another order', schema, usersWith({}).map(({ id, ...rest }) => ({ ...rest, id }))],
]
for (const [name, schema, users] of cases) {
  const project = createProjection(schema, new Compiler())
  const stringify = build(schema)
  const contenders = [
    { name: 'JSON.stringify', run: () => JSON.stringify(users) },
    { name: 'projection and JSON.stringify', run: () => JSON.stringify(project(users)) },
    { name: 'fast-json-stringify', run: () => stringify(users) },
    { name: 'the same, and its bytes counted', run: () => Buffer.byteLength(stringify(users)) },
  ]
  // Many short rounds: each is a millisecond, which is seldom interrupted.
  const costs = takeTurns(contenders, { rounds: 401, times: 12 })
  print(`100 objects, ${name}`, costs)
}

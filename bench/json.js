// A body of 1 KB: the parsers alone, and a whole request over HTTP with each of them, in one process each.
import { createRequire } from 'node:module'
import { body } from './body.js'
import { clientsOf, startServers } from './processes.js'
import { print, takeTurns, takeTurnsAsync } from './rounds.js'
import { source } from './source.js'

const { parseJson } = await source('packages/flakon/src/schema/json-parser.ts')

const require = createRequire(createRequire(import.meta.url).resolve('fastify'))
const secure = require('secure-json-parse')

const rules = { max_depth: 64, duplicate_keys: 'error', prototype: 'error' }
const actions = { protoAction: 'error', constructorAction: 'error' }

const parsers = takeTurns([
  { name: 'as Fastify parses', run: () => secure.parse(body.toString(), actions) },
  { name: 'strictly', run: () => parseJson(body, rules) },
  { name: 'JSON.parse alone', run: () => JSON.parse(body.toString()) },
])
print(`${body.length} bytes, the parsers alone`, parsers)

const brackets = Buffer.from('['.repeat(1024 * 1024))
const deep = takeTurns(
  [
    { name: 'strictly', run: () => attempt(() => parseJson(brackets, rules)) },
    { name: 'JSON.parse', run: () => attempt(() => JSON.parse(brackets.toString())) },
  ],
  { rounds: 5, times: 1 },
)
print('1 MiB of brackets, refused', deep)

const servers = await startServers(['flakon with the parser of Fastify', 'flakon'])
const costs = await takeTurnsAsync(clientsOf(servers, { method: 'POST', path: '/', body }))
for (const { child } of servers) child.disconnect()
print('a request with this body, CPU of the server', costs)

function attempt(run) {
  try {
    run()
  } catch {
    // Refused, as it should be.
  }
}

// Real documents, mounted by Flakon and by its peers, each in a process of its own and by turns: time until it listens
// and until the first answer, memory, requests per second of one operation, and the operations that are served.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { tsImport } from 'tsx/esm/api'
import { documents, readDocument } from './contract-documents.js'
import { ask, reasonOf, startContestant } from './contract-processes.js'
import { callAll, commonest, servedOf } from './contract-served.js'
import { printDocument } from './contract-table.js'

const { values: flags, positionals: wanted } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    // Seconds between a start and the first load. V8 clears up some eight seconds after a start, and what it drops then
    // may be missed for good: all have been through it, or none.
    idle: { type: 'string', default: '12' },
    failures: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
  allowPositionals: true,
})
const rounds = Number(flags.rounds)
const idle = Number(flags.idle)
const names = [
  'fastify',
  'flakon',
  'openapi-backend, quick',
  'openapi-backend, quick, on Fastify',
  'openapi-backend',
  'fastify-openapi-glue',
]
const contestants = names.filter(
  (name) => name === 'fastify' || (flags.only?.includes(name) ?? true),
)
const { sampleDocument } = await tsImport('../packages/openapi/test/sample.ts', import.meta.url)
const cache = fileURLToPath(new URL('../.cache/contract/', import.meta.url))
mkdirSync(cache, { recursive: true })

for (const name of wanted.length === 0 ? Object.keys(documents) : wanted) {
  process.stderr.write(`${name}\n`)
  const contract = prepare(name)
  const first = await serveAll(contract)
  contract.route = choose(contract, first)
  writeFacts(contract)
  const starts = await measureStarts(contract, first)
  const rates = await measureRates(contract, first)
  printDocument({ contract, first, starts, rates })
  if (flags.failures) printFailures(first)
}

/** Reads a document and makes its requests and answers, which all contestants share. */
function prepare(name) {
  const file = documents[name]
  const { version, schemas, securitySchemes, ...read } = readDocument(file)
  const operations = onePerRoute(read.operations)
  const components = { schemas, securitySchemes }
  const sampled = sampleDocument({ document: { components }, operations })
  const answers = Object.fromEntries(sampled.samples.map(({ id, answer }) => [id, answer]))
  const facts = `${cache}${name}.json`
  const contract = {
    name,
    file,
    facts,
    version,
    operations,
    all: read.operations,
    securitySchemes,
    answers,
    ...sampled,
  }
  writeFacts(contract)
  return contract
}

/** Paths that differ only after a `#` are one route, and a request to it cannot say which of them it means. */
function onePerRoute(operations) {
  const routeOf = ({ method, path }) => `${method} ${path.replace(/[?#].*$/, '')}`
  const first = new Map(operations.toReversed().map((one) => [routeOf(one), one]))
  return operations.filter((one) => first.get(routeOf(one)) === one)
}

/** What a user knows of a document when writing its handlers. */
function writeFacts({ facts, version, operations, securitySchemes, route }) {
  const schemes = Object.keys(securitySchemes).map((name) => [
    name,
    [
      ...new Set(
        operations.flatMap(({ security }) => (security ?? []).flatMap((one) => one[name] ?? [])),
      ),
    ],
  ])
  const path = route?.operation.path.replaceAll('{', ':').replaceAll('}', '') ?? '/'
  const known = {
    version,
    ids: operations.map(({ id }) => id),
    schemes: Object.fromEntries(schemes),
    types: [...new Set(operations.flatMap(({ body }) => Object.keys(body?.content ?? {})))],
    route: { path, id: route?.sample.id, answer: route?.sample.answer },
  }
  writeFileSync(facts, JSON.stringify(known))
}

/** Where a contestant has its operations: below the path of the document's server, or at the root. */
function urlFor(name, version) {
  const isBelow = name === 'flakon' || (name === 'fastify-openapi-glue' && version === '2.0')
  return ({ base, url }) => (isBelow ? base + url : url)
}

/** One start of each contestant, in which every operation is called. */
async function serveAll(contract) {
  const found = new Map()
  for (const name of contestants) {
    const server = await startContestant(name, contract)
    if (server.reason !== undefined) {
      found.set(name, { reason: server.reason, served: [] })
      continue
    }
    await server.ask({ answers: contract.answers }, 'isReady')
    const samples = name === 'fastify' ? [] : contract.samples
    const urlOf = urlFor(name, contract.version)
    const calls = await callAll(server, { ...contract, samples, urlOf })
    const memory = await server.ask('memory')
    await server.stop()
    const served = servedOf(samples, calls)
    found.set(name, {
      ...calls,
      served,
      memory,
      said: reasonOf(server.said) ?? commonest(calls.failures),
    })
  }
  return found
}

/** Of the operations with a parameter and an answer in JSON that most contestants answer, the last one. */
function choose({ operations, samples }, first) {
  const byId = new Map(operations.map((one) => [one.id, one]))
  const fit = samples
    .map((sample) => ({ sample, operation: byId.get(sample.id) }))
    .filter(({ sample: { answer }, operation }) => {
      const isJson = answer.type === 'application/json' && answer.status === 200
      return (
        isJson && operation.method === 'get' && operation.parameters.some((one) => one.required)
      )
    })
  const counts = fit.map((one) => contestants.filter((name) => canServe(name, first, one)).length)
  return fit[counts.lastIndexOf(Math.max(...counts))]
}

function canServe(name, first, { sample }) {
  return name === 'fastify' || first.get(name).small?.has(sample.id) === true
}

/** By contestant what each round cost: ms and CPU ms until it listened, ms until the first answer, MB. */
async function measureStarts(contract, first) {
  const costs = new Map(
    contestants.map((name) => [name, { start: [], startCpu: [], answer: [], memory: [] }]),
  )
  for (let round = 0; round < rounds; round++) {
    for (const name of rotated(contestants, round)) {
      if (!canServe(name, first, contract.route)) continue
      const own = costs.get(name)
      const timed = await startContestant(name, contract)
      const listened = performance.now()
      await ask(targetOf(contract, timed), { ms: 0, connections: 1 })
      own.start.push(timed.start)
      own.startCpu.push(timed.startCpu)
      own.answer.push(timed.start + performance.now() - listened)
      await timed.stop()
      const weighed = await startContestant(name, contract)
      own.memory.push(await weighed.ask('memory'))
      await weighed.stop()
    }
  }
  return costs
}

function targetOf({ route, version }, { name, port }) {
  const { small, base } = route.sample
  const { headers } = small
  return { port, headers, path: urlFor(name, version)({ ...small, base }) }
}

/** By contestant what each round gave: requests per second, and µs of the server's CPU time for one. */
async function measureRates(contract, first) {
  const servers = []
  // What compiles in the background after the start is done before anything is measured, and V8 has seen enough: of
  // Fastify itself the first ten seconds cost up to twice as much a request.
  const warm = (server) => ask(targetOf(contract, server), { ms: 8000, connections: 8 })
  for (const name of contestants) {
    if (!canServe(name, first, contract.route)) continue
    const server = await startContestant(name, contract)
    await server.ask({ answers: contract.answers }, 'isReady')
    servers.push(server)
    if (idle === 0) await warm(server)
  }
  await new Promise((resolve) => setTimeout(resolve, idle * 1000))
  if (idle > 0) for (const server of servers) await warm(server)
  const rates = new Map(servers.map(({ name }) => [name, { rate: [], cpu: [] }]))
  for (let round = 0; round < rounds; round++) {
    for (const server of rotated(servers, round)) {
      const cpu = await server.ask('cpu')
      const before = performance.now()
      const count = await ask(targetOf(contract, server), { ms: 700, connections: 8 })
      const own = rates.get(server.name)
      own.rate.push((count / (performance.now() - before)) * 1000)
      own.cpu.push(((await server.ask('cpu')) - cpu) / count)
    }
  }
  for (const server of servers) await server.stop()
  return rates
}

function rotated(all, round) {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

function printFailures(first) {
  for (const [name, { failures = [] }] of first) {
    for (const { id, what, status, text } of failures) {
      console.log(`${name}: ${id}: ${what}: ${status} ${text.replaceAll('\n', ' ')}`)
    }
  }
}

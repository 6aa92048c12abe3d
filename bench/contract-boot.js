// Documents of 250, 500, 1,000 and 2,000 operations that share their schemas, each booted in a process of its own and
// by turns: the CPU time of one operation, from the file until the app is ready, in production. Plain Fastify, which
// reads no document and has no schemas, registers as many routes beside it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sizes = [250, 500, 1000, 2000]
const cache = fileURLToPath(new URL('../.cache/contract/', import.meta.url))
const fileOf = (size) => `${cache}operations-${size}.json`
const ref = (name) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema) => ({ 'application/json': { schema } })

/** Half of the operations read a resource and half change it; every ten share a schema, and all of them share two. */
function documentOf(size) {
  const paths = {}
  const schemas = {
    Page: { type: 'object', properties: { next: { type: 'string' }, total: { type: 'integer' } } },
    Problem: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
  }
  const answers = (schema) => ({
    200: { description: 'Good', content: json(schema) },
    default: { description: 'Bad', content: json(ref('Problem')) },
  })
  for (let i = 0; i < size / 2; i++) {
    const kind = `Kind${Math.floor(i / 5)}`
    schemas[kind] ??= {
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'integer', readOnly: true },
        name: { type: 'string', minLength: 1, maxLength: 80 },
        tags: { type: 'array', items: { type: 'string' } },
        parent: ref(kind),
        page: ref('Page'),
      },
    }
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }
    const limit = { name: 'limit', in: 'query', schema: { type: 'integer', default: 20 } }
    paths[`/group${i % 25}/things${i}/{id}`] = {
      parameters: [id],
      get: { operationId: `get${i}`, parameters: [limit], responses: answers(ref(kind)) },
      put: {
        operationId: `put${i}`,
        requestBody: { required: true, content: json(ref(kind)) },
        responses: answers(ref(kind)),
      },
    }
  }
  const info = { title: `${size} operations`, version: '1' }
  return { openapi: '3.0.3', info, paths, components: { schemas } }
}

const boots = {
  async flakon(size) {
    const { createApp } = await import('../packages/flakon/dist/index.js')
    const { SpecBlueprint } = await import('../packages/openapi/dist/index.js')
    return () => {
      const api = new SpecBlueprint('api', { spec: fileOf(size) })
      for (let i = 0; i < size / 2; i++) {
        api.operation(`get${i}`, () => ({ id: i, name: 'thing' }))
        api.operation(`put${i}`, ({ body }) => body)
      }
      const settings = {
        app: { mode: 'production' },
        log: { level: 'silent' },
        contract: { allow_unsecured: true },
      }
      return createApp({ blueprints: [api], settings })
    }
  },
  async Fastify(size) {
    const { fastify } = await import('fastify')
    return () => {
      const app = fastify()
      for (let i = 0; i < size / 2; i++) {
        app.get(`/group${i % 25}/things${i}/:id`, () => ({ id: i, name: 'thing' }))
        app.put(`/group${i % 25}/things${i}/:id`, ({ body }) => body)
      }
      return app
    }
  },
}

if (process.send) {
  const [name, size] = process.argv.slice(2)
  // What is the same for any document, modules and code that gets warm, is paid by others: else the smallest would pay
  // it with a quarter of its time, and what grows with a document could not be seen. Of fewer boots V8 goes on compiling
  // in the measured one, and the largest document, which has most of it compiled, seems to be the cheapest.
  for (let i = 0; i < 16; i++) await (await boots[name](sizes[0]))().ready()
  const boot = await boots[name](Number(size))
  globalThis.gc()
  const before = process.cpuUsage()
  await boot().ready()
  const { user, system } = process.cpuUsage(before)
  process.send({ cost: (user + system) / Number(size) })
  process.disconnect()
} else {
  const rounds = Number(process.argv[2] ?? 9)
  mkdirSync(cache, { recursive: true })
  for (const size of sizes) writeFileSync(fileOf(size), JSON.stringify(documentOf(size)))
  const costs = new Map(
    Object.keys(boots).map((name) => [name, new Map(sizes.map((one) => [one, []]))]),
  )
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    for (const size of rotated(sizes, round)) {
      for (const name of Object.keys(boots))
        costs
          .get(name)
          .get(size)
          .push(await costOf(name, size))
    }
  }
  console.log(
    `Node ${process.version}; CPU µs of one operation until ready, median (middle half)\n`,
  )
  for (const [name, bySize] of costs) {
    const shown = [...bySize].map(([size, own]) => `${size}: ${spread(own)}`)
    const medians = [...bySize.values()].map((own) => quantile(own, 0.5))
    const ratio = (Math.max(...medians) / Math.min(...medians)).toFixed(2)
    console.log(`${name.padEnd(8)} ${shown.join('   ')}   dearest / cheapest ${ratio}`)
  }
}

async function costOf(name, size) {
  const options = { execArgv: ['--expose-gc'] }
  const child = fork(fileURLToPath(import.meta.url), [name, size], options)
  const [{ cost }] = await once(child, 'message')
  await once(child, 'exit')
  return cost
}

function rotated(all, round) {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

function spread(values) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(0))
  return `${middle} (${low}–${high})`
}

function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * share)]
}

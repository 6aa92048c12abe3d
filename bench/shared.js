// Views over shared schemas, half as many as views, each of which refers to three others: the time that a view takes
// at boot in production, and on its first request, by the number of views. Each size boots in a process of its own,
// after a small app has loaded what all of them need; beside it plain Fastify with the same routes and no schemas.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const sizes = [250, 500, 1000, 2000]

const schemaOf = (index, count) => ({
  $id: `Thing${index}`,
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer', minimum: index },
    name: { type: 'string', maxLength: 80 },
    [`own${index}`]: { type: 'string', enum: ['a', 'b', `c${index}`] },
    next: { $ref: `Thing${(index * 7 + 1) % count}` },
    parts: { type: 'array', items: { $ref: `Thing${(index * 13 + 5) % count}` } },
    like: { anyOf: [{ type: 'null' }, { $ref: `Thing${(index * 29 + 11) % count}` }] },
  },
})

const contenders = {
  async 'Fastify, no schemas'(views) {
    const { fastify } = await import('fastify')
    const app = fastify()
    for (let i = 0; i < views; i++) app.post(`/view${i}/:id`, (request) => request.body)
    return app
  },
  async flakon(views) {
    const { createApp, JsonBlueprint } = await import('../packages/flakon/dist/index.js')
    const things = new JsonBlueprint('things')
    const count = views / 2
    things.register(
      Object.assign(
        async (app) => {
          for (let i = 0; i < count; i++) app.addSchema(schemaOf(i, count))
        },
        { [Symbol.for('skip-override')]: true },
      ),
    )
    for (let i = 0; i < views; i++) {
      const $ref = `Thing${i % count}`
      const body = { type: 'object', properties: { thing: { $ref } } }
      const schema = { body, response: { 200: { type: 'object', properties: { thing: { $ref } } } } }
      const where = 'bench'
      things.post(`/view${i}/:id`, { name: `view${i}`, where, schema }, (request) => request.body)
    }
    return createApp({ blueprints: [things], settings: { log: { level: 'silent' } } })
  },
}

const payload = { thing: { id: 1e6, name: 'x', parts: [{ id: 1e6 }], like: null } }

async function measure(name, views) {
  const start = performance.now()
  const app = await contenders[name](views)
  await app.ready()
  const boot = performance.now() - start
  const before = performance.now()
  for (let i = 0; i < views; i++) {
    const { statusCode } = await app.inject({ method: 'POST', url: `/view${i}/1`, payload })
    if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`)
  }
  const first = performance.now() - before
  await app.close()
  return { boot: boot / views, first: first / views }
}

if (process.send) {
  const [, , name, views] = process.argv
  await measure(name, 100)
  process.send(await measure(name, Number(views)))
  process.disconnect()
} else {
  const rounds = Number(process.argv[2] ?? 5)
  console.log(`µs a view, median of ${rounds} rounds; Node ${process.version}\n`)
  console.log(`${''.padEnd(20)}  views   boot  first request`)
  for (const name of Object.keys(contenders)) {
    const medians = []
    for (const views of sizes) {
      const all = []
      for (let round = 0; round < rounds; round++) {
        const child = fork(fileURLToPath(import.meta.url), [name, views])
        const [one] = await once(child, 'message')
        await once(child, 'exit')
        all.push(one)
      }
      const middle = (of) => all.map(of).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] * 1000
      const [boot, first] = [middle((one) => one.boot), middle((one) => one.first)]
      medians.push({ boot, first })
      const shown = [views, boot.toFixed(0), first.toFixed(0)].map((one) => String(one).padStart(6))
      console.log(`${name.padEnd(20)} ${shown.join(' ')}`)
    }
    const ratio = (of) => Math.max(...medians.map(of)) / Math.min(...medians.map(of))
    const ratios = [ratio((one) => one.boot), ratio((one) => one.first)]
    console.log(`${name.padEnd(20)}  most to least: ${ratios.map((one) => one.toFixed(2)).join(', ')}\n`)
  }
}

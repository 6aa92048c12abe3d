// Views over shared schemas, half as many as views, each of which refers to three others: the CPU time that a view takes
// at boot in production, and on its first request, by the number of views. Each size boots in a process of its own,
// after a small app has loaded what all of them need; sizes take turns, beside them plain Fastify with the same routes
// and no schemas.
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
      const schema = {
        body,
        response: { 200: { type: 'object', properties: { thing: { $ref } } } },
      }
      const where = 'bench'
      things.post(`/view${i}/:id`, { name: `view${i}`, where, schema }, (request) => request.body)
    }
    return createApp({ blueprints: [things], settings: { log: { level: 'silent' } } })
  },
}

const payload = { thing: { id: 1e6, name: 'x', parts: [{ id: 1e6 }], like: null } }

/** In µs, of all threads. */
function cpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}

async function measure(name, views) {
  const start = cpu()
  const app = await contenders[name](views)
  await app.ready()
  const boot = cpu() - start
  const before = cpu()
  for (let i = 0; i < views; i++) {
    const { statusCode } = await app.inject({ method: 'POST', url: `/view${i}/1`, payload })
    if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`)
  }
  const first = cpu() - before
  await app.close()
  return { boot: boot / views, first: first / views }
}

async function inProcess(name, views) {
  const child = fork(fileURLToPath(import.meta.url), [name, views])
  const [one] = await once(child, 'message')
  await once(child, 'exit')
  return one
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}

function print(name, rounds, of) {
  const costs = sizes.map((views) => median(rounds.map((round) => of(round.get(views)))))
  const ratios = rounds.map((round) => {
    const all = sizes.map((views) => of(round.get(views)))
    return Math.max(...all) / Math.min(...all)
  })
  const shown = costs.map((cost) => cost.toFixed(0).padStart(7)).join('')
  const ratio = (Math.max(...costs) / Math.min(...costs)).toFixed(2)
  console.log(`${name.padEnd(30)}${shown}   ${ratio} (within a round ${median(ratios).toFixed(2)})`)
}

if (process.send) {
  const [, , name, views] = process.argv
  await measure(name, 100)
  process.send(await measure(name, Number(views)))
  process.disconnect()
} else {
  const count = Number(process.argv[2] ?? 5)
  const rounds = new Map(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < count; round++) {
    for (const [name, all] of rounds) {
      const costs = new Map()
      for (const views of sizes) costs.set(views, await inProcess(name, views))
      all.push(costs)
    }
  }
  console.log(`µs of CPU a view, median of ${count} rounds; Node ${process.version}\n`)
  const head = sizes.map((views) => String(views).padStart(7)).join('')
  console.log(`${'views'.padEnd(30)}${head}   most to least`)
  for (const [name, all] of rounds) {
    print(`${name}: boot`, all, ({ boot }) => boot)
    print(`${name}: first request`, all, ({ first }) => first)
  }
}

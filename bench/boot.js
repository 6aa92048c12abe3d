// 10,000 views with schemas of their own, each in a process: time until the app is ready, and memory. Fastify compiles
// every schema at boot, twice for a GET; Flakon checks every schema, and compiles it on first use.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const views = Number(process.env.VIEWS ?? 10_000)

const schemaOf = (index) => ({
  params: { type: 'object', properties: { id: { type: 'integer', minimum: index } } },
  response: {
    200: {
      type: 'object',
      required: ['id', `name${index}`],
      properties: {
        id: { type: 'integer' },
        [`name${index}`]: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' } },
        address: { type: 'object', properties: { city: { type: 'string' } } },
      },
    },
  },
})

const boots = {
  async 'Fastify, no schemas'() {
    const { fastify } = await import('fastify')
    const app = fastify()
    for (let i = 0; i < views; i++) app.get(`/view${i}/:id`, () => ({}))
    return app
  },
  async Fastify() {
    const { fastify } = await import('fastify')
    const app = fastify()
    for (let i = 0; i < views; i++) app.get(`/view${i}/:id`, { schema: schemaOf(i) }, () => ({}))
    return app
  },
  async flakon() {
    const { createApp, JsonBlueprint } = await import('../packages/flakon/dist/index.js')
    const home = new JsonBlueprint('home')
    for (let i = 0; i < views; i++) {
      home.get(`/view${i}/:id`, { name: `view${i}`, schema: schemaOf(i) }, () => ({}))
    }
    return createApp({ blueprints: [home] })
  },
}

if (process.send) {
  const start = performance.now()
  const app = await boots[process.argv[2]]()
  await app.ready()
  const seconds = (performance.now() - start) / 1000
  process.send({ seconds, megabytes: process.memoryUsage.rss() / 1e6 })
  process.disconnect()
} else {
  console.log(`${views} views; Node ${process.version}\n`)
  const rounds = Number(process.argv[2] ?? 1)
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(boots)) {
      const child = fork(fileURLToPath(import.meta.url), [name])
      const [{ seconds, megabytes }] = await once(child, 'message')
      await once(child, 'exit')
      const memory = megabytes.toFixed(0)
      console.log(`${name.padEnd(22)} ${seconds.toFixed(1)} s  ${memory} MB`)
    }
  }
}

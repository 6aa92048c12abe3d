// One server a process, named by the first argument; prints its port, and answers 'cpu' over IPC with the CPU
// time used so far, in µs.
import { openSync } from 'node:fs'

const flakon = async (settings) => {
  const { createApp, JsonBlueprint } = await import('../packages/flakon/dist/index.js')
  const home = new JsonBlueprint('home')
  home.get('/', () => ({}))
  return listenFastify(createApp({ blueprints: [home], settings }))
}

const listenFastify = async (app) => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server
}

const servers = {
  async http() {
    const { createServer } = await import('node:http')
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.end(JSON.stringify({}))
    })
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
  },
  async fastify() {
    const { fastify } = await import('fastify')
    const app = fastify()
    app.get('/', async () => ({}))
    return listenFastify(app)
  },
  async 'fastify, its own log'() {
    const { fastify } = await import('fastify')
    const { default: pino } = await import('pino')
    const app = fastify({ loggerInstance: pino(pino.destination(openSync('/dev/null', 'w'))) })
    app.get('/', async () => ({}))
    return listenFastify(app)
  },
  'flakon, requests = off': () => flakon({ log: { requests: false } }),
  flakon: () => flakon({}),
}

export const names = Object.keys(servers)

if (process.send) {
  const server = await servers[process.argv[2]]()
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ cpu: user + system })
  })
  process.on('disconnect', () => process.exit())
  process.send({ port: server.address().port })
}

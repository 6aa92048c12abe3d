// Servers in processes of their own, and clients that ask them; the cost of a round is the CPU time of the server.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

const requests = 3000
export const connections = 16

/** Starts a process for each name of `typed-servers.js`. */
export async function startServers(names) {
  const servers = []
  for (const name of names) {
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc']
    const child = fork(new URL('typed-servers.js', import.meta.url), [name], { stdio })
    const [{ port }] = await once(child, 'message')
    servers.push({ name, child, port })
  }
  return servers
}

/** Contenders that ask a server `requests` times, and cost the µs of CPU that one took. */
export function clientsOf(servers, { method, path, body }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return servers.map(({ name, child, port }) => ({
    name,
    async run() {
      const before = await cpu(child)
      await burst(requests, () => ask({ agent, port, method, path, host: '127.0.0.1' }, body))
      return ((await cpu(child)) - before) / requests
    },
  }))
}

async function cpu(child) {
  child.send('cpu')
  const [{ cpu }] = await once(child, 'message')
  return cpu
}

/** Requests over keep-alive connections, each asking again when it was answered. */
export async function burst(requests, askOnce) {
  let left = requests
  const one = async () => {
    while (left-- > 0) await askOnce()
  }
  await Promise.all(Array.from({ length: connections }, one))
}

function ask(options, body) {
  const type = { 'content-type': 'application/json', 'content-length': body?.length ?? 0 }
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers: body ? type : {} }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.resume().once('end', resolve)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

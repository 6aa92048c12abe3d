// Server CPU per request, as a share of bare node:http in the same round. Bounded: rounds × servers × requests.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { burst, connections } from './processes.js'
import { names } from './servers.js'

const rounds = Number(process.argv[2] ?? 9)
const requests = 4000

const servers = []
for (const name of names) {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc']
  const child = fork(new URL('servers.js', import.meta.url), [name], { stdio })
  const [{ port }] = await once(child, 'message')
  servers.push({ name, child, port, costs: [] })
}

const agent = new Agent({ keepAlive: true, maxSockets: connections })
for (const server of servers) await burst(requests, () => ask(server.port))
for (let round = 0; round < rounds; round++) {
  process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  for (const server of servers) {
    const before = await cpu(server.child)
    await burst(requests, () => ask(server.port))
    server.costs.push(((await cpu(server.child)) - before) / requests)
  }
}
for (const { child } of servers) child.disconnect()
agent.destroy()

const [base] = servers
console.log(
  `Node ${process.version}; server CPU per request; ratio to ${base.name}, round by round\n`,
)
for (const { name, costs } of servers) {
  const ratios = costs
    .map((cost, round) => cost / base.costs[round])
    .sort((one, other) => one - other)
  const [low, middle, high] = [ratios[0], ratios[ratios.length >> 1], ratios.at(-1)]
  const us = costs.toSorted((one, other) => one - other)[costs.length >> 1]
  console.log(
    `${name.padEnd(24)} ${middle.toFixed(2)}  (${low.toFixed(2)}–${high.toFixed(2)})  ${us.toFixed(1)} µs`,
  )
}

async function cpu(child) {
  child.send('cpu')
  const [{ cpu }] = await once(child, 'message')
  return cpu
}

function ask(port) {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent }, (response) => {
      response.resume().once('end', resolve)
    }).once('error', reject)
  })
}

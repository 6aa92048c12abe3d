// Clients of HTTP services beside plain fetch: what each adds to a bundle, how many calls a second it makes, and what
// comes of it, with its defaults, when the other service misbehaves.
//   node bench/client.js [rounds] [--only size|speed|outcomes]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { tsImport } from 'tsx/esm/api'
import { callers } from './client-callers.js'
import { situations } from './client-outcomes.js'
import { print, takeTurnsAsync } from './rounds.js'

/** Where the other clients are installed. */
const modules = fileURLToPath(new URL('node_modules/', import.meta.url))
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''
const rounds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 15)
const calls = 500
const atOnce = 10

if (process.send) serveUsers()
else await main()

async function main() {
  if (only === '' || only === 'size') await sizes()
  if (only === '' || only === 'speed') await speeds()
  if (only === '' || only === 'outcomes') await outcomes()
}

/** Minified and compressed by gzip, as a browser gets it. */
async function sizes() {
  const { bundleOf, client } = await tsImport('../packages/client/test/bundle.ts', import.meta.url)
  console.log('\nbytes in a bundle, minified and with gzip\n')
  for (const [name, { source }] of Object.entries(callers)) {
    const code = source === '' ? '' : await bundleOf(source.replace('CLIENT', client), modules)
    const zipped = code === '' ? 0 : gzipSync(code).length
    console.log(
      `${name.padEnd(18)} ${String(code.length).padStart(6)} ${String(zipped).padStart(6)}`,
    )
  }
}

/** The server is a process of its own, so that its work is not counted as the client's. */
async function speeds() {
  const server = fork(fileURLToPath(import.meta.url))
  const [url] = await once(server, 'message')
  const contenders = Object.entries(callers).map(([name, { create }]) => {
    const client = create(url)
    const worker = async () => {
      for (let count = 0; count < calls / atOnce; count++) await client.get()
    }
    return { name, run: () => Promise.all(Array.from({ length: atOnce }, worker)).then(() => {}) }
  })
  for (const { run } of contenders) await run()
  const costs = await takeTurnsAsync(contenders, { rounds })
  server.kill()
  print(`${calls} calls, ${atOnce} at once, a GET with an object as answer`, costs, { unit: 'ms' })
}

function serveUsers() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{"id":1,"name":"Ada"}')
  })
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`))
  process.on('disconnect', () => process.exit())
}

/** All at once: they wait more than they work. */
async function outcomes() {
  console.log('\nwhat comes of a call with the defaults of a client when the other service …')
  for (const [situation, meet] of Object.entries(situations)) {
    const ends = await Promise.all(Object.values(callers).map(({ create }) => meet(create)))
    console.log(`\n… ${situation}`)
    Object.keys(callers).forEach((name, index) => {
      console.log(`  ${name.padEnd(16)} ${ends[index]}`)
    })
  }
}

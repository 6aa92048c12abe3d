// Clients of HTTP services beside plain fetch: what each adds to a bundle, how many calls a second it makes, and what
// comes of it, with its defaults, when the other service misbehaves.
//   node bench/client.js [rounds] [--only size|speed|outcomes]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { callers } from './client-callers.js'
import { situations } from './client-outcomes.js'
import { print, takeTurnsAsync } from './rounds.js'

const here = fileURLToPath(new URL('.', import.meta.url))
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
  console.log('\nbytes in a bundle, minified and with gzip\n')
  for (const [name, { source }] of Object.entries(callers)) {
    const code = source === '' ? '' : await bundleOf(source)
    const zipped = code === '' ? 0 : gzipSync(code).length
    console.log(
      `${name.padEnd(18)} ${String(code.length).padStart(6)} ${String(zipped).padStart(6)}`,
    )
  }
}

async function bundleOf(source) {
  const folder = mkdtempSync(join(here, 'node_modules/.bundle-'))
  try {
    const entry = join(folder, 'entry.js')
    writeFileSync(entry, source.replace('../packages', '../../../packages'))
    const made = await build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      build: {
        write: false,
        target: 'es2022',
        modulePreload: { polyfill: false },
        rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
      },
    })
    return [made].flat()[0].output[0].code
  } finally {
    rmSync(folder, { recursive: true })
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

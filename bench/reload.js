// From the saved change to the new answer, in ms: `flakon run --debug` on a copy of the skeleton, beside `node --watch`
// on bare Fastify, in turns.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 7)
const root = fileURLToPath(new URL('..', import.meta.url))
const work = join(root, '.cache/bench-reload')
rmSync(work, { recursive: true, force: true })
mkdirSync(join(work, 'bare'), { recursive: true })
cpSync(join(root, 'packages/create-flakon/template'), join(work, 'skeleton'), {
  recursive: true,
  filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
})

const bin = join(root, 'packages/flakon/dist/cli/bin.js')
const view = join(work, 'skeleton/src/views/home.ts')
const source = readFileSync(view, 'utf8')
const bare = (word) => `import { fastify } from 'fastify'
const app = fastify()
app.get('/', async () => (${word}))
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
`
const peers = [
  {
    name: 'flakon run --debug, the skeleton',
    cwd: join(work, 'skeleton'),
    command: [bin, 'run', '--debug'],
    save: (word) => writeFileSync(view, source.replace('({})', `(${word})`)),
  },
  {
    name: 'node --watch, bare Fastify',
    cwd: join(work, 'bare'),
    command: ['--watch', 'app.js'],
    save: (word) => writeFileSync(join(work, 'bare/app.js'), bare(word)),
  },
]

for (const peer of peers) {
  peer.port = await freePort()
  peer.times = []
  peer.save('{}')
  const env = { ...process.env, PORT: String(peer.port) }
  peer.child = spawn(process.execPath, peer.command, { cwd: peer.cwd, env, stdio: 'ignore' })
  await answered(peer.port, '{}')
}
for (let round = 1; round <= rounds; round++) {
  for (const peer of peers) {
    const start = performance.now()
    peer.save(`{ round: ${round} }`)
    await answered(peer.port, JSON.stringify({ round }))
    peer.times.push(performance.now() - start)
  }
}
for (const { child } of peers) {
  child.kill('SIGTERM')
  await once(child, 'exit')
}
rmSync(work, { recursive: true })
console.log(
  `Node ${process.version}; ms from saving to the new answer; median (lowest–highest) of ${rounds}`,
)
for (const { name, times } of peers) {
  const sorted = times.toSorted((one, other) => one - other).map((time) => Math.round(time))
  console.log(`${name.padEnd(34)} ${sorted[sorted.length >> 1]}  (${sorted[0]}–${sorted.at(-1)})`)
}

/** Asks every 5 ms until the answer is the awaited one, 20 s at most. */
async function answered(port, body) {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if ((await response?.text().catch(() => '')) === body) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`no ${body} on port ${port} within 20 s`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

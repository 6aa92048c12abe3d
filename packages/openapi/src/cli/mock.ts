import { resolve } from 'node:path'
import type { LoadedDocument } from '../document.ts'
import { usage } from '../errors.ts'
import { loadDocument } from '../load.ts'
import { type CommandIo, type CommandRow, refRoots, refRootsOf } from './command.ts'

type Flags = Readonly<Record<string, unknown>>

/** `flakon mock FILE`: serves a document until the process is told to stop. */
export const mock: CommandRow = {
  name: 'mock',
  arguments: '<file>',
  description: 'Answer as an OpenAPI document says, at a path or URL, by itself.',
  options: [
    { flags: '--port <number>', docs: 'port to listen on; 0 takes a free one; by default 5000' },
    { flags: '--host <address>', docs: 'address to listen on, by default 127.0.0.1' },
    {
      flags: '--seed <text>',
      docs: 'what made-up values are drawn from, by default "flakon": the same seed, the same answers',
    },
    {
      flags: '--delay <duration>',
      docs: 'how long each answer takes: 300ms, or a range as 100ms-2s',
    },
    { flags: '--fail <rate>', docs: 'how many requests fail, 0 to 1: 0.1 is one of ten' },
    refRoots,
  ],
  async run(flags, [file, ...others], io) {
    if (others.length > 0) {
      throw usage(`flakon mock takes one document, and "${others.join(' ')}" is more than that`)
    }
    const { server } = await startMock(flags, file, io)
    // The signal that ends the service ends the process.
    return new Promise((resolve) => server.on('error', () => resolve(1)))
  },
}

/** Serves a document, and says so. */
export async function startMock(flags: Flags, file: string | undefined, io: CommandIo) {
  if (file === undefined) throw usage('name a document: flakon mock openapi.yaml')
  const options = optionsOf(flags)
  const path = /^(?:https?|file):/i.test(file) ? file : resolve(io.cwd, file)
  const loaded = await loadDocument(path, { refRoots: refRootsOf(flags) })
  const { createMockApp } = await import('../mock/mock-app.ts')
  const { serve } = await import('flakon')
  const app = createMockApp({ ...options, loaded })
  const { port, host } = options
  const { address, stop } = await serve(app, { port, host }).catch((error: Error) => {
    error.message = error.message.replace('flakon run', `flakon mock ${file}`)
    throw error
  })
  io.stderr.write(banner(file, loaded, address, options))
  return { address, stop, server: app.server }
}

function optionsOf(flags: Flags) {
  const { port, host, seed = 'flakon', delay, fail = '0' } = flags
  if (seed === '') throw usage('--seed is empty: write any text, as --seed 7')
  if (host === '') throw usage('--host is empty: write an address, as --host 0.0.0.0')
  return {
    port: port === undefined ? undefined : portOf(String(port)),
    host: host === undefined ? undefined : String(host),
    seed: String(seed),
    badDay: { delay: delayOf(delay), fail: rateOf(String(fail)) },
  }
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw usage(`--port ${text} is no port: write a number from 0 to 65535; 0 takes a free one`)
}

function rateOf(text: string): number {
  const rate = /^(?:\d+|\d*\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (rate <= 1) return rate
  throw usage(`--fail ${text} is no rate: write a number from 0 to 1, as 0.1 for one of ten`)
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }
const longest = 600_000

/** `300ms` or `100ms-2s` → the shortest and the longest time, in ms. */
function delayOf(value: unknown): readonly [number, number] {
  if (value === undefined) return [0, 0]
  const [, least = '', unit, most = least, other = unit] =
    /^(\d+(?:\.\d+)?)(ms|s|m)(?:-(\d+(?:\.\d+)?)(ms|s|m))?$/.exec(String(value)) ?? []
  const times = [
    [least, unit],
    [most, other],
  ].map(([count, one]) => Math.round(Number(count) * (units[one ?? ''] ?? Number.NaN)))
  const [from = Number.NaN, to = Number.NaN] = times
  if (from <= to && to <= longest) return [from, to]
  throw usage(
    `--delay ${String(value)} is no length of time up to 10m: write 300ms, 2s, or a range as 100ms-2s`,
  )
}

/** What somebody who has just started it wants to know; standard output is the log's alone. */
function banner(
  file: string,
  { document, operations, faults }: LoadedDocument,
  address: string,
  { seed, badDay }: ReturnType<typeof optionsOf>,
): string {
  const { title = file, version = '' } = document.info
  const bases = [...new Set(operations.map(({ base }) => base || '/'))]
  const count = operations.length === 1 ? '1 operation' : `${operations.length} operations`
  const [from, to] = badDay.delay
  const wait = to === 0 ? [] : [`each takes ${from === to ? from : `${from} to ${to}`} ms`]
  const fail = badDay.fail === 0 ? [] : [`${badDay.fail * 100} % of the requests fail`]
  const rows = [
    [`mock of ${title} ${version}`.trim(), `${file}, ${count}`],
    ['on', `${address}, below ${bases.slice(0, 3).join(', ')}${bases.length > 3 ? ' …' : ''}`],
    ['answers', `examples of the document, else values made up from the seed "${seed}"`],
    ...(operations.some(({ security = [] }) => security.length > 0)
      ? [['security', 'credentials have to be there and well formed; nobody checks them']]
      : []),
    ...(wait.length + fail.length > 0 ? [['bad day', [...wait, ...fail].join(', ')]] : []),
    ...(faults.length > 0
      ? [['repaired', `${faults.length} things: flakon openapi lint ${file}`]]
      : []),
    ['stop', 'Ctrl-C'],
  ]
  const [head, ...others] = rows.map(([name = '', text]) => [name, text] as const)
  const lines = others.map(([name, text]) => `  ${name.padEnd(10)} ${text}\n`)
  return `\n  ${head?.[0]} (${head?.[1]})\n${lines.join('')}\n`
}

import { flakonError } from '../errors.ts'
import { findState, type RouteRecord } from '../state.ts'
import { type Io, table } from './io.ts'
import { loadApp } from './load-app.ts'
import { type Flags, refuseWords } from './options.ts'

const columns = ['methods', 'path', 'blueprint', 'view'] as const
type Column = (typeof columns)[number]

/** `flakon routes`: the app is described, not started; no section is set up. */
export async function routes(
  flags: Flags & { readonly json?: boolean; readonly sort?: string },
  words: readonly string[],
  io: Io,
): Promise<number> {
  refuseWords(words, 0, 'routes')
  const sort = toColumn(flags.sort ?? 'path')
  const { app, file } = await loadApp(flags.app, io)
  const state = findState(app)
  if (state === undefined) {
    throw flakonError('FLK_APP_NOT_AN_APP', [
      file,
      'app',
      'a bare Fastify instance: print app.printRoutes() instead',
    ])
  }
  state.described = true
  await app.ready()
  const rows = [...state.routes].sort((one, other) => compare(one, other, sort)).map(toRow)
  await app.close()
  if (flags.json) io.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`)
  else {
    const head = columns.map((column) => column.toUpperCase())
    io.stdout.write(
      table([head, ...rows.map((row) => columns.map((column) => [row[column]].flat().join(' ')))]),
    )
  }
  for (const { blueprint, reason } of state.leftOut)
    io.stderr.write(`left out: ${blueprint}: ${reason}\n`)
  return 0
}

function toColumn(word: string): Column {
  const found = columns.find((column) => column === word || column === `${word}s`)
  if (found === undefined)
    throw flakonError('FLK_USAGE', [`--sort ${word} is no column: ${columns.join(', ')} are`])
  return found
}

function toRow({ methods, path, blueprint, view, where }: RouteRecord) {
  return { methods, path, blueprint, view, where }
}

function compare(one: RouteRecord, other: RouteRecord, column: Column): number {
  const text = (route: RouteRecord) =>
    `${[route[column]].flat().join(' ')} ${route.path} ${route.methods.join(' ')}`
  return text(one) < text(other) ? -1 : 1
}

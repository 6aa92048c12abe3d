import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Source, sourcesOf } from './source.ts'

const flakon = sourcesOf('packages/flakon/src')
const openapi = sourcesOf('packages/openapi/src')
const client = sourcesOf('packages/client/src')
const shipped = [
  ...flakon,
  ...openapi,
  ...client,
  ...sourcesOf('packages/create-flakon/src'),
  ...sourcesOf('packages/create-flakon/template/src'),
  ...sourcesOf('scripts').filter((source) => !source.path.startsWith('scripts/test/')),
]
const tests = [
  ...sourcesOf('packages/flakon/test'),
  ...sourcesOf('packages/openapi/test'),
  ...sourcesOf('packages/client/test').filter(({ path }) => !path.endsWith('/users-api.ts')),
  ...sourcesOf('packages/create-flakon/test'),
  ...sourcesOf('scripts/test'),
].filter((source) => !source.path.includes('/fixtures/'))

/**
 * Who may import whom: a file imports files of its own row or of a row above.
 * A new file has to be given its place here.
 */
const layers = [
  ['errors', 'place', 'nearest', 'request-id', 'request-path'],
  ['problem', 'upstream', 'deadline', 'settings/', 'kind'],
  ['schema/'],
  ['section', 'state', 'blueprint', 'blueprint-hooks', 'in-process', 'client-section'],
  ['sections/', 'document/', 'answer', 'error-handler', 'hints'],
  ['context-compiler', 'view-answers', 'view-compilation', 'typed-view', 'view-options'],
  ['json-blueprint'],
  ['set-up', 'warm-up', 'app'],
  ['serve/'],
  ['cli/'],
]

describe('budgets', () => {
  test('a file has at most 250 lines', () => {
    const long = [...shipped, ...tests].filter((source) => source.lines > 250)
    expect(long.map((source) => `${source.path}: ${source.lines} lines`)).toEqual([])
  })

  test('a function has at most 40 lines', () => {
    const long = shipped.flatMap(({ path, functions }) =>
      functions
        .filter((one) => one.lines > 40)
        .map((one) => `${path}:${one.line}: ${one.lines} lines`),
    )
    expect(long).toEqual([])
  })

  test('flakon stays a small library: at most 110 files and 12,750 lines', () => {
    const lines = flakon.reduce((sum, source) => sum + source.lines, 0)
    expect(flakon.length).toBeLessThanOrEqual(110)
    expect(lines).toBeLessThanOrEqual(12_750)
  })
})

describe('imports', () => {
  test('no file imports itself by way of others', () => {
    expect(cyclesOf(flakon)).toEqual([])
    expect(cyclesOf(openapi)).toEqual([])
    expect(cyclesOf(client)).toEqual([])
    expect(cyclesOf(sourcesOf('packages/create-flakon/src'))).toEqual([])
    expect(cyclesOf(sourcesOf('scripts'))).toEqual([])
  })

  test('every file of flakon has its place in the table of layers', () => {
    const homeless = flakon.filter((source) => !isIndex(source) && layerOf(source.path) === -1)
    expect(homeless.map((source) => source.path)).toEqual([])
  })

  test('imports point one way: errors, settings → schema → section, blueprint → sections → views → app → serve → cli', () => {
    const upward = flakon
      .filter((source) => !isIndex(source))
      .flatMap((source) =>
        source.imports
          .filter((target) => layerOf(target) > layerOf(source.path))
          .map((target) => `${source.path} imports ${target}`),
      )
    expect(upward).toEqual([])
  })

  test('nothing in src imports index.ts', () => {
    const inside = flakon.filter((source) =>
      source.mentions.includes('packages/flakon/src/index.ts'),
    )
    expect(inside.map((source) => source.path)).toEqual([])
  })

  test('flakon imports only what its package.json names, and its own files by their .ts names', () => {
    const foreign = flakon.flatMap((source) =>
      source.mentions
        .filter((target) => !/^(node:|packages\/flakon\/src\/.+\.ts$)/.test(target))
        .map((target) => target.split('/')[0] ?? ''),
    )
    const allowed = [
      'ajv',
      'ajv-formats',
      'commander',
      'fastify',
      'find-my-way',
      'light-my-request',
      'pino',
      'pino-pretty',
      'tsx',
      'yaml',
    ]
    expect([...new Set(foreign)].filter((name) => !allowed.includes(name))).toEqual([])
  })
})

test('openapi imports flakon by its public door, and otherwise what its package.json names', () => {
  const foreign = openapi.flatMap((source) =>
    source.mentions
      .filter((target) => !/^(node:|packages\/openapi\/src\/.+\.ts$)/.test(target))
      .map((target) => `${target.startsWith('packages/') ? source.path : ''} ${target}`.trim()),
  )
  const allowed = ['ajv', 'ajv-formats', 'fastify', 'flakon', 'js-yaml']
  const unknown = [...new Set(foreign)].filter((name) => !allowed.includes(name))
  expect(unknown.filter((name) => !/^(ajv|ajv-formats)\//.test(name))).toEqual([])
})

test('the client imports nothing but its own at most ten files, in which Node is not named', () => {
  const foreign = client.flatMap((source) => source.mentions)
  expect(foreign.filter((target) => !/^packages\/client\/src\/.+\.ts$/.test(target))).toEqual([])
  expect(client.length).toBeLessThanOrEqual(10)
  const named = client.filter(({ text }) =>
    /\b(process|Buffer|require)\b/.test(withoutComments(text)),
  )
  expect(named.map(({ path }) => path)).toEqual([])
})

describe('names', () => {
  test('no file has a name that says nothing', () => {
    const empty =
      /^(utils?|helpers?|common|types|lib|core|constants)\.|^(utils?|helpers?|common|types|lib|core|constants)$/
    const vague = [...shipped, ...tests].filter(
      ({ path }) => empty.test(basename(path)) || empty.test(basename(dirname(path))),
    )
    expect(vague.map((source) => source.path)).toEqual([])
  })

  test('the public door has these names and no others', () => {
    const index = flakon.find(isIndex)
    expect(index?.text).not.toMatch(/export \*/)
    expect([...(index?.exports ?? [])].sort()).toMatchInlineSnapshot(`
      [
        "App",
        "AppOptions",
        "Blueprint",
        "BlueprintCommand",
        "BlueprintOperations",
        "ClientOptions",
        "FlakonError",
        "JsonBlueprint",
        "Key",
        "Keys",
        "ProblemError",
        "ProblemMembers",
        "Section",
        "SectionBehaviour",
        "ServeOptions",
        "Served",
        "Settings",
        "SettingsError",
        "SettingsInput",
        "SettingsObject",
        "SettingsOf",
        "View",
        "ViewOptions",
        "abort",
        "boolean",
        "bytes",
        "clientSection",
        "createApp",
        "defineSection",
        "duration",
        "integer",
        "list",
        "nearest",
        "number",
        "oneOf",
        "problem",
        "problemSchema",
        "secret",
        "serve",
        "text",
        "toAnswer",
        "url",
      ]
    `)
    expect(index?.exports.length).toBeLessThanOrEqual(42)
  })
})

test('the library neither prints nor exits, but for the files whose job it is', () => {
  const voices = [
    'packages/flakon/src/cli/bin.ts',
    'packages/flakon/src/serve/process.ts',
    'packages/create-flakon/src/bin.ts',
    'packages/create-flakon/src/from-checkout.ts',
    'packages/create-flakon/src/process-io.ts',
  ]
  const effects = /\bconsole\.\w|\bprocess\.(exit|exitCode|stdout|stderr|stdin|abort)\b/
  const loud = shipped
    .filter(({ path }) => path.startsWith('packages/') && !voices.includes(path))
    .filter(({ text }) => effects.test(withoutComments(text)))
  expect(loud.map((source) => source.path)).toEqual([])
})

function isIndex(source: Source): boolean {
  return source.path === 'packages/flakon/src/index.ts'
}

/** The row of a file of flakon in the table of layers; -1 for anything else. */
function layerOf(path: string): number {
  const name = path.replace('packages/flakon/src/', '')
  if (name === path) return -1
  const entry = name.includes('/')
    ? name.slice(0, name.indexOf('/') + 1)
    : name.replace(/\.ts$/, '')
  return layers.findIndex((layer) => layer.includes(entry))
}

/** The chains of imports that end where they began, each once; imports of types alone do not count. */
function cyclesOf(sources: readonly Source[]): string[] {
  const bySelf = new Map(sources.map((source) => [source.path, source]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, above: readonly string[]): void => {
    const seen = above.indexOf(path)
    if (seen !== -1) cycles.push([...above.slice(seen), path].join(' → '))
    if (seen !== -1 || done.has(path)) return
    for (const target of bySelf.get(path)?.imports ?? []) visit(target, [...above, path])
    done.add(path)
  }
  for (const source of sources) visit(source.path, [])
  return cycles
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

// The types of real documents: how long `flakon types` takes for each, its process and all; and how long the compiler
// takes for 300 handlers of the largest one, in 30 files, beside the same files without a handler.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { print, takeTurnsAsync } from './rounds.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const specs = join(root, '../shared/specs')
const bin = join(root, 'packages/flakon/dist/cli/bin.js')
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const folder = join(root, 'packages/openapi/.bench-types')
const rounds = Number(process.argv[2] ?? 5)
const files = 30
const handlers = 300

/** The documents, the main file of one that is many being named with a capital. */
function documents() {
  const all = readdirSync(specs, { recursive: true, encoding: 'utf8' })
  return all.filter((name) => /^(?:\w+\/[A-Z][\w.-]*|[\w-]+)\.(?:json|ya?ml)$/.test(name)).sort()
}

function fileOf(document) {
  return join(folder, `${basename(document, extname(document))}.ts`)
}

async function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(said.slice(0, 2000))
}

async function generation() {
  const contenders = documents().map((document) => ({
    name: basename(document),
    run: () => run([bin, 'types', join(specs, document), '-o', fileOf(document), '--table']),
  }))
  const start = { name: 'node alone', run: () => run(['-e', '']) }
  const costs = await takeTurnsAsync([start, ...contenders], { rounds })
  print('flakon types', costs, { unit: 'ms' })
  for (const document of documents()) {
    const text = readFileSync(fileOf(document), 'utf8')
    const size = `${text.split('\n').length} lines, ${Math.round(text.length / 1024)} KiB`
    console.log(`${basename(document).padEnd(34)} ${size}`)
  }
}

/** The operations of a generated file that answer 200 and 401 with JSON. */
function operationsOf(text) {
  const entry = /^ {2}'?([^'\s]+)'?: \{\n((?: {4}.*\n)+?) {2}\}$/gm
  const part = (body, name) =>
    new RegExp(`^ {4}${name}: \\{\\s*(?:/\\*\\*[\\s\\S]*?\\*/\\s*)?([a-z_]\\w*)\\??: `, 'm').exec(
      body,
    )?.[1]
  return [...text.matchAll(entry)]
    .filter(([, , body]) => /^ {4}success: 200$/m.test(body) && /\b401: /.test(body))
    .filter(([, , body]) => !/Binary/.test(body))
    .map(([, id, body]) => ({ id, param: part(body, 'params'), query: part(body, 'query') }))
}

/** Every third answers with what is not there, every other one with what was read. */
function handler({ id, param, query }, index) {
  const read = [param && `request.params.${param}`, query && `request.query.${query}`].filter(
    Boolean,
  )
  const lines = [`const key = [${read.join(', ')}].join()`]
  if (index % 3 === 0) {
    const error = `{ id: 'unauthorized', message: key }`
    lines.push(`if (key === '') return reply.code(401).send(${error})`)
  }
  lines.push(`return stored<Operations['${id}']['responses'][200]>(key)`)
  return `api.operation('${id}', async (request, reply) => {\n  ${lines.join('\n  ')}\n})`
}

function project(name, source, operations) {
  const here = join(folder, name)
  mkdirSync(here, { recursive: true })
  for (let file = 0; file < files; file++) {
    const own = operations.filter((_, index) => index % files === file)
    const lines = [
      `import { SpecBlueprint } from '@flakon/openapi'`,
      `import type { Operations } from '${source}'`,
      `declare function stored<T>(key: string): Promise<T>`,
      `export const api = new SpecBlueprint<Operations>('api${file}', { spec: 'openapi.yaml' })`,
      ...own.map(handler),
    ]
    writeFileSync(join(here, `views${file}.ts`), `${lines.join('\n')}\n`)
  }
  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true },
    ...{ types: ['node'], exactOptionalPropertyTypes: true, allowImportingTsExtensions: true },
  }
  writeFileSync(join(here, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  return here
}

async function checking() {
  const [largest] = documents()
    .map(fileOf)
    .sort((one, other) => statSync(other).size - statSync(one).size)
  const operations = operationsOf(readFileSync(largest, 'utf8')).slice(0, handlers)
  const source = `../${basename(largest)}`
  const without = project('without', source, [])
  const views = project('views', source, operations)
  const costs = await takeTurnsAsync(
    [
      { name: 'the types alone', run: () => run([tsc, '-p', without]) },
      { name: `${operations.length} handlers`, run: () => run([tsc, '-p', views]) },
    ],
    { rounds },
  )
  print(`tsc on ${basename(largest)}`, costs, { unit: 'ms' })
}

if (!existsSync(specs)) throw new Error(`there are no documents in ${specs}`)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
try {
  await generation()
  await checking()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

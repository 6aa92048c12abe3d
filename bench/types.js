// 300 typed views in 30 files: how long the compiler takes, beside the same views with handlers typed `any` and beside
// views without schemas; and how long a language server takes to complete `request.body.` in the last view.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { completionTime } from './language-server.js'
import { print, takeTurnsAsync } from './rounds.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const folder = join(root, 'packages/flakon/.bench-types')
const files = 30
const viewsOfFile = 10

const libraries = {
  'JSON Schema': {
    head: '',
    of: (i) => ({
      params: `{ type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }`,
      query: `{ type: 'object', properties: { page${i}: { type: 'integer' }, sort: { enum: ['a', 'b'] } } }`,
      body: `{ type: 'object', required: ['name${i}', 'tags'], properties: { name${i}: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } } }`,
      answer: `{ type: 'object', required: ['id', 'name${i}'], properties: { id: { type: 'integer' }, name${i}: { type: 'string' } } }`,
    }),
  },
  'TypeBox 1': typebox(`import Type from 'typebox'`),
  'TypeBox 0.34': typebox(`import { Type } from '@sinclair/typebox'`),
  Zod: {
    head: `import { z } from 'zod'`,
    of: (i) => ({
      params: 'z.object({ id: z.int() })',
      query: `z.object({ page${i}: z.int().optional(), sort: z.enum(['a', 'b']).optional() })`,
      body: `z.object({ name${i}: z.string(), tags: z.array(z.string()) })`,
      answer: `z.object({ id: z.int(), name${i}: z.string() })`,
    }),
  },
  Valibot: {
    head: `import * as v from 'valibot'\nimport { toStandardJsonSchema as s } from '@valibot/to-json-schema'`,
    of: (i) => ({
      params: 's(v.object({ id: v.number() }))',
      query: `s(v.object({ page${i}: v.optional(v.number()), sort: v.optional(v.picklist(['a', 'b'])) }))`,
      body: `s(v.object({ name${i}: v.string(), tags: v.array(v.string()) }))`,
      answer: `s(v.object({ id: v.number(), name${i}: v.string() }))`,
    }),
  },
  ArkType: {
    head: `import { type } from 'arktype'`,
    of: (i) => ({
      params: `type({ id: 'number.integer' })`,
      query: `type({ 'page${i}?': 'number.integer', 'sort?': "'a' | 'b'" })`,
      body: `type({ name${i}: 'string', tags: 'string[]' })`,
      answer: `type({ id: 'number.integer', name${i}: 'string' })`,
    }),
  },
}

function typebox(head) {
  return {
    head,
    of: (i) => ({
      params: 'Type.Object({ id: Type.Integer() })',
      query: `Type.Object({ page${i}: Type.Optional(Type.Integer()), sort: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])) })`,
      body: `Type.Object({ name${i}: Type.String(), tags: Type.Array(Type.String()) })`,
      answer: `Type.Object({ id: Type.Integer(), name${i}: Type.String() })`,
    }),
  }
}

/** One view, every fifth with `reply`; `any` is what the same view costs with nothing to infer. */
function view(library, i, variant) {
  if (library === undefined) {
    return `users.post('/:id/${i}', (request) => ({ id: 1, name${i}: String(request.id) }))`
  }
  const { params, query, body, answer } = library.of(i)
  const schema = `{ params: ${params}, query: ${query}, body: ${body}, response: { 200: ${answer} } }`
  const usesReply = i % 5 === 0
  const names = usesReply ? ['request', 'reply'] : ['request']
  const parameters = names.map((one) => (variant === 'any' ? `${one}: any` : one)).join(', ')
  const page = `request.query.page${i} ?? 1`
  const lines = [
    usesReply ? `reply.header('x-page', ${page})` : `if (request.query.page${i} === 0) abort(422)`,
    `return { id: request.params.id, name${i}: request.body.name${i} }`,
  ]
  const returned = variant === 'any' ? ': any' : ''
  return `users.post('/:id/${i}', { schema: ${schema} }, (${parameters})${returned} => {
  ${lines.join('\n  ')}
})`
}

function write(name, library, variant) {
  const here = join(folder, name.replaceAll(/\W+/g, '-'))
  mkdirSync(here, { recursive: true })
  for (let file = 0; file < files; file++) {
    const lines = [
      `import { abort, JsonBlueprint } from 'flakon'`,
      library?.head ?? '',
      `export const users = new JsonBlueprint('users${file}')`,
    ]
    for (let i = 0; i < viewsOfFile; i++) lines.push(view(library, file * viewsOfFile + i, variant))
    writeFileSync(join(here, `users${file}.ts`), `${lines.join('\n')}\n`)
  }
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    exactOptionalPropertyTypes: true,
  }
  writeFileSync(join(here, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  return here
}

async function compile(here) {
  const child = spawn(process.execPath, [tsc, '-p', here], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(said.slice(0, 2000))
}

rmSync(folder, { recursive: true, force: true })
try {
  const plain = write('plain')
  const wanted = process.argv[3]
  for (const [name, library] of Object.entries(libraries)) {
    if (wanted !== undefined && wanted !== name) continue
    const typed = write(`${name} typed`, library, 'typed')
    const any = write(`${name} any`, library, 'any')
    const costs = await takeTurnsAsync(
      [
        { name: 'the same, typed any', run: () => compile(any) },
        { name: 'typed', run: () => compile(typed) },
        { name: 'no schemas', run: () => compile(plain) },
      ],
      { rounds: Number(process.argv[2] ?? 5) },
    )
    print(`${name}: ${files * viewsOfFile} views`, costs, { unit: 'ms' })
    const { first, next } = await completionTime(tsc, join(typed, `users${files - 1}.ts`))
    console.log(`completion in the last view: ${first} ms, the next one ${next} ms`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

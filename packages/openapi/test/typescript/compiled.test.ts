import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typesOf } from './generated.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: unknown) => ({ description: '', content: { 'application/json': { schema } } })

/** Names that are in the way of something: of TypeScript, of its globals, or of the file's own. */
const names =
  'any unknown never void null undefined string number boolean symbol bigint object this type of as async declare ' +
  'module namespace keyof infer readonly unique asserts is get set from abstract override satisfies await yield let ' +
  'static class enum interface function default import export constructor toString prototype Array Record Promise ' +
  'Date Error Blob Buffer Exclude Uint8Array AsyncIterable ArrayBuffer Operations Schemas Binary Others AnyStatus ' +
  'Status4XX Status a.b a-b a_b 3d _ operations'
const recursive = {
  properties: { next: ref('Recursive'), all: { additionalProperties: ref('Recursive') } },
}
const schemas = {
  ...Object.fromEntries(
    names.split(' ').map((name) => [name, { properties: { it: ref('Recursive') } }]),
  ),
  Recursive: recursive,
  Json: {
    anyOf: [text, { type: 'array', items: ref('Json') }, { additionalProperties: ref('Json') }],
  },
  Mixed: {
    properties: { a: text, b: { type: 'object' } },
    additionalProperties: { type: 'integer' },
  },
  Tuple: { prefixItems: [text, { enum: ['a', 1] }], items: ref('Tuple') },
  Ended: { ...text, description: '*/ export const broken = `${1}` /*', pattern: '^a*/' },
  Odd: {
    properties: { "it's": { const: "a'\\\n" }, 'a-b': { enum: [] }, '': false, '\u2028': text },
  },
  Pet: {
    properties: { kind: text, id: { ...text, readOnly: true } },
    discriminator: { propertyName: 'kind' },
  },
  Cat: { allOf: [ref('Pet'), { properties: { lives: { type: 'integer' } } }] },
}

const bytes = { schema: { type: 'string', format: 'binary' } }
const paths = {
  '/it/{it}': {
    parameters: [{ name: 'it', in: 'path', required: true, schema: text }],
    post: {
      operationId: '__proto__',
      parameters: [{ name: "it's", in: 'query', schema: { default: 1, type: 'integer' } }],
      requestBody: {
        content: { 'multipart/form-data': { schema: { properties: { a: bytes.schema } } } },
      },
      responses: {
        201: json(ref('Pet')),
        200: { description: '', content: { 'image/png': bytes } },
        '1XX': json(text),
        '3XX': json(text),
        404: json(ref('Json')),
        '4XX': json(ref('Error')),
        default: json(ref('Cat')),
      },
    },
    put: {
      operationId: "it's `${1}` */",
      requestBody: json(ref('Pet')),
      responses: { default: json(text) },
    },
    get: { responses: { 204: { description: '' } } },
  },
}

let folder = ''
let file = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flakon-types-'))
  file = join(folder, 'api.ts')
  writeFileSync(file, await typesOf({ paths, components: { schemas } }, { table: true }))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the types of a hostile document', () => {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  )

  test.each([
    [
      'by the letter',
      [
        '--exactOptionalPropertyTypes',
        '--noUncheckedIndexedAccess',
        '--isolatedDeclarations',
        '--declaration',
      ],
    ],
    ['as a browser has them', ['--lib', 'es2022,dom,dom.iterable']],
    ['with no more than the oldest library', ['--lib', 'es2018']],
  ])('compile, %s', (_, flags) => {
    const own = ['--strict', '--noEmit', '--erasableSyntaxOnly', '--noUnusedLocals', '--types', '']
    const { stdout } = spawnSync(
      process.execPath,
      [
        compiler,
        '--ignoreConfig',
        ...own,
        '--module',
        'esnext',
        '--target',
        'es2022',
        ...flags,
        file,
      ],
      { encoding: 'utf8' },
    )
    expect(stdout).toBe('')
  })

  test('leave nothing behind but the table', async () => {
    const module = await import(/* @vite-ignore */ file)
    const answers = { accept: 'image/png, application/json', answers: [404] }
    const table = new Map<string, unknown>(Object.entries(module.operations))
    expect(table).toEqual(
      new Map<string, unknown>([
        ['GET /it/{it}', ['GET', '/it/{it}']],
        ["it's `${1}` */", ['PUT', '/it/{it}']],
        ['__proto__', ['POST', '/it/{it}', { body: 'multipart/form-data', ...answers }]],
      ]),
    )
    const { operations, ...constants } = module
    expect(Object.values(constants).sort()).toEqual([...table.values()].sort())
  })
})

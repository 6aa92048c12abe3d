import { PassThrough } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lint } from '../../src/cli/lint.ts'
import { documentWith, folder } from '../loading.ts'

/** Runs `flakon openapi lint` in a folder with this document. */
async function run(document: unknown, flags: object = {}, words = ['openapi.json']) {
  const cwd = folder({
    'openapi.json': typeof document === 'string' ? document : JSON.stringify(document),
  })
  const stdout = new PassThrough()
  const io = { stdin: process.stdin, stdout, stderr: stdout, env: {}, cwd }
  const status = await lint.run({ ...flags }, words, io)
  const text = String(stdout.read() ?? '').replaceAll(/[^\s"]*\/flakon-openapi-\w+\//g, '')
  return { status, text }
}

const schemas = { A: { items: [{}] }, B: { $ref: '#/nowhere' } }

describe('flakon openapi lint', () => {
  test('tells nothing but what it has read of a document that is fine', async () => {
    expect(await run(documentWith({}))).toEqual({
      status: 0,
      text: '0 errors, 0 warnings in 1 operation, 0 schemas, OpenAPI 3.1.0\n',
    })
  })

  test('tells also in JSON of a text that is no document', async () => {
    const { status, text } = await run('a: [', { json: true })
    expect(status).toBe(1)
    expect(JSON.parse(text)).toMatchObject({
      errors: 1,
      faults: [{ code: 'FLK_CONTRACT_SYNTAX', message: expect.stringContaining('line 1') }],
    })
  })

  test('tells defaults of parameters by which leaving them out would be refused', async () => {
    const query = (name: string, schema: object) => ({ name, in: 'query', schema })
    const parameters = [
      query('limit', { type: 'integer', maximum: 50, default: 100 }),
      query('page', { allOf: [{ type: 'integer' }], default: 'x' }),
      query('sort', { type: 'string', default: 'name' }),
    ]
    const get = { operationId: 'get', parameters, responses: { 200: { description: 'OK' } } }
    const { status, text } = await run(documentWith({ paths: { '/a': { get } } }))
    expect(status).toBe(1)
    expect(text.match(/invalid_default: .*/g)).toEqual([
      'invalid_default: the default 100 of "limit" is not valid by its own schema, so leaving it out is refused',
      'invalid_default: the default "x" of "page" is not valid by its own schema, so leaving it out is refused',
    ])
  })

  test('is done with a long ring of schemas', async () => {
    const ring = Array.from({ length: 400 }, (_, i) => [
      `S${i}`,
      { properties: { next: { $ref: `#/components/schemas/S${(i + 1) % 400}` } } },
    ])
    const { text } = await run(documentWith({ components: { schemas: Object.fromEntries(ring) } }))
    expect(text).toMatch(/^0 errors, 0 warnings in 1 operation, 400 schemas/)
    const media = { schema: { $ref: '#/components/schemas/S0' } }
    const responses = { 200: { description: 'OK', content: { 'application/json': media } } }
    const paths = { '/a': { get: { operationId: 'get', responses } } }
    const led = documentWith({ paths, components: { schemas: Object.fromEntries(ring) } })
    expect(await run(led)).toMatchObject({ status: 0 })
  })

  test('takes one document, at a path or a URL', async () => {
    await expect(run(documentWith({}), {}, ['openapi.json', 'b.json'])).rejects.toThrow(
      'flakon openapi lint takes one document, not "b.json" as well',
    )
    await expect(run(documentWith({}), {}, ['http://'])).rejects.toThrow(
      'the document http:// cannot be read: it is named by no valid URL',
    )
  })

  test('tells both grades, and fails for errors', async () => {
    const { status, text } = await run(documentWith({ components: { schemas } }))
    expect(status).toBe(1)
    expect(text).toMatchInlineSnapshot(`
      "openapi.json:1:276 #/components/schemas/A/items warning tuple_items: a list of schemas is written as prefixItems
      openapi.json:1:295 #/components/schemas/B/$ref error unresolved_ref: "#/nowhere" leads nowhere: there is no "/nowhere" in this file
      1 error, 1 warning in 1 operation, 2 schemas, OpenAPI 3.1.0
      "
    `)
  })

  test('tells what stops a boot only: paths without a route, and who may call', async () => {
    const parameters = ['a', 'b'].map((name) => ({
      ...{ name, in: 'path', required: true, schema: {} },
    }))
    const get = { operationId: 'get', parameters, responses: { 200: { description: 'OK' } } }
    const key = { type: 'http', scheme: 'bearer' }
    const parts = { paths: { '/{a}{b}': { get } }, components: { securitySchemes: { key } } }
    const { status, text } = await run(documentWith(parts))
    expect(status).toBe(1)
    expect(text).toMatch(/#\/paths\/~1{a}{b}\/get error unroutable_path: path \/{a}{b} of "get": /)
    expect(text).toMatch(/ # error security: nothing says who may call "get"/)
  })

  test('tells paths that are one route, written in two ways', async () => {
    const get = (operationId: string) => ({
      get: { operationId, responses: { 200: { description: 'OK' } } },
    })
    const { text } = await run(documentWith({ paths: { '/A': get('a'), '/%41': get('b') } }))
    expect(text).toContain('error path_collision: /%41 and /A match the same requests')
    expect(text).toContain('1 error, ')
  })

  test('follows references out of the folder where they may lead', async () => {
    const other = folder({ 'user.json': '{"type":"object"}' })
    const A = { $ref: pathToFileURL(`${other}/user.json`).href }
    const document = documentWith({ components: { schemas: { A } } })
    expect((await run(document)).text).toContain('refused_ref')
    expect((await run(document, { refRoots: `nowhere, ${other}` })).status).toBe(0)
  })

  test('fails for warnings where it is strict', async () => {
    const document = documentWith({ components: { schemas: { A: schemas.A } } })
    expect((await run(document)).status).toBe(0)
    expect((await run(document, { strict: true })).status).toBe(1)
  })

  test('prints JSON', async () => {
    const { status, text } = await run(documentWith({ components: { schemas } }), { json: true })
    expect(status).toBe(1)
    expect(JSON.parse(text)).toMatchObject({
      errors: 1,
      warnings: 1,
      operations: 1,
      schemas: 2,
      version: '3.1.0',
      faults: [
        { grade: 'warning', code: 'tuple_items', pointer: '/components/schemas/A/items', line: 1 },
        {
          grade: 'error',
          code: 'unresolved_ref',
          line: 1,
          message: expect.stringContaining('#/nowhere'),
        },
      ],
    })
  })

  test('a file that is no document is something to tell', async () => {
    expect(await run('a: 1')).toEqual({
      status: 1,
      text: expect.stringContaining('is no OpenAPI document'),
    })
    expect(await run('{')).toEqual({ status: 1, text: expect.stringContaining('line 1, column 2') })
  })

  test('one that is not there is a mistake of the command line', async () => {
    await expect(run({}, {}, ['b.yaml'])).rejects.toMatchObject({ code: 'FLK_CONTRACT_SOURCE' })
    await expect(run({}, {}, [])).rejects.toMatchObject({ code: 'FLK_CONTRACT_USAGE' })
  })

  test('schemas may have the names of what every object has', async () => {
    const text = { type: 'string' }
    const components = JSON.parse(
      JSON.stringify({ schemas: { constructor: text, toString: text } }),
    )
    const refs = Object.keys(components.schemas).map((name) => ({
      $ref: `#/components/schemas/${name}`,
    }))
    const content = { 'application/json': { schema: { anyOf: refs } } }
    const post = { operationId: 'a', requestBody: { content }, responses: {} }
    const { status } = await run(documentWith({ paths: { '/a': { post } }, components }))
    expect(status).toBe(0)
  })
})

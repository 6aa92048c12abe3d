import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { codesOf, documentWith, folder, linesOf, loadFiles } from './loading.ts'

const head = 'openapi: 3.1.0\ninfo: { title: Things, version: "1" }\npaths: {}\n'

/** A service on this machine, for as long as the test runs. */
async function serviceWith(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves texts by their paths. */
function serve(texts: Readonly<Record<string, string>>): Promise<string> {
  return serviceWith(({ url = '' }, response) => {
    if (!Object.hasOwn(texts, url)) response.statusCode = 404
    response.end(texts[url])
  })
}

/** An anchor of nine values, one of nine aliases to that, and so on. */
function bomb(levels: number): string {
  const lines = ['x-0: &a0 [a, b, c, d, e, f, g, h, i]']
  for (let level = 1; level <= levels; level++) {
    lines.push(
      `x-${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  }
  return head + lines.join('\n')
}

describe('texts that are small and stand for much', () => {
  test.each([6, 9, 30])('a YAML bomb of %i levels is refused at once', async (levels) => {
    const start = performance.now()
    await expect(loadFiles({ 'openapi.yaml': bomb(levels) })).rejects.toThrow(/aliases that stand/)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('so is one of merge keys', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}: 1`).join(', ')
    const uses = Array.from({ length: 200 }, (_, index) => `x-${index}: { <<: *a }`).join('\n')
    const text = `${head}x-a: &a { ${keys} }\n${uses}`
    await expect(loadFiles({ 'openapi.yaml': text })).rejects.toThrow(/merge keys/)
  })

  test('aliases as people use them are fine', async () => {
    const text = `${head}x-a: &a { type: string }\ncomponents: { schemas: { A: *a, B: *a } }`
    const { document } = await loadFiles({ 'openapi.yaml': text })
    expect(document.components.schemas).toEqual({ A: { type: 'string' }, B: { type: 'string' } })
  })

  test('an alias that contains itself', async () => {
    const text = `${head}x-a: &a { b: *a }`
    await expect(loadFiles({ 'openapi.yaml': text })).rejects.toThrow(/contains itself/)
  })

  test('a chain of aliases, each in the next, is as deep as it is long', async () => {
    const links = Array.from(
      { length: 5000 },
      (_, index) => `x-${index}: &a${index} [*a${index - 1}]`,
    )
    const text = `${head}x: &a-1 [1]\n${links.join('\n')}`
    await expect(loadFiles({ 'openapi.yaml': text })).rejects.toThrow(/nested deeper than 200/)
  })

  test.each([
    [
      'JSON',
      (depth: number) => `{"openapi":"3.1.0","x-a":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    ],
    ['YAML', (depth: number) => `openapi: 3.1.0\nx-a: ${'['.repeat(depth)}${']'.repeat(depth)}`],
  ])('%s of a hundred thousand levels', async (_, text) => {
    await expect(loadFiles({ 'openapi.yaml': text(100_000) })).rejects.toThrow(/deep|nest/)
  })

  test('an object of many levels, and one that stands for much', async () => {
    let deep: unknown = 1
    let wide: unknown = 1
    for (let level = 0; level < 1000; level++) deep = { deep }
    for (let level = 0; level < 64; level++) wide = { a: wide, b: wide }
    await expect(loadDocument(documentWith({ 'x-a': deep }))).rejects.toThrow(/nested deeper/)
    await expect(loadDocument(documentWith({ 'x-a': wide }))).rejects.toThrow(/aliases that stand/)
  })
})

describe('sizes', () => {
  test('all files together are limited, those that references lead to as well', async () => {
    const schema = `$ref: thing.yaml`
    const files = {
      'openapi.yaml': `${head}components: { schemas: { Thing: { ${schema} } } }`,
      'thing.yaml': `description: ${'long '.repeat(1000)}`,
    }
    expect(codesOf(await loadFiles(files))).toEqual([])
    expect(codesOf(await loadFiles(files, { limit: 4000 }))).toEqual(['!too_large'])
    await expect(loadFiles(files, { limit: 40 })).rejects.toThrow(/larger than 40 bytes/)
  })

  test('a device is no file', async () => {
    await expect(loadDocument('/dev/zero')).rejects.toThrow(/is no file/)
  })
})

describe('over the network', () => {
  test('a document and the files beside it are fetched', async () => {
    const base = await serve({
      '/api/openapi.yaml': `${head}components: { schemas: { A: { $ref: models/a.yaml } } }`,
      '/api/models/a.yaml': '{ properties: { b: { $ref: "b.yaml#/B" }, a: { $ref: a.yaml } } }',
      '/api/models/b.yaml': 'B: { type: string, nullable: 1 }',
    })
    const loaded = await loadDocument(`${base}/api/openapi.yaml`)
    expect(loaded.faults).toEqual([])
    expect(loaded.document.components.schemas).toMatchObject({
      A: {
        properties: {
          b: { $ref: '#/components/schemas/B' },
          a: { $ref: '#/components/schemas/A' },
        },
      },
      B: { type: 'string' },
    })
    expect(loaded.files.map((file) => file.replace(base, ''))).toEqual([
      '/api/openapi.yaml',
      '/api/models/a.yaml',
      '/api/models/b.yaml',
    ])
    const place = { file: `${base}/api/models/b.yaml`, pointer: '/B/type' }
    expect(loaded.locate(place)).toEqual({ line: 1, column: 6 })
  })

  test('what lies beside its folder is not, unless that is allowed', async () => {
    const base = await serve({
      '/api/openapi.yaml': `${head}components: { schemas: { A: { $ref: ../secret.yaml } } }`,
      '/secret.yaml': 'type: string',
    })
    const spec = new URL(`${base}/api/openapi.yaml`)
    expect(codesOf(await loadDocument(spec))).toEqual(['!refused_ref'])
    expect(codesOf(await loadDocument(spec, { network: true }))).toEqual([])
    expect(codesOf(await loadDocument(spec, { refRoots: [base] }))).toEqual([])
    expect(codesOf(await loadDocument(spec, { refRoots: [`${base}/other`] }))).toEqual([
      '!refused_ref',
    ])
  })

  test('a file is not led out by a redirect, a document may be', async () => {
    const elsewhere = await serve({ '/a.yaml': 'type: string', '/openapi.yaml': head })
    const base = await serviceWith(({ url = '' }, response) => {
      response.writeHead(302, { location: `${elsewhere}${url}` }).end()
    })
    expect((await loadDocument(`${base}/openapi.yaml`)).files).toEqual([
      `${elsewhere}/openapi.yaml`,
    ])
    const files = {
      'openapi.yaml': `${head}components: { schemas: { A: { $ref: "${base}/a.yaml" } } }`,
    }
    const lines = linesOf(await loadFiles(files, { refRoots: [base] }))
    expect(lines[0]).toContain('which is not allowed')
    expect(codesOf(await loadFiles(files, { refRoots: [base, elsewhere] }))).toEqual([])
  })

  test('what does not answer in time, answers too much, or not at all', async () => {
    const base = await serviceWith(({ url }, response) => {
      if (url === '/large.yaml') response.end('a'.repeat(100_000))
    })
    const options = { timeout: 100, limit: 50_000 }
    const load = (path: string) => loadDocument(base + path, options)
    await expect(load('/silent.yaml')).rejects.toThrow(/has not answered within 100 ms/)
    await expect(load('/large.yaml')).rejects.toThrow(/larger than 50000 bytes/)
    await expect(loadDocument('http://127.0.0.1:1/a')).rejects.toThrow(/cannot be fetched/)
  })

  test('a file that is not there is told once', async () => {
    const base = await serve({})
    const root = folder({
      'openapi.yaml': `${head}components: { schemas: { A: { $ref: "${base}/a.yaml" } } }`,
    })
    const loaded = await loadDocument(`${root}/openapi.yaml`, { network: true })
    expect(linesOf(loaded)).toEqual([expect.stringContaining('/a.yaml answers with 404')])
  })
})

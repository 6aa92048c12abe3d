import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { documentWith, folder, linesOf, loadFiles } from './loading.ts'

const document = documentWith({})
const text = JSON.stringify(document)
const yaml = `
openapi: 3.1.0
info: { title: Things, version: '1' }
paths: {}
components:
  schemas:
    Thing: &thing
      type: object
      default: { born: 2001-12-14, answer: yes, octal: 010 }
    Other:
      <<: *thing
      description: merged
`

describe('where a document comes from', () => {
  test('a path, a file: URL and its text all lead to the same document', async () => {
    const path = join(folder({ 'openapi.json': text }), 'openapi.json')
    for (const spec of [path, pathToFileURL(path), `${pathToFileURL(path)}`]) {
      const loaded = await loadDocument(spec)
      expect(loaded.operations.map(({ id }) => id)).toEqual(['change'])
      expect(loaded.files).toEqual([path])
      expect(loaded.faults).toEqual([])
    }
  })

  test('an object is read as it is when it is given, and left as it is', async () => {
    const frozen = Object.freeze(structuredClone(document))
    const loaded = await loadDocument(frozen)
    expect(frozen).toEqual(document)
    expect(loaded.document.paths['/things/{id}']).not.toBe(frozen.paths)
    expect(loaded.files).toEqual([])
    expect(loaded.locate({ file: '', pointer: '/paths' })).toBeUndefined()
  })

  test('JSON may begin with a byte order mark, and have the name of YAML', async () => {
    const loaded = await loadFiles({ 'openapi.yaml': `\uFEFF${text}` })
    expect(loaded.operations).toHaveLength(1)
  })
})

describe('YAML', () => {
  test('numbers that JSON lacks, and a key called __proto__, are as they were written', async () => {
    const of = async (value: string) => {
      const { document } = await loadFiles({
        'openapi.yaml': `${yaml.split('components')[0]}x-it: ${value}`,
      })
      return document['x-it']
    }
    expect(await of('[.inf, -.INF]')).toEqual([Infinity, -Infinity])
    expect(await of('.nan')).toBeNaN()
    expect(await of('{ __proto__: { a: 1 } }')).toEqual(JSON.parse('{ "__proto__": { "a": 1 } }'))
    expect(await of('{ "a":&b { c: 1 }, "d": *b }')).toEqual({ a: { c: 1 }, d: { c: 1 } })
  })

  test('dates and old words for booleans stay texts, merge keys are followed', async () => {
    const { document } = await loadFiles({ 'openapi.yaml': yaml })
    expect(document.components.schemas).toEqual({
      Thing: { type: 'object', default: { born: '2001-12-14', answer: 'yes', octal: 10 } },
      Other: {
        type: 'object',
        default: { born: '2001-12-14', answer: 'yes', octal: 10 },
        description: 'merged',
      },
    })
  })

  test('a name that stands twice in an object is told of JSON as of YAML', async () => {
    const json = '{ "openapi": "3.1.0", "info": { "title": "\\":", "title": "b" } }'
    await expect(loadFiles({ 'openapi.yaml': json })).rejects.toThrow(
      'line 1, column 50: duplicated mapping key',
    )
  })

  test('statuses without quotes are texts', async () => {
    const text = `
openapi: 3.1.0
info: { title: Things, version: '1' }
paths: { /a: { get: { operationId: a, responses: { 200: { description: fine }, 4XX: { description: no } } } } }`
    const { operations } = await loadFiles({ 'openapi.yaml': text })
    expect(Object.keys(operations[0]?.answers ?? {})).toEqual(['200', '4xx'])
  })

  test.each([
    ['swagger: 2.0', '2.0'],
    ['openapi: 3.0', '3.0'],
    ['openapi: 3.1', '3.1'],
    ['openapi: 3.0.3', '3.0.3'],
    ['openapi: "3.1.1"', '3.1.1'],
    ['openapi: 3.1.0-rc1', '3.1.0-rc1'],
  ])('%s is version %s', async (line, version) => {
    const text = `${line}\ninfo: { title: Things, version: '1' }\npaths: {}`
    const loaded = await loadFiles({ 'openapi.yaml': text })
    expect(loaded.version).toBe(version)
    expect(linesOf(loaded)).toEqual([])
  })
})

describe('what is no document', () => {
  const thrown = async (files: Record<string, string>, spec = 'openapi.yaml') => {
    const root = folder(files)
    const error = await loadDocument(join(root, spec)).catch((error) => error)
    return `${error.code}: ${error.message.replaceAll(`${root}/`, '')}`
  }

  test('a file that is missing', async () => {
    expect(await thrown({})).toMatchInlineSnapshot(
      `"FLK_CONTRACT_SOURCE: the document openapi.yaml cannot be read: it does not exist"`,
    )
  })

  test('a folder', async () => {
    expect(await thrown({ 'openapi.yaml/a': '' })).toMatchInlineSnapshot(
      `"FLK_CONTRACT_SOURCE: the document openapi.yaml cannot be read: it is no file"`,
    )
  })

  test('neither YAML nor JSON, with line and column', async () => {
    const text = 'openapi: 3.1.0\ninfo:\n  title: [a\n'
    expect(await thrown({ 'openapi.yaml': text })).toMatchInlineSnapshot(
      `"FLK_CONTRACT_SYNTAX: the document openapi.yaml is neither YAML nor JSON: line 4, column 1: deficient indentation"`,
    )
    expect(
      await thrown({ 'openapi.yaml': '{\n  "openapi": "3.1.0",\n  "a" 1\n}' }),
    ).toMatchInlineSnapshot(
      `"FLK_CONTRACT_SYNTAX: the document openapi.yaml is neither YAML nor JSON: line 3, column 7: missed comma between flow collection entries"`,
    )
  })

  test('a key twice, of which one would be lost', async () => {
    const text = 'openapi: 3.1.0\npaths: {}\npaths: {}\n'
    expect(await thrown({ 'openapi.yaml': text })).toMatchInlineSnapshot(
      `"FLK_CONTRACT_SYNTAX: the document openapi.yaml is neither YAML nor JSON: line 3, column 1: duplicated mapping key"`,
    )
  })

  test('no OpenAPI document', async () => {
    for (const text of ['a: 1', '[]', '', 'openapi: {}', '42']) {
      expect(await thrown({ 'openapi.yaml': text })).toContain('FLK_CONTRACT_')
    }
    expect(await thrown({ 'openapi.yaml': 'a: 1' })).toMatchInlineSnapshot(
      `"FLK_CONTRACT_VERSION: the document openapi.yaml is no OpenAPI document: it begins with "openapi: 3.1.0", 3.0.x, or "swagger: '2.0'""`,
    )
  })

  test('a version that is not known', async () => {
    expect(await thrown({ 'openapi.yaml': 'openapi: 3.2.0' })).toMatchInlineSnapshot(
      `"FLK_CONTRACT_VERSION: the document openapi.yaml is written in OpenAPI 3.2.0, which is not known: 3.1.x, 3.0.x and Swagger 2.0 are"`,
    )
    expect(await thrown({ 'openapi.yaml': 'swagger: "1.2"' })).toContain('OpenAPI 1.2')
  })

  test('an object that is no JSON', async () => {
    const round: Record<string, unknown> = {}
    round.self = round
    await expect(loadDocument(round)).rejects.toThrow(/given as an object/)
    await expect(loadDocument({ openapi: 1n })).rejects.toThrow(/given as an object/)
  })
})

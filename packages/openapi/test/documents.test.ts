import { describe, expect, test } from 'vitest'
import type { LoadedDocument } from '../src/document.ts'
import { codesOf } from './loading.ts'
import { areThere, realDocument } from './real-documents.ts'

/** What was read of a document, and how often each warning was given. */
function summary(loaded: LoadedDocument): object {
  const codes: Record<string, number> = {}
  for (const code of codesOf(loaded)) codes[code] = (codes[code] ?? 0) + 1
  const { operations, document, version, files } = loaded
  const served = operations.reduce((sum, { serves }) => sum + serves.length, 0)
  const schemas = Object.keys(document.components.schemas ?? {}).length
  return {
    version,
    operations: operations.length + served,
    routes: operations.length,
    schemas,
    files: files.length,
    codes,
  }
}

/** Every reference of a document in one piece: it leads to a component, and that is there. */
function strayRefs({ document, operations }: LoadedDocument): string[] {
  const stray: string[] = []
  const visit = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (/^(?:examples?|default|enum|const|x-.*)$/.test(key)) return
    for (const [word, one] of Object.entries(value)) {
      if (word !== '$ref' || typeof one !== 'string') visit(one, word)
      else {
        const [hash, components, section = '', name = ''] = one.split('/')
        const isThere = document.components[section]?.[name] !== undefined
        if (hash !== '#' || components !== 'components' || !isThere) stray.push(one)
      }
    }
  }
  visit(document.components, '')
  for (const { node } of operations) visit(node, '')
  return stray
}

describe.skipIf(!areThere)('documents of large services (../shared/specs)', () => {
  test.each([
    [
      'box.json',
      {
        version: '3.0.2',
        operations: 296,
        routes: 278,
        schemas: 305,
        files: 1,
        codes: { nullable_without_type: 17, path_tail: 18 },
      },
    ],
    [
      'discord.json',
      {
        version: '3.1.0',
        operations: 242,
        routes: 242,
        schemas: 539,
        files: 1,
        codes: { empty_enum: 2 },
      },
    ],
    [
      'slack-v2.json',
      {
        version: '2.0',
        operations: 174,
        routes: 174,
        schemas: 48,
        files: 1,
        codes: { tuple_items: 28, type_list: 32 },
      },
    ],
    [
      'digitalocean/DigitalOcean-public.v2.yaml',
      {
        version: '3.0.0',
        operations: 659,
        routes: 659,
        schemas: 897,
        files: 1509,
        codes: { misplaced_ref: 667, nullable_without_type: 4, pattern_unicode: 2 },
      },
    ],
    [
      'oai-api-with-examples.yaml',
      { version: '3.0.0', operations: 2, routes: 2, schemas: 0, files: 1, codes: {} },
    ],
    [
      'oai-callback-example.yaml',
      {
        version: '3.0.0',
        operations: 1,
        routes: 1,
        schemas: 0,
        files: 1,
        codes: { missing_id: 1 },
      },
    ],
    [
      'oai-link-example.yaml',
      { version: '3.0.0', operations: 6, routes: 6, schemas: 3, files: 1, codes: {} },
    ],
    [
      'oai-petstore-expanded.yaml',
      { version: '3.0.0', operations: 4, routes: 4, schemas: 3, files: 1, codes: {} },
    ],
    [
      'oai-petstore.yaml',
      { version: '3.0.0', operations: 3, routes: 3, schemas: 3, files: 1, codes: {} },
    ],
    [
      'oai-uspto.yaml',
      { version: '3.0.1', operations: 3, routes: 3, schemas: 1, files: 1, codes: {} },
    ],
  ])('%s is read without an error', async (file, expected) => {
    const loaded = await realDocument(file)
    expect(summary(loaded)).toEqual(expected)
    expect(strayRefs(loaded)).toEqual([])
  })

  test('nothing of their older versions is left in schemas', async () => {
    for (const file of ['box.json', 'slack-v2.json']) {
      const { document } = await realDocument(file)
      const text = JSON.stringify(document.components.schemas)
      expect(text).not.toMatch(/"(?:nullable|x-nullable|exclusiveM\w+":(?:true|false))/)
      expect(text).not.toContain('"$ref":"#/definitions')
    }
  })

  test('servers are told apart: of the operation, with variables, without a host', async () => {
    const bases = async (file: string) => {
      const { operations } = await realDocument(file)
      return [...new Set(operations.map(({ base }) => base))].sort()
    }
    expect(await bases('box.json')).toMatchInlineSnapshot(`
      [
        "",
        "/2.0",
        "/api/2.0",
        "/api/oauth2",
      ]
    `)
    expect(await bases('digitalocean/DigitalOcean-public.v2.yaml')).toMatchInlineSnapshot(`
      [
        "",
      ]
    `)
    expect(await bases('slack-v2.json')).toEqual(['/api'])
    expect(await bases('oai-uspto.yaml')).toEqual(['/ds-api'])
  })
})

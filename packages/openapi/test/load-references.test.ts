import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Node } from '../src/document.ts'
import { loadDocument } from '../src/load.ts'
import { codesOf, documentWith, linesOf, loadFiles } from './loading.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schemas of a document with these components, and files beside it. */
async function schemasOf(
  schemas: Node,
  files: Readonly<Record<string, string>> = {},
  more: Node = {},
): Promise<{ schemas: Node; codes: string[] }> {
  const parts = { components: { schemas }, ...more }
  const loaded = await loadFiles({ 'openapi.yaml': JSON.stringify(documentWith(parts)), ...files })
  return { schemas: loaded.document.components.schemas ?? {}, codes: codesOf(loaded) }
}

describe('where references lead', () => {
  test('into the document, to what is recursive, by way of others, and to deep places', async () => {
    const Tree = {
      properties: { children: { type: 'array', items: ref('Tree') }, name: ref('Name') },
    }
    const found = await schemasOf({
      Tree,
      Name: ref('Text'),
      Text: text,
      Deep: { items: { $ref: '#/components/schemas/Tree/properties/children/items' } },
      Through: { $ref: '#/components/schemas/Name/maxLength' },
    })
    expect(found.codes).toEqual(['!unresolved_ref'])
    expect(found.schemas).toEqual({
      Tree,
      Name: ref('Text'),
      Text: text,
      Deep: { items: ref('items') },
      Through: {},
      items: ref('Tree'),
    })
  })

  test('deep into an operation, percent-encoded', async () => {
    const pointer = '#/paths/~1users%2F%7Bid%7D/get/responses/200/content/application~1json/schema'
    const schema = { type: 'object', description: 'a user' }
    const responses = { 200: { description: 'fine', content: { 'application/json': { schema } } } }
    const get = {
      operationId: 'get',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses,
    }
    const paths = { '/users/{id}': { get } }
    const encoded = pointer.replace('~1users', '~1users').replace('%2F', '~1')
    const found = await schemasOf({ User: { $ref: encoded } }, {}, { paths })
    expect(found).toEqual({ codes: [], schemas: { User: ref('schema'), schema } })
  })

  test('into other files, relative to where they stand', async () => {
    const found = await schemasOf(
      {
        A: {
          properties: { b: { $ref: 'models/b%20c.yaml' }, d: { $ref: './models/d.json#/defs/D' } },
        },
      },
      {
        'models/b c.yaml':
          'properties: { self: { $ref: "#" }, back: { $ref: "../openapi.yaml#/components/schemas/A" }, d: { $ref: "d.json#/defs/D" } }',
        'models/d.json': '{ "defs": { "D": { "type": "string" } } }',
      },
    )
    expect(found).toEqual({
      codes: [],
      schemas: {
        A: { properties: { b: ref('b_c'), d: ref('D') } },
        b_c: { properties: { self: ref('b_c'), back: ref('A'), d: ref('D') } },
        D: text,
      },
    })
  })

  test('one target is one component, by whatever way it is reached', async () => {
    const found = await schemasOf(
      {
        A: { $ref: 'a.yaml' },
        Again: { $ref: './sub/../a.yaml#' },
        Use: { items: { $ref: 'a.yaml#/' } },
      },
      { 'a.yaml': 'type: object\n"": { type: string }' },
    )
    expect(found.schemas).toEqual({
      A: { type: 'object', '': text },
      Again: ref('A'),
      Use: { items: ref('schema') },
      schema: text,
    })
  })

  test('different targets of one name are numbered, those of the document keep theirs', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c'].map((one) => [`${one}/thing.yaml`, `title: ${one}`]),
    )
    const items = ['a', 'b', 'c', 'a'].map((one) => ({ $ref: `${one}/thing.yaml` }))
    const found = await schemasOf({ thing: text, All: { prefixItems: items } }, files)
    expect(found.schemas).toEqual({
      thing: text,
      All: { prefixItems: [ref('thing_2'), ref('thing_3'), ref('thing_4'), ref('thing_2')] },
      thing_2: { title: 'a' },
      thing_3: { title: 'b' },
      thing_4: { title: 'c' },
    })
  })

  test('names that no component may have are changed, and told', async () => {
    const found = await schemasOf({
      'Page«User»': text,
      All: { items: { $ref: '#/components/schemas/Page%C2%ABUser%C2%BB' } },
      'a/b': { $ref: '#/components/schemas/a~1b/not' },
    })
    expect(found.codes).toEqual([
      'component_name',
      'component_name',
      '!circular_ref',
      '!unresolved_ref',
    ])
    expect(found.schemas).toEqual({ Page_User: text, All: { items: ref('Page_User') }, a_b: {} })
  })

  test('a key called __proto__ is a key', async () => {
    const properties = JSON.parse('{ "__proto__": { "$ref": "#/components/schemas/__proto__" } }')
    const schemas = JSON.parse('{ "__proto__": { "type": "string", "nullable": true }, "A": {} }')
    const found = await schemasOf({ ...schemas, A: { properties, constructor: 1 } })
    expect(JSON.stringify(found.schemas)).toBe(
      '{"__proto__":{"type":["string","null"]},"A":{"properties":{"__proto__":{"$ref":"#/components/schemas/__proto__"}},"constructor":1}}',
    )
  })
})

describe('references that lead nowhere', () => {
  test('are told where they stand, and what is looked for', async () => {
    const loaded = await loadFiles({
      'openapi.yaml': `openapi: 3.1.0
info: { title: Things, version: '1' }
paths: {}
components:
  schemas:
    A: { $ref: '#/components/schemas/B' }
    C: { $ref: missing.yaml }
    D: { items: { $ref: 'a.yaml#/nothing' } }
    E: { items: { $ref: 'broken.yaml' } }
    F: { items: { $ref: '#anchor' } }
    G: { items: { $ref: 7 } }
`,
      'a.yaml': '{}',
      'broken.yaml': 'a: [',
    })
    // A reload watches what cannot be read, too.
    expect(loaded.files.map((file) => basename(file))).toEqual([
      'openapi.yaml',
      'a.yaml',
      'broken.yaml',
    ])
    expect(linesOf(loaded)).toMatchInlineSnapshot(`
      [
        "openapi.yaml:6:10 #/components/schemas/A/$ref error unresolved_ref: "#/components/schemas/B" leads nowhere: there is no "/components/schemas/B" in this file",
        "openapi.yaml:7:10 #/components/schemas/C/$ref error unresolved_ref: there is no file missing.yaml",
        "openapi.yaml:8:19 #/components/schemas/D/items/$ref error unresolved_ref: "a.yaml#/nothing" leads nowhere: there is no "/nothing" in a.yaml",
        "openapi.yaml:9:19 #/components/schemas/E/items/$ref error malformed_file: broken.yaml is neither YAML nor JSON: line 1, column 5: unexpected end of the stream within a flow collection",
        "openapi.yaml:10:19 #/components/schemas/F/items/$ref error unresolved_ref: "#anchor" leads nowhere: there is no "anchor" in this file",
        "openapi.yaml:11:19 #/components/schemas/G/items/$ref error structure: 7 stands where a text is expected",
      ]
    `)
  })

  test('a circle of nothing but references, and one of schemas in place', async () => {
    const found = await schemasOf({
      A: ref('B'),
      B: ref('A'),
      Not: { allOf: [{ not: ref('Not') }] },
      Fine: { properties: { fine: ref('Fine') } },
      Uses: ref('Not'),
      Through: { $ref: '#/components/schemas/A/properties/a' },
    })
    // `Uses` only leads to a circle; one is found on the way of `Through`.
    const circular = Array(4).fill('!circular_ref')
    expect(found.codes.sort()).toEqual([...circular, '!unresolved_ref'])
  })
})

describe('what looks like a reference and is data', () => {
  test('in examples, defaults, enums, constants and extensions', async () => {
    const data = { $ref: '#/nowhere', $id: 'a', nullable: true, example: 1, type: 'none' }
    const A = { default: data, enum: [data], const: data, examples: [data], 'x-data': data }
    const found = await schemasOf({ A })
    expect(found).toEqual({ codes: [], schemas: { A } })
    const parameter = {
      name: 'a',
      in: 'query',
      schema: {},
      example: data,
      examples: { a: { value: data } },
    }
    const response = { description: 'a', content: { 'a/b': { example: data } }, 'x-a': data }
    const paths = {
      '/a': { parameters: [parameter], get: { operationId: 'a', responses: { 200: response } } },
    }
    const loaded = await loadDocument(documentWith({ paths }))
    expect(loaded.faults).toEqual([])
    expect(loaded.document.paths).toEqual(paths)
  })

  test('a property may be called $ref, as one may be called nullable', async () => {
    const A = {
      properties: { $ref: text, nullable: text, example: text, type: text, required: text },
    }
    expect(await schemasOf({ A })).toEqual({ codes: [], schemas: { A } })
  })
})

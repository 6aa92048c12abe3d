import { describe, expect, test } from 'vitest'
import type { LoadedDocument, Node } from '../src/document.ts'
import { loadDocument } from '../src/load.ts'
import { codesOf, documentWith, loadFiles } from './loading.ts'

const fine = { 200: { description: 'fine' } }
const get = { operationId: 'get', responses: fine }
const path = (operation: unknown, method = 'get') => ({ paths: { '/a': { [method]: operation } } })

function load(parts: Node, version?: string): Promise<LoadedDocument> {
  return loadDocument(documentWith(parts, version))
}

describe('what a document has to have', () => {
  test.each([
    [{ info: undefined }, '3.1.0', ['!structure']],
    [{ info: [] }, '3.1.0', ['!structure']],
    [{ paths: undefined }, '3.1.0', ['!structure']],
    [{ paths: undefined, webhooks: {} }, '3.1.0', []],
    [{ paths: undefined, components: { schemas: { a: {} } } }, '3.1.0', []],
    [{ paths: undefined, components: { schemas: { a: {} } } }, '3.0.0', ['!structure']],
    [{ paths: [] }, '3.0.0', ['!structure', '!structure']],
    [{ components: 1 }, '3.1.0', []],
    [{ components: { schemas: [] } }, '3.1.0', ['!structure']],
    [path({ operationId: 'a' }), '3.0.0', ['!structure']],
    [path({ operationId: 'a' }), '2.0', ['!structure']],
    [path({ operationId: 'a' }), '3.1.0', []],
    [path({ ...get, operationId: 1 }), '3.1.0', ['!structure']],
    [path({ ...get, parameters: {} }), '3.1.0', ['!structure']],
    [path({ ...get, parameters: ['a'] }), '3.1.0', ['!structure']],
    [path({ ...get, responses: { ok: {} } }), '3.1.0', ['!structure']],
    [path({ ...get, responses: { 200: 'fine' } }), '3.1.0', ['!structure']],
    [path({ ...get, responses: { 200: { content: { json: {} } } } }), '3.1.0', ['!structure']],
    [path('get'), '3.1.0', ['!structure']],
    [{ paths: { '/a': 'get' } }, '3.1.0', ['!structure']],
  ])('%j in %s: %j', async (parts, version, codes) => {
    expect(codesOf(await load(parts as Node, version))).toEqual(codes)
  })
})

describe('bodies and answers', () => {
  const schema = { type: 'string' }

  test('media types are in lower case and without parameters, the first of several counts', async () => {
    const content = {
      'Application/JSON; charset=utf-8': { schema },
      'application/json': {},
      'text/*': {},
    }
    const requestBody = { required: true, content }
    const loaded = await load(path({ ...get, requestBody }, 'post'))
    expect(codesOf(loaded)).toEqual(['media_type_twice'])
    expect(loaded.operations[0]?.body).toEqual({
      required: true,
      content: {
        'application/json': { schema, encoding: {} },
        'text/*': { schema: {}, encoding: {} },
      },
    })
  })

  test.each(['get', 'head', 'trace'])('a body of %s is ignored, which is told', async (method) => {
    const requestBody = { content: { 'application/json': {} } }
    const loaded = await load(path({ ...get, requestBody }, method))
    expect([codesOf(loaded), loaded.operations[0]?.body]).toEqual([['ignored_body'], undefined])
  })

  test('answers are found by statuses in lower case, with their headers', async () => {
    const headers = {
      'X-A': { $ref: '#/components/headers/A' },
      'x-b': { content: { 'application/json': { schema } } },
      'Content-Type': { schema },
    }
    const responses = {
      '2XX': { headers },
      default: { $ref: '#/components/responses/Odd' },
      'x-a': 1,
    }
    const components = {
      headers: { A: { required: true, schema } },
      responses: { Odd: { description: 'odd', content: { 'a/b': {} } } },
    }
    const { operations, faults } = await load({ ...path({ ...get, responses }), components })
    expect(faults).toEqual([])
    expect(operations[0]?.answers).toEqual({
      '2xx': {
        content: {},
        headers: { 'X-A': { required: true, schema }, 'x-b': { required: false, schema } },
      },
      default: { content: { 'a/b': { schema: {}, encoding: {} } }, headers: {} },
    })
  })
})

describe('references that have no place in OpenAPI', () => {
  test('are replaced by what they lead to, which is told', async () => {
    const loaded = await loadFiles({
      'openapi.yaml': JSON.stringify(
        documentWith({
          info: { title: 'a', version: '1', description: { $ref: 'texts.yaml#/intro' } },
          tags: [{ name: 'a', description: { $ref: 'texts.yaml#/intro' }, 'x-a': { $ref: 'b' } }],
          paths: {
            '/a': { get: { $ref: 'get.yaml', deprecated: true } },
            '/b': { $ref: 'item.yaml', summary: 's' },
          },
          components: { schemas: { A: { properties: { $ref: 'texts.yaml#/properties', b: {} } } } },
        }),
      ),
      'texts.yaml': 'intro: Hello\nproperties: { a: { type: string } }\n',
      'get.yaml': 'operationId: a\nresponses: { 200: { description: fine } }\n',
      'item.yaml': 'get: { operationId: b, responses: { 200: { description: fine } } }\n',
    })
    expect(codesOf(loaded)).toEqual(Array(4).fill('misplaced_ref'))
    expect(loaded.document).toMatchObject({
      info: { description: 'Hello' },
      tags: [{ description: 'Hello', 'x-a': { $ref: 'b' } }],
      components: { schemas: { A: { properties: { a: { type: 'string' }, b: {} } } } },
    })
    expect(loaded.operations).toMatchObject([
      { id: 'a', deprecated: true, place: { pointer: '/paths/~1a/get' } },
      { id: 'b', place: { pointer: '/get' } },
    ])
    expect(loaded.operations[1]?.place.file).toMatch(/item\.yaml$/)
  })

  test('those of a path item or a security scheme have one', async () => {
    const paths = { '/a': { $ref: '#/components/pathItems/A' } }
    const components = {
      pathItems: { A: { get } },
      securitySchemes: { a: { $ref: '#/x-schemes/b' } },
    }
    const loaded = await load({
      paths,
      components,
      'x-schemes': { b: { type: 'http', scheme: 'basic' } },
    })
    expect(loaded.faults).toEqual([])
    expect(loaded.operations.map(({ id }) => id)).toEqual(['get'])
    expect(loaded.document.components.securitySchemes).toEqual({
      a: { type: 'http', scheme: 'basic' },
    })
  })

  test('a circle of them ends', async () => {
    const paths = { '/a': { $ref: '#/paths/~1b' }, '/b': { $ref: '#/paths/~1a' } }
    expect(codesOf(await load({ paths }))).toContain('!circular_ref')
  })
})

describe('schemas that extend one which lists them', () => {
  const Pet = {
    discriminator: { propertyName: 'kind' },
    oneOf: [{ $ref: '#/components/schemas/Cat' }],
  }
  const Cat = { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'object' }] }

  test('are known by its discriminator', async () => {
    const loaded = await load({ components: { schemas: { Pet, Cat } } })
    expect(codesOf(loaded)).toEqual(['listed_heirs'])
    expect(loaded.document.components.schemas).toEqual({
      Pet: { discriminator: Pet.discriminator },
      Cat,
    })
  })

  test('without a discriminator they never end', async () => {
    const loaded = await load({ components: { schemas: { Pet: { oneOf: Pet.oneOf }, Cat } } })
    expect(codesOf(loaded)).toEqual(['!circular_ref', '!circular_ref'])
  })
})

describe('what is read otherwise than it says is told', () => {
  test('media types of one body that differ in their parameters only, where they differ', async () => {
    const json = { schema: { type: 'object' } }
    const content = (second: object) => ({
      'application/json': json,
      'application/json; v=2': second,
    })
    const load = (second: object) => {
      const responses = { 200: { description: 'OK', content: content(second) } }
      const post = { operationId: 'a', requestBody: { content: content(second) }, responses }
      return loadDocument(documentWith({ paths: { '/a': { post } } }))
    }
    expect((await load(json)).faults).toEqual([])
    const { faults } = await load({ schema: { type: 'array' } })
    expect(faults.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'media_type_twice /paths/~1a/post/requestBody/content/application~1json; v=2',
      'media_type_twice /paths/~1a/post/responses/200/content/application~1json; v=2',
    ])
  })

  test.each([
    ['https://json-schema.org/draft/2020-12/schema', []],
    ['https://spec.openapis.org/oas/3.1/dialect/base', []],
    ['http://json-schema.org/draft-07/schema#', ['schema_dialect']],
    [5, ['schema_dialect']],
  ])('schemas in %s', async (jsonSchemaDialect, codes) => {
    expect(codesOf(await loadDocument(documentWith({ jsonSchemaDialect })))).toEqual(codes)
  })

  test.each(['https://a b/v1', '/a b', 'http://[', 'mailto:x@y.example', 'urn:a'])(
    'the URL of a server %s, which is none',
    async (url) => {
      const loaded = await loadDocument(documentWith({ servers: [{ url }] }))
      expect(codesOf(loaded)).toEqual(['!server_url'])
    },
  )

  test('a server with a port, a user or an address is one', async () => {
    for (const url of ['http://[::1]:80/v1', 'https://u@h:1/v1', 'wss://h/v1', '//h/v1', 'v1']) {
      const { faults, operations } = await loadDocument(documentWith({ servers: [{ url }] }))
      expect([url, faults, operations[0]?.base]).toEqual([url, [], '/v1'])
    }
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatFaults } from '../src/check.ts'
import { compileFaults } from '../src/cli/lint.ts'
import type { LoadedDocument, Node } from '../src/document.ts'
import { ContractError } from '../src/errors.ts'
import { loadDocument } from '../src/load.ts'

const text = { type: 'string' }
const thing = {
  type: 'object',
  required: ['a'],
  allOf: [{ nullable: true }],
  properties: { a: { ...text, pattern: 'a', nullable: true, example: 'a' }, b: { items: [text] } },
  discriminator: { propertyName: 'a', mapping: { a: 'Thing' } },
  patternProperties: { a: {} },
}
const modern = {
  openapi: '3.1.0',
  info: { title: 'a', version: '1' },
  tags: [{ name: 'a', description: 'b' }],
  servers: [{ url: '/{a}', variables: { a: { default: 'b' } } }],
  security: [{ a: ['b'] }],
  paths: {
    '/a/{b}#c': {
      parameters: [{ name: 'b', in: 'path', required: true, schema: text }],
      post: {
        operationId: 'a',
        parameters: [{ $ref: '#/components/parameters/A' }],
        requestBody: { content: { 'a/b': { schema: thing, encoding: { a: { headers: {} } } } } },
        responses: {
          200: {
            description: 'a',
            headers: { a: { schema: text } },
            content: { 'a/b': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
        },
        callbacks: { a: { b: { post: { responses: {} } } } },
        security: [{ a: [] }],
        servers: [{ url: 'https://' }],
      },
    },
  },
  components: {
    schemas: {
      Thing: thing,
      Other: { $id: 'a', $defs: { a: text }, items: { $ref: '#/$defs/a' } },
    },
    parameters: {
      A: { name: 'a', in: 'query', style: 'form', content: { 'a/b': { schema: text } } },
    },
    securitySchemes: { a: { type: 'http', scheme: 'basic' } },
    examples: { a: { value: 1 } },
  },
}
const swagger = {
  swagger: '2.0',
  info: {},
  host: 'a',
  basePath: '/a',
  schemes: ['http'],
  consumes: ['a/b'],
  produces: ['a/b'],
  parameters: { A: { name: 'a', in: 'body', schema: { $ref: '#/definitions/Thing' } } },
  responses: { A: { description: 'a', schema: text, examples: { 'a/b': 1 } } },
  definitions: { Thing: thing },
  securityDefinitions: {
    a: { type: 'oauth2', flow: 'implicit', scopes: {} },
    b: { type: 'basic' },
  },
  paths: {
    '/a': {
      parameters: [{ name: 'c', in: 'formData', type: 'file' }],
      post: {
        parameters: [
          { $ref: '#/parameters/A' },
          { name: 'b', in: 'query', type: 'array', items: text, collectionFormat: 'csv' },
        ],
        responses: {
          200: { $ref: '#/responses/A' },
          300: { description: 'a', headers: { a: text } },
        },
        produces: ['b/c'],
      },
    },
  },
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown, here: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [here]
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...here, key]))
  return here.length === 0 ? inner : [here, ...inner]
}

/** A copy in which something else stands at a place. */
function maimed(document: Node, [...place]: readonly string[], what: unknown): Node {
  const copy = structuredClone(document)
  const last = place.pop() ?? ''
  // biome-ignore lint/suspicious/noExplicitAny: any object of the document
  let here: any = copy
  for (const key of place) {
    here = here?.[key]
    // An earlier change may have taken it away.
    if (typeof here !== 'object' || here === null) return copy
  }
  if (what === undefined) delete here[last]
  else here[last] = what
  return copy
}

const odd: readonly unknown[] = [
  ...[undefined, null, true, 0, 1.5, Number.NaN, '', 'a', '(', [], {}, [null], [[]], { a: null }],
  ...[
    '#',
    '#/',
    '#/paths',
    '#/components/schemas/Thing',
    '#a',
    'b.yaml',
    '../c',
    'http://127.0.0.1:1/',
  ].map(($ref) => ({ $ref })),
  ...[{ $ref: 1 }, { $ref: '#/components/schemas' }, { $ref: '%' }, { toString: 1 }],
  ...[JSON.parse('{ "__proto__": { "a": 1 } }'), ['__proto__'], '__proto__', 'constructor'],
]

describe.each([
  ['OpenAPI 3.1', modern],
  ['OpenAPI 3.0', { ...modern, openapi: '3.0.3' }],
  ['Swagger 2.0', swagger],
])('%s', (_, document) => {
  /** Reads a document, and all that is said of it. */
  async function read(document: Node, compiles = false): Promise<void> {
    const loaded = await loadDocument(document).catch((error) => error)
    if (loaded instanceof ContractError) return
    if (loaded instanceof Error) throw loaded
    const lines: string[] = formatFaults(loaded)
    expect(lines.filter((line) => /undefined|\[object/.test(line))).toEqual([])
    JSON.stringify(loaded.document)
    // What has no error stops no request either.
    const isFine = compiles && !lines.some((line) => / error \w+: /.test(line))
    if (isFine) expect(compileFaults(loaded)).toEqual([])
    for (const { id, path, base, place } of (loaded as LoadedDocument).operations) {
      const types = [typeof id, path[0], typeof base, typeof place.pointer]
      expect(types).toEqual(['string', '/', 'string', 'string'])
    }
  }

  test('is fine as it is, but for what is repaired', async () => {
    const { faults } = await loadDocument(document)
    expect(faults.filter(({ grade }) => grade === 'error')).toEqual([])
  })

  test('whatever stands wherever in it, nothing but a fault comes of it', async () => {
    for (const [index, place] of placesIn(document).entries()) {
      const some = odd.filter((_, at) => (at + index) % 6 === 0)
      for (const what of some) await read(maimed(document, place, what))
    }
  })

  test('nor of several such things', async () => {
    const change = fc.tuple(fc.constantFrom(...placesIn(document)), fc.constantFrom(...odd))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 6 }), async (changes) => {
        const all = changes.reduce<Node>(
          (before, [place, what]) => maimed(before, place, what),
          document,
        )
        await read(all, true)
      }),
      { numRuns: 150, seed: 1 },
    )
  })
})

import { describe, expect, test } from 'vitest'
import type { LoadedDocument, Node } from '../src/document.ts'
import { loadDocument } from '../src/load.ts'
import { codesOf, documentWith } from './loading.ts'

const responses = { 200: { description: 'fine' } }
const text = { type: 'string' }
const get = { operationId: 'get', responses }

function load(parts: Node, version?: string): Promise<LoadedDocument> {
  return loadDocument(documentWith(parts, version))
}

describe('parameters', () => {
  const inQuery = (name: string, more: object = {}) => ({
    name,
    in: 'query',
    schema: text,
    ...more,
  })

  test('of the path count, unless the operation has its own', async () => {
    const own = [inQuery('a', { required: true }), { name: 'A', in: 'header', schema: text }]
    const paths = {
      '/a': { parameters: [inQuery('a'), inQuery('b')], get: { ...get, parameters: own } },
    }
    const { operations } = await load({ paths })
    expect(
      operations[0]?.parameters.map(({ in: place, name, required }) => [place, name, required]),
    ).toEqual([
      ['query', 'a', true],
      ['query', 'b', false],
      ['header', 'A', false],
    ])
  })

  test('have the style of their place, references followed', async () => {
    const parameters = [
      { $ref: '#/components/parameters/Path' },
      inQuery('q'),
      inQuery('p', { style: 'pipeDelimited' }),
      inQuery('d', { style: 'deepObject', explode: true, allowReserved: true }),
      { name: 'h', in: 'header', schema: text },
      { name: 'c', in: 'cookie', content: { 'Application/JSON; a=b': { schema: text } } },
    ]
    const paths = { '/{p}': { get: { ...get, parameters } } }
    const Path = { name: 'p', in: 'path', required: true, schema: text }
    const loaded = await load({
      paths,
      components: { parameters: { Path: { $ref: '#/components/parameters/Real' }, Real: Path } },
    })
    expect(loaded.faults).toEqual([])
    const found = loaded.operations[0]?.parameters ?? []
    expect(found.map(({ name, style, explode }) => [name, style, explode])).toEqual([
      ['p', 'simple', false],
      ['q', 'form', true],
      ['p', 'pipeDelimited', false],
      ['d', 'deepObject', true],
      ['h', 'simple', false],
      ['c', 'form', true],
    ])
    expect(found[0]?.place.pointer).toBe('/components/parameters/Real')
    expect(found[5]).toMatchObject({ mediaType: 'application/json', schema: text })
  })

  test('that are headers of HTTP itself are ignored', async () => {
    const parameters = ['Accept', 'content-type', 'AUTHORIZATION', 'x-a'].map((name) => ({
      name,
      in: 'header',
      schema: text,
    }))
    const { operations } = await load({ paths: { '/a': { get: { ...get, parameters } } } })
    expect(operations[0]?.parameters.map(({ name }) => name)).toEqual(['x-a'])
  })

  test.each([
    ['!undeclared_path_parameter', '/{a}', []],
    ['!unknown_path_parameter', '/a', [{ name: 'b', in: 'path', required: true, schema: text }]],
    ['optional_path_parameter', '/{b}', [{ name: 'b', in: 'path', schema: text }]],
    ['!duplicate_parameter', '/a', [inQuery('b'), inQuery('b')]],
    ['parameter_style', '/a', [{ name: 'b', in: 'header', style: 'form', schema: text }]],
    ['!structure', '/a', [inQuery('')]],
    ['!structure', '/a', [inQuery('b', { in: 'body' })]],
    ['!structure', '/a', [inQuery('b', { schema: undefined })]],
    ['!structure', '/a', [inQuery('b', { content: { 'a/b': {} } })]],
  ])('%s: %s %j', async (code, path, parameters) => {
    const loaded = await load({ paths: { [path]: { get: { ...get, parameters } } } })
    expect(codesOf(loaded)).toEqual([code])
  })
})

describe('routes', () => {
  const routes = ({ operations }: LoadedDocument) =>
    operations.map(({ method, base, path, id, serves }) => [method, base + path, id, ...serves])

  test('in the order of the document; webhooks and callbacks are none', async () => {
    const callbacks = {
      done: { '{$request.body#/url}': { post: { ...get, operationId: 'called' } } },
    }
    const paths = {
      '/b': { post: { ...get, callbacks }, 'x-a': {} },
      '/a': { get: { responses } },
      'x-b': { get },
    }
    const loaded = await load({
      paths,
      webhooks: { hook: { post: { ...get, operationId: 'hook' } } },
    })
    expect(routes(loaded)).toEqual([
      ['post', '/b', 'get'],
      ['get', '/a', 'GET /a'],
    ])
    expect(codesOf(loaded)).toEqual(['missing_id'])
  })

  test('paths that differ after # or ? only are one, which serves the others', async () => {
    const paths = Object.fromEntries(
      ['/a#b', '/a', '/a?c={c}', '/b'].map((path, index) => [
        path,
        { get: { ...get, operationId: `${index}` } },
      ]),
    )
    const loaded = await load({ paths })
    expect(routes(loaded)).toEqual([
      ['get', '/a', '0', '1', '2'],
      ['get', '/b', '3'],
    ])
    expect(codesOf(loaded)).toEqual(['path_tail', 'path_tail'])
  })

  test('two that match the same requests collide, unless their servers tell them apart', async () => {
    const item = (name: string, id: string, more = {}) => ({
      parameters: [{ name, in: 'path', required: true, schema: text }],
      get: { ...get, operationId: id },
      ...more,
    })
    const collide = await load({ paths: { '/a/{b}': item('b', '1'), '/a/{c}': item('c', '2') } })
    expect(codesOf(collide)).toEqual(['!path_collision'])
    const servers = [{ url: '/v2' }]
    const apart = await load({
      paths: { '/a/{b}': item('b', '1'), '/a/{c}': item('c', '2', { servers }) },
    })
    expect(codesOf(apart)).toEqual([])
    const verb = await load({
      paths: { '/a/{b}': item('b', '1'), '/a/{b}:cancel': item('b', '2') },
    })
    expect(codesOf(verb)).toEqual([])
  })

  test('an id belongs to one operation', async () => {
    const loaded = await load({ paths: { '/a': { get, post: get } } })
    expect(codesOf(loaded)).toEqual(['!duplicate_id'])
    expect(loaded.faults[0]?.pointer).toBe('/paths/~1a/post/operationId')
  })

  test('a path begins with a slash', async () => {
    expect(codesOf(await load({ paths: { a: { get } } }))).toEqual(['!structure'])
  })
})

describe('servers', () => {
  test.each([
    ['https://a.com/v1/', '/v1'],
    ['https://a.com', ''],
    ['https://', ''],
    ['//a.com/v1', '/v1'],
    ['/v1/', '/v1'],
    ['v1', '/v1'],
    ['./', ''],
    ['/a/../b?c#d', '/b'],
    ['/ü', '/%C3%BC'],
    ['{scheme}://{host}/{version}/x', '/v2/x'],
    ['https://a.com:{port}/v1', '/v1'],
  ])('%s is at %j', async (url, base) => {
    const variables = {
      scheme: { default: 'https' },
      host: { default: 'a.com' },
      version: { default: 'v2' },
      port: { default: 443 },
    }
    const loaded = await load({ servers: [{ url, variables }, { url: '/other' }] })
    expect([codesOf(loaded), loaded.operations[0]?.base]).toEqual([[], base])
  })

  test('those of the operation override those of the path, and those the document', async () => {
    const at = (url: string) => [{ url }]
    const paths = {
      '/a': {
        servers: at('/path'),
        get: { ...get, servers: at('/own') },
        put: { responses, operationId: 'b' },
      },
      '/b': { servers: [], get: { responses, operationId: 'c' } },
    }
    const { operations } = await load({ paths, servers: at('/root') })
    expect(operations.map(({ base }) => base)).toEqual(['/own', '/path', '/root'])
  })

  test('a variable without a default, and a server without a URL', async () => {
    const of = async (server: unknown) => codesOf(await load({ servers: [server] }))
    expect(await of({ url: '/{a}' })).toEqual(['!server_variable'])
    expect(await of({ description: 'a' })).toEqual(['!structure'])
    expect(await of('https://a.com')).toEqual(['!structure'])
  })
})

describe('security', () => {
  const securitySchemes = { a: { type: 'http', scheme: 'bearer' }, b: { type: 'mutualTLS' } }
  const of = async (security: unknown, root: unknown) => {
    const own = security === undefined ? get : { ...get, security }
    const parts = root === undefined ? {} : { security: root }
    const loaded = await load({
      components: { securitySchemes },
      paths: { '/a': { get: own } },
      ...parts,
    })
    return [loaded.operations[0]?.security, codesOf(loaded)]
  }

  test('of the operation, else of the document, else nothing is said', async () => {
    expect(await of(undefined, undefined)).toEqual([undefined, []])
    expect(await of(undefined, [{ a: ['s'] }])).toEqual([[{ a: ['s'] }], []])
    expect(await of([], [{ a: [] }])).toEqual([[], []])
    expect(await of([{ a: [], b: [] }, {}], [{ a: [] }])).toEqual([[{ a: [], b: [] }, {}], []])
  })

  test('by schemes that the document has', async () => {
    expect((await of([{ c: [] }], undefined))[1]).toEqual(['!unknown_security_scheme'])
    for (const odd of [{ a: [] }, ['a'], [{ a: 's' }], [{ a: [1] }]]) {
      expect((await of(odd, undefined))[1]).toEqual(['!structure'])
    }
  })

  test.each([
    { type: 'basic' },
    { type: 'http' },
    { type: 'apiKey', name: 'a' },
    { type: 'oauth2' },
    {},
  ])('a scheme says what it is: %j', async (scheme) => {
    expect(codesOf(await load({ components: { securitySchemes: { scheme } } }))).toEqual([
      '!structure',
    ])
  })
})

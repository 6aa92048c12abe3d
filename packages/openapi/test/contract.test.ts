import { describe, expect, onTestFinished, test } from 'vitest'
import { SpecBlueprint } from '../src/spec-blueprint.ts'
import { appOf, blueprintOf, documentOf, ok } from './document-of.ts'

const document = documentOf(
  { '/a': { get: { operationId: 'getA', responses: ok() } } },
  { components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }, security: [{}] },
)

/** What is said of a mistake in the code of a blueprint. */
function mistake(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code.replace('FLK_CONTRACT_', '')}: ${message}`
  }
  return 'nothing'
}

const made = (options: unknown) => mistake(() => new SpecBlueprint('x', options as never))

describe('a blueprint is made', () => {
  const hint = "new SpecBlueprint('x', { spec: new URL('../openapi.yaml', import.meta.url) })"
  test.each([undefined, null, 'openapi.yaml', {}, { spec: '' }, { spec: null }])(
    'of a document, and not of %j',
    (options) => {
      expect(made(options)).toBe(`OPTION: Blueprint "x" is made of a document: ${hint}`)
    },
  )

  test.each([
    [{ specs: document }, 'has no option "specs": did you mean spec?'],
    [{ spec: document, other: 1 }, 'has no option "other", but spec and prefix'],
    [{ spec: 5 }, 'has a number as spec: give a path, a URL or the document as an object'],
    [{ spec: [] }, 'has a list as spec: give a path, a URL or the document as an object'],
    [{ spec: Promise.resolve(document) }, 'has a promise as spec: await it first'],
    [{ spec: 'openapi: 3.1.0\ninfo: {}' }, 'has the text of a document as spec'],
    [{ spec: JSON.stringify(document) }, 'has the text of a document as spec'],
    [
      { spec: 'ftp://h/a.yaml' },
      'cannot read ftp://h/a.yaml: a document is at a path, or at a URL',
    ],
    [{ spec: new URL('ftp://h/a.yaml') }, 'cannot read ftp://h/a.yaml'],
  ])('with sense: %j', (options, reason) => {
    expect(made(options)).toContain(`OPTION: Blueprint "x" ${reason}`)
  })

  test.each(['v1', '//v1', '/v 1', '/v1?a', '/v1#', '/{x}', '/v*', 5])(
    'with the beginning of a path, which %j is not',
    (prefix) => {
      expect(made({ spec: document, prefix })).toContain(
        `has ${JSON.stringify(prefix)} as prefix: it is the beginning of a path, as /v1`,
      )
    },
  )

  test.each(['', '/', '/v1', '/v1/'])('with the prefix %j', (prefix) => {
    expect(made({ spec: document, prefix })).toBe('nothing')
  })
})

describe('a blueprint is used', () => {
  const api = () => blueprintOf(document, { getA: () => 1 })

  test('with names of the document', () => {
    const missing = 'the first argument is a name that the document has'
    expect(mistake(() => api().operation(undefined as never, () => 1))).toBe(
      `OPTION: Blueprint "api" binds nothing by operation(undefined, …): ${missing}`,
    )
    expect(mistake(() => api().security('', () => 1))).toContain("security('', …)")
  })

  test('with functions', () => {
    expect(mistake(() => api().onError(5 as never))).toBe(
      'HANDLER: The handler of errors in blueprint "api" is not a function: it is number',
    )
    expect(mistake(() => api().hook('onRequest', undefined as never))).toContain('the hook onReq')
  })

  test('with hooks of requests', () => {
    const hook = (name: string) => mistake(() => api().hook(name as never, (() => {}) as never))
    expect(hook('preHandlers')).toContain(
      'has no hook "preHandlers", only those of requests: did you mean preHandler?',
    )
    expect(hook('onReady')).toContain('only those of requests')
    expect(hook('onSend')).toBe('nothing')
  })

  test('and asked for the principal of a request, by a scheme that there is', async () => {
    const own = api()
    own.security('key', () => ({}))
    const app = appOf(own)
    onTestFinished(() => app.close())
    await app.ready()
    const request = {} as never
    expect(mistake(() => own.principal(undefined as never))).toContain('api.principal(request)')
    expect(mistake(() => own.principal(request, 'keys'))).toContain('did you mean "key"?')
    expect(own.principal(request, 'key')).toBe(undefined)
  })

  test('with the id of an operation that has one', async () => {
    const app = appOf(blueprintOf(document, { 'get /a': () => 1 }))
    await expect(app.ready()).rejects.toThrow(
      'operation "get /a" is not in the document: did you mean "getA"?',
    )
  })
})

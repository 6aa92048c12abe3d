import { describe, expect, test } from 'vitest'
import type { LoadedDocument, SecurityAlternative } from '../src/document.ts'
import { loadDocument } from '../src/load.ts'
import { straySchemes } from '../src/report.ts'
import { createSecurity } from '../src/security.ts'
import { createScheme, isUnsecured, securityFaults } from '../src/security-scheme.ts'
import { areThere, realDocument } from './real-documents.ts'
import { schemes } from './secured-app.ts'

const answers = { responses: { 200: { description: 'fine' } } }

/** A document with one operation for each member of `operations`, and what else is said of it. */
function documentWith(
  operations: Record<string, unknown>,
  more: object = {},
): Promise<LoadedDocument> {
  const paths = Object.entries(operations).map(([id, security]) => {
    const said = security === undefined ? {} : { security }
    return [`/${id}`, { get: { operationId: id, ...answers, ...said } }] as const
  })
  return loadDocument({
    openapi: '3.1.0',
    info: { title: 'Runs', version: '1' },
    paths: Object.fromEntries(paths),
    ...more,
  })
}

const handlers = (...names: string[]) => new Map(names.map((name) => [name, () => 'ada']))
const components = { securitySchemes: schemes }
const faultsOf = async (document: Promise<LoadedDocument>, ...names: string[]) => {
  const loaded = await document
  const security = handlers(...names)
  return [...securityFaults(loaded, security, 'api'), ...straySchemes('api', loaded, { security })]
}

describe('the boot fails', () => {
  test('for a scheme without a handler, named once with who needs it', async () => {
    const all = { a: [{ bearerAuth: [] }], b: [{ headerKey: [], bearerAuth: ['x'] }], c: [] }
    const document = documentWith(all, { components })
    expect(await faultsOf(document)).toEqual([
      'security scheme "bearerAuth" of "a", "b" has no handler: api.security(\'bearerAuth\', …)',
      'security scheme "headerKey" of "b" has no handler: api.security(\'headerKey\', …)',
    ])
    expect(await faultsOf(document, 'bearerAuth', 'headerKey')).toEqual([])
    expect(securityFaults(await document, new Map(), 'api', 'present')).toEqual([])
  })

  test('with three of many operations named', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const all = Object.fromEntries(ids.map((id) => [id, [{ bearerAuth: [] }]]))
    const [fault] = await faultsOf(documentWith(all, { components }))
    expect(fault).toContain('of "a", "b", "c" and 2 more has no handler')
  })

  test('for a handler of no scheme, with the nearest one or the way out', async () => {
    const document = documentWith({ a: [{ bearerAuth: [] }] }, { components })
    expect(await faultsOf(document, 'bearerAuth', 'baererAuth', '__proto__', 'sso')).toEqual([
      'security scheme "baererAuth" is not in the document: did you mean "bearerAuth"?',
      'security scheme "__proto__" is not in the document: remove api.security(\'__proto__\', …)',
      'security scheme "sso" is not in the document: remove api.security(\'sso\', …)',
    ])
  })

  test('not for a handler of a scheme that no operation needs', async () => {
    expect(await faultsOf(documentWith({ a: [] }, { components }), 'basicAuth')).toEqual([])
  })

  test.each([
    [{ type: 'http', scheme: 'a b' }, 'has the HTTP scheme "a b", expected one word, as bearer'],
    [{ type: 'apiKey', in: 'header', name: '' }, 'has no "name" of its key'],
    [{ type: 'apiKey', in: 'body', name: 'k' }, 'is in "body", expected header, query or cookie'],
  ])('for a scheme that is %j', async (scheme, reason) => {
    const odd = documentWith(
      { a: [{ odd: [] }] },
      { components: { securitySchemes: { odd: scheme } } },
    )
    expect(await faultsOf(odd, 'odd')).toEqual([`security scheme "odd" ${reason}`])
  })

  test.each([[{ type: 'basic' }], [{ type: 'http' }]])(
    'for %j, which the loader tells',
    async (scheme) => {
      const odd = documentWith(
        { a: [{ odd: [] }] },
        { components: { securitySchemes: { odd: scheme } } },
      )
      expect((await odd).faults).toHaveLength(1)
      expect(await faultsOf(odd, 'odd')).toEqual([])
      const options = {
        schemes: { odd: scheme },
        handlers: handlers('odd'),
        alternatives: [{ odd: [] }],
      }
      expect(() => createSecurity(options)).toThrow(/^security scheme "odd" has the/)
    },
  )

  test.each([['bearerAuth'], [null], [[]], [{ bearerAuth: null }], [{ bearerAuth: [1] }]])(
    'for an alternative that is none, which must not let everybody in: %j',
    (odd) => {
      const alternatives = [odd, { bearerAuth: [] }] as unknown as SecurityAlternative[]
      const options = { schemes, handlers: handlers('bearerAuth'), alternatives }
      expect(() => createSecurity(options)).toThrow('an alternative of security is malformed')
    },
  )

  test('for a scheme that is not among the components, whoever asks (case 9)', () => {
    const alternatives = [{ nobodys: [] }]
    const unknown = { schemes, handlers: handlers('nobodys'), alternatives }
    expect(() => createSecurity(unknown)).toThrow(
      'security scheme "nobodys" is not in components.securitySchemes',
    )
    const inherited = { schemes, handlers: handlers('toString'), alternatives: [{ toString: [] }] }
    expect(() => createSecurity(inherited)).toThrow('"toString" is not in components')
    const without = { schemes, handlers: handlers(), alternatives: [{ bearerAuth: [] }] }
    expect(() => createSecurity(without)).toThrow('"bearerAuth" has no handler')
  })
})

describe('an operation of which nothing is said', () => {
  test('is public where nothing is said of any (case 1)', async () => {
    const document = await documentWith({ a: undefined, b: undefined })
    expect(isUnsecured(document.document)).toBe(true)
    expect(securityFaults(document, new Map(), 'api')).toEqual([])
  })

  test.each([
    ['a scheme', { components }, undefined],
    ['security of another operation', {}, []],
  ])('stops the boot where the document has %s', async (_what, more, other) => {
    const document = await documentWith({ a: undefined, b: undefined, c: other }, more)
    const silent = other === undefined ? '"a", "b", "c"' : '"a", "b"'
    expect(isUnsecured(document.document)).toBe(false)
    expect(securityFaults(document, new Map(), 'api')).toEqual([
      `nothing says who may call ${silent}, although the document has security: give them "security", which is [] where everybody may`,
    ])
  })

  test('has what the document says of all, an empty list as well (case 2)', async () => {
    const document = await documentWith({ a: undefined }, { security: [], components })
    expect(isUnsecured(document.document)).toBe(false)
    expect(await faultsOf(Promise.resolve(document))).toEqual([])
    expect(document.operations[0]?.security).toEqual([])
  })
})

test('what webhooks and callbacks ask is not asked of this service (case 15)', async () => {
  const post = { ...answers, security: [{ bearerAuth: [] }] }
  const get = {
    operationId: 'a',
    ...answers,
    security: [],
    callbacks: { done: { '{$url}': { post } } },
  }
  const more = { paths: { '/a': { get } }, webhooks: { hooked: { post } }, components }
  const document = await documentWith({}, more)
  expect(await faultsOf(Promise.resolve(document))).toEqual([])
  expect(document.operations.map(({ id }) => id)).toEqual(['a'])
})

test('a scheme may be a reference to another', async () => {
  const alias = { $ref: '#/components/securitySchemes/headerKey' }
  const own = { components: { securitySchemes: { ...schemes, alias } } }
  const { document } = await documentWith({ a: [{ alias: [] }] }, own)
  const proof = 'a key in the header X-Key'
  expect(createScheme('alias', document.components.securitySchemes ?? {})).toMatchObject({ proof })
})

describe.skipIf(!areThere)('real documents (skipped without ../shared/specs)', () => {
  test.each([
    ['box.json', ['OAuth2Security']],
    ['discord.json', ['BotToken', 'OAuth2']],
    ['slack-v2.json', ['slackAuth']],
    ['oai-petstore-expanded.yaml', []],
  ])(
    '%s needs the handlers %j, and guards what does not say that it is public',
    async (file, names) => {
      const loaded = await realDocument(file)
      const all = handlers(...names)
      expect(securityFaults(loaded, all, 'api')).toEqual([])
      expect(securityFaults(loaded, new Map(), 'api')).toHaveLength(names.length)
      const { securitySchemes = {} } = loaded.document.components
      const open = loaded.operations.filter(({ security }) => {
        return !createSecurity({ schemes: securitySchemes, handlers: all, alternatives: security })
      })
      expect(open).toEqual(loaded.operations.filter(({ security = [] }) => security.length === 0))
    },
  )
})

import { problem } from 'flakon'
import { describe, expect, test } from 'vitest'
import type { SecurityAlternative } from '../src/document.ts'
import { createSecurity } from '../src/security.ts'
import { bearer, knowing, schemes, securedApp } from './secured-app.ts'

const ada = { user: 'ada', scopes: ['runs:read'] }
const known = () => knowing({ ada, 'ada-key': { user: 'key of ada' } }).handler

/** Status and principal of `GET /runs`, or the challenge. */
async function ask(
  security: readonly SecurityAlternative[] | undefined,
  headers: Record<string, string | string[]> = {},
  handlers: Parameters<typeof securedApp>[0]['handlers'] = {
    bearerAuth: known(),
    headerKey: known(),
  },
) {
  const app = securedApp({ security, handlers })
  const response = await app.inject({ url: '/runs', headers: headers as Record<string, string> })
  const { principal } = response.json()
  const challenge = response.headers['www-authenticate']
  return [response.statusCode, principal ?? challenge ?? 'nobody']
}

describe('who may come without credentials', () => {
  test('everybody, where the document says nothing at all (case 1)', async () => {
    expect(createSecurity({ schemes, handlers: new Map(), alternatives: undefined })).toBe(
      undefined,
    )
    expect(await ask(undefined)).toEqual([200, 'nobody'])
  })

  test('everybody, where the list of alternatives is empty (case 2)', async () => {
    expect(createSecurity({ schemes, handlers: new Map(), alternatives: [] })).toBe(undefined)
    expect(await ask([], bearer('nonsense'))).toEqual([200, 'nobody'])
  })

  test('whoever sends none, where an alternative is empty (case 3)', async () => {
    expect(await ask([{}, { bearerAuth: [] }])).toEqual([200, 'nobody'])
    expect(await ask([{ bearerAuth: [] }, {}], bearer('ada'))).toEqual([200, ada])
    expect(await ask([{}], bearer('nonsense'))).toEqual([200, 'nobody'])
    expect(await ask([{ bearerAuth: [] }])).toEqual([401, 'Bearer realm="bearerAuth"'])
  })

  test('whoever sends an empty header, as one has who has none', async () => {
    const app = securedApp({
      security: [{ bearerAuth: [] }, {}],
      handlers: { bearerAuth: () => ada },
    })
    const { statusCode } = await app.inject({ url: '/runs', headers: { authorization: '' } })
    expect(statusCode).toBe(200)
  })

  test('not who sends wrong ones, even where an alternative is empty (case 5)', async () => {
    const optional = [{}, { bearerAuth: [] }]
    const wrong = 'Bearer realm="bearerAuth", error="invalid_token"'
    expect(await ask(optional, bearer('nonsense'))).toEqual([401, wrong])
    expect(await ask(optional, { authorization: 'Bearer' })).toEqual([401, wrong])
    expect(await ask(optional, { authorization: 'Basic YTpi' })).toEqual([
      401,
      'Bearer realm="bearerAuth"',
    ])
    const both = [{}, { bearerAuth: [], headerKey: [] }]
    expect((await ask(both, bearer('ada')))[0]).toBe(401)
  })
})

describe('alternatives', () => {
  const either = [{ bearerAuth: [] }, { headerKey: [] }]
  const both = [{ bearerAuth: [], headerKey: [] }]

  test('one of several is enough, all schemes of one are needed (case 4)', async () => {
    expect(await ask(either, bearer('ada'))).toEqual([200, ada])
    expect(await ask(either, { 'x-key': 'ada-key' })).toEqual([200, { user: 'key of ada' }])
    expect(await ask(either, { 'x-key': 'ada-key', ...bearer('nonsense') })).toEqual([
      200,
      { user: 'key of ada' },
    ])
    expect((await ask(both, bearer('ada')))[0]).toBe(401)
    expect((await ask(both, { 'x-key': 'ada-key' }))[0]).toBe(401)
    expect((await ask(both, { 'x-key': 'nonsense', ...bearer('ada') }))[0]).toBe(401)
    expect(await ask(both, { 'x-key': 'ada-key', ...bearer('ada') })).toEqual([200, ada])
  })

  test('no handler is asked where not all credentials of its alternative are there', async () => {
    const { asked, handler } = knowing({ ada })
    await ask(both, bearer('ada'), { bearerAuth: handler, headerKey: handler })
    expect(asked).toEqual([])
  })

  test.each([
    ['at once', (one: unknown) => one],
    ['later', async (one: unknown) => one],
  ])(
    'of one scheme with other scopes: asked once, compared each, answering %s (case 6)',
    async (_when, answer) => {
      const { asked, handler } = knowing({ ada, bob: { scopes: [] } })
      const bearerAuth = (...args: Parameters<typeof handler>) => answer(handler(...args))
      const twice = [{ bearerAuth: ['runs:write'] }, { bearerAuth: ['runs:read'] }]
      expect(await ask(twice, bearer('ada'), { bearerAuth })).toEqual([200, ada])
      expect(asked).toEqual(['ada'])
      expect(await ask(twice, bearer('bob'), { bearerAuth })).toEqual([
        403,
        'Bearer realm="bearerAuth", error="insufficient_scope", scope="runs:write", ' +
          'Bearer realm="bearerAuth", error="insufficient_scope", scope="runs:read"',
      ])
      expect(await ask(twice)).toEqual([
        401,
        'Bearer realm="bearerAuth", scope="runs:write", Bearer realm="bearerAuth", scope="runs:read"',
      ])
    },
  )

  test('a scope that is lacking is a 403, unless another alternative passes (case 7)', async () => {
    const write = { bearerAuth: ['runs:read', 'runs:write'] }
    const lacking =
      'Bearer realm="bearerAuth", error="insufficient_scope", scope="runs:read runs:write"'
    expect(await ask([write], bearer('ada'))).toEqual([403, lacking])
    expect(await ask([write, { headerKey: [] }], bearer('ada'))).toEqual([403, lacking])
    expect(await ask([{}, write], bearer('ada'))).toEqual([403, lacking])
    const passing = [write, { headerKey: [] }]
    const withKey = { ...bearer('ada'), 'x-key': 'ada-key' }
    expect(await ask(passing, withKey)).toEqual([200, { user: 'key of ada' }])
  })

  test('otherwise the answer is 401, with a challenge for each (case 7)', async () => {
    const all = Object.keys(schemes).map((name) => ({ [name]: name === 'oauth' ? ['a', 'b'] : [] }))
    const handlers = Object.fromEntries(Object.keys(schemes).map((name) => [name, known()]))
    const [status, challenges] = await ask(all, { 'x-key': 'nonsense' }, handlers)
    expect(status).toBe(401)
    expect(challenges.split(/, (?=[A-Z])/)).toEqual([
      'Bearer realm="bearerAuth"',
      'Basic realm="basicAuth", charset="UTF-8"',
      'Digest realm="digestAuth"',
      'ApiKey realm="headerKey", in="header", name="X-Key", error="invalid_token"',
      'ApiKey realm="queryKey", in="query", name="api_key"',
      'ApiKey realm="cookieKey", in="cookie", name="session"',
      'Bearer realm="oauth", scope="a b"',
      'Bearer realm="login"',
      'MutualTLS realm="certificate"',
    ])
  })

  test('a challenge asks for what is not proved yet', async () => {
    const [, challenge] = await ask(both, { 'x-key': 'nonsense', ...bearer('ada') })
    expect(challenge).toBe(
      'ApiKey realm="headerKey", in="header", name="X-Key", error="invalid_token"',
    )
  })
})

describe('scopes', () => {
  test.each([
    ['a list', { scopes: ['a', 'b'] }, 200],
    ['words', { scopes: 'a b' }, 200],
    ['the claim of a token', { scope: 'b a c' }, 200],
    ['a list in place of the claim', { scopes: ['a'], scope: 'a b' }, 403],
    ['a word that only begins so', { scopes: 'ab' }, 403],
    ['none', true, 403],
  ])('are %s', async (_what, principal, status) => {
    expect(
      (await ask([{ bearerAuth: ['a', 'b'] }], bearer('x'), { bearerAuth: () => principal }))[0],
    ).toBe(status)
  })

  test('count for every kind of scheme, as OpenAPI 3.1 has it (case 11)', async () => {
    const limited = [{ headerKey: ['admin'] }]
    const challenge =
      'ApiKey realm="headerKey", in="header", name="X-Key", error="insufficient_scope", scope="admin"'
    expect(await ask(limited, { 'x-key': 'ada-key' })).toEqual([403, challenge])
    const headerKey = () => ({ scopes: ['admin'] })
    expect((await ask(limited, { 'x-key': 'ada-key' }, { headerKey }))[0]).toBe(200)
  })

  test('that an operation asks of a scheme are told to its handler', async () => {
    const seen: unknown[] = []
    const bearerAuth = (
      _request: unknown,
      { required, name }: { required: unknown; name: string },
    ) => {
      seen.push(name, required)
      return { scopes: 'a b' }
    }
    await ask([{ bearerAuth: ['a'] }, { bearerAuth: ['b', 'a'] }], bearer('x'), { bearerAuth })
    expect(seen).toEqual(['bearerAuth', ['a', 'b']])
  })
})

describe('a handler', () => {
  const either = [{ bearerAuth: [] }, { headerKey: [] }]
  const withBoth = { ...bearer('ada'), 'x-key': 'ada-key' }

  test.each([[undefined], [false], [null], [0], ['']])(
    'that returns %j refuses, and the other alternatives are tried (case 8)',
    async (nothing) => {
      for (const bearerAuth of [() => nothing, async () => nothing]) {
        const handlers = { bearerAuth, headerKey: known() }
        expect(await ask(either, withBoth, handlers)).toEqual([200, { user: 'key of ada' }])
        expect((await ask(either, bearer('ada'), handlers))[0]).toBe(401)
      }
    },
  )

  test.each([
    ['an error', new Error('down'), 500],
    ['an error with a status of its own', Object.assign(new Error(), { statusCode: 404 }), 500],
    ['a problem of the client’s', problem(403, 'blocked'), 500],
    ['a problem of the server’s', problem(503, 'Sessions are away'), 503],
    ['no error', 'down', 500],
    ['nothing', undefined, 500],
  ])('that throws %s ends the request with a 5xx (case 8)', async (_what, error, status) => {
    const { asked, handler } = knowing({ 'ada-key': ada })
    const throwing = () => {
      throw error
    }
    for (const bearerAuth of [throwing, async () => throwing()]) {
      const optional = [{}, ...either]
      expect(await ask(optional, withBoth, { bearerAuth, headerKey: handler })).toEqual([
        status,
        'nobody',
      ])
    }
    expect(asked).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { bothWays, operationOf, toldOf } from './versions.ts'

const schemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  login: { type: 'http', scheme: 'bearer' },
  oauth: {
    type: 'oauth2',
    flows: {
      clientCredentials: { tokenUrl: 'https://a.example/token', scopes: { read: '', write: '' } },
    },
  },
}
const of = (security: unknown, securitySchemes: object = schemes) =>
  operationOf({ security }, { components: { securitySchemes } })

test('a public operation that asks for credentials breaks', async () => {
  for (const open of [[], [{}], undefined]) {
    expect(await toldOf(of(open), of([{ key: [] }]))).toEqual([
      '! security-added security: is required: key',
    ])
    expect(await toldOf(of([{ key: [] }]), of(open))).toEqual([
      'security-removed security: is no longer required',
    ])
  }
})

test('credentials that were optional and are required break', async () => {
  const [optional, required] = [of([{}, { key: [] }]), of([{ key: [] }])]
  expect(await toldOf(optional, required)).toEqual([
    '! security-optional-removed security: is required: key',
  ])
  expect(await toldOf(required, optional)).toEqual([
    'security-optional-added security: is no longer required',
  ])
})

test('a way to prove who one is that goes breaks', async () => {
  const [both, one] = [of([{ key: [] }, { login: [] }]), of([{ key: [] }])]
  expect(await toldOf(both, one)).toEqual([
    '! security-alternative-removed security: login no longer suffices',
  ])
  expect(await toldOf(one, both)).toEqual([
    'security-alternative-added security: login suffices, too',
  ])
})

test('two proofs where one was enough break, and one of two is as good', async () => {
  const [one, two] = [of([{ key: [] }]), of([{ key: [], login: [] }])]
  expect(await toldOf(one, two)).toEqual([
    '! security-alternative-removed security: key no longer suffices',
    'security-alternative-added security: key and login suffices, too',
  ])
  expect(await bothWays(two, one)).toEqual([
    ['security-alternative-added'],
    ['security-alternative-removed', 'security-alternative-added'],
  ])
})

test('another scope breaks, one less does not', async () => {
  const [less, more] = [of([{ oauth: ['read'] }]), of([{ oauth: ['read', 'write'] }])]
  expect(await toldOf(less, more)).toEqual([
    '! security-scope-added security: asks for another scope: oauth write',
  ])
  expect(await toldOf(more, less)).toEqual([
    'security-scope-removed security: asks for less: oauth (read)',
  ])
})

test('another proof of a scheme breaks, wherever the scheme is used', async () => {
  const other = { ...schemes, key: { ...schemes.key, in: 'query' } }
  expect(await toldOf(of([{ key: [] }]), of([{ key: [] }], other))).toEqual([
    '! security-scheme-changed security: of key the in header becomes query',
  ])
  expect(await bothWays(of([{ login: [] }]), of([{ login: [] }], other))).toEqual([[], []])
  const flow = { implicit: { authorizationUrl: 'https://a.example/login', scopes: {} } }
  const moved = { ...schemes, oauth: { type: 'oauth2', flows: flow } }
  expect(await toldOf(of([{ oauth: [] }]), of([{ oauth: [] }], moved))).toEqual([
    '! security-scheme-changed security: of oauth the tokenUrl of clientCredentials https://a.example/token is removed',
  ])
})

test('another flow, other scopes to choose from and another name of a scheme are no change', async () => {
  const { clientCredentials } = schemes.oauth.flows
  const flows = {
    clientCredentials: { ...clientCredentials, scopes: {} },
    password: { tokenUrl: '/t', scopes: {} },
  }
  const oauth = { ...schemes.oauth, description: 'OAuth', flows }
  expect(await toldOf(of([{ oauth: [] }]), of([{ oauth: [] }], { ...schemes, oauth }))).toEqual([])
  const renamed = { apiKey: { ...schemes.key, name: 'x-key' } }
  expect(await bothWays(of([{ key: [] }]), of([{ apiKey: [] }], renamed))).toEqual([[], []])
})

test('what a document says of all operations counts where an operation says nothing', async () => {
  const whole = (security: unknown) =>
    operationOf({}, { security, components: { securitySchemes: schemes } })
  expect(await bothWays(whole([{ key: [] }]), of([{ key: [] }]))).toEqual([[], []])
  expect(await bothWays(whole([]), whole([{ key: [] }]))).toEqual([
    ['security-added'],
    ['security-removed'],
  ])
})

import { expect, test } from 'vitest'
import { addressKey, blueprintOf } from '../../src/settings/address.ts'
import { ini, situation } from './situation.ts'

const declarations = [{ name: 'client.users', keys: { url: addressKey('where it is') } }]

function resolved(url: string) {
  return situation({ ...ini(`[client.users]\nurl = ${url}\n`), declarations })
}

test.each([
  'http://users',
  'https://users.example:8443/v2/',
  'http://[::1]:5000',
  'HTTP://USERS',
  'app:users',
  'app:api.users-2',
])('%s is an address, and stays as it was written', (url) => {
  const { settings, faults } = resolved(url)
  expect([settings.client.users.url, faults]).toEqual([url, []])
})

test('an address names a blueprint, or none', () => {
  expect([blueprintOf('app:users'), blueprintOf('http://app:80'), blueprintOf(undefined)]).toEqual([
    'users',
    undefined,
    undefined,
  ])
})

const shown = 'settings.ini:2:7  [client.users] url'

test.each([
  ['users', 'it has no scheme: write http://users'],
  ['users:8080', 'it has no scheme: write http://users:8080'],
  ['localhost:5000/api', 'it has no scheme: write http://localhost:5000/api'],
  ['//users', 'it has no scheme: write http://users'],
  ['http:/users', 'it has no scheme: write http://users'],
  ['http:users', 'it has no scheme: write http://users'],
  ['ftp://users', 'ftp: is no scheme of HTTP: write http:// or https://'],
  ['ws://users', 'ws: is no scheme of HTTP: write http:// or https://'],
  ['App:users', 'it has no scheme: write http://App:users'],
  ['http://', 'it is no URL: write http://host:port'],
  ['http://users:port', 'it is no URL: write http://host:port'],
  ['http://users:99999', 'it is no URL: write http://host:port'],
  ['http://two words', 'it is no URL: write http://host:port'],
  ['http://users?a=1', 'paths are put behind it, so it takes neither ? nor #: write http://users'],
  [
    'http://users/v2#',
    'paths are put behind it, so it takes neither ? nor #: write http://users/v2',
  ],
  ['app:', 'behind "app:" is the name of a blueprint and nothing else: write app:users'],
  ['app://people', 'behind "app:" is the name of a blueprint and nothing else: write app:people'],
  ['app:users/v2', 'behind "app:" is the name of a blueprint and nothing else: write app:users'],
])('%s is none, and the report says what to write', (url, fault) => {
  expect(resolved(url).faults).toEqual([`${shown} = ${url}: ${fault}`])
})

test.each(['http://me:hunter2@users', 'http://hunter2@users', 'http://:@users'])(
  'credentials in %s are refused, and never shown',
  (url) => {
    const { faults } = resolved(url)
    expect(faults).toEqual([
      `${shown} = http://***@users: credentials in a URL end in logs: take them out, keep them in a secret, and send them as a header (createClient({ headers }))`,
    ])
  },
)

test('credentials without a scheme are not shown either', () => {
  expect(resolved('me:hunter2@users').faults.join()).not.toContain('hunter2')
})

test('one that is missing says what it is', () => {
  expect(situation({ ...ini('[client.users]\n'), declarations }).faults).toEqual([
    'settings.ini:1:1  [client.users] url is required and not set, expected a URL such as http://users, or app:users for a blueprint: add "url = …" under [client.users], or set FLAKON_CLIENT_USERS_URL',
  ])
})

test('it may come from a variable of the platform, as .NET Aspire sets it', () => {
  const { settings, faults } = situation({
    ...ini('[client.users]\nurl = ${services__users__http__0:-http://users}\n'),
    env: { services__users__http__0: 'http://localhost:5118' },
    declarations,
  })
  expect([settings.client.users.url, faults]).toEqual(['http://localhost:5118', []])
})

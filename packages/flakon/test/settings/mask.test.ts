import { expect, test } from 'vitest'
import {
  hasSecretReference,
  isSecretName,
  masked,
  quoteName,
  show,
} from '../../src/settings/mask.ts'

test.each([
  ['redis://me:pass@cache:6379/0', 'redis://***@cache:6379/0'],
  ['redis://token@cache', 'redis://***@cache'],
  ['see http://a:b@c and http://d:e@f', 'see http://***@c and http://***@f'],
  ['postgres://u:p@ss@h/db', 'postgres://***@h/db'],
  ['postgres://u:pa/ss?x#y@h/db', 'postgres://***@h/db'],
  ['https://medium.com/@me', 'https://medium.com/@me'],
  ['http://h/?token=abc&page=2', 'http://h/?token=***&page=2'],
  ['http://localhost:5000/', 'http://localhost:5000/'],
])('%s is shown as %s', (text, shown) => {
  expect(masked(text)).toBe(shown)
})

test('a name that says so is a secret’s', () => {
  for (const name of [
    'password',
    'db_password',
    'TOKEN',
    'apiToken',
    'client-secret',
    'api_key',
    'credentials',
  ])
    expect(isSecretName(name)).toBe(true)
  expect(isSecretName('timeout')).toBe(false)
})

test('a text that takes in a secret is one', () => {
  expect(['${file:/x}', 'a ${MY_TOKEN} b', '${x:password}'].every(hasSecretReference)).toBe(true)
  expect(hasSecretReference('${HOME} $TOKEN')).toBe(false)
})

test('what a terminal would obey is written out', () => {
  expect(show('a\nb\u001b[31m\u202e')).toBe('a\\nb\\u{1b}[31m\\u{202e}')
  expect(quoteName('MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ')).toBe('"MIIEvQIB…"')
})

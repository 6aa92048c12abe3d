import { expect, test } from 'vitest'
import { packageNameFault, toPackageName } from '../src/package-name.ts'

test.each(['a', 'my-service', 'my.service', 'my_service', '@me/service', '@me-too/x.y', '9lives'])(
  '%s is a name',
  (name) => {
    expect(packageNameFault(name)).toBeUndefined()
  },
)

test.each([
  ['', 'is empty'],
  ['a'.repeat(215), '215 characters'],
  ['Service', 'write service'],
  ['my service', 'write my-service'],
  ['.hidden', 'starts with "."'],
  ['_private', 'starts with "_"'],
  ['node_modules', 'npm keeps for itself'],
  ['a/b', 'characters other than'],
  ['sérvice', 'characters other than'],
  ['@me/', 'characters other than'],
])('"%s" is none, and the reason is said', (name, reason) => {
  expect(packageNameFault(name)).toContain(reason)
})

test.each([
  ['My Service', 'my-service'],
  ['Ünï çode', 'uni-code'],
  ['...', 'my-service'],
])('%s becomes %s', (text, name) => {
  expect(toPackageName(text)).toBe(name)
  expect(packageNameFault(name)).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { text } from '../../src/kind.ts'
import { checkSection } from '../../src/settings/check.ts'

const key = text('a', 'x')

test.each(['a', 'client.users', 'a-b.c_d2'])('section name %s is good', (name) => {
  expect(() => checkSection(name, { key, my_key2: key })).not.toThrow()
})

test.each(['', 'A', '2a', 'a..b', '.a', 'a b', '__proto__', 'a.', 5])(
  'section name %j is refused',
  (name) => {
    expect(() => checkSection(name as string, {})).toThrow(
      expect.objectContaining({ code: 'FLK_SECTION_NAME' }),
    )
  },
)

describe('a key is refused', () => {
  test.each([
    ['with capitals', 'a', { clientId: key }, 'lower-case'],
    ['with a dash', 'a', { 'a-b': key }, 'lower-case'],
    ['that no kind made', 'a', { b: 5 }, 'make it with a kind'],
    ['whose variable is Flakon’s own', 'env', { file: key }, 'FLAKON_ENV_FILE'],
    ['whose former name is no name', 'a', { b: text('a', 'x', { renamed: 'B' }) }, 'former name'],
    [
      'whose former name is another key',
      'a',
      { b: text('a', 'x', { renamed: 'c' }), c: key },
      'another key',
    ],
    [
      'whose former name is another’s too',
      'a',
      { b: text('a', 'x', { renamed: 'd' }), c: text('a', 'x', { renamed: 'd' }) },
      '"c" too',
    ],
  ])('%s', (_name, section, keys, message) => {
    const check = () => checkSection(section, keys as never)
    expect(check).toThrow(
      expect.objectContaining({
        code: 'FLK_SECTION_KEY',
        message: expect.stringContaining(message),
      }),
    )
  })
})

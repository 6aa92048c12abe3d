import { describe, expect, test } from 'vitest'
import { textOf } from '../../src/mock/pattern.ts'
import { createRandom } from '../../src/mock/random.ts'

const any = () => true

describe('a text for a pattern', () => {
  test.each([
    '^[A-Z]{3}-\\d{4}$',
    'abc',
    '^(?:foo|ba[rz])+$',
    '^(a|b)\\1$',
    '^(?<word>x|yy)-\\k<word>$',
    '^\\w+@\\w+\\.(com|org)$',
    '^[^a-zA-Z0-9]$',
    '^\\p{Lu}\\p{Ll}*$',
    '^[\\u0400-\\u04FF]{2}$',
    '^\\u{1F600}\\x41\\cJ?$',
    '^(?=.*\\d)[a-z0-9]{8}$',
    '^(?!0)\\d+(\\.\\d{1,2})?$',
    '^$',
    '^a{0}b?c*?d{2,}$',
    '^(\\([0-9]{3}\\))?[0-9]{3}-[0-9]{4}$',
    '^[\\]\\[]+$',
    '^/(?:[^/]+/)*$',
    '^\\S+\\s\\D\\W$',
    '^[A-Za-z0-9+/]{40,60}={0,2}$',
    '\\bword\\b',
    '^[\\w_\\-\\:]+$',
  ])('%s', (pattern) => {
    for (let i = 0; i < 5; i++) {
      const text = textOf(pattern, createRandom(`${i}`), any)
      expect(text).toMatch(new RegExp(pattern, pattern.includes('\\:') ? '' : 'u'))
    }
  })

  test('is as long as it has to be', () => {
    const fits = (text: string) => text.length === 50
    expect(textOf('^[a-c]+$', createRandom('1'), fits, 50)).toMatch(/^[a-c]{50}$/)
  })

  test('is not found where there is none, nor one that is endless', () => {
    for (const pattern of ['^(?=a)b$', '[^\\s\\S]', '^a{99999999}$', '^(a{9999}){9999}$', '(']) {
      expect(textOf(pattern, createRandom('1'), any)).toBeUndefined()
    }
  })
})

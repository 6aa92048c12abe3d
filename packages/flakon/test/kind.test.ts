import { describe, expect, test } from 'vitest'
import {
  boolean,
  bytes,
  duration,
  integer,
  list,
  number,
  oneOf,
  secret,
  text,
  url,
} from '../src/kind.ts'

test('a default is parsed once, when the key is declared', () => {
  expect(duration('5s', 'x').default).toBe(5000)
  expect(bytes('1MiB', 'x').default).toBe(1_048_576)
  expect(integer('5', 'x').default).toBe(5)
  expect(number(0.5, 'x').default).toBe(0.5)
  expect(boolean('off', 'x').default).toBe(false)
  expect(url(new URL('http://h'), 'x').default).toBe('http://h/')
  expect(list('a, b', 'x').default).toEqual(['a', 'b'])
  expect(list([1], 'x', { of: integer('y') }).default).toEqual([1])
  expect(oneOf(['a', 'b'], 'a', 'x')).toMatchObject({ default: 'a', values: ['a', 'b'] })
  expect(secret('a', 'x')).toMatchObject({ kind: 'text', secret: true, default: 'a' })
})

test('without a default a key is required, or optional when it says so', () => {
  expect(text('x')).toEqual({ kind: 'text', docs: 'x', required: true })
  expect(oneOf(['a'], 'x', { optional: true })).toMatchObject({
    docs: 'x',
    required: false,
    optional: true,
  })
  expect(text('x', 'y').required).toBe(false)
})

test('a key holds its attributes and is frozen', () => {
  const attributes = { min: 1, max: 2, secret: true, renamed: 'a', reloadable: true, variable: 'A' }
  const key = integer(1, 'x', attributes)
  expect(key).toMatchObject(attributes)
  expect(Object.isFrozen(key)).toBe(true)
  expect(Object.isFrozen(list(['a'], 'x').default)).toBe(true)
})

describe('a wrong declaration throws and says why', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a default of another kind',
      () => duration('5', 'x'),
      'its default does not fit: expected a duration',
    ],
    ['a default out of bounds', () => integer(0, 'x', { min: 1 }), 'of at least 1'],
    ['a default that is no word', () => oneOf(['a'], 'b' as 'a', 'x'), 'expected one of a'],
    ['no docs', () => text(''), 'it has no docs'],
    [
      'an attribute that does not exist',
      () => text('x', { mni: 1 } as never),
      '"mni" is no attribute',
    ],
    ['min above max', () => integer('x', { min: 2, max: 1 }), 'min 2 is greater than its max 1'],
    ['a default and optional', () => text('a', 'x', { optional: true }), 'never absent'],
  ])('%s', (_name, declare, message) => {
    expect(declare).toThrow(
      expect.objectContaining({
        code: 'FLK_KEY_INVALID',
        message: expect.stringContaining(message),
      }),
    )
  })
})

import { expect, test } from 'vitest'
import { createRandom, hashOf } from '../../src/mock/random.ts'

test('the same seed draws the same numbers, in every process and version of Node', () => {
  const { integer, pick } = createRandom('flakon')
  const drawn = Array.from({ length: 8 }, () => integer(0, 999))
  expect(drawn).toMatchInlineSnapshot(`
    [
      122,
      849,
      73,
      209,
      864,
      392,
      905,
      585,
    ]
  `)
  expect(pick(['only'])).toBe('only')
  expect(hashOf('flakon')).toMatchInlineSnapshot(`3954710332`)
})

test('seeds that differ in one letter draw other numbers, and all of a range are drawn', () => {
  const drawn = (seed: string) => {
    const { integer } = createRandom(seed)
    return Array.from({ length: 200 }, () => integer(3, 6))
  }
  expect(drawn('a')).not.toEqual(drawn('b'))
  expect([...new Set(drawn('a'))].sort()).toEqual([3, 4, 5, 6])
})

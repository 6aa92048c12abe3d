import { describe, expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'
import { toFaults } from '../../src/schema/fault.ts'

/** What is said of items that have to differ. */
function faultsOf(items: unknown, schema: object = {}): string[] {
  const check = new Compiler().compile({ type: 'array', uniqueItems: true, ...schema }, 'all')
  check(items)
  return toFaults('body', check.errors ?? []).map(({ pointer, detail }) => pointer + detail)
}

describe('items that have to differ', () => {
  test.each([
    [[]],
    [[1, '1', true, 'true', null, 'null', 0, false, '']],
    [[{ a: 1 }, { a: '1' }, { b: 1 }, {}, [], [[]], [1], ['1'], ['1,2'], ['1', '2']]],
    [['{"a":1}', { a: 1 }, '[1]', [1], '["a:1"]', { 'a:1': 1 }]],
  ])('do: %j', (items) => {
    expect(faultsOf(items)).toEqual([])
  })

  test.each([
    [[1, 2, 1], 'items 0 and 2'],
    [[0, -0], 'items 0 and 1'],
    [[{ a: 1, b: [{ c: 2, d: 3 }] }, 1, { b: [{ d: 3, c: 2 }], a: 1 }], 'items 0 and 2'],
    [[[], 1, []], 'items 0 and 2'],
  ])('do not: %j', (items, which) => {
    expect(faultsOf(items)).toEqual([`must not hold the same item twice: ${which}`])
  })

  test('do not have to, where that is false, and in draft-07 as well', () => {
    expect(faultsOf([1, 1], { uniqueItems: false })).toEqual([])
    const draft = { $schema: 'http://json-schema.org/draft-07/schema#' }
    expect(faultsOf([{ a: 1 }, { a: 1 }], draft)).toHaveLength(1)
  })

  test('are looked at once each, however many there are', () => {
    const check = new Compiler().compile({ type: 'array', uniqueItems: true }, 'first')
    let looks = 0
    const item = (n: number) =>
      Object.defineProperty({}, 'n', { enumerable: true, get: () => ++looks * 0 + n })
    for (const count of [100, 1000]) {
      looks = 0
      expect(check(Array.from({ length: count }, (_, n) => item(n)))).toBe(true)
      expect(looks).toBe(count)
    }
  })
})

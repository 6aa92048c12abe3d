import { expect, test } from 'vitest'
import { Compiler } from '../../src/schema/compiler.ts'

const isMultiple = (value: unknown, multipleOf: number) =>
  new Compiler().compile({ multipleOf }, 'all')(value)

test('decimals are multiples as they are written', () => {
  for (const price of [0.01, 0.07, 1.1, 4.35, 8.2, 19.99, 123_456_789.01, -19.99, 0]) {
    expect([price, isMultiple(price, 0.01)]).toEqual([price, true])
  }
  expect(isMultiple(0.3, 0.1)).toBe(true)
  expect(isMultiple(12_391_239_123, 1e-8)).toBe(true)
})

test('what is no multiple is none', () => {
  for (const price of [0.005, 19.999, 0.0100000001, 1e-9]) {
    expect([price, isMultiple(price, 0.01)]).toEqual([price, false])
  }
  expect(isMultiple(1.000000000001, 1)).toBe(false)
  expect(isMultiple(10_000_001, 3)).toBe(false)
  expect(isMultiple(1e308, 0.123456789)).toBe(false)
})

test('what is no number is not looked at', () => {
  expect(isMultiple('1', 2)).toBe(true)
})

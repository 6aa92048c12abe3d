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
} from '../../src/kind.ts'
import {
  describeKey,
  formatValue,
  type Key,
  parseForm,
  parseValue,
} from '../../src/settings/value.ts'

const keys = {
  text: text('x'),
  integer: integer('x'),
  number: number('x'),
  boolean: boolean('x'),
  duration: duration('x'),
  bytes: bytes('x'),
  url: url('x'),
  oneOf: oneOf(['fast', 'safe'], 'x'),
  list: list('x'),
  ports: list('x', { of: integer('x', { min: 1 }) }),
} satisfies Record<string, Key>

describe('a value is typed', () => {
  test.each<[keyof typeof keys, unknown, unknown]>([
    ['text', ' a ', ' a '],
    ['integer', ' -5 ', -5],
    ['integer', 5, 5],
    ['number', '0.5', 0.5],
    ['number', '-1e3', -1000],
    ['boolean', 'TRUE', true],
    ['boolean', 'off', false],
    ['boolean', '1', true],
    ['boolean', false, false],
    ['duration', '10s', 10_000],
    ['duration', '500ms', 500],
    ['duration', '1m30s', 90_000],
    ['duration', '2h', 7_200_000],
    ['duration', '1d', 86_400_000],
    ['duration', '0.07s', 70],
    ['duration', '0', 0],
    ['duration', 250, 250],
    ['bytes', '1MiB', 1_048_576],
    ['bytes', '10kB', 10_000],
    ['bytes', '1.5 kib', 1536],
    ['bytes', '512', 512],
    ['bytes', '0', 0],
    ['url', 'postgres://u@h/x', 'postgres://u@h/x'],
    ['url', new URL('http://h'), 'http://h/'],
    ['oneOf', 'FAST', 'fast'],
    ['list', 'a, b,,c', ['a', 'b', 'c']],
    ['list', ['a,b'], ['a,b']],
    ['list', '', []],
    ['ports', '80, 443', [80, 443]],
    ['ports', [80, '443'], [80, 443]],
  ])('%s %j', (kind, raw, value) => {
    expect(parseValue(keys[kind], raw)).toEqual({ value })
  })
})

describe('a value of another form is refused with what was expected', () => {
  test.each<[keyof typeof keys, unknown, string]>([
    ['text', 5, 'expected text'],
    ['integer', '1e3', 'expected an integer, such as 1'],
    ['integer', '0x10', 'expected an integer'],
    ['integer', '007', 'expected an integer'],
    ['integer', '1.0', 'expected an integer'],
    ['integer', '9007199254740993', 'expected an integer'],
    ['integer', 1.5, 'expected an integer'],
    ['integer', '', 'expected an integer'],
    ['integer', true, 'expected an integer'],
    ['integer', '5 # five', 'a comment goes on a line of its own'],
    ['number', 'NaN', 'expected a number, such as 0.5'],
    ['number', '1e999', 'expected a number'],
    ['boolean', 'maybe', 'expected true or false (or yes, no, on, off, 1, 0)'],
    ['duration', '10', 'it has no unit (ms, s, m, h or d)'],
    ['duration', '30s1m', 'expected a duration, such as 10s'],
    ['duration', '-1s', 'expected a duration'],
    ['duration', '0.5ms', 'expected a duration'],
    ['duration', -1, 'expected a duration'],
    ['bytes', '1 lightyear', 'expected a size in bytes, such as 1MiB'],
    ['bytes', '-1', 'expected a size'],
    ['url', 'localhost:80', 'expected a URL, such as https://example.com'],
    ['url', '/path', 'expected a URL'],
    ['oneOf', 'fats', 'expected one of fast, safe; did you mean fast?'],
    ['list', 5, 'expected a list separated by commas or on indented lines'],
    ['list', [5], 'in item 1, expected text'],
    ['ports', '80,x', 'in item 2, expected an integer of at least 1'],
  ])('%s %j', (kind, raw, fault) => {
    expect(parseValue(keys[kind], raw)).toEqual({ fault: expect.stringContaining(fault) })
  })
})

test('bounds are told in the units of people', () => {
  expect(describeKey(duration('x', { min: 1000, max: 90_000 }))).toBe(
    'a duration from 1s to 90s, such as 10s',
  )
  expect(describeKey(duration('x', { min: 60_000 }))).toBe('a duration of at least 1m, such as 1m')
  expect(describeKey(bytes('x', { max: 1024 }))).toBe(
    'a size in bytes of at most 1KiB, such as 1KiB',
  )
  expect(describeKey(text('x', { min: 1 }))).toBe('text of at least 1 character')
  expect(describeKey(list('x', { max: 2 }))).toBe(
    'a list of at most 2 items separated by commas or on indented lines',
  )
  expect(describeKey(integer(3, 'x', { secret: true }))).toBe('an integer, such as 1')
})

test.each([
  [text('x', { min: 3 }), 'ab'],
  [secret('x', { max: 1 }), 'ab'],
  [integer('x', { min: 1 }), '0'],
  [list('x', { min: 1 }), ''],
  [duration('x', { max: 1000 }), '2s'],
])('bounds hold for numbers, lengths of texts and lists', (key, raw) => {
  expect(parseValue(key, raw)).toHaveProperty('fault')
})

test.each([0, 1, 999, 1000, 1500, 60_000, 90_000, 86_400_000, 1024, 1_048_576, 10_000, 123_457])(
  '%i written as a duration or a size reads back the same',
  (value) => {
    for (const key of [keys.duration, keys.bytes])
      expect(parseValue(key, formatValue(key, value))).toEqual({ value })
  },
)

test.each([
  ['5', 5],
  ['-5', -5],
  ['0.50', 0.5],
  ['true', true],
  ['False', false],
  ['007', '007'],
  ['1e3', '1e3'],
  ['0x10', '0x10'],
  ['+5', '+5'],
  ['yes', 'yes'],
  ['-0', '-0'],
  ['1.2.3', '1.2.3'],
  ['1234567890123456', '1234567890123456'],
  ['', ''],
])('an undeclared %j is recognised by its form', (written, value) => {
  expect(parseForm(written)).toBe(value)
})

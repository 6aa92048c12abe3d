import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkHeaders, type JsonRules, parseJson } from '../../src/schema/json-parser.ts'

const rules: JsonRules = { max_depth: 64, duplicate_keys: 'error', prototype: 'error' }

function read(text: string | Uint8Array, changed: Partial<JsonRules> = {}): unknown {
  return parseJson(Buffer.from(text), { ...rules, ...changed })
}

/** The status and the code that a body is refused with. */
function refused(text: string | Uint8Array, changed: Partial<JsonRules> = {}): unknown[] {
  try {
    return ['taken', read(text, changed)]
  } catch (error) {
    const { statusCode, members } = error as { statusCode: number; members: { code: string } }
    return [statusCode, members.code]
  }
}

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  const safe = fc.jsonValue({ maxDepth: 5 }).filter((value) => !isRisky(JSON.stringify(value)))
  fc.assert(
    fc.property(safe, (value) => {
      const text = JSON.stringify(value)
      expect(read(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('white space and escapes of every kind are read', () => {
  expect(read(' { "a" : [ 1 , "\\"\\\\{[" ] ,\n"b\\u0041":\t-0.5e-3 } ')).toEqual({
    a: [1, '"\\{['],
    bA: -0.0005,
  })
})

test('a byte order mark is passed over', () => {
  expect(read('\ufeff{"a":1}')).toEqual({ a: 1 })
})

describe('a body is refused', () => {
  test.each([
    ['', 'empty_body'],
    ['{"a":1', 'malformed_json'],
    ['{"a', 'malformed_json'],
    ['{"a\\', 'malformed_json'],
    ['undefined', 'malformed_json'],
    ['1e1e1', 'malformed_json'],
    ['9007199254740992', 'integer_too_large'],
    ['{"a":[-9007199254740993]}', 'integer_too_large'],
    ['1'.repeat(1000), 'integer_too_large'],
    ['[9007199254740993.0]', 'integer_too_large'],
    ['9.007199254740993e15', 'integer_too_large'],
    ['[1e400]', 'number_too_large'],
    [`${'9'.repeat(400)}.5`, 'number_too_large'],
    ['{"a":1,"a":1}', 'duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['[{"b":{"c":1,"c":{"d":1}}}]', 'duplicate_key'],
    ['{"a":{"x":1},"a":2}', 'duplicate_key'],
    ['{"__proto__":1}', 'forbidden_key'],
    ['[{"\\u005f_proto__":{}}]', 'forbidden_key'],
    ['{"constructor":{"prototype":{}}}', 'forbidden_key'],
  ])('%j: %s', (text, code) => {
    expect(refused(text)).toEqual([400, code])
  })

  test('that is not UTF-8', () => {
    expect(refused(Buffer.from([0x22, 0xff, 0x22]))).toEqual([400, 'malformed_json'])
    expect(refused(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toEqual([400, 'malformed_json'])
  })

  test('that is nested deeper than allowed, and no other', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(refused(nested(64))[0]).toBe('taken')
    expect(refused(nested(65))).toEqual([400, 'json_too_deep'])
    expect(refused('{"a":'.repeat(3), { max_depth: 2 })).toEqual([400, 'json_too_deep'])
    expect(refused('[[],[],{}]', { max_depth: 2 })[0]).toBe('taken')
  })
})

describe('a body is taken', () => {
  test.each([
    '9007199254740991',
    '-9007199254740991',
    '0.12345678901234567890',
    '1e20',
    '6.657762558731583e+128',
    '"9007199254740993"',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '["a",":","a:"]',
    '{"constructor":"x"}',
    '{"prototype":{}}',
    '{"proto__":1}',
    'null',
  ])('%s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text))
  })
})

test('a fault says where it is, or which key, and shows nothing of the values', () => {
  expect(() => read('{"token":"secret" oops}')).toThrow(/^The body is not valid JSON(: .*\d+)?$/)
  expect(() => read('{"a":1,"b":"secret","b":2}')).toThrow('An object has the same key twice: "b"')
})

test('with duplicate_keys = last the last one wins', () => {
  expect(read('{"a":1,"a":2}', { duplicate_keys: 'last' })).toEqual({ a: 2 })
})

test('with prototype = remove such keys are dropped, at any depth', () => {
  const text = '{"a":[{"__proto__":{"x":1},"b":2}],"constructor":{"prototype":1}}'
  expect(read(text, { prototype: 'remove' })).toEqual({ a: [{ b: 2 }] })
})

describe('the headers of a body', () => {
  const check =
    (headers: Record<string, string>, type = 'application/json') =>
    () =>
      checkHeaders({ 'content-type': type, ...headers })

  test('may name UTF-8, and no other charset', () => {
    expect(check({}, 'application/json; charset=UTF-8')).not.toThrow()
    expect(check({}, 'application/json;charset="utf8"')).not.toThrow()
    const twice = 'application/json; x="; charset=utf-8"; charset=utf-16'
    expect(check({}, twice)).toThrow('JSON is sent as UTF-8')
    expect(check({}, 'application/json;charset=a')).toThrow('JSON is sent as UTF-8')
    expect(check({}, 'application/json; Charset=ascii')).toThrow('JSON is sent as UTF-8')
  })

  test('may not name a compression', () => {
    expect(check({ 'content-encoding': 'Identity' })).not.toThrow()
    expect(check({ 'content-encoding': 'gzip' })).toThrow('compressed')
  })
})

/** What our rules refuse although JSON.stringify writes it. */
function isRisky(text: string): boolean {
  return /(^|[^.\d])\d{16}|__proto__|constructor/.test(text)
}

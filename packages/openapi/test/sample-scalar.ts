import fc from 'fast-check'
import type { SchemaObject } from '../src/document.ts'

/** What no value could be found for. */
export const none = Symbol('no value')

const texts: Readonly<Record<string, string>> = {
  'date-time': '2024-02-29T12:30:00Z',
  date: '2024-02-29',
  time: '12:30:00Z',
  duration: 'P1DT2H',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/a',
  url: 'https://example.com/a',
  uriref: 'https://example.com/a',
  'uri-reference': '/a',
  uuid: '6f9619ff-8b86-4011-b42d-00c04fc964ff',
  byte: 'YWJj',
  // A file where it is a part of a multipart body, see sample-request.ts.
  binary: 'bytes',
  regex: '^a$',
  'json-pointer': '/a',
}

export function makeText({
  format,
  pattern,
  minLength = 0,
  maxLength = Infinity,
}: SchemaObject): unknown {
  const fits = (text: string) =>
    text.length >= Number(minLength) && text.length <= Number(maxLength)
  if (typeof pattern === 'string') {
    const given = Object.values(texts).find((text) => matches(pattern, text) && fits(text))
    return given ?? matching(pattern).find(fits) ?? none
  }
  const text = texts[String(format)] ?? 'text'
  if (fits(text)) return text
  return text.length < Number(minLength)
    ? text.padEnd(Number(minLength), 'x')
    : text.slice(0, Number(maxLength))
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern).test(text)
}

const known = new Map<string, readonly string[]>()

/** Texts that match; of letters and digits first, which are the same in every place of a request. */
function matching(pattern: string): readonly string[] {
  const found = known.get(pattern) ?? sampled(pattern)
  known.set(pattern, found)
  return found
}

function sampled(pattern: string): readonly string[] {
  try {
    const some = fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 7, numRuns: 20 })
    const isOdd = (text: string) => Number(/[^\w.-]/.test(text))
    return some.toSorted((one, other) => isOdd(one) - isOdd(other))
  } catch {
    return []
  }
}

export function makeNumber(schema: SchemaObject): unknown {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const step = Number(multipleOf ?? 1)
  const low = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity))
  const high = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity))
  const isOk = (value: number) =>
    value >= low && value <= high && value !== exclusiveMinimum && value !== exclusiveMaximum
  const from = Number.isFinite(low) ? Math.ceil(low / step) * step : 0
  const all = [step, from, from + step, Math.floor(high / step) * step, (low + high) / 2, low, high]
  return all.find((value) => Number.isFinite(value) && isOk(value)) ?? none
}

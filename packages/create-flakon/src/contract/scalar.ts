import type { SchemaObject } from '@flakon/openapi/document'

/** What no value was found for. */
export const none = Symbol('no value')

/** A text of each format. */
const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/',
  uuid: '6f9619ff-8b86-4011-b42d-00c04fc964ff',
  byte: 'dGV4dA==',
  regex: '^text$',
  'json-pointer': '/text',
}

/** What patterns are often meant for. */
const usual = [
  'text',
  'Text',
  'TEXT',
  'a',
  'A',
  '1',
  '12',
  '123',
  '1234',
  '0123456789',
  '1.0',
  '1.0.0',
  'v1',
  '#fff',
]

/** A text by its format, pattern and length. */
export function makeText({
  format,
  pattern,
  minLength = 0,
  maxLength = Infinity,
}: SchemaObject): unknown {
  const [least, most] = [Number(minLength), Number(maxLength)]
  const fits = (text: string) => text.length >= least && text.length <= most
  if (typeof pattern === 'string') {
    const expression = toExpression(pattern)
    const all = [...usual, ...Object.values(texts), ...usual.map((text) => repeated(text, least))]
    return all.find((text) => fits(text) && expression?.test(text)) ?? none
  }
  const text = texts[String(format)] ?? 'text'
  if (fits(text)) return text
  return text.length < least ? repeated(text, least) : text.slice(0, most)
}

function repeated(text: string, length: number): string {
  return text.repeat(Math.ceil(Math.min(length, 1_000) / text.length)).slice(0, length)
}

function toExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern)
  } catch {
    return undefined
  }
}

/** The first of some plain numbers that lies between the bounds. */
export function makeNumber(schema: SchemaObject): unknown {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const step = Number(multipleOf ?? 1)
  const low = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity))
  const high = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity))
  const isWithin = (value: number) =>
    value >= low && value <= high && value !== exclusiveMinimum && value !== exclusiveMaximum
  const from = Number.isFinite(low) ? Math.ceil(low / step) * step : 0
  const all = [step, from, from + step, Math.floor(high / step) * step, (low + high) / 2, low, high]
  return all.find((value) => Number.isFinite(value) && isWithin(value)) ?? none
}

import type { SchemaObject } from '../document.ts'
import { textOf, toExpression } from './pattern.ts'
import type { Random } from './random.ts'

/** What no value could be found for. */
export const none = Symbol('no value')

const words = [
  ...['alder', 'amber', 'basil', 'birch', 'cedar', 'clove', 'coral', 'elder', 'fern', 'hazel'],
  ...['indigo', 'ivory', 'jade', 'laurel', 'linden', 'maple', 'olive', 'pearl', 'rowan', 'willow'],
]

const day = 86_400_000
const instant = (random: Random) => new Date(Date.UTC(2026, 0, 1) + random.integer(0, 365) * day)
const hex = (random: Random, length: number) =>
  Array.from({ length }, () => random.integer(0, 15).toString(16)).join('')
const two = (random: Random, most: number) => String(random.integer(0, most)).padStart(2, '0')
const clock = (random: Random) => `${two(random, 23)}:${two(random, 59)}:${two(random, 59)}Z`
const place = (random: Random) => `https://example.com/${random.pick(words)}`

/** A text of each format, of names and addresses that are reserved for examples (RFC 2606, 3849, 5737). */
const formats: Readonly<Record<string, (random: Random) => string>> = {
  'date-time': (random) => `${instant(random).toISOString().slice(0, 10)}T${clock(random)}`,
  date: (random) => instant(random).toISOString().slice(0, 10),
  time: clock,
  duration: (random) => `PT${random.integer(1, 59)}M`,
  email: (random) => `${random.pick(words)}@example.com`,
  'idn-email': (random) => `${random.pick(words)}@example.com`,
  hostname: (random) => `${random.pick(words)}.example.com`,
  'idn-hostname': (random) => `${random.pick(words)}.example.com`,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.integer(1, 9999)}`,
  uri: place,
  url: place,
  iri: place,
  uriref: place,
  'uri-reference': (random) => `/${random.pick(words)}`,
  'iri-reference': (random) => `/${random.pick(words)}`,
  'uri-template': (random) => `/${random.pick(words)}/{id}`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  byte: (random) => btoa(random.pick(words)),
  binary: (random) => random.pick(words),
  password: (random) => `${random.pick(words)}-${random.integer(100, 999)}`,
  regex: (random) => `^${random.pick(words)}$`,
  'json-pointer': (random) => `/${random.pick(words)}`,
  'relative-json-pointer': () => '0',
}

/** A text by its format, pattern and length. */
export function makeText(schema: SchemaObject, random: Random): unknown {
  const { format, pattern, contentEncoding, minLength = 0, maxLength = Infinity } = schema
  const [least, most] = [Number(minLength), Number(maxLength)]
  const fits = (text: string) => text.length >= least && text.length <= most
  const word = contentEncoding === 'base64' ? 'byte' : String(format)
  const own = Object.hasOwn(formats, word) ? formats[word] : undefined
  if (typeof pattern === 'string') {
    const expression = toExpression(pattern)
    const usual = [own ?? (() => random.pick(words)), ...Object.values(formats)]
    const given = (own === undefined ? usual.slice(0, 1) : usual.slice(0, 1)).map((make) =>
      make(random),
    )
    const found = given.find((text) => fits(text) && expression?.test(text))
    return found ?? textOf(pattern, random, fits, least) ?? none
  }
  if (own !== undefined) {
    const text = grown(own(random), least, word)
    if (fits(text) || !/^(?:byte|binary|password)$/.test(word)) return fits(text) ? text : none
  }
  return ofLength(random, least, most)
}

/** An address may be longer than the shortest one. */
function grown(text: string, least: number, format: string): string {
  const isAddress = /^(?:uri|url|iri|uriref|uri-reference|iri-reference|json-pointer)$/.test(format)
  return isAddress && least < 100_000 ? text.padEnd(least, '/a') : text
}

/** Words, as many as are needed. */
function ofLength(random: Random, least: number, most: number): unknown {
  if (least > 1_000_000 || least > most) return none
  let text: string = random.pick(words)
  while (text.length < least) text += ` ${text.length > 1_000 ? text : random.pick(words)}`
  return text.slice(0, Math.max(least, Math.min(most, text.length)))
}

/** A number within its bounds. */
export function makeNumber(schema: SchemaObject, random: Random): unknown {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, type } = schema
  const [above, below] = [
    Number(exclusiveMinimum ?? -Infinity),
    Number(exclusiveMaximum ?? Infinity),
  ]
  const low = Math.max(Number(minimum ?? -Infinity), above)
  const high = Math.min(Number(maximum ?? Infinity), below)
  const isInteger = [type].flat().includes('integer')
  const step = Number(multipleOf ?? (isInteger ? 1 : 0.25))
  const isOk = (value: number) =>
    Math.abs(value) <= Number.MAX_SAFE_INTEGER &&
    value >= low &&
    value <= high &&
    value > above &&
    value < below &&
    (!isInteger || Number.isInteger(value)) &&
    (multipleOf === undefined || Number.isInteger(value / step))
  const [from, to] = range(low, high, step)
  const steps = [Math.ceil(from / step), Math.floor(to / step)] as const
  const drawn = Array.from({ length: 8 }, () => random.integer(...steps) * step)
  const edges = [steps[0], steps[0] + 1, steps[1], steps[1] - 1].map((count) => count * step)
  const all = [...drawn, ...edges, low, high, (low + high) / 2, step, 0]
  return all.find(isOk) ?? none
}

/** Where to look for a number: among small ones above zero, else near the bound that there is. */
function range(low: number, high: number, step: number): readonly [number, number] {
  const width = 1000 * Math.max(step, 1)
  const [from, to] = [Math.max(low, step), Math.min(high, width)]
  if (from <= to) return [from, to]
  return Number.isFinite(low) ? [low, Math.min(high, low + width)] : [high - width, high]
}

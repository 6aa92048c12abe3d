import { nearest } from '../nearest.ts'
import { formatBytes, formatDuration, parseBytes, parseDuration } from './units.ts'

/** The kinds of values a key can have. `secret` is `text` that is never shown. */
export type KeyKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'duration'
  | 'bytes'
  | 'url'
  | 'list'
  | 'oneOf'

/** What a key may declare beside its default and its docs. */
export interface KeyAttributes {
  /** Lowest value, in the key's own unit (ms, bytes); shortest length of a text or a list. */
  readonly min?: number
  /** Highest value, in the key's own unit (ms, bytes); greatest length of a text or a list. */
  readonly max?: number
  /** Never shown in anything Flakon writes. */
  readonly secret?: boolean
  /** The key's former name in the same section: it works and warns. */
  readonly renamed?: string
  /** The key takes effect without a restart (recorded and shown; reloading comes later). */
  readonly reloadable?: boolean
  /** The key may be absent and has no default. */
  readonly optional?: boolean
  /** A customary variable honoured beneath `FLAKON_<SECTION>_<KEY>`, such as `PORT`. */
  readonly variable?: string
}

/** A typed setting of a section, made by one of the kinds in kind.ts. `T` is what its value is. */
export interface Key<out T = unknown> extends KeyAttributes {
  readonly kind: KeyKind
  readonly docs: string
  /** The parsed default; absent when the key is required or optional. */
  readonly default?: T
  readonly required: boolean
  /** The words a `oneOf` allows. */
  readonly values?: readonly string[]
  /** The kind of a list's items. */
  readonly of?: Key
  /** What a text has to be beside a text: in words, and what is wrong with one, with the fix. */
  readonly form?: {
    readonly says: string
    faultOf(text: string): string | undefined
  }
}

/** The keys of a section by name. */
export type Keys = Readonly<Record<string, Key>>

/** The settings of a section, as its keys declare them. */
export type SettingsOf<K extends Keys> = {
  readonly [N in keyof K]: K[N] extends Key<infer T> ? T : never
}

/** A section as far as settings need it: its name (`client.users` when nested) and its keys. */
export interface Declaration {
  readonly name: string
  readonly keys: Keys
}

/** A typed value, or why there is none: a phrase that says what was expected. */
export type Parsed = { readonly value: unknown } | { readonly fault: string }

/** The value of each kind from text or from a value already typed; undefined when it is none. */
const converters: Record<Exclude<KeyKind, 'list'>, (raw: unknown, key: Key) => unknown> = {
  text: (raw) => (typeof raw === 'string' ? raw : undefined),
  integer: (raw) => toNumber(raw, /^(?:0|-?[1-9]\d*)$/, Number.isSafeInteger),
  number: (raw) => toNumber(raw, /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/, Number.isFinite),
  boolean: toBoolean,
  duration: (raw) => toAmount(raw, parseDuration),
  bytes: (raw) => toAmount(raw, parseBytes),
  url: toUrl,
  oneOf: toWord,
}

/**
 * Gives a raw value the type its key declares. `raw` is text, an array of items for a list, or a typed value:
 * then a duration is milliseconds and a size bytes.
 *
 * @example parseValue(duration('5s', 'wait'), '1m30s') // { value: 90000 }
 */
export function parseValue(key: Key, raw: unknown): Parsed {
  if (key.kind === 'list') return parseList(key, raw)
  const value = converters[key.kind](typeof raw === 'string' ? trimmed(key, raw) : raw, key)
  if (value === undefined || !isWithin(key, value)) return { fault: expectation(key, raw) }
  const fault = key.form?.faultOf(value as string)
  return fault === undefined ? { value } : { fault }
}

/** An undeclared value from its form: an integer, a float, true or false, else the text itself. */
export function parseForm(text: string): unknown {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  const isNumber = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d+)$/.test(text)
  // A number that a double cannot hold exactly, such as an account's, stays the text it is.
  return isNumber && text.replace(/\D/g, '').length <= 15 ? Number(text) : text
}

/** A value as text that reads back the same: `25s`, `1MiB`, `a, b`. */
export function formatValue(key: Key | undefined, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => formatValue(key?.of, item)).join(', ')
  if (key?.kind === 'duration' && typeof value === 'number') return formatDuration(value)
  if (key?.kind === 'bytes' && typeof value === 'number') return formatBytes(value)
  if (value === undefined) return ''
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof URL || value instanceof Date || value instanceof RegExp) return String(value)
  return `an object (${value.constructor?.name ?? 'Object'})`
}

/** What a key takes, in the units a person writes: "an integer from 0 to 65535, such as 5000". */
export function describeKey(key: Key): string {
  if (key.form !== undefined) return key.form.says
  if (key.kind === 'boolean') return 'true or false (or yes, no, on, off, 1, 0)'
  if (key.kind === 'oneOf') return `one of ${(key.values ?? []).join(', ')}`
  if (key.kind === 'list')
    return `a list${range(key)} separated by commas or on indented lines${key.of === undefined ? '' : `, each ${describeKey(key.of)}`}`
  const example = key.kind === 'text' ? '' : `, such as ${exampleOf(key)}`
  return `${nouns[key.kind]}${range(key)}${example}`
}

const nouns = {
  text: 'text',
  integer: 'an integer',
  number: 'a number',
  duration: 'a duration',
  bytes: 'a size in bytes',
  url: 'a URL',
}

function trimmed(key: Key, raw: string): string {
  return key.kind === 'text' && key.form === undefined ? raw : raw.trim()
}

function toNumber(raw: unknown, form: RegExp, fits: (value: number) => boolean) {
  const value = typeof raw === 'string' && form.test(raw) ? Number(raw) : raw
  return typeof value === 'number' && fits(value) ? value : undefined
}

function toBoolean(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  const word = typeof raw === 'string' ? raw.toLowerCase() : ''
  if (['true', 'yes', 'on', '1'].includes(word)) return true
  return ['false', 'no', 'off', '0'].includes(word) ? false : undefined
}

/** A negative amount of time or space means nothing. */
function toAmount(raw: unknown, parse: (text: string) => number | undefined) {
  const value = typeof raw === 'string' ? parse(raw) : raw
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value : undefined
}

/** Kept as written: `new URL` would change it. `localhost:80` is a URL with a strange scheme, so `//` must be there. */
function toUrl(raw: unknown): string | undefined {
  const text = raw instanceof URL ? raw.href : raw
  return typeof text === 'string' && /^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(text) && URL.canParse(text)
    ? text
    : undefined
}

function toWord(raw: unknown, key: Key): string | undefined {
  const word = typeof raw === 'string' ? raw.toLowerCase() : undefined
  return (
    key.values?.find((value) => value === raw) ??
    key.values?.find((value) => value.toLowerCase() === word)
  )
}

function parseList(key: Key, raw: unknown): Parsed {
  const items = typeof raw === 'string' ? raw.split(/[,\n]/).map((item) => item.trim()) : raw
  if (!Array.isArray(items)) return { fault: expectation(key, raw) }
  const values: unknown[] = []
  for (const item of typeof raw === 'string' ? items.filter((one) => one !== '') : items) {
    const parsed = key.of === undefined ? textItem(item) : parseValue(key.of, item)
    if ('fault' in parsed) return { fault: `in item ${values.length + 1}, ${parsed.fault}` }
    values.push(parsed.value)
  }
  return isWithin(key, values)
    ? { value: Object.freeze(values) }
    : { fault: expectation(key, values) }
}

function textItem(item: unknown): Parsed {
  return typeof item === 'string' ? { value: item } : { fault: 'expected text' }
}

/** Bounds hold for a number itself, and for the length of a text or a list. */
function isWithin({ min, max }: Key, value: unknown): boolean {
  const size = typeof value === 'number' ? value : (value as { length?: number }).length
  if (size === undefined) return true
  return size >= (min ?? Number.NEGATIVE_INFINITY) && size <= (max ?? Number.POSITIVE_INFINITY)
}

function expectation(key: Key, raw: unknown): string {
  const said = `expected ${describeKey(key)}`
  if (typeof raw !== 'string') return said
  if (/\s[#;]/.test(raw)) return `${said}; a comment goes on a line of its own`
  if (raw.includes('\n')) return `${said}; it continues on the indented lines below`
  if (key.kind === 'duration' && /^\s*\d+\s*$/.test(raw))
    return `${said}; it has no unit (ms, s, m, h or d)`
  const [word] = key.kind === 'oneOf' ? nearest(raw, key.values ?? []) : []
  return word === undefined ? said : `${said}; did you mean ${word}?`
}

function range(key: Key): string {
  const { kind, min, max } = key
  const noun = kind === 'list' ? 'item' : kind === 'text' || kind === 'url' ? 'character' : ''
  const write = (bound: number) => formatValue(noun === '' ? key : undefined, bound)
  const unit = noun === '' ? '' : ` ${noun}${(max ?? min) === 1 ? '' : 's'}`
  if (min !== undefined && max !== undefined)
    return `${noun === '' ? ' from' : ' of'} ${write(min)} to ${write(max)}${unit}`
  if (min !== undefined) return ` of at least ${write(min)}${unit}`
  return max === undefined ? '' : ` of at most ${write(max)}${unit}`
}

/** The default where it may be shown, else something within the bounds. */
function exampleOf(key: Key): string {
  if (key.default !== undefined && key.secret !== true) return formatValue(key, key.default)
  const usual = { integer: 1, number: 0.5, duration: 10_000, bytes: 1_048_576 }[
    key.kind as 'integer'
  ]
  if (usual === undefined) return 'https://example.com'
  if (isWithin(key, usual)) return formatValue(key, usual)
  return formatValue(key, key.min ?? key.max)
}

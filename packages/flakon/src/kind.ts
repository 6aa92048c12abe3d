import { flakonError } from './errors.ts'
import { type Key, type KeyAttributes, type KeyKind, parseValue } from './settings/value.ts'

/** `undefined` where the attributes say that the key is optional. */
type Absent<A> = A extends { readonly optional: true } ? undefined : never

/** What a list declares beside the attributes of every key: the kind of its items, text where it is left out. */
export interface ListAttributes extends KeyAttributes {
  readonly of?: Key
}

type ItemOf<A> = A extends { readonly of: Key<infer T> } ? T : string

/**
 * Text. `min` and `max` bound its length.
 * Without a default the key is required, or `undefined` when absent with `{ optional: true }`; so in every kind.
 *
 * @throws FlakonError `FLK_KEY_INVALID`, as every kind does, when the default does not fit the declaration
 * @example text('UTC', 'time zone of the reports')
 * @example text('name of the account', { optional: true })
 */
export function text(fallback: string, docs: string, attributes?: KeyAttributes): Key<string>
export function text<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<string | Absent<A>>
export function text(...args: Arguments): Key {
  return makeKey('text', args)
}

/** A whole number that a double holds exactly. @example integer(10, 'connections', { min: 1 }) */
export function integer(
  fallback: number | string,
  docs: string,
  attributes?: KeyAttributes,
): Key<number>
export function integer<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<number | Absent<A>>
export function integer(...args: Arguments): Key {
  return makeKey('integer', args)
}

/** A finite number. @example number(0.5, 'share of requests traced', { min: 0, max: 1 }) */
export function number(
  fallback: number | string,
  docs: string,
  attributes?: KeyAttributes,
): Key<number>
export function number<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<number | Absent<A>>
export function number(...args: Arguments): Key {
  return makeKey('number', args)
}

/** `true` or `false`; also yes, no, on, off, 1 and 0. @example boolean(true, 'send mails') */
export function boolean(
  fallback: boolean | string,
  docs: string,
  attributes?: KeyAttributes,
): Key<boolean>
export function boolean<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<boolean | Absent<A>>
export function boolean(...args: Arguments): Key {
  return makeKey('boolean', args)
}

/** A length of time, as integer milliseconds; written `500ms`, `10s`, `1m30s`, `2h`, `1d`. @example duration('5s', 'longest wait') */
export function duration(
  fallback: number | string,
  docs: string,
  attributes?: KeyAttributes,
): Key<number>
export function duration<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<number | Absent<A>>
export function duration(...args: Arguments): Key {
  return makeKey('duration', args)
}

/** A size in bytes; written `512`, `10kB`, `1MiB`. @example bytes('1MiB', 'largest upload') */
export function bytes(
  fallback: number | string,
  docs: string,
  attributes?: KeyAttributes,
): Key<number>
export function bytes<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<number | Absent<A>>
export function bytes(...args: Arguments): Key {
  return makeKey('bytes', args)
}

/** An absolute URL, as the text it was written as; its user part is never shown. @example url('address of the users service') */
export function url(fallback: string | URL, docs: string, attributes?: KeyAttributes): Key<string>
export function url<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<string | Absent<A>>
export function url(...args: Arguments): Key {
  return makeKey('url', args)
}

/** Text that is never shown in anything Flakon writes. @example secret('API token') */
export function secret(fallback: string, docs: string, attributes?: KeyAttributes): Key<string>
export function secret<const A extends KeyAttributes>(
  docs: string,
  attributes?: A,
): Key<string | Absent<A>>
export function secret(...args: Arguments): Key {
  return makeKey('text', args, { secret: true })
}

/**
 * A frozen list; its items are text, or of the kind `of`. `min` and `max` bound their number.
 *
 * @example list(['en'], 'languages')
 * @example list('80, 443', 'ports', { of: integer('a port', { min: 1 }) })
 */
export function list<const A extends ListAttributes>(
  fallback: readonly NoInfer<ItemOf<A>>[] | string,
  docs: string,
  attributes?: A,
): Key<readonly ItemOf<A>[]>
export function list<const A extends ListAttributes>(
  docs: string,
  attributes?: A,
): Key<readonly ItemOf<A>[] | Absent<A>>
export function list(...args: Arguments): Key {
  return makeKey('list', args)
}

/** One of several words, in any case. @example oneOf(['fast', 'safe'], 'safe', 'how to write') */
export function oneOf<const W extends string>(
  values: readonly W[],
  fallback: NoInfer<W>,
  docs: string,
  attributes?: KeyAttributes,
): Key<W>
export function oneOf<const W extends string, const A extends KeyAttributes>(
  values: readonly W[],
  docs: string,
  attributes?: A,
): Key<W | Absent<A>>
export function oneOf(values: readonly string[], ...args: Arguments): Key {
  return makeKey('oneOf', args, { values: Object.freeze([...values]) })
}

/** `(default, docs, attributes?)` or `(docs, attributes?)`, as the overloads say. */
type Arguments = unknown[]

const known = ['min', 'max', 'secret', 'renamed', 'reloadable', 'optional', 'variable']

/** A second text is the docs, and what stands before it the default. */
function makeKey(kind: KeyKind, args: Arguments, more: Partial<Key> = {}): Key {
  const hasDefault = typeof args[1] === 'string'
  const docs = hasDefault ? args[1] : args[0]
  const attributes = ((hasDefault ? args[2] : args[1]) ?? {}) as ListAttributes
  const required = !hasDefault && attributes.optional !== true
  const key = { ...attributes, ...more, kind, docs, required } as Key
  const refuse = (reason: string) => flakonError('FLK_KEY_INVALID', [kind, String(docs), reason])

  const reason = keyFault(key, Object.keys(attributes))
  if (reason !== undefined) throw refuse(reason)
  if (!hasDefault) return Object.freeze(key)
  if (attributes.optional) throw refuse('a key with a default is never absent: remove one of them')
  const parsed = parseValue(key, args[0])
  if ('fault' in parsed) throw refuse(`its default does not fit: ${parsed.fault}`)
  return Object.freeze({ ...key, default: parsed.value })
}

function keyFault({ kind, docs, min, max }: Key, attributes: readonly string[]) {
  if (typeof docs !== 'string' || docs.trim() === '') return 'it has no docs: write one line'
  const allowed = kind === 'list' ? [...known, 'of'] : known
  const odd = attributes.find((name) => !allowed.includes(name))
  if (odd !== undefined) return `"${odd}" is no attribute: there are ${allowed.join(', ')}`
  if (min !== undefined && max !== undefined && min > max)
    return `its min ${min} is greater than its max ${max}`
  return undefined
}

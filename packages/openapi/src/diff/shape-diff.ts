import { isDeepStrictEqual } from 'node:util'
import { shown } from '../check.ts'
import type { SchemaRule, Side } from './rules.ts'
import { isClosed, othersOf, type Property, propertyOf, type Schemas } from './schemas.ts'
import {
  type Bound,
  bounds,
  isIn,
  isTighter,
  type Located,
  type Shape,
  type TypeName,
  type Types,
  toToken,
} from './shape.ts'

/** Two schemas that are compared, and where to tell what differs in them. */
export interface Both {
  readonly old: Shape
  readonly new: Shape
  readonly schemas: { readonly old: Schemas; readonly new: Schemas }
  readonly side: Side
  find(rule: SchemaRule, message: string, at?: Where): void
  /** Compares what is inside of them; where one has nothing there, any value is fine. `word` cannot be judged. */
  enter(label: string, old?: Located, now?: Located, word?: string): void
}

interface Where {
  readonly path?: string
  readonly old?: { readonly at: string }
  readonly new?: { readonly at: string }
}

/** Tells how the types differ; whether there is anything left to compare. */
export function compareTypes({ old, new: now, schemas, find }: Both): boolean {
  if (old.values !== undefined && now.values !== undefined) return true
  const [had, has] = [schemas.old.typesOf(old), schemas.new.typesOf(now)]
  const gone = [...had].filter((type) => !has.has(type))
  const come = [...has].filter((type) => !had.has(type))
  const [isLess, isMore] = [gone, come].map((all) => all.some((type) => type !== 'null'))
  const change = `the type changes from ${typeText(had)} to ${typeText(has)}`
  if (isLess && isMore) find('type-changed', change)
  else if (isLess) find('type-narrowed', change)
  else if (isMore) find('type-widened', change)
  if (gone.includes('null') && !isLess) find('null-removed', 'null is no longer possible')
  if (come.includes('null') && !isMore) find('null-added', 'null is possible')
  return [...had].some((type) => has.has(type))
}

function typeText(all: Types): string {
  if (all.size === 7) return 'any'
  if (all.size === 0) return 'none'
  const words = [...all].filter((type) => type !== 'integer' || !all.has('fraction'))
  return words.map((type) => (type === 'fraction' ? 'number' : type)).join(' or ')
}

/** What differs in `enum` and `const`. */
function values({ old, new: now, find }: Both): void {
  const [had, has] = [old.values, now.values]
  if (had === undefined && has === undefined) return
  if (had === undefined) find('enum-added', `only ${listed(has)} possible`)
  else if (has === undefined) find('enum-removed', `not only ${listed(had)} possible`)
  if (had === undefined || has === undefined) return
  for (const value of had.filter((one) => !isIn(has, one))) {
    if (value === null) find('null-removed', 'null is no longer possible')
    else find('enum-value-removed', `the value ${shown(value)} is removed`)
  }
  for (const value of has.filter((one) => !isIn(had, one))) {
    if (value === null) find('null-added', 'null is possible')
    else find('enum-value-added', `the value ${shown(value)} is added`)
  }
}

function listed(all: readonly unknown[] = []): string {
  const more = all.length > 10 ? ` and ${all.length - 10} more` : ''
  return `${all.slice(0, 10).map(shown).join(', ')}${more} ${all.length === 1 ? 'is' : 'are'}`
}

/** What differs in all that is said of a value but for its type and what is inside of it. */
export function compareKeywords(both: Both): void {
  values(both)
  for (const [word, type] of bounds) if (share(both, type)) bound(both, word)
  if (share(both, 'array')) {
    const [was, is] = facetsOf(both, 'uniqueItems').map((one) => one === true)
    if (is && !was) both.find('bound-tightened', 'uniqueItems is added')
    if (was && !is) both.find('bound-relaxed', 'uniqueItems is removed')
    inside(both, 'items', '/0')
  }
  if (share(both, 'integer')) multiple(both)
  if (share(both, 'string')) pattern(both)
  if (share(both, 'string') || share(both, 'integer')) format(both)
  if (both.side === 'request') fallback(both)
}

function share({ old, new: now }: Both, type: TypeName): boolean {
  return old.types.has(type) && now.types.has(type)
}

function inside({ old, new: now, enter }: Both, word: string, label: string): void {
  const [one, other] = [old, now].map(({ facets }) => facets.get(word) as Located | undefined)
  if (one ?? other) enter(label, one, other)
}

export function facetsOf({ old, new: now }: Both, word: string): readonly [unknown, unknown] {
  return [old.facets.get(word), now.facets.get(word)]
}

export function changed(word: string, had: unknown, has: unknown, show = shown): string {
  if (had === undefined) return `${word} ${show(has)} is added`
  if (has === undefined) return `${word} ${show(had)} is removed`
  return `${word} changes from ${show(had)} to ${show(has)}`
}

function bound(both: Both, word: string): void {
  const isLower = word.startsWith('min')
  const [had, has] = [both.old, both.new].map((shape) => boundOf(shape, word, isLower))
  if (had === undefined || has === undefined) return
  const isTightened = isTighter(has, had, isLower)
  if (!isTightened && !isTighter(had, has, isLower)) return
  const rule = isTightened ? 'bound-tightened' : 'bound-relaxed'
  both.find(rule, changed(word, ...facetsOf(both, word), textOf))
}

/** Of integers `> 0` is the same as `≥ 1`, and a length of 0 or more says nothing. */
function boundOf({ facets, types: own }: Shape, word: string, isLower: boolean): Bound {
  const none = word === 'minimum' ? -Infinity : isLower ? 0 : Infinity
  const found = (facets.get(word) as Bound | undefined) ?? { limit: none, isExclusive: false }
  if (!found.isExclusive || own.has('fraction') || !Number.isInteger(found.limit)) return found
  return { limit: found.limit + (isLower ? 1 : -1), isExclusive: false }
}

function textOf(one: unknown): string {
  const { limit, isExclusive } = one as Bound
  return isExclusive ? `${limit} (exclusive)` : `${limit}`
}

function multiple(both: Both): void {
  const [had, has] = facetsOf(both, 'multipleOf')
  if (had === has) return
  const isRelaxed = has === undefined || isMultiple(had, has)
  const isTightened = had === undefined || isMultiple(has, had)
  // Where neither holds, some values are no longer possible and some others are.
  const isMore = isRelaxed || (!isTightened && both.side === 'answer')
  both.find(isMore ? 'bound-relaxed' : 'bound-tightened', changed('multipleOf', had, has))
}

function isMultiple(one: unknown, of: unknown): boolean {
  const times = Number(one) / Number(of)
  return Math.abs(times - Math.round(times)) < 1e-9
}

function pattern(both: Both): void {
  const [had, has] = facetsOf(both, 'pattern')
  if (had === has) return
  const verb = had === undefined ? 'added' : has === undefined ? 'removed' : 'changed'
  both.find(`pattern-${verb}`, changed('pattern', had, has))
}

/** Formats within others. */
const narrower = new Map<unknown, unknown>([
  ['int32', 'int64'],
  ['float', 'double'],
])

function format(both: Both): void {
  // That a password is not to be shown says nothing about it.
  const [had, has] = facetsOf(both, 'format').map((one) => (one === 'password' ? undefined : one))
  if (had === has) return
  const isMore = has === undefined || (had !== undefined && narrower.get(had) === has)
  const isLess = had === undefined || (has !== undefined && narrower.get(has) === had)
  const rule = isMore ? 'format-widened' : isLess ? 'format-narrowed' : 'format-changed'
  both.find(rule, changed('format', had, has))
}

function fallback(both: Both): void {
  const [had, has] = facetsOf(both, 'default')
  if (isDeepStrictEqual(had, has)) return
  both.find(had === undefined ? 'default-added' : 'default-changed', changed('default', had, has))
}

/** What differs in the properties of objects. */
export function compareProperties(both: Both): void {
  const { old, new: now, schemas, find, enter } = both
  if (!share(both, 'object')) return
  const names = [old, now].flatMap((one) => [...one.properties.keys(), ...one.required])
  for (const name of new Set(names)) {
    const one = propertyOf(schemas.old, old, name, both.side)
    const other = propertyOf(schemas.new, now, name, both.side)
    const path = `/${toToken(name)}`
    const at = { path, ...(one ? { old: one } : {}), ...(other ? { new: other } : {}) }
    const [had, has] = [one, other].map((each) => each?.isThere === true)
    const [was, is] = [one, other].map((each) => each?.isRequired && !each.isHidden)
    if (one && other && had && has) {
      enter(path, one, other)
      if (!one.isDeprecated && other.isDeprecated) find('property-deprecated', 'is deprecated', at)
    } else if (had || (both.side === 'request' && isShut(one, other, old))) {
      find(...lost(both, other), at)
    } else if (has || isShut(other, one, now)) {
      find(...gained(both, one, other), at)
      const mapped = one === undefined ? othersOf(old) : undefined
      if (mapped !== undefined) enter(path, mapped, other)
    }
    if (had !== has) continue
    if (!was && is) find('property-became-required', 'is required', at)
    if (was && !is) find('property-became-optional', 'is no longer required', at)
  }
  for (const word of ['additionalProperties', 'unevaluatedProperties']) others(both, word)
}

/** Whether a property that is not listed, and so fine on one side, is listed as one that nobody has on the other. */
function isShut(one: Property | undefined, other: Property | undefined, shape: Shape): boolean {
  return one === undefined && other?.schema === false && !isClosed(shape)
}

function others(both: Both, word: string): void {
  const [was, is] = facetsOf(both, word).map((one) => (one as Located)?.schema !== false)
  if (was && is) inside(both, word, '/*')
  else if (is) both.find('additional-properties-allowed', 'other properties are allowed')
  else if (was) both.find('additional-properties-refused', 'other properties are no longer allowed')
}

function lost({ side, new: now }: Both, left: Property | undefined): [SchemaRule, string] {
  if (left?.isHidden && side === 'request') return ['property-became-read-only', 'is readOnly']
  if (left?.isHidden) return ['property-became-write-only', 'is writeOnly']
  const isRefused = side === 'request' && (left !== undefined || isClosed(now))
  return isRefused
    ? ['property-refused', 'is no longer allowed']
    : ['property-removed', 'is removed']
}

function gained(
  { side, old }: Both,
  before: Property | undefined,
  now: Property | undefined,
): [SchemaRule, string] {
  const word = side === 'request' ? 'readOnly' : 'writeOnly'
  const is = before?.isHidden ? `is no longer ${word}` : 'is added'
  const isNew = isClosed(old) || before?.schema === false
  if (side === 'answer') return [isNew ? 'property-added-to-closed' : 'property-added', is]
  return now?.isRequired
    ? ['property-added-required', `${is}, and required`]
    : ['property-added', is]
}

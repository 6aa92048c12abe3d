import { isDeepStrictEqual } from 'node:util'
import { isNode } from '../document.ts'
import type { SchemaRule, Side } from './rules.ts'
import { type Branch, branchOf, pureUnionOf, type Schemas } from './schemas.ts'
import { type Located, membersOf, opaque, type Shape, type Union } from './shape.ts'
import {
  type Both,
  changed,
  compareKeywords,
  compareProperties,
  compareTypes,
  facetsOf,
} from './shape-diff.ts'

/** One difference of two schemas. */
export interface Finding {
  readonly rule: SchemaRule
  /** The names and indexes that lead to the value, as in a JSON pointer. */
  readonly path: string
  readonly message: string
  /** Pointers in the bundled documents; `at` is the one to what itself changes. */
  readonly old: string
  readonly new: string
  readonly at: string
}

/** Two schemas that are compared once, however many others hold them. */
interface Pair {
  readonly old: Located
  readonly new: Located
  readonly findings: Finding[]
  readonly inner: Inner[]
  readonly holders: Pair[]
  /** Whether there is something to find in it or inside of it. */
  isDirty: boolean
}

interface Inner {
  readonly label: string
  readonly pair: Pair
  /** The keyword that makes it impossible to judge what changes inside of it. */
  readonly word?: string
}

const anything: Located = { schema: {}, at: '' }

/**
 * Compares schemas, each pair of them once: what is found is kept with the pair, and gathered for every place where it
 * is used. So the time grows with the document, not with what its operations share, and recursion ends.
 */
export class SchemaDiff {
  readonly #side: Side
  readonly #old: Schemas
  readonly #new: Schemas
  readonly #pairs = new Map<unknown, Map<unknown, Pair>>()
  readonly #pending: Pair[] = []

  constructor(side: Side, old: Schemas, now: Schemas) {
    this.#side = side
    this.#old = old
    this.#new = now
  }

  /** What differs in two schemas and inside of them; pairs that were `seen` are left out. */
  compare(old: Located, now: Located, seen = new Set<unknown>()): Finding[] {
    const root = this.#pairOf(old, now)
    for (let pair = this.#pending.pop(); pair !== undefined; pair = this.#pending.pop()) {
      this.#judge(pair, this.#old.shapeOf(pair.old), this.#new.shapeOf(pair.new))
    }
    const found: Finding[] = []
    const ways: Inner[] = [{ pair: root, label: '' }]
    for (const { pair, label, word } of ways) {
      if (!pair.isDirty || seen.has(pair)) continue
      if (word !== undefined) {
        const message = `${word} changes`
        const [one, other] = [pair.old.at, pair.new.at]
        found.push({ rule: 'unjudged', path: label, message, old: one, new: other, at: other })
        continue
      }
      seen.add(pair)
      for (const finding of pair.findings) found.push({ ...finding, path: label + finding.path })
      for (const one of pair.inner) ways.push({ ...one, label: label + one.label })
    }
    return found
  }

  #pairOf(one: Located, other: Located): Pair {
    const old = this.#old.resolve(one)
    const now = this.#new.resolve(other)
    const all = this.#pairs.get(old.schema) ?? new Map<unknown, Pair>()
    const known = all.get(now.schema)
    if (known !== undefined) return known
    const pair = { old, new: now, findings: [], inner: [], holders: [], isDirty: false }
    this.#pairs.set(old.schema, all.set(now.schema, pair))
    this.#pending.push(pair)
    return pair
  }

  #enter(holder: Pair, label: string, old = anything, now = anything, word?: string): void {
    const pair = this.#pairOf(old, now)
    holder.inner.push({ label, pair, ...(word === undefined ? {} : { word }) })
    pair.holders.push(holder)
    if (pair.isDirty) soil(holder)
  }

  #judge(pair: Pair, old: Shape, now: Shape): void {
    const find: Both['find'] = (rule, message, at = {}) => {
      const { path = '', old: one = old, new: other = now } = at
      const main = at.new === undefined && at.old !== undefined ? one.at : other.at
      pair.findings.push({ rule, path, message, old: one.at, new: other.at, at: main })
      soil(pair)
    }
    const enter: Both['enter'] = (label, one, other, word) =>
      this.#enter(pair, label, one, other, word)
    const schemas = { old: this.#old, new: this.#new }
    const both = { old, new: now, schemas, side: this.#side, find, enter }
    if (this.#isOneOfMany(pair, both)) return
    const isTold = old.unions.length * now.unions.length > 0 && isSameSet(old.types, now.types)
    if (!isTold && !compareTypes(both)) return
    compareKeywords(both)
    compareProperties(both)
    this.#opaque(both)
    this.#unions(both)
    discriminator(both)
  }

  #opaque({ old, new: now, find, enter }: Both): void {
    for (const [word, kind] of opaque) {
      if (!old.facets.has(word) && !now.facets.has(word)) continue
      const [left, right] = [old, now].map((shape) => partsOf(shape, word, kind)) as [Parts, Parts]
      if (kind === 'data') {
        if (!isDeepStrictEqual(schemasOf(left), schemasOf(right)))
          find('unjudged', `${word} changes`)
      } else if (!isSameSet(new Set(left.keys()), new Set(right.keys()))) {
        find('unjudged', `${word} changes`)
      } else for (const [name, one] of left) enter('', one, right.get(name), word)
    }
  }

  /** A schema that becomes one of several alternatives, or the other way round. */
  #isOneOfMany(pair: Pair, both: Both): boolean {
    const { old, new: now } = both
    const [one, other] = [pureUnionOf(this.#old, old), pureUnionOf(this.#new, now)]
    if (one !== undefined && now.unions.length === 0) this.#branches(both, one.branches, [pair.new])
    else if (other !== undefined && old.unions.length === 0)
      this.#branches(both, [pair.old], other.branches)
    else return false
    return true
  }

  #unions(both: Both): void {
    const { old, new: now, find } = both
    const [heirs, newHeirs] = [old, now].map(({ unions }) =>
      unions.find(({ word }) => word === 'heirs'),
    )
    this.#branches(both, heirs?.branches ?? [], newHeirs?.branches ?? [])
    const [ones, others] = [old, now].map(({ unions }) =>
      unions.filter(({ word }) => word !== 'heirs'),
    )
    if (ones?.length !== others?.length) find('unjudged', 'alternatives (anyOf, oneOf) change')
    else {
      for (const [index, one] of (ones ?? []).entries()) {
        const other = others?.[index] as Union
        if (one.word !== other.word) find('unjudged', `${one.word} becomes ${other.word}`)
        if (one.hasNull && !other.hasNull) find('null-removed', 'null is no longer possible')
        if (!one.hasNull && other.hasNull) find('null-added', 'null is possible')
        this.#branches(both, one.branches, other.branches)
      }
    }
  }

  /**
   * Any match of alternatives gives a true verdict, a good one a readable report: by name, by a value that tells them
   * apart, by type, by their order.
   */
  #branches({ find, enter }: Both, old: readonly Located[], now: readonly Located[]): void {
    const left = new Set(old.map((one) => branchOf(this.#old, one)))
    const right = new Set(now.map((one) => branchOf(this.#new, one)))
    const isOnly = ({ types: own }: Branch, all: Iterable<Branch>) =>
      [...all].filter((one) => one.types === own).length === 1
    const tests: readonly ((one: Branch, other: Branch) => boolean)[] = [
      (one, other) => one.name !== undefined && one.name === other.name,
      (one, other) => one.tag !== undefined && one.tag === other.tag,
      (one, other) => one.types === other.types && isOnly(one, left) && isOnly(other, right),
      (one, other) => one.types === other.types && left.size === right.size,
    ]
    for (const test of tests) {
      for (const one of left) {
        const other = [...right].find((candidate) => test(one, candidate))
        if (other === undefined) continue
        enter(`(${other.label})`, one, other)
        left.delete(one)
        right.delete(other)
      }
    }
    for (const one of left)
      find('alternative-removed', `the alternative ${one.label} is removed`, { old: one })
    for (const one of right)
      find('alternative-added', `the alternative ${one.label} is added`, { new: one })
  }
}

function soil(pair: Pair): void {
  if (pair.isDirty) return
  const soiled = new Set([pair])
  for (const one of soiled) {
    one.isDirty = true
    for (const holder of one.holders) if (!holder.isDirty) soiled.add(holder)
  }
}

type Parts = ReadonlyMap<string, Located>

function partsOf({ facets }: Shape, word: string, kind: 'one' | 'many' | 'data'): Parts {
  const all = (facets.get(word) ?? []) as readonly Located[]
  const parts = all.flatMap((one, index) =>
    kind === 'many' ? membersOf(one.schema, one.at) : [[`${index}`, one] as const],
  )
  return new Map(parts)
}

function schemasOf(parts: Parts): unknown[] {
  return [...parts.values()].map(({ schema }) => schema)
}

function isSameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  return one.size === other.size && [...one].every((member) => other.has(member))
}

/** Alternatives are compared for themselves; here is what tells them apart. */
function discriminator(both: Both): void {
  const [had, has] = facetsOf(both, 'discriminator')
  if (!isNode(had) || !isNode(has)) return
  const [old, now] = [had.mapping, has.mapping].map((one) => (isNode(one) ? one : {}))
  const isMoved = Object.entries(old ?? {}).some(
    ([name, ref]) => now?.[name] !== ref && Object.values(now ?? {}).includes(ref),
  )
  if (had.propertyName !== has.propertyName) {
    both.find('unjudged', changed('discriminator', had.propertyName, has.propertyName))
  } else if (isMoved) both.find('unjudged', 'the values of the discriminator change')
}

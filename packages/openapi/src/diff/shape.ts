import { isDeepStrictEqual } from 'node:util'
import type { Schema } from '../document.ts'

/** A number is an integer or a fraction. */
export type TypeName = 'null' | 'boolean' | 'object' | 'array' | 'string' | 'integer' | 'fraction'
export type Types = ReadonlySet<TypeName>

/** A schema, and the JSON pointer to it in its bundled document. */
export interface Located {
  readonly schema: Schema
  readonly at: string
}

/** Alternatives of a schema; `heirs` are those that extend one with a discriminator. */
export interface Union {
  readonly word: 'anyOf' | 'oneOf' | 'heirs'
  readonly branches: readonly Located[]
  readonly hasNull: boolean
}

/** What a schema says of a value altogether: its references, `allOf` and single alternatives in one. */
export interface Shape {
  readonly at: string
  readonly types: Types
  /** `enum` and `const`. */
  readonly values: readonly unknown[] | undefined
  /** All else by its keyword; exclusive bounds are under that of the others. */
  readonly facets: ReadonlyMap<string, unknown>
  readonly properties: ReadonlyMap<string, Located>
  readonly required: ReadonlySet<string>
  readonly unions: readonly Union[]
}

export interface Bound {
  readonly limit: number
  readonly isExclusive: boolean
}

/** Keywords that say how much or how many, and of which type. */
export const bounds: ReadonlyMap<string, TypeName> = new Map([
  ['minimum', 'integer'],
  ['maximum', 'integer'],
  ['minLength', 'string'],
  ['maxLength', 'string'],
  ['minItems', 'array'],
  ['maxItems', 'array'],
  ['minProperties', 'object'],
  ['maxProperties', 'object'],
])

const exclusive = new Map([
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
])

/** Keywords whose change cannot be judged, and what they hold: one schema, many, or data. */
export const opaque: ReadonlyMap<string, 'one' | 'many' | 'data'> = new Map([
  ...[
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
    'unevaluatedItems',
    'contentSchema',
  ].map((word) => [word, 'one'] as const),
  ...['prefixItems', 'patternProperties', 'dependentSchemas'].map(
    (word) => [word, 'many'] as const,
  ),
  ...['minContains', 'maxContains', 'dependentRequired', 'contentEncoding', 'contentMediaType'].map(
    (word) => [word, 'data'] as const,
  ),
])
const holders = ['items', 'additionalProperties', 'unevaluatedProperties']
const flags = ['uniqueItems', 'readOnly', 'writeOnly', 'deprecated']

/** Keyword → what two schemas that both hold say of it together. */
const conjunctions = new Map<string, (one: never, other: never) => unknown>([
  ...[...bounds.keys()].map((word) => [word, tighter(word.startsWith('min'))] as const),
  ...[...opaque.keys(), ...holders].map((word) => [word, alongside] as const),
  ...flags.map(
    (word) => [word, (one: unknown, other: unknown) => one === true || other === true] as const,
  ),
  ...['format', 'pattern', 'multipleOf'].map((word) => [word, joined] as const),
  ...['default', 'discriminator'].map((word) => [word, (one: unknown) => one] as const),
])

/** Keywords by which a schema without a type is known to mean one. */
const implied = new Map<string, TypeName>([
  ...['additionalProperties', 'unevaluatedProperties', 'minProperties', 'maxProperties'].map(
    (word) => [word, 'object'] as const,
  ),
  ...['patternProperties', 'propertyNames'].map((word) => [word, 'object'] as const),
  ...['items', 'minItems', 'maxItems', 'prefixItems'].map((word) => [word, 'array'] as const),
])

const everyType: Types = new Set<TypeName>([
  ...(['null', 'boolean', 'object', 'array', 'string', 'integer', 'fraction'] as const),
])

/** A shape in the making: each schema that holds of the value adds what it says. */
export class Draft {
  readonly #at: string
  readonly #facets = new Map<string, unknown>()
  readonly #properties = new Map<string, Located[]>()
  readonly #required = new Set<string>()
  readonly unions: Union[] = []
  #types: Types | undefined
  #values: readonly unknown[] | undefined

  constructor(at: string) {
    this.#at = at
  }

  add(word: string, value: unknown, at: string): void {
    const inclusive = exclusive.get(word)
    if (word === 'type') this.narrow(new Set([value].flat().flatMap(expanded)))
    else if (word === 'const') this.#restrict([value])
    else if (word === 'enum') this.#restrict([value].flat())
    else if (word === 'required') for (const name of [value].flat()) this.#required.add(`${name}`)
    else if (word === 'properties') {
      for (const one of membersOf(value, `${at}/properties`)) this.#property(...one)
    } else if (inclusive !== undefined) this.#facet(inclusive, { limit: value, isExclusive: true })
    else if (bounds.has(word)) this.#facet(word, { limit: value, isExclusive: false })
    else if (conjunctions.get(word) === alongside) {
      this.#facet(word, [{ schema: value as Schema, at: `${at}/${word}` }])
    } else if (conjunctions.has(word)) this.#facet(word, value)
  }

  merge(other: Draft): void {
    if (other.#types !== undefined) this.narrow(other.#types)
    if (other.#values !== undefined) this.#restrict(other.#values)
    for (const [word, value] of other.#facets) this.#facet(word, value)
    for (const [name, all] of other.#properties) for (const one of all) this.#property(name, one)
    for (const name of other.#required) this.#required.add(name)
    this.unions.push(...other.unions)
  }

  narrow(types: Types): void {
    this.#types = new Set([...types].filter((type) => this.#types?.has(type) ?? true))
  }

  allowNull(): void {
    const types = this.#allTypes()
    if (types.size < everyType.size) this.#types = new Set([...types, 'null'])
    if (this.#values !== undefined) this.#values = [...this.#values, null]
    for (const [index, one] of this.unions.entries()) this.unions[index] = { ...one, hasNull: true }
  }

  finish(): Shape {
    const facets = [...this.#facets].map(
      ([word, value]) =>
        [word, holders.includes(word) ? together(value as Located[]) : value] as const,
    )
    const types = this.#allTypes()
    return {
      at: this.#at,
      types,
      values: this.#values?.filter((value) => types.has(typeOf(value))),
      facets: new Map(facets),
      properties: new Map([...this.#properties].map(([name, all]) => [name, together(all)])),
      required: this.#required,
      unions: this.unions,
    }
  }
  /** Whoever lists properties means an object, and items an array, though by the letter other types are fine then. */
  #allTypes(): Types {
    const declared = this.#types ?? this.#impliedTypes()
    if (this.#values === undefined) return declared
    return new Set(this.#values.map(typeOf).filter((type) => declared.has(type)))
  }

  #impliedTypes(): Types {
    if (this.#values !== undefined) return everyType
    const says = (type: TypeName) =>
      [...this.#facets.keys()].some((word) => implied.get(word) === type)
    if (this.#properties.size + this.#required.size > 0 || says('object'))
      return new Set(['object'])
    return says('array') ? new Set(['array']) : everyType
  }

  #restrict(values: readonly unknown[]): void {
    this.#values = values.filter((one) => this.#values === undefined || isIn(this.#values, one))
  }

  #property(name: string, one: Located): void {
    const known = this.#properties.get(name) ?? []
    if (known.some(({ schema }) => schema === one.schema)) return
    this.#properties.set(name, [...known, one])
  }

  #facet(word: string, value: unknown): void {
    const known = this.#facets.get(word)
    const conjunction = conjunctions.get(word) as (one: unknown, other: unknown) => unknown
    this.#facets.set(word, known === undefined ? value : conjunction(known, value))
  }
}

function tighter(isLower: boolean) {
  return (one: Bound, other: Bound) => (isTighter(one, other, isLower) ? one : other)
}

export function isTighter(one: Bound, other: Bound, isLower: boolean): boolean {
  if (one.limit === other.limit) return one.isExclusive && !other.isExclusive
  return isLower ? one.limit > other.limit : one.limit < other.limit
}

function alongside(one: readonly Located[], other: readonly Located[]): readonly Located[] {
  return [...one, ...other.filter(({ schema }) => !one.some((known) => known.schema === schema))]
}

function joined(one: unknown, other: unknown): unknown {
  return one === other ? one : `${one} and ${other}`
}

function together(all: readonly Located[]): Located {
  const [first] = all
  if (first === undefined || all.length === 1) return first ?? { schema: true, at: '' }
  return { schema: { allOf: all.map(({ schema }) => schema) }, at: first.at }
}

export function isIn(all: readonly unknown[], one: unknown): boolean {
  return all.some((other) => isDeepStrictEqual(one, other))
}

function expanded(type: unknown): TypeName[] {
  return type === 'number' ? ['integer', 'fraction'] : [type as TypeName]
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction'
  return typeof value as TypeName
}

/** The schemas that a keyword holds in a map or a list, by their names. */
export function membersOf(value: unknown, at: string): (readonly [name: string, one: Located])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, schema]) => {
    return [name, { schema: schema as Schema, at: `${at}/${toToken(name)}` }] as const
  })
}

/** A name as it stands in a JSON pointer. */
export function toToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

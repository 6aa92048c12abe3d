import { isNode, type Node, type OpenApi, type Schema, type SchemaObject } from '../document.ts'
import type { Side } from './rules.ts'
import {
  Draft,
  type Located,
  membersOf,
  type Shape,
  type TypeName,
  type Types,
  type Union,
} from './shape.ts'

/** The schemas of one document. */
export class Schemas {
  readonly #document: OpenApi
  readonly #shapes = new Map<object, Shape>()
  #children: ReadonlyMap<object, readonly Located[]> | undefined

  constructor(document: OpenApi) {
    this.#document = document
  }

  /** What an object is, or the component that it refers to. */
  follow(value: unknown, at = ''): { readonly value: unknown; readonly at: string } {
    let here = { value, at }
    for (let step = 0; step < 100; step++) {
      const ref = refOf(here.value)
      if (ref === undefined) break
      const [, , section = '', name = ''] = ref.split('/')
      const all = this.#document.components[section]
      const found = all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined
      here = { value: found, at: `/components/${section}/${name}` }
    }
    return here
  }

  /** The schema that a reference leads to; any value is fine where that is nothing. */
  resolve({ schema, at }: Located): Located {
    const found = this.follow(schema, at)
    return { schema: (found.value ?? true) as Schema, at: found.at }
  }

  shapeOf(located: Located): Shape {
    const { schema, at } = this.resolve(located)
    const known = isNode(schema) ? this.#shapes.get(schema) : undefined
    if (known !== undefined) return known
    const draft = new Draft(at)
    this.#fill(draft, { schema, at }, new Set(), false)
    const shape = draft.finish()
    if (isNode(schema)) this.#shapes.set(schema, shape)
    return shape
  }

  /** The types that a value can have once its alternatives are looked at, too. */
  typesOf(shape: Shape, depth = 0): Types {
    let { types } = shape
    if (depth > 4) return types
    for (const { word, branches, hasNull } of shape.unions) {
      if (word === 'heirs') continue
      const all = new Set<TypeName>(hasNull ? ['null'] : [])
      for (const branch of branches) {
        for (const type of this.typesOf(this.shapeOf(branch), depth + 1)) all.add(type)
      }
      types = new Set([...types].filter((type) => all.has(type)))
    }
    return types
  }

  #fill(draft: Draft, { schema, at }: Located, seen: Set<unknown>, isBase: boolean): void {
    if (schema === false) draft.narrow(new Set())
    if (!isNode(schema) || seen.has(schema)) return
    seen.add(schema)
    for (const word of Object.keys(schema)) draft.add(word, schema[word], at)
    const heirs = isBase ? [] : this.#heirsOf(schema)
    if (heirs.length > 0) draft.unions.push({ word: 'heirs', branches: heirs, hasNull: false })
    const { $ref } = schema
    if ($ref !== undefined) this.#fill(draft, this.resolve({ schema: { $ref }, at }), seen, isBase)
    for (const [, one] of membersOf(schema.allOf, `${at}/allOf`)) this.#fill(draft, one, seen, true)
    for (const word of ['anyOf', 'oneOf'] as const) {
      const all = membersOf(schema[word], `${at}/${word}`).map(([, one]) => one)
      if (all.length > 0) draft.merge(this.#union(word, all, seen))
    }
  }

  #union(word: Union['word'], all: readonly Located[], seen: Set<unknown>): Draft {
    const branches = all.filter(({ schema }) => !isNull(schema))
    const hasNull = branches.length < all.length
    const [only] = branches
    const draft = new Draft(only?.at ?? '')
    const plain = collapsed(branches)
    if (only === undefined) draft.narrow(new Set())
    else if (plain !== undefined) draft.add(plain.word, plain.values, '')
    else if (branches.length === 1) this.#fill(draft, only, seen, false)
    else draft.unions.push({ word, branches, hasNull: false })
    if (hasNull) draft.allowNull()
    return draft
  }

  /** The components that extend one which has a discriminator and lists no alternatives itself. */
  #heirsOf(schema: SchemaObject): readonly Located[] {
    if (!isNode(schema.discriminator) || (schema.oneOf ?? schema.anyOf) !== undefined) return []
    this.#children ??= this.#everyChild()
    const found = new Set(this.#children.get(schema))
    for (const { schema: one } of found) {
      for (const child of this.#children.get(one as object) ?? []) found.add(child)
    }
    return [...found]
  }

  #everyChild(): ReadonlyMap<object, readonly Located[]> {
    const children = new Map<object, Located[]>()
    for (const [, one] of membersOf(this.#document.components.schemas, '/components/schemas')) {
      for (const [, member] of membersOf(isNode(one.schema) ? one.schema.allOf : [], '')) {
        const parent = this.resolve(member).schema
        if (!isNode(parent) || parent === member.schema) continue
        children.set(parent, [...(children.get(parent) ?? []), one])
      }
    }
    return children
  }
}

/** Keywords that say nothing about values. */
export const notes = /^(title|description|summary|examples?|externalDocs|xml|\$comment|x-.*)$/

/** Where something leads that is a reference and nothing else, also one that is wrapped up to have a description. */
function refOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  const { $ref, allOf } = value
  if (typeof $ref === 'string') return saysOnly(value, '$ref') ? $ref : undefined
  if (!Array.isArray(allOf) || !saysOnly(value, 'allOf')) return undefined
  const [only, another] = allOf.filter((one) => !isNode(one) || !saysOnly(one))
  const isRef = another === undefined && isNode(only) && saysOnly(only, '$ref')
  return isRef && typeof only.$ref === 'string' ? only.$ref : undefined
}

function saysOnly(value: Node, word?: string): boolean {
  return Object.keys(value).every((key) => key === word || notes.test(key))
}

function isNull(schema: Schema): boolean {
  if (!isNode(schema)) return false
  const { type, enum: list, const: value } = schema
  const isOnly = (all: unknown, word: unknown) =>
    Array.isArray(all) && all.length === 1 && all[0] === word
  return isOnly([type].flat(), 'null') || value === null || isOnly(list, null)
}

/** Alternatives that are only types, or only values, are a list of them. */
function collapsed(branches: readonly Located[]): { word: string; values: unknown[] } | undefined {
  const plain = branches.map(({ schema }) => plainOf(schema))
  for (const word of ['type', 'enum']) {
    if (plain.length > 1 && plain.every((one) => one?.word === word)) {
      return { word, values: plain.flatMap((one) => one?.values ?? []) }
    }
  }
  return undefined
}

function plainOf(schema: Schema): { word: string; values: unknown[] } | undefined {
  if (!isNode(schema)) return undefined
  const words = Object.keys(schema).filter((word) => !notes.test(word))
  const { type, enum: list, const: value } = schema
  if (words.join() === 'type') return { word: 'type', values: [type].flat() }
  if (!words.every((word) => ['type', 'enum', 'const'].includes(word))) return undefined
  return words.length === 0
    ? undefined
    : { word: 'enum', values: Array.isArray(list) ? list : [value] }
}

/** A property as one side has it. */
export interface Property extends Located {
  readonly isRequired: boolean
  readonly isHidden: boolean
  readonly isThere: boolean
  readonly isDeprecated: boolean
}

export function propertyOf(
  schemas: Schemas,
  shape: Shape,
  name: string,
  side: Side,
): Property | undefined {
  const own = shape.properties.get(name)
  const isRequired = shape.required.has(name)
  if (own === undefined && !isRequired) return undefined
  const others = isClosed(shape) ? { schema: false, at: shape.at } : othersOf(shape)
  const located = own ?? others ?? { schema: {}, at: shape.at }
  const { facets } = schemas.shapeOf(located)
  const isHidden = facets.get(side === 'request' ? 'readOnly' : 'writeOnly') === true
  const isThere = !isHidden && located.schema !== false
  const isDeprecated = facets.get('deprecated') === true
  return { ...located, isRequired, isHidden, isThere, isDeprecated }
}

/** An alternative, and what it is known by. */
export interface Branch extends Located {
  readonly label: string
  readonly name: string | undefined
  readonly tag: string | undefined
  readonly types: string
}

/** The alternatives of a schema that says nothing else. */
export function pureUnionOf(schemas: Schemas, shape: Shape): Union | undefined {
  const { unions, values, facets, properties, required, types } = shape
  const [only, another] = unions
  if (only === undefined || another !== undefined || only.word === 'heirs') return undefined
  const isSilent = [...facets.keys()].every((word) => ['default', 'discriminator'].includes(word))
  const saysMore = !isSilent || values !== undefined || properties.size + required.size > 0
  const fits = (one: Located) =>
    [...schemas.typesOf(schemas.shapeOf(one))].every((type) => types.has(type))
  return !saysMore && only.branches.every(fits) ? only : undefined
}

export function branchOf(schemas: Schemas, one: Located): Branch {
  const located = schemas.resolve(one)
  const shape = schemas.shapeOf(located)
  const names = [...schemas.typesOf(shape)].sort().join(' or ')
  const name = /^\/components\/schemas\/([^/]+)$/.exec(located.at)?.[1] ?? titleOf(located)
  const tags = [...shape.required].flatMap((key) => {
    const property = shape.properties.get(key)
    const list = property === undefined ? undefined : schemas.shapeOf(property).values
    return list?.length === 1 ? [`${key} ${JSON.stringify(list[0])}`] : []
  })
  return { ...located, name, label: name ?? tags[0] ?? names, tag: tags[0], types: names }
}

function titleOf({ schema }: Located): string | undefined {
  return isNode(schema) && typeof schema.title === 'string' ? schema.title : undefined
}

/** Whether properties that are not listed are refused. */
export function isClosed({ facets }: Shape): boolean {
  return ['additionalProperties', 'unevaluatedProperties'].some(
    (word) => (facets.get(word) as Located | undefined)?.schema === false,
  )
}

/** What `additionalProperties` says of properties that are not listed; undefined where that is nothing, or all. */
export function othersOf({ facets }: Shape): Located | undefined {
  const others = facets.get('additionalProperties') as Located | undefined
  const saysMore = isNode(others?.schema) && !saysOnly(others.schema)
  return saysMore ? others : undefined
}

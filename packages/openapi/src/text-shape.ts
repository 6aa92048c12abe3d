import { isNode, type Schema, type SchemaObject } from './document.ts'

/** Gives what the `$ref` of a schema leads to. */
export type Resolve = (schema: Schema) => Schema

/** What a text may become: the types its schema allows, and the words that stay as they are. */
export interface Shape {
  readonly types: ReadonlySet<string>
  /** Listed strings; with the type `string` any stays. */
  readonly words: ReadonlySet<unknown>
  /** Of an array's items, by their place, the last one of all others; undefined where nothing is said of one. */
  readonly items?: readonly (Shape | undefined)[]
}

/** The schemas of an object's properties; of one that is not named by its pattern, else `rest`. */
export interface Fields {
  readonly named: ReadonlyMap<string, Schema>
  readonly patterns: readonly (readonly [RegExp, Schema])[]
  readonly rest: Schema
  /** Whether the schema says that there may be properties that it does not name. */
  readonly isOpen: boolean
}

const noFields: Fields = { named: new Map(), patterns: [], rest: true, isOpen: false }

/** Whether one text can be a value of this shape. */
export function isScalar(shape: Shape | undefined): boolean {
  if (shape === undefined || shape.words.size > 0) return true
  const { types } = shape
  return types.size === 0 || [...types].some((type) => type !== 'array' && type !== 'object')
}

/** Whether a text is one of the values that stay text. */
export function isText(text: unknown, { types, words }: Shape): boolean {
  return types.has('string') || words.has(text)
}

/** The shape of an item of an array. */
export function itemOf({ items = [] }: Shape, index: number): Shape | undefined {
  return items[Math.min(index, items.length - 1)]
}

/** The schema of a property. */
export function propertyOf({ named, patterns, rest }: Fields, name: string): Schema {
  const own = named.get(name)
  if (own !== undefined) return own
  const matching = patterns.filter(([pattern]) => pattern.test(name))
  return matching.length > 0
    ? combined(
        matching.map(([, schema]) => schema),
        'allOf',
      )
    : rest
}

/** The default of a schema, wherever it says it; undefined where there is none. */
export function defaultOf(schema: unknown, resolve: Resolve, inside: Inside = []): unknown {
  if (!isNode(schema)) return undefined
  if (schema.default !== undefined) return schema.default
  for (const [part, within] of partsOf(schema, resolve, inside)) {
    const found = defaultOf(part, resolve, within)
    if (found !== undefined) return found
  }
  return undefined
}

/** What has been gone through by reference: a schema that holds itself says no more. */
type Inside = readonly unknown[]

/** The schemas that all have to be met beside a schema's own words. */
function partsOf({ $ref, allOf }: SchemaObject, resolve: Resolve, inside: Inside) {
  const parts: (readonly [unknown, Inside])[] = listOf(allOf).map((one) => [one, inside])
  if (typeof $ref !== 'string' || inside.includes($ref)) return parts
  return [...parts, [resolve({ $ref }), [...inside, $ref]] as const]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The fields that a schema of an object has, wherever it names them. */
export function fieldsOf(schema: unknown, resolve: Resolve, inside: Inside = []): Fields {
  if (!isNode(schema)) return noFields
  const { properties, patternProperties, additionalProperties: rest, anyOf, oneOf } = schema
  const patterns = Object.entries(isNode(patternProperties) ? patternProperties : {})
  const own: Fields = {
    named: new Map(Object.entries((properties ?? {}) as Record<string, Schema>)),
    patterns: patterns.map(([pattern, one]) => [patternOf(pattern), one as Schema]),
    rest: (rest ?? true) as Schema,
    isOpen: patterns.length > 0 || (rest !== undefined && rest !== false),
  }
  const parts = partsOf(schema, resolve, inside).map(([one, within]) =>
    fieldsOf(one, resolve, within),
  )
  for (const branches of [anyOf, oneOf, [schema.then, schema.else].filter(isNode)].map(listOf)) {
    if (branches.length === 0) continue
    const inner = branches.map((one) => fieldsOf(one, resolve, inside))
    parts.push(merged(inner, 'anyOf'))
  }
  return merged([own, ...parts], 'allOf')
}

/** Some are valid without the `u` flag only. */
function patternOf(source: string): RegExp {
  try {
    return new RegExp(source, 'u')
  } catch {
    return new RegExp(source)
  }
}

/** The fields of several schemas; a property is combined of those that name it. */
function merged(all: readonly Fields[], how: 'allOf' | 'anyOf'): Fields {
  const names = new Set(all.flatMap(({ named }) => [...named.keys()]))
  const schemasOf = (name: string) =>
    all.filter(({ named }) => named.has(name)).map(({ named }) => named.get(name) as Schema)
  return {
    named: new Map([...names].map((name) => [name, combined(schemasOf(name), how)])),
    patterns: all.flatMap(({ patterns }) => patterns),
    rest: combined(
      all.map(({ rest }) => rest),
      'allOf',
    ),
    isOpen: all.some(({ isOpen }) => isOpen),
  }
}

function combined(schemas: readonly Schema[], how: 'allOf' | 'anyOf'): Schema {
  const said = how === 'allOf' ? schemas.filter((schema) => schema !== true) : schemas
  const [first, ...others] = said
  return others.length === 0 ? (first ?? true) : { [how]: said }
}

/** The shape of a value; undefined where nothing is said of its type, so that its text stays. */
export function shapeOf(schema: unknown, resolve: Resolve, inside: Inside = []): Shape | undefined {
  if (!isNode(schema)) return undefined
  const shapes = partsOf(schema, resolve, inside).map(([one, within]) =>
    shapeOf(one, resolve, within),
  )
  const values = 'const' in schema ? [schema.const] : schema.enum
  if (Array.isArray(values)) shapes.push(shapeOfValues(values))
  const types = typesOf(schema)
  if (types !== undefined) shapes.push(shapeOfTypes(types, schema, resolve, inside))
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (!Array.isArray(branches)) continue
    shapes.push(either(branches.map((one) => shapeOf(one, resolve, inside))))
  }
  return both(shapes)
}

/** Documents often leave out the type of what has properties or items. */
function typesOf(schema: SchemaObject): Set<string> | undefined {
  const { type, nullable } = schema
  if (type !== undefined) {
    const types = new Set(([] as unknown[]).concat(type).map(String))
    return nullable === true ? types.add('null') : types
  }
  const says = (...words: string[]) => words.some((word) => schema[word] !== undefined)
  if (says('properties', 'patternProperties', 'additionalProperties')) return new Set(['object'])
  return says('items', 'prefixItems') ? new Set(['array']) : undefined
}

function shapeOfTypes(
  types: ReadonlySet<string>,
  { items, prefixItems, additionalItems }: SchemaObject,
  resolve: Resolve,
  inside: Inside,
): Shape {
  if (!types.has('array')) return { types, words: new Set() }
  const tuple = prefixItems ?? items
  const rest = prefixItems === undefined && Array.isArray(items) ? additionalItems : items
  const all = [...listOf(tuple), rest].map((one) => shapeOf(one, resolve, inside))
  return { types, words: new Set(), items: all }
}

function shapeOfValues(values: readonly unknown[]): Shape {
  const words = new Set(values.filter((value) => typeof value === 'string'))
  const numbers = values.filter((value) => typeof value === 'number')
  const types = new Set<string>()
  for (const value of values) {
    if (value === null) types.add('null')
    else if (Array.isArray(value)) types.add('array')
    else if (typeof value === 'boolean' || typeof value === 'object') types.add(typeof value)
  }
  if (numbers.length > 0) types.add(numbers.every(Number.isInteger) ? 'integer' : 'number')
  return { types, words }
}

/** What satisfies all shapes: those that say nothing add nothing. */
function both(all: readonly (Shape | undefined)[]): Shape | undefined {
  const said = all.filter((shape) => shape !== undefined)
  const [first, ...others] = said
  return others.reduce<Shape | undefined>((one, other) => one && narrowed(one, other), first)
}

function narrowed(one: Shape, other: Shape): Shape {
  const has = ({ types }: Shape, type: string) =>
    types.has(type) || (type === 'integer' && types.has('number'))
  const types = new Set([
    ...[...one.types].filter((type) => has(other, type)),
    ...[...other.types].filter((type) => has(one, type)),
  ])
  const words = one.words.size > 0 ? one.words : other.words
  // A list of words says more than the type of a text.
  if (words.size > 0) types.delete('string')
  const items = one.items ?? other.items
  return items === undefined ? { types, words } : { types, words, items }
}

/** What satisfies one of the shapes: one that says nothing takes every text. */
function either(all: readonly (Shape | undefined)[]): Shape | undefined {
  const said = all.filter((shape) => shape !== undefined)
  if (said.length === 0 || said.length < all.length) return undefined
  const items = said.find((shape) => shape.items !== undefined)?.items
  const types = new Set(said.flatMap((shape) => [...shape.types]))
  const words = new Set(said.flatMap((shape) => [...shape.words]))
  return items === undefined ? { types, words } : { types, words, items }
}

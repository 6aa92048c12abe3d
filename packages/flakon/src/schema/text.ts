import { SharedSchemas } from './shared-schemas.ts'
import { isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** What a text may become: the types its schema allows, and the words that stay as they are. */
interface Shape {
  readonly types: ReadonlySet<string>
  /** Listed strings; with the type `string` any stays. */
  readonly words: ReadonlySet<unknown>
  /** Of an array's items, by their place, the last one of all others; undefined where it stays text. */
  readonly items?: readonly (Shape | undefined)[]
}

/** The shapes of an object's properties; of a property that is not named, by its pattern, else `rest`. */
interface Fields {
  readonly named: ReadonlyMap<string, Shape | undefined>
  readonly patterns: readonly (readonly [RegExp, Shape | undefined])[]
  readonly rest: Shape | undefined
}

type Resolve = (ref: string) => unknown

/** Converts the texts of params, query or headers. */
export type ToDeclared = (texts: Readonly<Record<string, unknown>>) => Record<string, unknown>

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const integerText = /^-?(?:0|[1-9]\d*)$/
/** A schema that holds itself is text from here on. */
const deepest = 16

/**
 * Makes the converter of a part's schema: text → the declared type, and nothing else. What is not a form of the
 * declared type stays text, for the check to refuse. `isList` parts hold several values in one text, split at commas
 * (headers, RFC 9110 section 5.6.1; path parameters, OpenAPI's style `simple`).
 */
export function textConverter(
  schema: JsonSchema,
  isList: boolean,
  shared: SharedSchemas = SharedSchemas.of([]),
): ToDeclared {
  const form = shared.form(schema)
  const { named, patterns, rest } = fieldsOf(form, (ref) => shared.resolve(ref, form))
  const shapes = [...named].filter(([, shape]) => shape !== undefined) as [string, Shape][]
  const isOpen = rest !== undefined || patterns.length > 0
  return (texts) => {
    // Without a prototype, as Fastify's own query and params.
    const converted: Record<string, unknown> = Object.assign(Object.create(null), texts)
    for (const [name, shape] of shapes) {
      const text = converted[name]
      if (text !== undefined) converted[name] = toDeclared(text, shape, isList)
    }
    if (!isOpen) return converted
    for (const [name, text] of Object.entries(texts)) {
      if (named.has(name)) continue
      const matching = patterns.filter(([pattern]) => pattern.test(name))
      const shape = matching.length > 0 ? both(matching.map(([, one]) => one)) : rest
      if (shape !== undefined) converted[name] = toDeclared(text, shape, isList)
    }
    return converted
  }
}

function toDeclared(text: unknown, shape: Shape, isList: boolean): unknown {
  const { items } = shape
  const itemOf = (one: unknown, index: number) => {
    const item = items?.[Math.min(index, items.length - 1)]
    return item === undefined ? one : toScalar(one, item)
  }
  if (Array.isArray(text)) return items === undefined ? text : text.map(itemOf)
  const scalar = toScalar(text, shape)
  if (items === undefined || scalar !== text || isAllowedText(text, shape)) return scalar
  const parts = isList && typeof text === 'string' ? text.split(',') : [text]
  return parts.map((one, index) => itemOf(isList ? String(one).trim() : one, index))
}

function isAllowedText(text: unknown, { types, words }: Shape): boolean {
  return types.has('string') || words.has(text)
}

function toScalar(text: unknown, shape: Shape): unknown {
  if (typeof text !== 'string' || isAllowedText(text, shape)) return text
  const { types } = shape
  if (types.has('integer') && integerText.test(text) && Number.isSafeInteger(Number(text))) {
    return Number(text)
  }
  if (types.has('number') && jsonNumber.test(text) && Number.isFinite(Number(text))) {
    return Number(text)
  }
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return types.has('null') && text === 'null' ? null : text
}

/** The fields that a schema of an object has, wherever it names them. */
function fieldsOf(schema: unknown, resolve: Resolve, depth = 0): Fields {
  if (!isSchemaObject(schema) || depth > deepest) return noFields
  const inner = (one: unknown) => fieldsOf(one, resolve, depth + 1)
  const { properties = {}, patternProperties = {}, additionalProperties: rest } = schema
  const own: Fields = {
    named: new Map(
      Object.entries(properties as object).map(([name, one]) => [name, shapeOf(one, resolve)]),
    ),
    patterns: Object.entries(patternProperties as object).map(
      ([pattern, one]) => [new RegExp(pattern, 'u'), shapeOf(one, resolve)] as const,
    ),
    rest: shapeOf(rest, resolve),
  }
  const { $ref, allOf = [], anyOf = [], oneOf = [], then: met, else: unmet } = schema
  const parts = [own, ...(allOf as unknown[]).map(inner)]
  if (typeof $ref === 'string') parts.push(inner(resolve($ref)))
  for (const branches of [anyOf, oneOf, [met, unmet].filter(isSchemaObject)] as unknown[][]) {
    if (branches.length > 0) parts.push(merged(branches.map(inner), either))
  }
  return merged(parts, both)
}

const noFields: Fields = { named: new Map(), patterns: [], rest: undefined }

type Combine = (shapes: readonly (Shape | undefined)[]) => Shape | undefined

/** The fields of several schemas; a property is combined of those that name it. */
function merged(all: readonly Fields[], combine: Combine): Fields {
  const names = new Set(all.flatMap(({ named }) => [...named.keys()]))
  const shapesOf = (name: string) =>
    all.filter(({ named }) => named.has(name)).map(({ named }) => named.get(name))
  return {
    named: new Map([...names].map((name) => [name, combine(shapesOf(name))])),
    patterns: all.flatMap(({ patterns }) => patterns),
    rest: both(all.map(({ rest }) => rest)),
  }
}

/** The shape of a value; undefined where nothing is said of its type, so that its text stays. */
function shapeOf(schema: unknown, resolve: Resolve, depth = 0): Shape | undefined {
  if (!isSchemaObject(schema) || depth > deepest) return undefined
  const inner = (one: unknown) => shapeOf(one, resolve, depth + 1)
  const { $ref, type, allOf = [], anyOf, oneOf } = schema
  const shapes = (allOf as unknown[]).map(inner)
  if (typeof $ref === 'string') shapes.push(inner(resolve($ref)))
  const values = 'const' in schema ? [schema.const] : schema.enum
  if (Array.isArray(values)) shapes.push(shapeOfValues(values))
  if (type !== undefined) shapes.push(shapeOfType(schema, inner))
  for (const branches of [anyOf, oneOf]) {
    if (Array.isArray(branches)) shapes.push(either(branches.map(inner)))
  }
  return both(shapes)
}

function shapeOfType(
  { type, items, prefixItems, additionalItems }: JsonSchemaObject,
  inner: (schema: unknown) => Shape | undefined,
): Shape {
  const types = new Set(([] as unknown[]).concat(type).map(String))
  if (!types.has('array')) return { types, words: new Set() }
  const tuple = prefixItems ?? items
  const rest = prefixItems === undefined && Array.isArray(items) ? additionalItems : items
  const first = Array.isArray(tuple) ? tuple : []
  return { types, words: new Set(), items: [...first, rest].map(inner) }
}

function shapeOfValues(values: readonly unknown[]): Shape {
  const words = new Set(values.filter((value) => typeof value === 'string'))
  const numbers = values.filter((value) => typeof value === 'number')
  const types = new Set<string>()
  for (const value of values) {
    if (value === null) types.add('null')
    else if (typeof value === 'boolean') types.add('boolean')
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
  const isListed = (shape: Shape) => shape.words.size > 0
  const has = ({ types }: Shape, type: string) =>
    types.has(type) || (type === 'integer' && types.has('number'))
  const types = new Set([
    ...[...one.types].filter((type) => has(other, type)),
    ...[...other.types].filter((type) => has(one, type)),
  ])
  const words = isListed(one) ? one.words : other.words
  // A list of words says more than the type of a text.
  if (isListed(one) || isListed(other)) types.delete('string')
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

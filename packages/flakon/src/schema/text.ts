import { isSchemaObject, type JsonSchema, resolveRef } from './subschema.ts'

/** What a text may become: the types its schema allows, and the words that stay as they are. */
interface Shape {
  readonly types: ReadonlySet<string>
  /** Listed strings; undefined where any string is allowed. */
  readonly words: ReadonlySet<unknown>
  readonly item?: Shape | undefined
}

type Resolve = (ref: string) => unknown

/** Converts the texts of params, query or headers. */
export type ToDeclared = (texts: Readonly<Record<string, unknown>>) => Record<string, unknown>

const anything: Shape = { types: new Set(['string']), words: new Set() }
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const integerText = /^-?(?:0|[1-9]\d*)$/

/**
 * Makes the converter of a part's schema: text → the declared type, and nothing else. What is not a form of the
 * declared type stays text, for the check to refuse. `isList` parts hold several values in one text, split at commas
 * (headers, RFC 9110 section 5.6.1; path parameters, OpenAPI's style `simple`).
 */
export function textConverter(
  schema: JsonSchema,
  isList: boolean,
  shared: readonly JsonSchema[] = [],
): ToDeclared {
  const shapes = new Map<string, Shape>()
  collectProperties(schema, (ref) => resolveRef(ref, schema, shared), shapes)
  return (texts) => {
    // Without a prototype, as Fastify's own query and params.
    const converted: Record<string, unknown> = Object.assign(Object.create(null), texts)
    for (const [name, shape] of shapes) {
      const text = converted[name]
      if (text !== undefined) converted[name] = toDeclared(text, shape, isList)
    }
    return converted
  }
}

function toDeclared(text: unknown, shape: Shape, isList: boolean): unknown {
  const { item } = shape
  if (Array.isArray(text)) {
    return item === undefined ? text : text.map((one) => toScalar(one, item))
  }
  const scalar = toScalar(text, shape)
  if (item === undefined || scalar !== text || isAllowedText(text, shape)) return scalar
  const parts = isList && typeof text === 'string' ? text.split(',') : [text]
  return parts.map((one) => toScalar(isList ? String(one).trim() : one, item))
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

/** The shapes of the properties that a schema of an object names, wherever it names them. */
function collectProperties(
  schema: unknown,
  resolve: Resolve,
  shapes: Map<string, Shape>,
  seen = new Set<unknown>(),
): void {
  if (!isSchemaObject(schema) || seen.has(schema)) return
  seen.add(schema)
  const { properties, $ref, allOf, anyOf, oneOf } = schema
  if (isSchemaObject(properties)) {
    for (const [name, one] of Object.entries(properties)) {
      const shape = shapeOf(one, resolve)
      const other = shapes.get(name)
      shapes.set(name, other === undefined ? shape : union([shape, other]))
    }
  }
  if (typeof $ref === 'string') collectProperties(resolve($ref), resolve, shapes, seen)
  for (const branches of [allOf, anyOf, oneOf]) {
    if (Array.isArray(branches))
      for (const one of branches) collectProperties(one, resolve, shapes, seen)
  }
}

function shapeOf(schema: unknown, resolve: Resolve, depth = 0): Shape {
  if (!isSchemaObject(schema) || depth > 16) return anything
  const inner = (one: unknown) => shapeOf(one, resolve, depth + 1)
  const { $ref, type, items, allOf } = schema
  const branches = schema.anyOf ?? schema.oneOf
  if (typeof $ref === 'string') return inner(resolve($ref))
  const values = 'const' in schema ? [schema.const] : schema.enum
  if (Array.isArray(values)) return shapeOfValues(values)
  if (type !== undefined) {
    const types = new Set(([] as unknown[]).concat(type).map(String))
    const item = types.has('array') ? inner(Array.isArray(items) ? true : items) : undefined
    return { types, words: new Set(), item }
  }
  if (Array.isArray(branches)) return union(branches.map(inner))
  if (Array.isArray(allOf)) {
    return allOf.map(inner).find((shape) => !shape.types.has('string')) ?? anything
  }
  return anything
}

function shapeOfValues(values: readonly unknown[]): Shape {
  const words = new Set(values.filter((value) => typeof value === 'string'))
  const others = values.filter((value) => typeof value !== 'string')
  return { types: new Set(others.map((value) => (value === null ? 'null' : typeof value))), words }
}

function union(shapes: readonly Shape[]): Shape {
  return {
    types: new Set(shapes.flatMap(({ types }) => [...types])),
    words: new Set(shapes.flatMap(({ words }) => [...words])),
    item: shapes.find(({ item }) => item !== undefined)?.item,
  }
}

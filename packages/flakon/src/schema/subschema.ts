import { nearest } from '../nearest.ts'

/** A JSON Schema as data: an object or a boolean. */
export type JsonSchema = boolean | JsonSchemaObject
export interface JsonSchemaObject {
  readonly [keyword: string]: unknown
}

const single = ['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'contentSchema']
const singleOrBoolean = [
  'additionalItems',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
]
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
/** What holds schemas by name; `dependencies` may hold lists of names as well. */
const byName = new Set([...maps, 'dependencies'])

/** Keywords whose value is a schema, a list of schemas or a map of schemas; in all others data may look like one. */
const holders = new Set([...single, ...singleOrBoolean, ...lists, ...maps, 'items', 'dependencies'])

/** Every keyword of draft-07 and 2020-12, and `nullable`, `example` and `discriminator` of OpenAPI. */
export const keywords: readonly string[] = [
  ...holders,
  ...['$schema', '$id', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor', '$vocabulary'],
  ...['$comment', 'type', 'enum', 'const', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum'],
  ...['exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems'],
  ...['uniqueItems', 'maxContains', 'minContains', 'maxProperties', 'minProperties', 'required'],
  ...['dependentRequired', 'format', 'contentEncoding', 'contentMediaType', 'title', 'description'],
  ...['default', 'deprecated', 'readOnly', 'writeOnly', 'examples', 'example', 'nullable'],
  ...['discriminator', 'xml', 'externalDocs'],
]

const known = new Set(keywords)

export function isKeyword(word: string): boolean {
  return known.has(word)
}

/** Words of a schema that JSON Schema does not know, and that look like one that it does. */
export function misspelt(schema: JsonSchemaObject): string[] {
  return Object.keys(schema).flatMap((word) => {
    const [near] = isKeyword(word) || /^(x-|~|\$)/.test(word) ? [] : nearest(word, keywords)
    return near === undefined ? [] : [`"${word}" is no word of JSON Schema: did you mean ${near}?`]
  })
}

export function isSchemaObject(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Inner = readonly [schema: JsonSchemaObject, keyword: string, name?: string]

/** The schemas directly inside one, each with the keyword that holds it and its name in a map. */
export function subschemas(schema: JsonSchemaObject): Inner[] {
  const inner: Inner[] = []
  for (const keyword of Object.keys(schema)) {
    if (!holders.has(keyword)) continue
    const value = schema[keyword]
    if (Array.isArray(value)) {
      for (const one of value) if (isSchemaObject(one)) inner.push([one, keyword])
    } else if (isSchemaObject(value)) {
      if (!byName.has(keyword)) inner.push([value, keyword])
      else
        for (const name of Object.keys(value)) {
          const one = value[name]
          if (isSchemaObject(one)) inner.push([one, keyword, name])
        }
    }
  }
  return inner
}

/** The last answer of `everySchema`, which is asked of one schema for many reasons in a row. */
let last: { readonly root: JsonSchemaObject; readonly all: readonly JsonSchemaObject[] } | undefined

/** Every schema in a schema, itself the first, each object once. */
export function everySchema(root: JsonSchema): readonly JsonSchemaObject[] {
  if (!isSchemaObject(root)) return []
  if (last?.root === root) return last.all
  const found = new Set([root])
  for (const schema of found) for (const [inner] of subschemas(schema)) found.add(inner)
  last = { root, all: [...found] }
  return last.all
}

/** A copy of a schema with each schema in it changed by `change`, the inner ones first, which also gets the original. */
export function mapSchema(
  root: JsonSchema,
  change: (schema: JsonSchemaObject, original: JsonSchemaObject) => JsonSchemaObject,
): JsonSchema {
  if (!isSchemaObject(root)) return root
  const copy = (value: unknown, inMap = false): unknown => {
    if (Array.isArray(value)) return value.map((one) => copy(one))
    if (!isSchemaObject(value)) return value
    if (!inMap) return mapSchema(value, change)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one)]))
  }
  const entries = Object.entries(root).map(([keyword, value]) => [
    keyword,
    holders.has(keyword) ? copy(value, byName.has(keyword)) : value,
  ])
  return change(Object.fromEntries(entries), root)
}

/** The JSON pointer of every schema in a document, itself first: of one that stands in it twice the first. */
export function pointersOf(root: JsonSchema): ReadonlyMap<object, string> {
  if (!isSchemaObject(root)) return new Map()
  const known = pointers.get(root)
  if (known !== undefined) return known
  const found = new Map<JsonSchemaObject, string>([[root, '']])
  for (const [schema, pointer] of found) {
    for (const [inner, keyword, name] of subschemas(schema)) {
      if (found.has(inner)) continue
      found.set(inner, `${pointer}/${tokensOf(schema, inner, keyword, name)}`)
    }
  }
  pointers.set(root, found)
  return found
}

const pointers = new WeakMap<object, ReadonlyMap<object, string>>()

/** The tokens of a pointer from a schema to one that `subschemas` has found in it. RFC 6901, section 6. */
export function tokensOf(
  schema: JsonSchemaObject,
  inner: JsonSchemaObject,
  keyword: string,
  name?: string,
): string {
  const escaped = (token: string) =>
    encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'))
  if (name !== undefined) return `${keyword}/${escaped(name)}`
  const value = schema[keyword]
  return Array.isArray(value) ? `${keyword}/${value.indexOf(inner)}` : keyword
}

/** What a `$ref` inside a document points at: `#/a/b` or `#anchor`; undefined where there is nothing. RFC 6901. */
export function resolveRef(ref: string, root: JsonSchema): unknown {
  const fragment = ref.slice(ref.indexOf('#') + 1)
  if (fragment !== '' && !fragment.startsWith('/')) {
    return everySchema(root).find(
      ({ $anchor, $dynamicAnchor }) => $anchor === fragment || $dynamicAnchor === fragment,
    )
  }
  let here: unknown = root
  for (const token of fragment.split('/').slice(1)) {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

/** A tuple of draft-07 in the words of 2020-12. */
export function withModernTuple(schema: JsonSchemaObject): JsonSchemaObject {
  if (!Array.isArray(schema.items)) return schema
  const { items, additionalItems, ...others } = schema
  return {
    ...others,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  }
}

const structures = new WeakMap<object, JsonSchema>()

/** A schema without its formats and patterns: what a value looks like, not what its texts say. */
export function structureOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (!isSchemaObject(schema)) return schema
  const known = structures.get(schema)
  if (known !== undefined) return known
  const made = mapSchema(schema, ({ format, pattern, ...rest }) => rest)
  structures.set(schema, made)
  return made
}

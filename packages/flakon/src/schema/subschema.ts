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

export function isKeyword(word: string): boolean {
  return keywords.includes(word)
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

/** The schemas directly inside one, each with the keyword that holds it and its name in a map. */
export function* subschemas(
  schema: JsonSchemaObject,
): Generator<readonly [JsonSchemaObject, string, string?]> {
  for (const keyword of Object.keys(schema)) {
    if (!holders.has(keyword)) continue
    const value = schema[keyword]
    if (Array.isArray(value)) {
      for (const one of value) if (isSchemaObject(one)) yield [one, keyword]
    } else if (isSchemaObject(value)) {
      if (!maps.includes(keyword) && keyword !== 'dependencies') yield [value, keyword]
      else
        for (const [name, one] of Object.entries(value))
          if (isSchemaObject(one)) yield [one, keyword, name]
    }
  }
}

/** Every schema in a schema, itself the first, each object once. */
export function everySchema(root: JsonSchema): JsonSchemaObject[] {
  if (!isSchemaObject(root)) return []
  const found = new Set([root])
  for (const schema of found) for (const [inner] of subschemas(schema)) found.add(inner)
  return [...found]
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
  const isMap = (keyword: string) => maps.includes(keyword) || keyword === 'dependencies'
  const entries = Object.entries(root).map(([keyword, value]) => [
    keyword,
    holders.has(keyword) ? copy(value, isMap(keyword)) : value,
  ])
  return change(Object.fromEntries(entries), root)
}

/**
 * What a `$ref` of a document points at: `#/a/b` or `#anchor` inside it, `id#/a/b` in a schema with that `$id`, here
 * or shared; undefined where there is nothing. RFC 6901.
 */
export function resolveRef(
  ref: string,
  root: JsonSchema,
  shared: readonly JsonSchema[] = [],
): unknown {
  const [id = '', fragment = ''] = ref.split('#')
  const all = [root, ...shared].flatMap(everySchema)
  const document = id === '' ? root : all.find(({ $id }) => $id === id)
  if (fragment !== '' && !fragment.startsWith('/')) {
    return everySchema(document ?? true).find(
      ({ $anchor, $dynamicAnchor }) => $anchor === fragment || $dynamicAnchor === fragment,
    )
  }
  let here: unknown = document
  for (const token of fragment.split('/').slice(1)) {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

/** Whether a schema has unions, and comes back to itself. */
export function isRecursiveUnion(root: JsonSchema, shared: readonly JsonSchema[]): boolean {
  const open = new Set<JsonSchemaObject>()
  const done = new Set<JsonSchemaObject>()
  let hasUnion = false
  let isRecursive = false
  const visit = (schema: unknown, document: JsonSchema): void => {
    if (!isSchemaObject(schema) || done.has(schema)) return
    if (open.has(schema)) {
      isRecursive = true
      return
    }
    open.add(schema)
    const { $ref, $dynamicRef, anyOf, oneOf } = schema
    hasUnion ||= (anyOf ?? oneOf) !== undefined
    for (const [inner, keyword] of subschemas(schema)) {
      if (keyword !== '$defs' && keyword !== 'definitions') visit(inner, document)
    }
    for (const ref of [$ref, $dynamicRef]) {
      if (typeof ref === 'string') visit(resolveRef(ref, document, shared), document)
    }
    open.delete(schema)
    done.add(schema)
  }
  visit(root, root)
  return hasUnion && isRecursive
}

/** A schema that others refer to by its `$id`, with references that mean the same from there. */
export function withAbsoluteRefs(root: JsonSchema): JsonSchema {
  return mapSchema(root, (schema) => {
    const { $ref } = schema
    if (!isSchemaObject(root) || typeof $ref !== 'string' || !$ref.startsWith('#')) return schema
    return { ...schema, $ref: `${root.$id}${$ref}` }
  })
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

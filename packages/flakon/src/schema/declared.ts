import { isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** What a value of JSON can be that has something in it. */
export type Container = 'object' | 'array'
export type Resolve = (ref: string) => unknown

/** What schemas declare of one container, once their references and conjunctions are followed. */
export interface Declared {
  /** Schemas whose `properties`, `items` … count. */
  readonly facets: readonly JsonSchemaObject[]
  /** Alternatives of which the value decides: lists of two or more branches. */
  readonly choices: readonly (readonly JsonSchema[])[]
  /** Nothing is said, so everything is declared. */
  readonly isAnything: boolean
}

/** Keywords that say nothing about a value. */
const annotations = new Set([
  ...['$id', '$schema', '$comment', '$defs', '$anchor', 'definitions', 'title', 'description'],
  ...['default', 'examples', 'example', 'deprecated', 'readOnly', 'writeOnly', 'nullable'],
])

/** Whether a schema lets everything through without naming any of it. */
export function saysNothing(schema: unknown): boolean {
  if (!isSchemaObject(schema)) return schema !== false
  return Object.keys(schema).every((word) => annotations.has(word) || /^(x-|~)/.test(word))
}

/**
 * The declarations of several schemas for one kind of container, united: `$ref`, `allOf`, `if`, `then`, `else` and
 * dependent schemas all count; of `anyOf` and `oneOf` a lone branch that can hold such a container does, or every
 * branch where `all` is asked for.
 */
export function declaredBy(
  schemas: readonly JsonSchema[],
  container: Container,
  resolve: Resolve,
  all = false,
): Declared {
  const facets = new Set<JsonSchemaObject>()
  const choices: JsonSchema[][] = []
  let opened = false
  let hasUnion = false
  const add = (schema: unknown): void => {
    if (!isSchemaObject(schema) || facets.has(schema)) return
    facets.add(schema)
    const { $ref, $dynamicRef, allOf = [], if: condition, then, else: otherwise } = schema
    for (const ref of [$ref, $dynamicRef]) if (typeof ref === 'string') add(resolve(ref))
    const dependent = { ...(schema.dependentSchemas ?? {}), ...(schema.dependencies ?? {}) }
    const parts = [...(allOf as unknown[]), condition, then, otherwise, ...Object.values(dependent)]
    for (const one of parts) add(one)
    for (const value of valuesOf(schema)) add(schemaOfValue(value))
    for (const branches of [schema.anyOf, schema.oneOf]) {
      if (!Array.isArray(branches)) continue
      hasUnion = true
      const possible = branches.filter((one) => canHold(one, container, resolve))
      const told = possible.filter((one) => !saysNothing(one))
      if (all || possible.length === 1) for (const one of told) add(one)
      else if (told.length > 0) choices.push(possible)
      if (told.length < possible.length) opened = true
    }
  }
  for (const schema of schemas) add(schema)
  const said = [...facets].filter((facet) => !saysNothing(withoutCombinations(facet)))
  const isOpen = opened || !hasUnion
  const isAnything = schemas.some(saysNothing) || (said.length === 0 && facets.size > 0 && isOpen)
  return { facets: said, choices, isAnything }
}

/** What a schema says itself, without the schemas it combines. */
export function withoutCombinations(schema: JsonSchemaObject): JsonSchemaObject {
  const { $ref, $dynamicRef, allOf, anyOf, oneOf, if: condition, ...own } = schema
  const { then, else: otherwise, dependentSchemas, dependencies, ...rest } = own
  return rest
}

/** Whether a value of this kind could satisfy a schema at all. */
export function canHold(
  schema: unknown,
  container: Container,
  resolve: Resolve,
  depth = 0,
): boolean {
  if (!isSchemaObject(schema)) return schema !== false
  if (depth > 16) return true
  const inner = (one: unknown) => canHold(one, container, resolve, depth + 1)
  const { $ref, type, allOf, anyOf, oneOf } = schema
  if (type !== undefined) return ([] as unknown[]).concat(type).includes(container)
  const values = valuesOf(schema)
  if (values.length > 0) return values.some((value) => containerOf(value) === container)
  if (typeof $ref === 'string') return inner(resolve($ref))
  if (Array.isArray(allOf) && !allOf.every(inner)) return false
  const branches = anyOf ?? oneOf
  return !Array.isArray(branches) || branches.some(inner)
}

function containerOf(value: unknown): Container | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Array.isArray(value) ? 'array' : 'object'
}

function valuesOf(schema: JsonSchemaObject): readonly unknown[] {
  if ('const' in schema) return [schema.const]
  return Array.isArray(schema.enum) ? schema.enum : []
}

/** A listed value declares what is in it. */
function schemaOfValue(value: unknown): JsonSchema {
  if (typeof value !== 'object' || value === null) return { type: 'null' }
  if (Array.isArray(value)) return { type: 'array', prefixItems: value.map(schemaOfValue) }
  const properties = Object.entries(value).map(([name, one]) => [name, schemaOfValue(one)])
  return { type: 'object', properties: Object.fromEntries(properties) }
}

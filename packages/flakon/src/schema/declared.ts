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
 * `dependentSchemas` all count; of `anyOf` and `oneOf` a lone branch that can hold such a container does.
 */
export function declaredBy(
  schemas: readonly JsonSchema[],
  container: Container,
  resolve: Resolve,
): Declared {
  const facets = new Set<JsonSchemaObject>()
  const choices: JsonSchema[][] = []
  const add = (schema: unknown): void => {
    if (!isSchemaObject(schema) || facets.has(schema)) return
    facets.add(schema)
    const { $ref, allOf = [], if: condition, then, else: otherwise, dependentSchemas = {} } = schema
    if (typeof $ref === 'string') add(resolve($ref))
    for (const one of allOf as unknown[]) add(one)
    for (const one of [condition, then, otherwise, ...Object.values(dependentSchemas as object)]) {
      add(one)
    }
    for (const value of valuesOf(schema)) add(schemaOfValue(value))
    for (const branches of [schema.anyOf, schema.oneOf]) {
      if (!Array.isArray(branches)) continue
      const possible = branches.filter((one) => canHold(one, container, resolve))
      if (possible.length === 1 && !saysNothing(possible[0])) add(possible[0])
      else if (possible.length > 0) choices.push(possible)
    }
  }
  for (const schema of schemas) add(schema)
  const said = [...facets].filter((facet) => !saysNothing(facet) && !isLoneRef(facet))
  const isAnything = schemas.some(saysNothing) || (facets.size > 0 && said.length === 0)
  return { facets: said, choices, isAnything }
}

/** A reference to a schema that says nothing says nothing. */
function isLoneRef({ $ref, ...rest }: JsonSchemaObject): boolean {
  return $ref !== undefined && saysNothing(rest)
}

/** Whether a value of this kind could satisfy a schema at all. */
function canHold(schema: unknown, container: Container, resolve: Resolve, depth = 0): boolean {
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

import { isNode, type Schema, type SchemaObject } from './document.ts'

const single = [
  ...['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'contentSchema', 'items'],
  ...['additionalItems', 'additionalProperties', 'unevaluatedItems', 'unevaluatedProperties'],
]
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/** Keywords that hold schemas; in all others data may look like one. */
const holders = new Set([...single, ...lists, ...maps])

/** The schemas directly inside one, each with the keyword that holds it, and its name or index there. */
export function* innerSchemas(
  schema: SchemaObject,
): Generator<readonly [schema: SchemaObject, keyword: string, name?: string]> {
  for (const keyword of Object.keys(schema)) {
    if (!holders.has(keyword)) continue
    const value = schema[keyword]
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) if (isNode(one)) yield [one, keyword, `${index}`]
    } else if (isNode(value)) {
      if (!maps.includes(keyword)) yield [value, keyword]
      else {
        for (const name of Object.keys(value)) {
          const one = value[name]
          if (isNode(one)) yield [one, keyword, name]
        }
      }
    }
  }
}

/** Every schema in a schema, itself the first, each object once. */
export function everySchema(root: Schema): SchemaObject[] {
  if (!isNode(root)) return []
  const found = new Set<SchemaObject>([root])
  for (const schema of found) for (const [inner] of innerSchemas(schema)) found.add(inner)
  return [...found]
}

/** Gives the schema that takes the place of another one; `inner` is the same for those inside of it. */
export type Change = (
  schema: SchemaObject,
  inner: (schema: SchemaObject) => SchemaObject,
  keyword: string | undefined,
) => Schema

/** A copy of a schema and all in it, each changed by `change`, the outer ones first. */
export function mapSchema(root: Schema, change: Change): Schema {
  const map = (schema: unknown, keyword?: string): unknown =>
    isNode(schema) ? change(schema, copy, keyword) : schema
  const copy = (schema: SchemaObject): SchemaObject => {
    const entries = Object.entries(schema).map(([keyword, value]) => {
      if (!holders.has(keyword)) return [keyword, value]
      if (Array.isArray(value)) return [keyword, value.map((one) => map(one, keyword))]
      if (!maps.includes(keyword) || !isNode(value)) return [keyword, map(value, keyword)]
      const inside = Object.entries(value).map(([name, one]) => [name, map(one, keyword)])
      return [keyword, Object.fromEntries(inside)]
    })
    return Object.fromEntries(entries)
  }
  return map(root) as Schema
}

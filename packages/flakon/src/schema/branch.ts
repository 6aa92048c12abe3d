import { isSchemaObject, type JsonSchema, mapSchema } from './subschema.ts'

/** A schema that lets more properties through than it lists. */
export function opened(root: JsonSchema): JsonSchema {
  return mapSchema(root, (schema) => {
    const { additionalProperties, unevaluatedProperties, ...rest } = schema
    return {
      ...rest,
      ...(isSchemaObject(additionalProperties) ? { additionalProperties } : {}),
      ...(isSchemaObject(unevaluatedProperties) ? { unevaluatedProperties } : {}),
    }
  })
}

/** Where a schema stands in another one: `#/a/b`. */
export function pointerTo(wanted: object, root: JsonSchema): string {
  const pointer = find(wanted, root, [])
  if (pointer === undefined) throw new Error('a branch is no part of its schema')
  return `#${pointer.map((token) => `/${token}`).join('')}`
}

function find(
  wanted: object,
  here: unknown,
  path: readonly string[],
): readonly string[] | undefined {
  if (here === wanted) return path
  if (typeof here !== 'object' || here === null) return undefined
  for (const [name, inner] of Object.entries(here)) {
    const token = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
    const found = find(wanted, inner, [...path, token])
    if (found !== undefined) return found
  }
  return undefined
}

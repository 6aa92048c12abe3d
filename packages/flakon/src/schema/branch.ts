import { isSchemaObject, type JsonSchema, type JsonSchemaObject, mapSchema } from './subschema.ts'

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

/** Where a schema stands: `#/a/b` in the root, or `id#/a/b` in a shared one. */
export function pointerTo(wanted: object, root: JsonSchema, shared: readonly JsonSchema[]): string {
  for (const document of [root, ...shared]) {
    const pointer = find(wanted, document, [])
    const id = document === root ? '' : (document as JsonSchemaObject).$id
    if (pointer !== undefined) return `${id}#${pointer.map((token) => `/${token}`).join('')}`
  }
  throw new Error('a branch is no part of its schema')
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

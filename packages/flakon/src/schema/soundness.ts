import { type Dialect, plainEngine } from './engine.ts'
import { withoutInnerIds } from './plain-schema.ts'
import type { SharedSchemas } from './shared-schemas.ts'
import { everySchema, isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** Keywords with which Ajv may fail although the meta-schema has passed. */
const surprising = ['$id', '$anchor', '$dynamicRef', '$dynamicAnchor', '$recursiveRef', 'nullable']

/** By `$schema`, else by keywords of draft-07 that mean nothing in 2020-12. */
export function dialectOf(schema: JsonSchema): Dialect {
  if (!isSchemaObject(schema)) return '2020-12'
  const { $schema } = schema
  if (typeof $schema === 'string') {
    if (/draft-0[67]/.test($schema)) return 'draft-07'
    if ($schema.includes('2020-12')) return '2020-12'
    throw new Error(`$schema ${$schema} is neither draft-07 nor 2020-12`)
  }
  const isOld = everySchema(schema).some(
    ({ items, dependencies, $id }) =>
      Array.isArray(items) || dependencies !== undefined || String($id ?? '').startsWith('#'),
  )
  return isOld ? 'draft-07' : '2020-12'
}

/** What the meta-schema says of a schema, and whether its patterns are any. */
export function checkForm(schema: JsonSchemaObject): void {
  const { ajv } = plainEngine(dialectOf(schema))
  const { $schema, ...rest } = schema
  // A meta-schema of the user's own says no less than the one that it is made of.
  if (!ajv.validateSchema(isOwn($schema) ? rest : schema)) {
    const [error] = ajv.errors ?? []
    const allowed = error?.params.allowedValues?.join(', ')
    const words = allowed === undefined ? error?.message : `must be one of ${allowed}`
    throw new Error(`${error?.instancePath || 'it'} ${words}`)
  }
  everySchema(schema).forEach(checkPatterns)
}

function isOwn(metaSchema: unknown): boolean {
  return typeof metaSchema === 'string' && !metaSchema.includes('//json-schema.org/')
}

function checkPatterns({ pattern, patternProperties = {} }: JsonSchemaObject): void {
  const all = [
    ...(pattern === undefined ? [] : [pattern]),
    ...Object.keys(patternProperties as object),
  ]
  for (const one of all) {
    try {
      new RegExp(String(one), 'u')
    } catch (error) {
      throw new Error(`the pattern ${one} is no regular expression: ${(error as Error).message}`)
    }
  }
}

/** Whether the meta-schema and a look at each `$ref` are enough to know that Ajv will compile it. */
export function isPlain(root: JsonSchema, shared: SharedSchemas): boolean {
  const plain = withoutInnerIds(root)
  const isOdd = (schema: JsonSchemaObject) =>
    surprising.some((word) => schema[word] !== undefined && !(word === '$id' && schema === plain))
  return strayRef(root, shared) === undefined && !everySchema(plain).some(isOdd)
}

/** The first reference of a schema that leads nowhere. */
export function strayRef(root: JsonSchema, shared: SharedSchemas): string | undefined {
  const plain = withoutInnerIds(root)
  for (const { $ref } of everySchema(plain)) {
    if (typeof $ref === 'string' && shared.follow($ref, plain) === undefined) return $ref
  }
  return undefined
}

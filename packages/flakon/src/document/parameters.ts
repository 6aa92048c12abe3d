import { isSchemaObject, type JsonSchema, resolveRef } from '../schema/subschema.ts'
import type { Components } from './components.ts'
import type { Operation } from './operations.ts'

interface Property {
  readonly name: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

/** OpenAPI describes these elsewhere, and ignores them as parameters. */
const elsewhere = ['accept', 'content-type', 'authorization']

/** The parameters of an operation: declared ones, and those of the path in any case. */
export function parametersOf({ route, path }: Operation, components: Components): unknown[] {
  const parts = route.declaration?.parts
  const shown: unknown[] = []
  const show = (place: string, root: JsonSchema, { name, schema, isRequired }: Property) => {
    const description = isSchemaObject(schema) ? schema.description : undefined
    shown.push({
      name,
      in: place,
      ...(isRequired ? { required: true } : {}),
      ...(typeof description === 'string' ? { description } : {}),
      schema: components.show(root, schema),
    })
  }
  const params = parts?.get('params')?.input ?? true
  const declared = new Map(propertiesOf(params, params).map((one) => [one.name, one]))
  for (const [, name = ''] of path.matchAll(/\{([^}]+)\}/g)) {
    const own = declared.get(name === 'wildcard' ? '*' : name)
    show('path', params, { name, schema: own?.schema ?? { type: 'string' }, isRequired: true })
  }
  for (const [part, place] of [['query', 'query'] as const, ['headers', 'header'] as const]) {
    const root = parts?.get(part)?.input
    if (root === undefined) continue
    for (const property of propertiesOf(root, root)) {
      if (part === 'query' || !elsewhere.includes(property.name)) show(place, root, property)
    }
  }
  return shown
}

/** The properties of an object's schema, also where a reference or `allOf` names them. */
function propertiesOf(schema: unknown, root: JsonSchema, depth = 0): Property[] {
  if (!isSchemaObject(schema) || depth > 16) return []
  const { $ref, allOf = [], properties = {}, required = [] } = schema
  const inner = (one: unknown) => propertiesOf(one, root, depth + 1)
  const own = Object.entries(properties as object).map(([name, one]) => ({
    name,
    schema: one,
    isRequired: (required as string[]).includes(name),
  }))
  const referred = typeof $ref === 'string' ? inner(resolveRef($ref, root)) : []
  return [...own, ...referred, ...(allOf as unknown[]).flatMap(inner)]
}

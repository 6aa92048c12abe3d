import { isSchemaObject, type JsonSchema } from '../schema/subschema.ts'
import type { Components } from './components.ts'
import type { Operation } from './operations.ts'

interface Property {
  readonly name: string
  readonly schema: JsonSchema
  /** The document that the schema stands in. */
  readonly root: JsonSchema
  readonly isRequired: boolean
}

/** OpenAPI describes these elsewhere, and ignores them as parameters. */
const elsewhere = ['accept', 'content-type', 'authorization']

/** Parts of a view's schema, and OpenAPI's word for them. */
const others = [
  ['query', 'query'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
] as const

/** The parameters of an operation: declared ones, and those of the path in any case. */
export function parametersOf({ route, path }: Operation, components: Components): unknown[] {
  const parts = route.declaration?.parts
  const shown: unknown[] = []
  const show = (place: string, { name, schema, root, isRequired }: Property) => {
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
  const declared = new Map(propertiesOf(params, params, components).map((one) => [one.name, one]))
  for (const [, name = ''] of path.matchAll(/\{([^}]+)\}/g)) {
    const own = declared.get(name === 'wildcard' ? '*' : name)
    const schema = own?.schema ?? { type: 'string' }
    show('path', { name, schema, root: own?.root ?? schema, isRequired: true })
  }
  for (const [part, place] of others) {
    const root = parts?.get(part)?.input
    if (root === undefined) continue
    for (const property of propertiesOf(root, root, components)) {
      const isElsewhere = part === 'headers' && elsewhere.includes(property.name.toLowerCase())
      if (!isElsewhere) show(place, property)
    }
  }
  return shown
}

/** The properties of an object's schema, also where a reference or `allOf` names them. */
function propertiesOf(
  schema: unknown,
  root: JsonSchema,
  components: Components,
  depth = 0,
): Property[] {
  if (!isSchemaObject(schema) || depth > 16) return []
  const { $ref, allOf = [], properties = {}, required = [] } = schema
  const inner = (one: unknown, from = root) => propertiesOf(one, from, components, depth + 1)
  const own = Object.entries(properties as object).map(([name, one]) => ({
    name,
    schema: one,
    root,
    isRequired: (required as string[]).includes(name),
  }))
  const led = typeof $ref === 'string' ? components.follow($ref, root) : undefined
  const referred = led === undefined ? [] : inner(led.target, led.document)
  return [...own, ...referred, ...(allOf as unknown[]).flatMap((one) => inner(one))]
}

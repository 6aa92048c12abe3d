import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isNode, type Schema } from '../src/document.ts'

export type Side = 'request' | 'answer'
export type Components = Readonly<Record<string, Schema>>

/** Whether a value is valid on this side, by the letter of JSON Schema. */
export type Check = (schema: Schema, side: Side) => (value: unknown) => boolean

export function createCheck(components: Components): Check {
  const made = new Map<Schema, Partial<Record<Side, (value: unknown) => boolean>>>()
  const options = { strict: false, inlineRefs: false, unicodeRegExp: false, logger: false } as const
  const compilers = (['request', 'answer'] as const).map((side) => {
    const ajv = new Ajv2020({
      ...options,
      validateSchema: false,
      messages: false,
      code: { optimize: false },
    })
    formats.default(ajv)
    // Each under an id of its own, so that it is compiled once, whoever refers to it.
    for (const [name, one] of Object.entries(components)) {
      ajv.addSchema(sided(one, side, components) as object, idOf(name))
    }
    return [side, ajv] as const
  })
  const bySide = Object.fromEntries(compilers) as Record<Side, Ajv2020>
  return (schema, side) => {
    const known = made.get(schema) ?? {}
    made.set(schema, known)
    known[side] ??= bySide[side].compile(sided(schema, side, components)) as (
      value: unknown,
    ) => boolean
    return known[side]
  }
}

const idOf = (name: string) => `of:${encodeURIComponent(name)}`

const maps = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
])
const data = new Set(['const', 'enum', 'default', 'examples', 'example', 'required'])

/** A schema without what only the other side may have, which is refused on this one; references lead to ids. */
function sided(schema: Schema, side: Side, components: Components): Schema {
  if (Array.isArray(schema)) return schema.map((one) => sided(one, side, components)) as never
  if (!isNode(schema)) return schema
  const inner = Object.entries(schema).flatMap(([word, value]) => {
    if (word === 'enum' && Array.isArray(value) && value.length === 0) return [['not', {}]]
    if (word === '$ref') return [[word, idOf(nameOf(value) ?? '')]]
    if (['examples', 'example', 'default', 'discriminator'].includes(word)) return []
    if (data.has(word) || typeof value !== 'object') return [[word, value]]
    if (!maps.has(word) || !isNode(value)) return [[word, sided(value as Schema, side, components)]]
    const own = Object.entries(value).map(([name, one]) => {
      if (word === 'properties' && isHidden(one, side, components)) return [name, false]
      return [name, sided(one as Schema, side, components)]
    })
    return [[word, Object.fromEntries(own)]]
  })
  const copy = Object.fromEntries(inner)
  if (!Array.isArray(copy.required) || !isNode(copy.properties)) return copy
  const { properties, required } = copy
  return { ...copy, required: required.filter((name: string) => properties[name] !== false) }
}

/** Whether only the other side has a property: what it is made of may say so, too. */
export function isHidden(schema: unknown, side: Side, components: Components, depth = 0): boolean {
  if (!isNode(schema) || depth > 8) return false
  const { $ref, allOf, anyOf, oneOf } = schema
  const parts = [components[nameOf($ref) ?? ''], allOf, anyOf, oneOf].flat()
  const word = side === 'request' ? 'readOnly' : 'writeOnly'
  return schema[word] === true || parts.some((one) => isHidden(one, side, components, depth + 1))
}

/** The component that a reference leads to. */
export function nameOf(ref: unknown): string | undefined {
  return typeof ref === 'string' ? ref.slice('#/components/schemas/'.length) : undefined
}

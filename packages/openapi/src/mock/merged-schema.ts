import { isNode, type Node, type Schema, type SchemaObject } from '../document.ts'

/** The components of a document in one piece, by name. */
export type Components = Readonly<Record<string, Schema>>

/** A schema with all that its references and `allOf` say, as far as one schema can say it. */
export interface Merged {
  readonly plain: SchemaObject
  /** The lists of `anyOf` and `oneOf` that a value has to meet as well. */
  readonly unions: readonly (readonly Schema[])[]
  /** The components that were followed. */
  readonly refs: readonly string[]
}

const prefix = '#/components/schemas/'

/** The component that a reference leads to. */
export function nameOf(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Undefined where nothing is valid, and where a schema leads back to itself for the third time. */
export function merge(
  schema: Schema,
  components: Components,
  refs: readonly string[] = [],
): Merged | undefined {
  if (!isNode(schema)) return schema ? { plain: {}, unions: [], refs: [] } : undefined
  const { $ref, allOf, anyOf, oneOf, if: test, then: yes, else: no, ...plain } = schema
  const name = nameOf($ref)
  if (name !== undefined && refs.filter((one) => one === name).length > 1) return undefined
  const found = name === undefined ? [] : [name]
  const target = name !== undefined && Object.hasOwn(components, name) ? components[name] : false
  const parts = [...(name === undefined ? [] : [target]), ...listOf(allOf)] as Schema[]
  const either =
    test === undefined ? [] : [[{ allOf: [test, yes ?? true] }, no ?? true] as Schema[]]
  let all: Merged = {
    plain,
    unions: [...[anyOf, oneOf].filter(Array.isArray), ...either],
    refs: found,
  }
  for (const part of parts) {
    const other = merge(part, components, [...refs, ...found])
    if (other === undefined) return undefined
    // An example of a part is none of the whole.
    const { examples, default: usual, ...rest } = other.plain
    all = {
      plain: both(parts.length === 1 ? other.plain : rest, all.plain),
      unions: [...all.unions, ...other.unions],
      refs: [...all.refs, ...other.refs],
    }
  }
  return all
}

const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']

/** What two schemas say at once. */
function both(one: SchemaObject, other: SchemaObject): SchemaObject {
  const joined: Record<string, unknown> = { ...one, ...other }
  for (const word of [...lowest, ...highest]) {
    const bounds = [one[word], other[word]].filter((bound) => typeof bound === 'number')
    if (bounds.length === 2) joined[word] = (lowest.includes(word) ? Math.max : Math.min)(...bounds)
  }
  const [step, stride] = [one.multipleOf, other.multipleOf]
  if (isWhole(step) && isWhole(stride)) joined.multipleOf = (step * stride) / divisor(step, stride)
  for (const word of ['enum', 'type']) {
    if (one[word] === undefined || other[word] === undefined) continue
    const possible = [other[word]].flat()
    const common = [one[word]].flat().filter((value) => possible.includes(value))
    joined[word] = word === 'type' && common.length === 1 ? common[0] : common
  }
  if (isNode(one.properties) && isNode(other.properties)) {
    joined.properties = bothMaps(one.properties, other.properties)
  }
  if (isNode(one.items) && isNode(other.items)) joined.items = together(one.items, other.items)
  const required = [...new Set([...listOf(one.required), ...listOf(other.required)])]
  if (required.length > 0) joined.required = required
  return joined
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

/** The greatest common one (Euclid). */
function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

const known = new WeakMap<SchemaObject, WeakMap<SchemaObject, SchemaObject>>()

/** Two schemas as one, the same one each time, so that it is compiled once. */
export function together(one: Schema, other: Schema): Schema {
  if (!isNode(one)) return one ? other : one
  if (!isNode(other)) return other ? one : other
  const made = known.get(one) ?? new WeakMap<SchemaObject, SchemaObject>()
  known.set(one, made)
  const both = made.get(other) ?? { allOf: [one, other] }
  made.set(other, both)
  return both
}

function bothMaps(one: Node, other: Node): Node {
  const all = new Map(Object.entries({ ...one, ...other }))
  for (const [name, schema] of Object.entries(one)) {
    const twin = Object.hasOwn(other, name) ? other[name] : undefined
    if (twin !== undefined && twin !== schema)
      all.set(name, together(schema as Schema, twin as Schema))
  }
  return Object.fromEntries(all)
}

/** The first type that is said or meant, null only where there is no other. */
export function typeOf({ type, ...schema }: SchemaObject): unknown {
  if (type !== undefined) return [type].flat().find((one) => one !== 'null') ?? 'null'
  const says = (...words: string[]) => words.some((word) => word in schema)
  if (says('properties', 'additionalProperties', 'patternProperties', 'minProperties'))
    return 'object'
  if (listOf(schema.required).length > 0) return 'object'
  if (says('items', 'prefixItems', 'contains', 'minItems')) return 'array'
  if (says('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'))
    return 'number'
  return says('pattern', 'format', 'minLength', 'maxLength') ? 'string' : undefined
}

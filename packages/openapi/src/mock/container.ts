import { isNode, type Schema, type SchemaObject } from '../document.ts'
import { type Components, listOf, together } from './merged-schema.ts'
import { textOf, toExpression } from './pattern.ts'
import { none } from './scalar.ts'
import { type Make, stopped, type Way } from './way.ts'

/** What is needed for what lies inside. */
interface Inside {
  readonly make: Make
  /** Whether only the other side has a property. */
  isHidden(name: string, schema: unknown): boolean
}

/** Deeper than this only what has to be there is, and lists have one item. */
const deepest = 4

/** An object or a list by its schema; `none` where it cannot be. */
export function makeContainer(
  type: 'object' | 'array',
  schema: SchemaObject,
  way: Way,
  inside: Inside,
): unknown {
  return type === 'object' ? makeObject(schema, way, inside) : makeArray(schema, way, inside)
}

function makeObject(schema: SchemaObject, way: Way, { make, isHidden }: Inside): unknown {
  const properties = (isNode(schema.properties) ? schema.properties : {}) as Components
  const required = new Set(listOf(schema.required) as string[])
  const isFull = way.full && way.refs.length < deepest && way.budget.left > 0
  const found = new Map<string, unknown>()
  const add = (name: string, own: Schema): boolean => {
    const pointer = `${way.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const value = make(own, { ...way, pointer })
    if (value !== none) found.set(name, value)
    return value !== none
  }
  const needs = isNode(schema.dependentRequired) ? schema.dependentRequired : {}
  for (const name of wanted(properties, required, found)) {
    if (!required.has(name) && !isFull) continue
    const own = schemaOf(name, schema, properties)
    if (isHidden(name, own)) continue
    if (!add(name, own) && required.has(name)) return none
    const others = found.has(name) && Object.hasOwn(needs, name) ? listOf(needs[name]) : []
    for (const other of others) required.add(String(other))
  }
  const others = Object.keys(properties).filter((name) => !found.has(name))
  const least = Number(schema.minProperties ?? (isMap(schema) && isFull ? 1 : 0))
  for (const name of others) {
    if (found.size < least && !isHidden(name, properties[name])) add(name, properties[name] ?? true)
  }
  for (let i = 0; found.size < least && i < least + 20; i++) {
    const name = nameFor(schema, way, i)
    if (name !== undefined) add(name, schemaOf(name, schema, properties))
  }
  if (found.size < Number(schema.minProperties ?? 0)) return stopped(way, 'minProperties')
  return Object.fromEntries(found)
}

/** Every name in the order of the schema, then those that have become required on the way. */
function* wanted(
  properties: Components,
  required: ReadonlySet<string>,
  found: ReadonlyMap<string, unknown>,
): Generator<string> {
  yield* Object.keys(properties)
  for (const name of required) if (!found.has(name)) yield name
}

/** Whether an object is of properties that have no names in the schema. */
function isMap({ additionalProperties, patternProperties }: SchemaObject): boolean {
  return isNode(additionalProperties) || isNode(patternProperties)
}

/** All that is said of a property. */
function schemaOf(name: string, schema: SchemaObject, properties: Components): Schema {
  const patterns = Object.entries(isNode(schema.patternProperties) ? schema.patternProperties : {})
  const matching = patterns.filter(([pattern]) => toExpression(pattern)?.test(name))
  const own = Object.hasOwn(properties, name) ? [properties[name] ?? true] : []
  const all = [...own, ...matching.map(([, one]) => one as Schema)]
  if (all.length === 0) return (schema.additionalProperties ?? true) as Schema
  return all.reduce(together)
}

/** A name for a property that the schema does not name. */
function nameFor(schema: SchemaObject, way: Way, index: number): string | undefined {
  const { patternProperties, propertyNames, additionalProperties } = schema
  const [pattern] = Object.keys(isNode(patternProperties) ? patternProperties : {})
  const isPattern = pattern !== undefined && (index % 2 === 0 || additionalProperties === false)
  if (isPattern) return textOf(pattern, way.random, () => true)
  if (additionalProperties === false) return undefined
  const names = isNode(propertyNames) ? propertyNames : {}
  if (Array.isArray(names.enum)) return names.enum[index] as string | undefined
  if (typeof names.pattern === 'string') return textOf(names.pattern, way.random, () => true)
  const most = Number(names.maxLength ?? Infinity)
  return `key${index === 0 ? '' : index + 1}`
    .padEnd(Number(names.minLength ?? 0), 'x')
    .slice(0, most)
}

function makeArray(schema: SchemaObject, way: Way, { make }: Inside): unknown {
  const { items = true, prefixItems, contains, minItems, maxItems = Infinity, uniqueItems } = schema
  const tuple = listOf(prefixItems) as readonly Schema[]
  const wanted = contains === undefined ? 0 : Number(schema.minContains ?? 1)
  const least = Math.max(Number(minItems ?? 0), wanted)
  if (least > 10_000) return stopped(way, 'minItems')
  const isClosed = tuple.length > 0 && schema.items === undefined
  const usual = Math.max(tuple.length, isClosed ? 0 : usualCount(way))
  const count = Math.min(Math.max(least, usual), Number(maxItems))
  const found: unknown[] = []
  for (let i = 0; i < count; i++) {
    const kind = tuple[i] ?? (items as Schema)
    if (kind === false) break
    const at = { ...way, pointer: `${way.pointer}/${i}` }
    const needed = i < wanted ? together(kind, contains as Schema) : kind
    const item = uniqueItems === true ? another(needed, found, at, make) : make(needed, at)
    if (item === none) {
      if (i >= least) break
      return uniqueItems === true ? stopped(way, 'uniqueItems') : none
    }
    found.push(item)
  }
  return found.length < least ? stopped(way, 'minItems') : found
}

/** How many items a list has that may have any number of them. */
function usualCount({ refs, full, budget, random }: Way): number {
  if (refs.length > 8 || (!full && (refs.length >= deepest || budget.left <= 0))) return 0
  return refs.length < 2 && full ? random.integer(1, 3) : 1
}

/** An item that is not there yet: one of a list that has been seen already, or a drawn one. */
function another(schema: Schema, found: readonly unknown[], way: Way, make: Make): unknown {
  const seen = new Set(found.map((one) => JSON.stringify(one)))
  for (let i = 0; i < 12; i++) {
    const item = make(schema, i < 2 ? way : { ...way, examples: false })
    if (item === none || !seen.has(JSON.stringify(item))) return item
  }
  const listed = isNode(schema) && Array.isArray(schema.enum) ? schema.enum : []
  const left = listed.findIndex((one) => !seen.has(JSON.stringify(one)))
  return left === -1 ? none : listed[left]
}

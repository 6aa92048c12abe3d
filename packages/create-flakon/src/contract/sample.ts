import type { Schema, SchemaObject } from '@flakon/openapi/document'
import { listOf, type Merged, merge, propertiesOf, typeOf } from './merged-schema.ts'
import { makeNumber, makeText, none } from './scalar.ts'
import { type Components, createCheck, type IsValid, isOfOther, type Side } from './schema-check.ts'

export { none } from './scalar.ts'
export type { Side } from './schema-check.ts'

export interface Sampler {
  /** A small valid value: what has to be there, with the document's own words where it has any; or `none`. */
  value(schema: Schema, side: Side): unknown
  isValid: IsValid
  /** A value without the properties that nothing declares, which no answer would have. */
  declared(schema: Schema, side: Side, value: unknown): unknown
}

/** What leads to a schema, and how values are chosen on the way. */
interface Way {
  readonly side: Side
  /** Whether examples and defaults of the document are taken. */
  readonly examples: boolean
  /** Whether the schema is one of several, whose value is checked as a whole. */
  readonly isPart: boolean
  readonly refs: readonly string[]
}
type Make = (schema: Schema, way: Way) => unknown

/** Makes values for the schemas of a bundled document, always the same ones. */
export function createSampler(components: Components): Sampler {
  const isValid = createCheck(components)
  const make = createMaker(components, isValid)
  return {
    isValid,
    value(schema, side) {
      for (const examples of [true, false]) {
        const value = make(schema, { side, examples, isPart: false, refs: [] })
        if (value !== none && isValid(schema, side, value)) return value
      }
      return none
    },
    declared: (schema, side, value) => declaredOf(schema, side, value, components),
  }
}

function createMaker(components: Components, isValid: IsValid): Make {
  const make: Make = (schema, way) => {
    const merged = merge(schema, components, way.refs)
    const refs = [...way.refs, ...(merged?.refs ?? [])]
    if (merged === undefined || refs.length > 60) return none
    const { examples, default: usual, ...plain } = merged.plain
    const given = way.examples ? [...listOf(examples), usual] : []
    const isScalar = (value: unknown) => value !== undefined && typeof value !== 'object'
    const isOk = (value: unknown) => way.isPart || isValid(schema, way.side, value)
    const example = given.find((value) => isScalar(value) && isOk(value))
    return example ?? makeUnion({ ...merged, plain, refs }, schema, way)
  }
  /** Of alternatives the first with a value that is valid by all that is said of it. */
  const makeUnion = ({ plain, unions, refs }: Merged, whole: Schema, way: Way): unknown => {
    const [union, ...rest] = unions
    if (union === undefined) return makePlain(plain, { ...way, refs, isPart: false })
    const others = rest.map((branches) => ({ anyOf: branches }))
    const isNull = (one: Schema) => typeof one === 'object' && one.type === 'null'
    const branches = [...union.filter((one) => !isNull(one)), ...union.filter(isNull)]
    for (const branch of branches.slice(0, 40)) {
      const value = make({ allOf: [plain, branch, ...others] }, { ...way, refs, isPart: true })
      if (value !== none && (way.isPart || isValid(whole, way.side, value))) return value
    }
    return none
  }
  const makePlain = (schema: SchemaObject, way: Way): unknown => {
    if ('const' in schema) return schema.const
    if (Array.isArray(schema.enum))
      return schema.enum.find((one) => one !== null) ?? schema.enum[0] ?? none
    const type = typeOf(schema)
    if (type === 'array') return makeArray(schema, way, make)
    if (type === 'string') return makeText(schema)
    if (type === 'integer' || type === 'number') return makeNumber(schema)
    if (type === 'boolean') return true
    return type === 'null' ? null : makeObject(schema, way, make, components)
  }
  return make
}

function makeObject(schema: SchemaObject, way: Way, make: Make, components: Components): unknown {
  const properties = propertiesOf(schema)
  const more = (schema.additionalProperties ?? true) as Schema
  const required = listOf(schema.required) as string[]
  const found: [string, unknown][] = []
  const add = (name: string, own: Schema): boolean => {
    const value = make(own, way)
    if (value !== none) found.push([name, value])
    return value !== none
  }
  for (const name of required) {
    const own = Object.hasOwn(properties, name) ? properties[name] : more
    if (own === undefined || isOfOther(own, way.side, components)) continue
    if (!add(name, own)) return none
  }
  const least = Number(schema.minProperties ?? 0)
  const others = Object.keys(properties).filter((name) => !required.includes(name))
  for (const name of others) if (found.length < least) add(name, properties[name] ?? true)
  for (let i = found.length; i < least; i++) add(`key${i}`, more)
  return Object.fromEntries(found)
}

function makeArray(schema: SchemaObject, way: Way, make: Make): unknown {
  const found = listOf(schema.prefixItems).map((one) => make(one as Schema, way))
  const least = Number(schema.minItems ?? 0)
  if (found.includes(none) || least > 100) return none
  const items = (schema.items ?? true) as Schema
  const item = found.length < least ? make(items, way) : undefined
  if (item === none) return none
  for (let i = found.length; i < least; i++)
    found.push(schema.uniqueItems === true && i > 0 ? another(items, item, i) : item)
  return found
}

/** An item that is not the first one. */
function another(schema: Schema, item: unknown, index: number): unknown {
  if (typeof schema === 'object' && Array.isArray(schema.enum)) return schema.enum[index]
  if (typeof item === 'number') return item + index
  return typeof item === 'string' ? `${item}${index}` : item
}

function declaredOf(schema: Schema, side: Side, value: unknown, components: Components): unknown {
  const { plain = {}, unions = [] }: Partial<Merged> = merge(schema, components) ?? {}
  if (typeof value !== 'object' || value === null || unions.length > 0) return value
  if (Array.isArray(value)) {
    const items = (plain.items ?? true) as Schema
    return value.map((one) => declaredOf(items, side, one, components))
  }
  const properties = propertiesOf(plain)
  if (Object.keys(properties).length === 0) return value
  const isMap = typeof plain.additionalProperties === 'object'
  const kept = Object.entries(value).flatMap(([name, one]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (own === undefined) return isMap ? [[name, one]] : []
    return [[name, declaredOf(own, side, one, components)]]
  })
  return Object.fromEntries(kept)
}

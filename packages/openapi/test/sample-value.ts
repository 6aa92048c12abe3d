import { isNode, type Schema, type SchemaObject } from '../src/document.ts'
import {
  type Check,
  type Components,
  createCheck,
  isHidden,
  nameOf,
  type Side,
} from './sample-check.ts'
import { makeNumber, makeText, none } from './sample-scalar.ts'

export { none } from './sample-scalar.ts'

export interface Sampler {
  /** A small value that is valid on this side, of examples where they are; `none` where none was found. */
  value(schema: Schema, side: Side): unknown
  isValid(schema: Schema, side: Side, value: unknown): boolean
  /** The schema itself, all of `allOf` and of references merged into it; of alternatives the first. */
  plain(schema: Schema): SchemaObject
}

/** How much of an object is filled in, and what is on the way to a value. */
interface Way {
  readonly side: Side
  readonly full: boolean
  readonly examples: boolean
  /** Whether the schema is one alternative of another, which checks what is made of it. */
  readonly isPart: boolean
  readonly refs: readonly string[]
}

const kinds = [
  { full: true, examples: true },
  { full: true, examples: false },
  { full: false, examples: false },
]

/** Makes values of the schemas of a bundled document, and checks them by the letter of JSON Schema. */
export function createSampler(components: Components): Sampler {
  const check = createCheck(components)
  const make = createMaker(components, check)
  return {
    isValid: (schema, side, value) => check(schema, side)(value),
    plain: (schema) => firstOf(components, schema),
    value(schema, side) {
      for (const kind of kinds) {
        const value = make(schema, { ...kind, side, isPart: false, refs: [] })
        if (value !== none && check(schema, side)(value)) return value
      }
      return none
    },
  }
}

type Make = (schema: Schema, way: Way) => unknown
interface Making {
  readonly make: Make
  readonly components: Components
}

function createMaker(components: Components, check: Check): Make {
  const make: Make = (schema, way) => {
    const merged = merge(components, schema, way.refs)
    if (merged === undefined) return none
    const own = { ...way, refs: [...way.refs, ...merged.refs] }
    if (own.refs.length > 60) return none
    const isOk = (value: unknown) =>
      value !== none && (way.isPart || check(schema, way.side)(value))
    const { examples, default: usual, ...plain } = merged.plain
    const given = way.examples ? [...list(examples), usual] : []
    const example = given.find((value) => isKnown(value) && isOk(value))
    // Examples of objects often have properties that nothing declares, which leave no view.
    if (example !== undefined && typeof example !== 'object') return example
    const value = makeUnion({ plain, unions: merged.unions }, own, isOk)
    return value === none ? (example ?? none) : value
  }
  const makeUnion = (
    { plain, unions: [union, ...unions] }: Omit<Merged, 'refs'>,
    own: Way,
    isOk: (value: unknown) => boolean,
  ): unknown => {
    if (union === undefined) return makePlain(plain, { ...own, isPart: false })
    // Of alternatives the first with a value that is valid by all that is said here.
    const others = unions.map((branches) => ({ anyOf: branches }))
    for (const branch of byUse(union).slice(0, 40)) {
      const value = make({ allOf: [plain, branch, ...others] }, { ...own, isPart: true })
      if (isOk(value)) return value
    }
    return none
  }
  const makePlain = (schema: SchemaObject, way: Way): unknown => {
    if ('const' in schema) return schema.const
    if (Array.isArray(schema.enum))
      return schema.enum.find((one) => one !== null) ?? schema.enum[0] ?? none
    const type = typeOf(schema)
    if (type === 'object') return makeObject(schema, way, { make, components })
    if (type === 'array') return makeArray(schema, way, make)
    if (type === 'string') return makeText(schema)
    if (type === 'integer' || type === 'number') return makeNumber(schema)
    return type === 'null' ? null : true
  }
  return make
}

/** Whether an example says something; of integers that a number cannot hold, JSON says another one. */
const isKnown = (value: unknown) =>
  value !== undefined && value !== null && (!Number.isInteger(value) || Number.isSafeInteger(value))

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Alternatives, null last. */
function byUse(branches: readonly Schema[]): readonly Schema[] {
  const isNull = (schema: Schema) => isNode(schema) && schema.type === 'null'
  return [...branches.filter((one) => !isNull(one)), ...branches.filter(isNull)]
}

interface Merged {
  readonly plain: SchemaObject
  readonly unions: readonly (readonly Schema[])[]
  readonly refs: readonly string[]
}

/** A schema, its references and `allOf` as one; undefined where nothing is valid, or a reference leads here again and again. */
function merge(
  components: Components,
  schema: Schema,
  refs: readonly string[],
): Merged | undefined {
  if (!isNode(schema)) return schema ? { plain: {}, unions: [], refs: [] } : undefined
  const { $ref, allOf, anyOf, oneOf, ...plain } = schema
  const name = nameOf($ref)
  if (name !== undefined && refs.filter((one) => one === name).length > 1) return undefined
  const parts = [
    ...(name === undefined ? [] : [components[name] ?? false]),
    ...list(allOf),
  ] as Schema[]
  const found = name === undefined ? [] : [name]
  let all: Merged = { plain, unions: [anyOf, oneOf].filter(Array.isArray), refs: found }
  for (const part of parts) {
    const other = merge(components, part, [...refs, ...found])
    if (other === undefined) return undefined
    const unions = [...all.unions, ...other.unions]
    all = { plain: both(other.plain, all.plain), unions, refs: [...all.refs, ...other.refs] }
  }
  return all
}

/** What two schemas say at once, as far as one schema can say it. */
function both(one: SchemaObject, other: SchemaObject): SchemaObject {
  const joined: Record<string, unknown> = { ...one, ...other }
  if (isNode(one.properties) && isNode(other.properties)) {
    const own = { ...one.properties, ...other.properties }
    for (const [name, schema] of Object.entries(one.properties)) {
      const twin = other.properties[name]
      if (twin !== undefined && twin !== schema) own[name] = { allOf: [schema, twin] }
    }
    joined.properties = own
  }
  joined.required = [...new Set([...list(one.required), ...list(other.required)])]
  if (Array.isArray(one.enum) && Array.isArray(other.enum)) {
    joined.enum = one.enum.filter((value) => list(other.enum).includes(value))
  }
  if (one.type !== undefined && other.type !== undefined) {
    const types = [one.type].flat().filter((type) => [other.type].flat().includes(type))
    joined.type = types.length === 1 ? types[0] : types
  }
  return joined
}

function firstOf(components: Components, schema: Schema): SchemaObject {
  const { plain = {}, unions = [] } = merge(components, schema, []) ?? {}
  const branches = unions.map((union) => byUse(union)[0] ?? true)
  return branches.length === 0 ? plain : firstOf(components, { allOf: [plain, ...branches] })
}

export function typeOf({ type, ...schema }: SchemaObject): unknown {
  if (type !== undefined) return [type].flat().find((one) => one !== 'null') ?? 'null'
  const says = (...words: string[]) => words.some((word) => word in schema)
  if (says('properties', 'additionalProperties') || list(schema.required).length > 0)
    return 'object'
  if (says('items', 'prefixItems')) return 'array'
  if (says('minimum', 'maximum', 'multipleOf')) return 'number'
  return says('pattern', 'format', 'minLength', 'maxLength') ? 'string' : 'boolean'
}

function makeObject(schema: SchemaObject, way: Way, { make, components }: Making): unknown {
  const properties = isNode(schema.properties) ? (schema.properties as Components) : {}
  const required = new Set(list(schema.required) as string[])
  const found: [string, unknown][] = []
  const isFull = way.full && way.refs.length < 4
  for (const name of new Set([...Object.keys(properties), ...required])) {
    if (!required.has(name) && !isFull) continue
    const own = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties
    if (isHidden(own, way.side, components)) continue
    const value = make((own ?? true) as Schema, way)
    if (value !== none) found.push([name, value])
    else if (required.has(name)) return none
  }
  const more = isNode(schema.additionalProperties) ? schema.additionalProperties : true
  const missing = Number(schema.minProperties ?? (isNode(schema.additionalProperties) ? 1 : 0))
  for (let i = found.length; i < missing; i++) {
    const value = make(more, way)
    if (value !== none) found.push([`key${i}`, value])
  }
  return Object.fromEntries(found)
}

function makeArray(schema: SchemaObject, way: Way, make: Make): unknown {
  const first = list(schema.prefixItems).map((one) => make(one as Schema, way))
  if (first.includes(none)) return none
  const few = Number(schema.minItems ?? (way.refs.length < 6 ? 1 : 0))
  const most = Number(schema.maxItems ?? Infinity)
  const found = [...first]
  const item = make((schema.items ?? true) as Schema, way)
  for (let i = found.length; i < Math.min(few, most); i++) {
    if (item === none) return few === 1 && schema.minItems === undefined ? [] : none
    found.push(schema.uniqueItems === true && i > 0 ? another(schema.items, item, i) : item)
  }
  return found
}

/** An item beside the first one that is not the same. */
function another(schema: unknown, item: unknown, index: number): unknown {
  if (isNode(schema) && Array.isArray(schema.enum)) return schema.enum[index]
  if (typeof item === 'number') return item + index
  return typeof item === 'string' ? `${item}${index}` : item
}

import { isNode, type Schema, type SchemaObject } from './document.ts'

/** The components of a document by their names. */
export type Components = Readonly<Record<string, Schema>>

export const prefix = '#/components/schemas/'
/** The end of the name of what heirs extend, as `Pet~base`; no document can have it. */
export const baseMark = '~base'

/** The name of the component that a schema is a reference to. */
export function refName(schema: Schema | undefined): string | undefined {
  return isNode(schema) ? targetName(schema.$ref) : undefined
}

/** The name of the component that a reference leads to. */
export function targetName(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

/** Whether a schema says nothing but what it is a reference to. */
export function isReference(schema: Schema): schema is SchemaObject {
  const words = ['$ref', 'title', 'summary', 'description']
  return (
    isNode(schema) && '$ref' in schema && Object.keys(schema).every((one) => words.includes(one))
  )
}

/** The component of a name; undefined where there is none. */
export function componentOf(name: string, components: Components): Schema | undefined {
  return Object.hasOwn(components, name) ? components[name] : undefined
}

/** A schema with its references followed. */
export function resolved(schema: Schema, components: Components): Schema {
  let here = schema
  for (let steps = 0; steps < 16; steps++) {
    const name = refName(here)
    const target = name === undefined ? undefined : componentOf(name, components)
    if (target === undefined) return here
    here = target
  }
  return true
}

/** What one of several schemas that a value meets says of a property; it is looked for in their `allOf` as well. */
export function findProperty(
  name: string,
  schemas: readonly Schema[],
  components: Components,
  depth = 8,
): Schema | undefined {
  for (const schema of schemas) {
    const one = resolved(schema, components)
    if (!isNode(one)) continue
    const properties = nodeOf(one.properties)
    if (Object.hasOwn(properties, name)) return properties[name] as Schema
    const all = Array.isArray(one.allOf) && depth > 0 ? one.allOf : []
    const found = findProperty(name, all, components, depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The values of a `const` or an `enum`, as far as the schema's own type lets them through. */
export function literalsOf(schema: Schema): readonly unknown[] | undefined {
  if (!isNode(schema)) return undefined
  const values = schema.const !== undefined ? [schema.const] : schema.enum
  if (!Array.isArray(values)) return undefined
  const types = typesOf(schema)
  return values.filter((value) => types.length === 0 || types.some((type) => isOf(value, type)))
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isNode(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

/** The types that a schema names, or else those that its keywords are for. */
export function typesOf(schema: SchemaObject): readonly string[] {
  const { type } = schema
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type
  const ofObjects = ['properties', 'patternProperties', 'additionalProperties']
  if (ofObjects.some((word) => schema[word] !== undefined)) return ['object']
  if (namesOf(schema.required).length > 0) return ['object']
  return schema.items !== undefined || schema.prefixItems !== undefined ? ['array'] : []
}

/** Whether a schema takes no value: as an empty `enum` is read. */
export function isImpossible({ not }: SchemaObject): boolean {
  return not === true || (isNode(not) && Object.keys(not).length === 0)
}

/** Whether a value is certainly no list and no object. */
export function isScalar(schema: Schema, components: Components): boolean {
  const target = resolved(schema, components)
  const types = isNode(target) ? typesOf(target) : []
  return types.length > 0 && types.every((type) => type !== 'array' && type !== 'object')
}

/** Whether a schema itself says no more than what kind of value there is. */
export function isBare(schema: SchemaObject): boolean {
  const telling = ['patternProperties', 'items', 'prefixItems']
  if (telling.some((word) => schema[word] !== undefined)) return false
  if (Object.keys(nodeOf(schema.properties)).length > 0) return false
  return namesOf(schema.required).length === 0 && !isNode(schema.additionalProperties)
}

/**
 * A schema whose `allOf` is merged into itself where that is safe: plain objects that have no property in common.
 * What cannot be merged is `rest`, a reference that stands beside other keywords among it.
 */
export function flattened(schema: SchemaObject): { own: SchemaObject; rest: readonly Schema[] } {
  if (schema.allOf === undefined && schema.$ref === undefined) return { own: schema, rest: [] }
  const { allOf, $ref, ...first } = schema
  const rest: Schema[] = $ref === undefined ? [] : [{ $ref }]
  let own: SchemaObject = first
  for (const one of Array.isArray(allOf) ? (allOf as Schema[]) : []) {
    // That it is an object is said by the others, what it is for is no type.
    if (isNode(one) && isPlain(one) && isBare(one)) continue
    const both = isNode(one) && isPlain(one) && isMergeable(own) ? merged(own, one) : undefined
    if (both === undefined) rest.push(one)
    else own = both
  }
  return { own, rest }
}

const plain = ['type', 'properties', 'required', 'title', 'description', 'example', 'examples']

function isPlain(schema: SchemaObject): boolean {
  const isObject = schema.type === 'object' || schema.type === undefined
  const isSmall = Object.keys(schema).every((word) => plain.includes(word) || /^x-/.test(word))
  return isObject && isSmall
}

function isMergeable(schema: SchemaObject): boolean {
  const isObject = typesOf(schema).every((type) => type === 'object')
  const hasValues = isNode(schema.additionalProperties) || schema.patternProperties !== undefined
  return isObject && !hasValues && literalsOf(schema) === undefined
}

function merged(one: SchemaObject, other: SchemaObject): SchemaObject | undefined {
  const properties = nodeOf(one.properties)
  const added = nodeOf(other.properties)
  if (Object.keys(added).some((name) => Object.hasOwn(properties, name))) return undefined
  const required = [...namesOf(one.required), ...namesOf(other.required)]
  return { ...one, type: 'object', properties: { ...properties, ...added }, required }
}

export function nodeOf(value: unknown): SchemaObject {
  return isNode(value) ? value : {}
}

export function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

const single = [
  ...['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'contentSchema', 'items'],
  ...['additionalItems', 'additionalProperties', 'unevaluatedItems', 'unevaluatedProperties'],
]
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/** Keywords that hold schemas; in all others data may look like one. */
const holders = new Set([...single, ...lists, ...maps])

/** The schemas directly inside one, each with the keyword that holds it, and its name or index there. */
export function* innerSchemas(
  schema: SchemaObject,
): Generator<readonly [schema: SchemaObject, keyword: string, name?: string]> {
  for (const keyword of Object.keys(schema)) {
    if (!holders.has(keyword)) continue
    const value = schema[keyword]
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) if (isNode(one)) yield [one, keyword, `${index}`]
    } else if (isNode(value)) {
      if (!maps.includes(keyword)) yield [value, keyword]
      else {
        for (const name of Object.keys(value)) {
          const one = value[name]
          if (isNode(one)) yield [one, keyword, name]
        }
      }
    }
  }
}

/** Every schema in a schema, itself the first, each object once. */
export function everySchema(root: Schema): SchemaObject[] {
  if (!isNode(root)) return []
  const found = new Set<SchemaObject>([root])
  for (const schema of found) for (const [inner] of innerSchemas(schema)) found.add(inner)
  return [...found]
}

/** Gives the schema that takes the place of another one; `inner` is the same for those inside of it. */
export type Change = (
  schema: SchemaObject,
  inner: (schema: SchemaObject) => SchemaObject,
  keyword: string | undefined,
) => Schema

/** A copy of a schema and all in it, each changed by `change`, the outer ones first. */
export function mapSchema(root: Schema, change: Change): Schema {
  const map = (schema: unknown, keyword?: string): unknown =>
    isNode(schema) ? change(schema, copy, keyword) : schema
  const copy = (schema: SchemaObject): SchemaObject => {
    const entries = Object.entries(schema).map(([keyword, value]) => {
      if (!holders.has(keyword)) return [keyword, value]
      if (Array.isArray(value)) return [keyword, value.map((one) => map(one, keyword))]
      if (!maps.includes(keyword) || !isNode(value)) return [keyword, map(value, keyword)]
      const inside = Object.entries(value).map(([name, one]) => [name, map(one, keyword)])
      return [keyword, Object.fromEntries(inside)]
    })
    return Object.fromEntries(entries)
  }
  return map(root) as Schema
}

import { isJson } from '../answers.ts'
import { saysOf, toldOf } from '../discriminator.ts'
import { isNode, type Schema, type SchemaObject } from '../document.ts'
import { isOneSided, type Side } from '../forms.ts'
import {
  type Components,
  componentOf,
  findProperty,
  flattened,
  isBare,
  isImpossible,
  isReference,
  literalsOf,
  namesOf,
  nodeOf,
  refName,
  resolved,
  typesOf,
} from '../schema-shape.ts'
import {
  docOf,
  type Member,
  never,
  type TypeText,
  toArray,
  toIntersection,
  toKey,
  toLiteral,
  toObject,
  toOptional,
  toUnion,
  unknown,
} from './type-text.ts'

/** What the type of a schema depends on besides the schema. */
export interface Scope {
  readonly side: Side
  readonly components: Components
  /** The type of a string that holds bytes. */
  readonly bytes: TypeText
  /** The name of the type of a component. */
  refer(name: string): string
  /** The types that were made already: schemas of answers and headers are met again and again. */
  readonly made: WeakMap<object, TypeText>
}

/** A JSON Schema → the TypeScript type of what it lets through. */
export function toType(schema: Schema | undefined, scope: Scope): TypeText {
  if (!isNode(schema)) return schema === false ? never : unknown
  const known = scope.made.get(schema)
  if (known !== undefined) return known
  const type = typeOf(schema, scope, [])
  scope.made.set(schema, type)
  return type
}

/** `around` are the schemas that the same value has to meet: they know the properties that this one only requires. */
function typeOf(schema: Schema, scope: Scope, around: readonly Schema[]): TypeText {
  if (!isNode(schema)) return toType(schema, scope)
  if (isImpossible(schema)) return never
  const literals = literalsOf(schema)
  if (literals !== undefined) return toUnion(literals.map((one) => ({ text: toLiteral(one) })))
  const { own, rest } = flattened(schema)
  const all = [...around, own, ...rest]
  const extended = rest.map((one) =>
    isReference(one) ? reference(one, scope) : typeOf(one, scope, all),
  )
  const unions = [own.anyOf, own.oneOf].map((list) => alternatives(list, own, scope, all))
  // That it is an object is said by what it extends.
  const isSaid = isBare(own) && [...extended, ...unions].some(({ text }) => text !== 'unknown')
  return toIntersection([...extended, isSaid ? unknown : structureOf(own, scope, all), ...unions])
}

function reference(schema: Schema, { components, refer }: Scope): TypeText {
  const name = refName(schema)
  const isKnown = name !== undefined && componentOf(name, components) !== undefined
  return isKnown ? { text: refer(name) } : unknown
}

/** One of several; with a discriminator each is known by the value of its property. */
function alternatives(
  list: unknown,
  { discriminator }: SchemaObject,
  scope: Scope,
  around: readonly Schema[],
): TypeText {
  if (!Array.isArray(list) || list.length === 0) return unknown
  return toUnion(
    (list as Schema[]).map((one) => {
      if (!isReference(one)) return typeOf(one, scope, around)
      const type = reference(one, scope)
      if (!isNode(discriminator) || type.text === 'unknown') return type
      return toIntersection([type, markOf(one, discriminator, scope)])
    }),
  )
}

/** `{ kind: 'cat' }`, where the alternative itself does not say which values its discriminator has. */
function markOf(one: Schema, discriminator: SchemaObject, { components, side }: Scope): TypeText {
  const told = toldOf(one, discriminator, components)
  const isHidden = (property: Schema) =>
    isOneSided(property, side, (inner) => resolved(inner, components))
  if (told === undefined || told.isOwn) return unknown
  if (saysOf(discriminator.propertyName, [one], components, isHidden)) return unknown
  const type = toUnion(told.values.map((value) => ({ text: toLiteral(value) })))
  return toObject([{ key: toKey(String(discriminator.propertyName)), type }])
}

function structureOf(schema: SchemaObject, scope: Scope, around: readonly Schema[]): TypeText {
  const types = typesOf(schema)
  if (types.length === 0) return isBytes(schema) ? scope.bytes : unknown
  return toUnion(
    types.map((type) => {
      if (type === 'object') return objectOf(schema, scope, around)
      if (type === 'array') return arrayOf(schema, scope)
      if (type === 'string') return isBytes(schema) ? scope.bytes : { text: 'string' }
      return { text: type === 'integer' ? 'number' : type }
    }),
  )
}

/** Whether a value is bytes: what OpenAPI 3.0 calls `format: binary`, and 3.1 by its media type. */
function isBytes({ format, contentEncoding, contentMediaType }: SchemaObject): boolean {
  if (format === 'binary' || contentEncoding === 'binary') return true
  const isMedia = typeof contentMediaType === 'string' && contentEncoding === undefined
  return isMedia && !isJson(contentMediaType.toLowerCase())
}

function arrayOf(schema: SchemaObject, scope: Scope): TypeText {
  const { prefixItems, minItems, maxItems } = schema
  const item = toType(schema.items as Schema | undefined, scope)
  if (!Array.isArray(prefixItems)) return toArray(item)
  const least = typeof minItems === 'number' ? minItems : 0
  const elements = prefixItems.map((one, index) => {
    const element = toType(one, scope)
    return index < least ? element.text : toOptional(element).text
  })
  const isFull = typeof maxItems === 'number' && maxItems <= prefixItems.length
  const more = schema.items === false || isFull ? [] : [`...${toArray(item).text}`]
  return { text: `[${[...elements, ...more].join(', ')}]` }
}

function objectOf(schema: SchemaObject, scope: Scope, around: readonly Schema[]): TypeText {
  const { components, side } = scope
  const properties = nodeOf(schema.properties)
  const required = new Set(namesOf(schema.required))
  const only = [...required].filter((name) => !Object.hasOwn(properties, name))
  const known = only.map((name) => [name, findProperty(name, around, components) ?? true] as const)
  const members = [...(Object.entries(properties) as [string, Schema][]), ...known]
    .filter(
      ([, one]) => one !== false && !isOneSided(one, side, (inner) => resolved(inner, components)),
    )
    .map(([name, one]) => toMember(name, toType(one, scope), required.has(name), one))
  const isAlone = around.every((one) => one === schema || namesNothing(one))
  const others = othersOf(schema, members, isAlone, scope)
  if (others !== undefined) return toObject([...members, { key: '[key: string]', type: others }])
  // Never `{}`, which any text and number fits.
  return members.length === 0 ? { text: 'object' } : toObject(members)
}

/** Whether a schema is known to list no properties. */
function namesNothing(schema: Schema): boolean {
  if (!isNode(schema)) return true
  return schema.properties === undefined && schema.$ref === undefined && schema.allOf === undefined
}

/** A property as it is declared. */
export function toMember(
  name: string,
  type: TypeText,
  isRequired: boolean,
  schema: Schema,
): Member {
  return { key: toKey(name) + (isRequired ? '' : '?'), type, doc: docOf(schema) }
}

/**
 * The type of the properties that are not listed, which in TypeScript has to suit the listed ones as well; undefined
 * where there are none.
 */
function othersOf(
  schema: SchemaObject,
  members: readonly Member[],
  isAlone: boolean,
  scope: Scope,
): TypeText | undefined {
  const { additionalProperties, patternProperties } = schema
  const isFree = schema.properties === undefined && (members.length === 0 || isAlone)
  const additional = additionalProperties ?? (isFree && patternProperties === undefined)
  const matched = Object.values(nodeOf(patternProperties))
  const schemas = [...matched, ...(additional === false ? [] : [additional])] as Schema[]
  if (schemas.length === 0) return undefined
  const types = schemas.map((one) => toType(one, scope))
  const isLong = members.some(({ type }) => type.text.includes('\n'))
  const isOptional = members.some(({ key }) => key.endsWith('?'))
  // What stands beside this one has properties of its own, which are meant to be besides these.
  if (isLong || !isAlone) return unknown
  const listed = members.map(({ type }) => type)
  return toUnion([...types, ...listed, ...(isOptional ? [{ text: 'undefined' }] : [])])
}

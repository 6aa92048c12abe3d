import { type Family, familiesOf, formOf, saysOf, withDiscriminator } from './discriminator.ts'
import { isNode, type Schema, type SchemaObject } from './document.ts'
import {
  baseMark,
  type Components,
  everySchema,
  mapSchema,
  resolved,
  targetName,
} from './schema-shape.ts'

/** Whether a schema says what comes in or what goes out. */
export type Side = 'request' | 'answer'

/** The schemas of a document in the form in which they are checked. */
export interface Forms {
  /** A schema of the document → a JSON Schema, whose references are `$id`s that `shared` knows. */
  form(schema: Schema, side: Side): Schema
  /** The JSON Schema with this `$id`; undefined where there is none. */
  shared(id: string): SchemaObject | undefined
  /** A schema of the document with its references followed. */
  resolve(schema: Schema): Schema
}

/** Words of OpenAPI that say nothing about a value. */
const silent = new Set(['discriminator', 'xml', 'externalDocs', 'example', 'examples'])

/**
 * The components of a document as JSON Schemas, each made when it is first asked for. A request has no `readOnly`
 * properties and an answer no `writeOnly` ones, so a component has two forms where it holds some, directly or not; a
 * schema with a discriminator that others extend stands for those others, too (OpenAPI 3.1 section 4.8.25.4).
 */
export function createForms(components: Components): Forms {
  const families = once(() => familiesOf(components))
  const twofold = once(() => twofoldOf(components, families()))
  const made = new Map<string, SchemaObject>()
  const follow = (schema: Schema) => resolved(schema, components)
  const hides = (side: Side) => (one: Schema) => isOneSided(one, side, follow)
  const idOf = (name: string, side: Side) => (twofold().has(name) ? `${name}~${side}` : name)
  const form = (schema: Schema, side: Side): Schema => mapSchema(schema, changeOf(side))
  const changeOf = (side: Side) => (schema: SchemaObject, inner: Inner, keyword?: string) => {
    const copy = inner(opened(schema, keyword))
    const told = withDiscriminator(schema, copy, components, hides(side))
    const own = sided(told, schema, side, follow)
    const name = targetName(schema.$ref)
    if (name === undefined) return own
    const isBase = keyword === 'allOf' && families().has(name)
    return { ...own, $ref: idOf(name, side) + (isBase ? baseMark : '') }
  }
  const make = (id: string): SchemaObject | undefined => {
    const [name = '', ...marks] = id.split('~')
    const schema = Object.hasOwn(components, name) ? components[name] : undefined
    if (schema === undefined) return undefined
    const side = marks[0] === 'answer' ? 'answer' : 'request'
    const family = families().get(name)
    if (family === undefined || id.endsWith(baseMark)) return asObject(form(schema, side), id)
    const idIn = (one: string) => idOf(one, side) + (one === name ? baseMark : '')
    const isTold = !saysOf(family.property, [schema], components, hides(side))
    return asObject(formOf(family, idIn, isTold), id)
  }
  return {
    form,
    resolve: (schema) => resolved(schema, components),
    shared(id) {
      const known = made.get(id) ?? make(id)
      if (known !== undefined) made.set(id, known)
      return known
    },
  }
}

type Inner = (schema: SchemaObject) => SchemaObject

function asObject(schema: Schema, $id: string): SchemaObject {
  if (isNode(schema)) return { ...schema, $id }
  return schema ? { $id } : { $id, not: {} }
}

/** What a document calls an object without naming a property is one of any properties, also where it is sent. */
function opened(schema: SchemaObject, keyword: string | undefined): SchemaObject {
  if (schema.type !== 'object' || keyword === 'allOf') return schema
  const says = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties']
  const combines = ['allOf', 'anyOf', 'oneOf', '$ref', 'if', 'then', 'else', 'dependentSchemas']
  const isFree = [...says, ...combines].every((word) => schema[word] === undefined)
  return isFree ? { ...schema, additionalProperties: true } : schema
}

/** A schema without what the other side alone may have, and without words that say nothing of a value. */
function sided(
  copy: SchemaObject,
  original: SchemaObject,
  side: Side,
  follow: (schema: Schema) => Schema,
): SchemaObject {
  const kept = Object.fromEntries(Object.entries(copy).filter(([word]) => !silent.has(word)))
  const names = oneSidedNames(original, side, follow)
  return names.length === 0 ? kept : withoutNames(kept, names, side)
}

/** The components that a request and an answer have different forms of. */
function twofoldOf(components: Components, families: ReadonlyMap<string, Family>): Set<string> {
  const users = new Map<string, string[]>()
  const found = new Set<string>()
  for (const [name, schema] of Object.entries(components)) {
    for (const one of everySchema(schema)) {
      const target = targetName(one.$ref)
      if (target !== undefined) users.set(target, [...(users.get(target) ?? []), name])
      if (one.readOnly === true || one.writeOnly === true) found.add(name)
    }
    for (const heir of families.get(name)?.values.values() ?? []) {
      users.set(heir, [...(users.get(heir) ?? []), name])
    }
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user)
  return found
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

type Follow = (schema: Schema) => Schema

/** References that lead into each other end here. */
const deepest = 16

/**
 * The properties of an object that only the other side has: `readOnly` ones of a request, `writeOnly` ones of an answer,
 * wherever one of the schemas that are combined by `allOf` and references says so.
 */
export function oneSidedNames(schema: SchemaObject, side: Side, follow: Follow): string[] {
  const names = new Set<string>()
  const collect = (one: unknown, depth: number): void => {
    if (!isNode(one) || depth > deepest) return
    const { properties, allOf, $ref } = one
    for (const [name, property] of Object.entries(isNode(properties) ? properties : {})) {
      if (isOneSided(property, side, follow)) names.add(name)
    }
    for (const member of Array.isArray(allOf) ? allOf : []) collect(member, depth + 1)
    if ($ref !== undefined) collect(follow(one), depth + 1)
  }
  collect(schema, 0)
  return [...names]
}

/** Whether only the other side has a property, which may say it by way of what it is made of: OpenAPI 3.0 has no words beside a reference. */
export function isOneSided(property: unknown, side: Side, follow: Follow, depth = 0): boolean {
  if (!isNode(property) || depth > deepest) return false
  if (property[side === 'request' ? 'readOnly' : 'writeOnly'] === true) return true
  if (property.$ref !== undefined) {
    const target = follow(property)
    if (target !== property && isOneSided(target, side, follow, depth + 1)) return true
  }
  const { allOf, anyOf, oneOf } = property
  const parts = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []))
  return parts.some((part) => isOneSided(part, side, follow, depth + 1))
}

/**
 * A schema without these properties: nobody may send them, and they are left out of an answer, also where an object
 * takes properties of any name.
 */
function withoutNames(schema: SchemaObject, names: readonly string[], side: Side): SchemaObject {
  const { properties, required, additionalProperties, patternProperties, allOf, ...rest } = schema
  const own = isNode(properties) ? Object.entries(properties) : []
  const kept = own.flatMap(([name, one]) => {
    if (!names.includes(name)) return [[name, one]]
    return side === 'request' ? [[name, false]] : []
  })
  const stillRequired = Array.isArray(required)
    ? required.filter((one) => !names.includes(one))
    : []
  const members = Array.isArray(allOf) ? allOf : []
  const inner = members.map((one) => (isNode(one) ? withoutNames(one, names, side) : one))
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(kept) }),
    ...(stillRequired.length === 0 ? {} : { required: stillRequired }),
    ...(allOf === undefined ? {} : { allOf: inner }),
    ...ofOthers(additionalProperties, patternProperties, names, side),
  }
}

/** What is said of properties that are not listed, which those that are left out become. */
function ofOthers(additional: unknown, patterns: unknown, names: readonly string[], side: Side) {
  const same = {
    ...(additional === undefined ? {} : { additionalProperties: additional }),
    ...(patterns === undefined ? {} : { patternProperties: patterns }),
  }
  if (side === 'request') return same
  const listed = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')
  const others = `^(?!(?:${listed})$)`
  const own = Object.entries(isNode(patterns) ? patterns : {}).map(([pattern, schema]) => [
    `${others}(?=[^]*?(?:${pattern}))`,
    schema,
  ])
  if (additional === undefined || additional === false) {
    const closed = additional === undefined ? {} : { additionalProperties: false }
    return own.length === 0 ? closed : { ...closed, patternProperties: Object.fromEntries(own) }
  }
  const matched = isNode(patterns) ? Object.keys(patterns).map((pattern) => `(?:${pattern})`) : []
  const unmatched = matched.length === 0 ? '' : `(?![^]*?(?:${matched.join('|')}))`
  return { patternProperties: Object.fromEntries([...own, [`${others}${unmatched}`, additional]]) }
}

import { isNode, type Schema, type SchemaObject } from './document.ts'
import { oneSidedNames, type Side, withoutNames } from './one-sided.ts'
import { everySchema, mapSchema } from './schema-map.ts'

export type { Side }

/** The schemas of a document in the form in which they are checked. */
export interface Forms {
  /** A schema of the document → a JSON Schema, whose references are `$id`s that `shared` knows. */
  form(schema: Schema, side: Side): Schema
  /** The JSON Schema with this `$id`; undefined where there is none. */
  shared(id: string): SchemaObject | undefined
  /** A schema of the document with its references followed. */
  resolve(schema: Schema): Schema
}

const prefix = '#/components/schemas/'
/** Words of OpenAPI that say nothing about a value. */
const silent = new Set(['discriminator', 'xml', 'externalDocs', 'example', 'examples'])

/**
 * The components of a document as JSON Schemas, each made when it is first asked for. A request has no `readOnly`
 * properties and an answer no `writeOnly` ones, so a component has two forms where it holds some, directly or not; a
 * schema with a discriminator that others extend stands for those others, too (OpenAPI 3.1 section 4.8.25.4).
 */
export function createForms(components: Readonly<Record<string, Schema>>): Forms {
  const heirs = once(() => heirsOf(components))
  const twofold = once(() => twofoldOf(components, heirs()))
  const made = new Map<string, SchemaObject>()

  const idOf = (name: string, side: Side) => (twofold().has(name) ? `${name}~${side}` : name)
  const form = (schema: Schema, side: Side): Schema => mapSchema(schema, changeOf(side))
  const changeOf = (side: Side) => (schema: SchemaObject, inner: Inner, keyword?: string) => {
    const copy = inner(opened(schema, keyword))
    const own = sided(copy, schema, side, (one) => resolved(one, components))
    const name = nameOf(schema.$ref)
    if (name === undefined) return own
    const isBase = keyword === 'allOf' && heirs().has(name)
    return { ...own, $ref: isBase ? `${idOf(name, side)}~base` : idOf(name, side) }
  }
  const make = (id: string): SchemaObject | undefined => {
    const [name = '', ...marks] = id.split('~')
    const schema = Object.hasOwn(components, name) ? components[name] : undefined
    if (schema === undefined) return undefined
    const side = marks[0] === 'answer' ? 'answer' : 'request'
    const own = heirs().get(name)
    if (own === undefined || marks.includes('base')) return asObject(form(schema, side), id)
    return asObject(
      polymorph(name, own, (one) => idOf(one, side)),
      id,
    )
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

function nameOf(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

/** A schema with its references followed. */
function resolved(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  let here: Schema | undefined = schema
  for (let steps = 0; isNode(here) && steps < 16; steps++) {
    const name = nameOf(here.$ref)
    if (name === undefined) return here
    here = components[name]
  }
  return here ?? true
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

/** The schemas that extend one which has a discriminator and lists no alternatives: by its name, theirs by value. */
type Heirs = ReadonlyMap<string, { readonly property: string; readonly values: Values }>
type Values = ReadonlyMap<string, string>

function heirsOf(components: Readonly<Record<string, Schema>>): Heirs {
  const children = new Map<string, string[]>()
  for (const [name, schema] of Object.entries(components)) {
    for (const parent of isNode(schema) && Array.isArray(schema.allOf) ? schema.allOf : []) {
      const extended = nameOf(isNode(parent) ? parent.$ref : undefined)
      if (extended !== undefined) children.set(extended, [...(children.get(extended) ?? []), name])
    }
  }
  const heirs = new Map<string, { readonly property: string; readonly values: Values }>()
  for (const [name, schema] of Object.entries(components)) {
    if (!isNode(schema) || !isNode(schema.discriminator)) continue
    if ((schema.oneOf ?? schema.anyOf) !== undefined) continue
    const { propertyName, mapping } = schema.discriminator
    const values = valuesOf(isNode(mapping) ? mapping : {}, descendants(name, children))
    const known = [...values].filter(([, heir]) => heir !== name && Object.hasOwn(components, heir))
    if (typeof propertyName !== 'string' || known.length === 0) continue
    heirs.set(name, { property: propertyName, values: new Map(known) })
  }
  return heirs
}

/** The schemas by the value that names them: their own name, unless the mapping says another one. */
function valuesOf(mapping: SchemaObject, heirs: readonly string[]): Values {
  const mapped = Object.entries(mapping).map(
    ([value, target]) => [value, nameOf(target) ?? String(target)] as const,
  )
  const named = new Set(mapped.map(([, target]) => target))
  const others = heirs.filter((heir) => !named.has(heir)).map((heir) => [heir, heir] as const)
  return new Map([...mapped, ...others])
}

function descendants(name: string, children: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set(children.get(name))
  for (const one of found) for (const child of children.get(one) ?? []) found.add(child)
  return [...found]
}

/** One of the heirs, by the value of the discriminator; of any other value the schema itself. */
function polymorph(
  name: string,
  { property, values }: { readonly property: string; readonly values: Values },
  idOf: (name: string) => string,
): SchemaObject {
  const only = (schema: object) => ({ properties: { [property]: schema }, required: [property] })
  const branches = [...values].map(([value, heir]) => ({
    allOf: [only({ const: value }), { $ref: idOf(heir) }],
  }))
  const others = { properties: { [property]: { not: { enum: [...values.keys()] } } } }
  return { anyOf: [...branches, { allOf: [others, { $ref: `${idOf(name)}~base` }] }] }
}

/** The components that a request and an answer have different forms of. */
function twofoldOf(components: Readonly<Record<string, Schema>>, heirs: Heirs): Set<string> {
  const users = new Map<string, string[]>()
  const found = new Set<string>()
  for (const [name, schema] of Object.entries(components)) {
    for (const one of everySchema(schema)) {
      const target = nameOf(one.$ref)
      if (target !== undefined) users.set(target, [...(users.get(target) ?? []), name])
      if (one.readOnly === true || one.writeOnly === true) found.add(name)
    }
    for (const heir of heirs.get(name)?.values.values() ?? []) {
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

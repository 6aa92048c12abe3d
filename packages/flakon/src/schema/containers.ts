import type { Container } from './declared.ts'
import { closedObject, type Project, type Projected, uniformArray } from './generated.ts'
import { isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** What the projection of a container needs of its document. */
export interface Nodes {
  node(schemas: readonly JsonSchema[]): Projected | undefined
  check(schema: JsonSchema): (value: unknown) => unknown
}

/** Undefined where anything may be sent, `none` where nothing is declared. */
type Child = Projected | undefined | typeof none

const none: unique symbol = Symbol('not declared')

/** The projection of a value that may be no container; a function may have a `toJSON`. */
export function projected(node: Projected, value: unknown, key: string | number): unknown {
  const isContainer = typeof value === 'object' ? value !== null : typeof value === 'function'
  return isContainer ? node.project(value as object, key) : value
}

/** What is no plain container of this kind goes to `other`. */
export function ofContainer(container: Container, other: Project, project: Project): Project {
  return (value, key) => {
    const isKind = Array.isArray(value) === (container === 'array')
    const isPlain = typeof (value as { toJSON?: unknown }).toJSON !== 'function'
    return isKind && isPlain && typeof value === 'object' ? project(value, key) : other(value, key)
  }
}

export function objectOf(
  facets: readonly JsonSchemaObject[],
  document: Nodes,
  other: Project,
  first?: object,
): Project {
  const isClosed = facets.every(
    ({ patternProperties, additionalProperties: rest, unevaluatedProperties: others }) =>
      patternProperties === undefined && !isDeclared(rest) && !isDeclared(others),
  )
  if (isClosed) {
    const names = new Set(facets.flatMap(namedIn))
    const children = [...names].map((name) => [name, childOf(name, facets, document)] as const)
    return closedObject(new Map(children as [string, Projected | undefined][]), other, first)
  }
  const childFor = childrenOf(facets, document)
  return ofContainer('object', other, (value) => {
    const names = Object.keys(value)
    let entries: [string, unknown][] | undefined
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const was = (value as Record<string, unknown>)[name]
      const child = childFor(name)
      const is = child === undefined || child === none ? was : projected(child, was, name)
      if (entries === undefined && is === was && child !== none) continue
      // The first thing that changes: what came before is kept as it is.
      entries ??= names.slice(0, i).map((one) => [one, value[one as never]])
      if (child !== none) entries.push([name, is])
    }
    return entries === undefined ? value : Object.fromEntries(entries)
  })
}

/** What has to be there is declared by that. */
export function namedIn({ properties = {}, required = [] }: JsonSchemaObject): string[] {
  return [...Object.keys(properties as object), ...(required as string[])]
}

/** The child of any name: known beforehand where no pattern and no rule for names has to be asked. */
function childrenOf(facets: readonly JsonSchemaObject[], document: Nodes): (name: string) => Child {
  const allowed = namesOf(facets, document)
  const isAsked = facets.some(
    ({ patternProperties, propertyNames }) => (patternProperties ?? propertyNames) !== undefined,
  )
  // Known before a name is asked for, so that it can be prepared.
  for (const [, schema] of facets.flatMap(patternsOf)) document.node([schema])
  if (isAsked) return (name) => childOf(name, facets.filter(allowed(name)), document)
  const names = facets.flatMap(namedIn)
  const named = new Map<string, Child>(names.map((name) => [name, childOf(name, facets, document)]))
  // Longer than every name, so it is none of them.
  const nobody = `${names.join('')} other`
  const rest = childOf(nobody, facets, document)
  return (name) => (named.has(name) ? named.get(name) : rest)
}

/** Which schemas take a name: `propertyNames` refuses some. */
function namesOf(facets: readonly JsonSchemaObject[], document: Nodes) {
  const checks = new Map<JsonSchemaObject, (name: unknown) => unknown>()
  for (const facet of facets) {
    const { propertyNames } = facet
    if (propertyNames !== undefined) checks.set(facet, document.check(propertyNames as JsonSchema))
  }
  return (name: string) => (facet: JsonSchemaObject) => checks.get(facet)?.(name) ?? true
}

/** `additionalProperties: true`, or a schema, counts as declared; an absent one does not. */
function isDeclared(schema: unknown): schema is JsonSchema {
  return schema !== undefined && schema !== false
}

const compiled = new WeakMap<JsonSchemaObject, (readonly [RegExp, JsonSchema])[]>()

/** The patterns of names that a schema has, each made once. */
function patternsOf(facet: JsonSchemaObject): (readonly [RegExp, JsonSchema])[] {
  const { patternProperties } = facet
  if (!isSchemaObject(patternProperties)) return []
  const known = compiled.get(facet)
  if (known !== undefined) return known
  const made = Object.entries(patternProperties).map(
    ([pattern, schema]) => [new RegExp(pattern, 'u'), schema as JsonSchema] as const,
  )
  compiled.set(facet, made)
  return made
}

function childOf(name: string, facets: readonly JsonSchemaObject[], document: Nodes): Child {
  const schemas: JsonSchema[] = []
  for (const facet of facets) {
    const { properties, additionalProperties, unevaluatedProperties } = facet
    const own: JsonSchema[] = []
    if (isSchemaObject(properties) && Object.hasOwn(properties, name)) {
      own.push(properties[name] as JsonSchema)
    }
    for (const [pattern, schema] of patternsOf(facet)) if (pattern.test(name)) own.push(schema)
    const rest = [additionalProperties, unevaluatedProperties].find(isDeclared)
    if (own.length === 0 && isDeclared(rest)) own.push(rest)
    schemas.push(...own)
  }
  if (schemas.length > 0) return document.node(schemas)
  const isRequired = facets.some(({ required = [] }) => (required as string[]).includes(name))
  return isRequired ? undefined : none
}

export function arrayOf(
  facets: readonly JsonSchemaObject[],
  document: Nodes,
  other: Project,
  first?: object,
): Project {
  const isArray = facets.some(({ type }) => ([] as unknown[]).concat(type).includes('array'))
  const tuples = facets.map(({ prefixItems, items }) => prefixItems ?? items).filter(Array.isArray)
  const length = Math.max(0, ...tuples.map((tuple) => tuple.length))
  const childAt = (index: number): Child => {
    const schemas = facets.flatMap((facet) => itemsAt(facet, index) ?? [])
    const declared = schemas.filter(isDeclared)
    if (declared.length > 0) return document.node(declared)
    return isArray && schemas.length === 0 ? undefined : none
  }
  const rest = childAt(length)
  if (length === 0 && rest === undefined) return ofContainer('array', other, (value) => value)
  if (length === 0 && rest !== none && rest !== undefined) {
    return uniformArray(rest, other, first)
  }
  const places = Array.from({ length }, (_, index) => childAt(index))
  return ofContainer('array', other, (value) => {
    const items = value as unknown[]
    const end = rest === none ? Math.min(length, items.length) : items.length
    const out = items.slice(0, end).map((was, index) => {
      const child = index < length ? places[index] : rest
      return child === undefined || child === none ? was : projected(child, was, index)
    })
    const isSame = out.length === items.length && out.every((is, index) => is === items[index])
    return isSame ? value : out
  })
}

/**
 * The schema of an item: by its place, in the form of 2020-12 or of draft-07, else that of all others. A tuple without
 * a word about the rest is closed, as an object is; undefined where nothing is said of items at all.
 */
function itemsAt(facet: JsonSchemaObject, index: number): JsonSchema | undefined {
  const { items, prefixItems, additionalItems, unevaluatedItems } = facet
  const tuple = (prefixItems ?? items) as JsonSchema[] | JsonSchema | undefined
  if (!Array.isArray(tuple)) return tuple ?? (unevaluatedItems as JsonSchema | undefined)
  if (index < tuple.length) return tuple[index]
  const rest = Array.isArray(items) ? additionalItems : items
  return (rest ?? unevaluatedItems ?? false) as JsonSchema
}

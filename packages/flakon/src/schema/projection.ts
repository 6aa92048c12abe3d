import type { Compiler } from './compiler.ts'
import { type Container, declaredBy, saysNothing, withoutCombinations } from './declared.ts'
import { closedObject, type Project, type Projected, uniformArray } from './generated.ts'
import { plainSchema } from './plain-schema.ts'
import { isSchemaObject, type JsonSchema, type JsonSchemaObject, resolveRef } from './subschema.ts'
import { chooser } from './union.ts'

/** Undefined where anything may be sent, `none` where nothing is declared. */
type Child = Projected | undefined | typeof none

const none = Symbol('not declared')

/** Combinations of branches that are kept ready; values with more of them are no type. */
const mostCombinations = 256

/**
 * Makes of an output schema the projection of its values: what the schema does not declare is left out, at any depth,
 * and nothing else changes. Compiled on first use.
 *
 * @param stringify - how the value will be written: what is sent decides which branch of a union it is
 */
export function createProjection(
  root: JsonSchema,
  compiler: Compiler,
  stringify: (value: unknown) => string = JSON.stringify,
): (value: unknown) => unknown {
  const plain = plainSchema(root)
  const node = new Document(plain, compiler, stringify).node([plain])
  return (value) => (node === undefined ? value : projected(node, value, ''))
}

function projected(node: Projected, value: unknown, key: string | number): unknown {
  const isContainer = typeof value === 'object' ? value !== null : typeof value === 'function'
  return isContainer ? node.project(value as object, key) : value
}

/** One schema document: its nodes, each made once. */
class Document {
  readonly #root: JsonSchema
  readonly #compiler: Compiler
  readonly #stringify: (value: unknown) => string
  /** Every branch of a union is declared, whatever the value. */
  readonly #isWhole: boolean
  #whole: Document | undefined
  readonly #nodes = new Map<string, Projected>()
  readonly #numbers = new Map<JsonSchema, number>()

  constructor(
    root: JsonSchema,
    compiler: Compiler,
    stringify: (value: unknown) => string,
    isWhole = false,
  ) {
    this.#root = root
    this.#compiler = compiler
    this.#stringify = stringify
    this.#isWhole = isWhole
  }

  /** The projection of what several schemas declare together; undefined where that is anything. */
  node(schemas: readonly JsonSchema[]): Projected | undefined {
    if (schemas.some(saysNothing)) return undefined
    const key = schemas.map((schema) => this.#numberOf(schema)).join()
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    const made = new Node(this, schemas)
    if (this.#nodes.size < mostCombinations * 16) this.#nodes.set(key, made)
    return made
  }

  #numberOf(schema: JsonSchema): number {
    const number = this.#numbers.get(schema) ?? this.#numbers.size
    this.#numbers.set(schema, number)
    return number
  }

  /** The check of a schema in this document. */
  check(schema: JsonSchema): (value: unknown) => unknown {
    return this.#compiler.branch(this.#root, schema)
  }

  /** The projection of one kind of container; what is another kind goes to `other`. */
  container(schemas: readonly JsonSchema[], container: Container, other: Project): Project {
    const resolve = (ref: string) => resolveRef(ref, this.#root, this.#compiler.shared)
    const declared = declaredBy(schemas, container, resolve, this.#isWhole)
    if (declared.isAnything) return ofContainer(container, other, (value) => value)
    const make = container === 'object' ? objectOf : arrayOf
    if (declared.choices.length === 0) return make(declared.facets, this, other)
    const choose = chooser(declared.choices, container, resolve, (branch) => this.check(branch))
    const own = declared.facets.map(withoutCombinations)
    const made = new Map<string, Project>()
    const combine = (satisfied: readonly JsonSchema[]): Project => {
      // A branch that says nothing opens nothing that others close.
      const told = satisfied.filter((branch) => !saysNothing(branch))
      const all = [...own, ...(own.length === 0 ? satisfied : told)]
      return all.length === 0 ? make([], this, other) : this.container(all, container, other)
    }
    return ofContainer(container, other, (value, name) => {
      const { key, satisfied } = choose(value, () => this.#sent(schemas, value, name))
      let project = made.get(key)
      if (project === undefined) {
        project = combine(satisfied)
        if (made.size === mostCombinations) made.clear()
        made.set(key, project)
      }
      return project(value, name)
    })
  }

  /** What could be sent of a value at most, as plain JSON: branches are about that, and not about what is left out. */
  #sent(schemas: readonly JsonSchema[], value: object, key: string | number): unknown {
    this.#whole ??= new Document(this.#root, this.#compiler, this.#stringify, true)
    const node = this.#whole.node(schemas)
    const most = node === undefined ? value : projected(node, value, key)
    return isJson(most) ? most : JSON.parse(this.#stringify(most))
  }
}

class Node implements Projected {
  readonly #document: Document
  readonly #schemas: readonly JsonSchema[]
  #object: Project | undefined
  #array: Project | undefined
  project: Project = (value, key) => this.#choose(value, key)

  constructor(document: Document, schemas: readonly JsonSchema[]) {
    this.#document = document
    this.#schemas = schemas
  }

  #choose(value: object, key: string | number): unknown {
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
      return this.#afterToJson(value as { toJSON(key: string): unknown }, key)
    }
    if (typeof value === 'function') return value
    if (Array.isArray(value)) {
      this.#array ??= this.#make('array')
      return this.#array(value, key)
    }
    this.#object ??= this.#make('object')
    return this.#object(value, key)
  }

  /** What comes first is taken for what comes mostly, and asked first from then on. */
  #make(container: Container): Project {
    const isFirst = this.#object === undefined && this.#array === undefined
    const other: Project = (value, key) => this.#choose(value, key)
    const made = this.#document.container(this.#schemas, container, other)
    if (isFirst) this.project = made
    return made
  }

  /** `JSON.stringify` calls `toJSON` once: what has none left is final, anything else is left to it. */
  #afterToJson(value: { toJSON(key: string): unknown }, key: string | number): unknown {
    if (value instanceof Date && value.toJSON === Date.prototype.toJSON) return value
    const made = value.toJSON(String(key))
    const again = typeof (made as { toJSON?: unknown } | null)?.toJSON === 'function'
    return projected(this, again ? { ...(made as object), toJSON: undefined } : made, key)
  }
}

/** Whether a value is its own JSON already: without dates, `toJSON`, holes and what JSON lacks. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) {
    return value === null || typeof value === 'string' || typeof value === 'boolean'
  }
  if (Array.isArray(value)) return value.every(isJson) && !('toJSON' in value)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return !('toJSON' in value) && Object.values(value).every(isJson)
}

/** What is no plain container of this kind goes to `other`. */
function ofContainer(container: Container, other: Project, project: Project): Project {
  return (value, key) => {
    const isKind = Array.isArray(value) === (container === 'array')
    const isPlain = typeof (value as { toJSON?: unknown }).toJSON !== 'function'
    return isKind && isPlain && typeof value === 'object' ? project(value, key) : other(value, key)
  }
}

function objectOf(
  facets: readonly JsonSchemaObject[],
  document: Document,
  other: Project,
): Project {
  const allowed = namesOf(facets, document)
  const isClosed = facets.every(
    ({ patternProperties, additionalProperties: rest, unevaluatedProperties: others }) =>
      patternProperties === undefined && !isDeclared(rest) && !isDeclared(others),
  )
  if (isClosed) {
    const names = new Set(
      facets.flatMap(({ properties = {} }) => Object.keys(properties as object)),
    )
    const children = [...names].map((name) => [name, childOf(name, facets, document)] as const)
    return closedObject(new Map(children as [string, Projected | undefined][]), other)
  }
  return ofContainer('object', other, (value) => {
    const entries: [string, unknown][] = []
    let isChanged = false
    for (const [name, was] of Object.entries(value)) {
      const child = childOf(name, facets.filter(allowed(name)), document)
      const is = child === undefined || child === none ? was : projected(child, was, name)
      if (child !== none) entries.push([name, is])
      isChanged ||= child === none || is !== was
    }
    return isChanged ? Object.fromEntries(entries) : value
  })
}

/** Which schemas take a name: `propertyNames` refuses some. */
function namesOf(facets: readonly JsonSchemaObject[], document: Document) {
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

function childOf(name: string, facets: readonly JsonSchemaObject[], document: Document): Child {
  const schemas: JsonSchema[] = []
  for (const facet of facets) {
    const {
      properties,
      patternProperties = {},
      additionalProperties,
      unevaluatedProperties,
    } = facet
    const own: JsonSchema[] = []
    if (isSchemaObject(properties) && Object.hasOwn(properties, name)) {
      own.push(properties[name] as JsonSchema)
    }
    for (const [pattern, schema] of Object.entries(patternProperties as object)) {
      if (new RegExp(pattern, 'u').test(name)) own.push(schema)
    }
    const rest = [additionalProperties, unevaluatedProperties].find(isDeclared)
    if (own.length === 0 && isDeclared(rest)) own.push(rest)
    schemas.push(...own)
  }
  return schemas.length === 0 ? none : document.node(schemas)
}

function arrayOf(facets: readonly JsonSchemaObject[], document: Document, other: Project): Project {
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
  if (length === 0 && rest !== none && rest !== undefined) return uniformArray(rest, other)
  const first = Array.from({ length }, (_, index) => childAt(index))
  return ofContainer('array', other, (value) => {
    const items = value as unknown[]
    const end = rest === none ? Math.min(length, items.length) : items.length
    const out = items.slice(0, end).map((was, index) => {
      const child = index < length ? first[index] : rest
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

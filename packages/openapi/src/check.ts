import type { Bundle } from './bundle.ts'
import {
  type DocumentFault,
  isNode,
  type LoadedDocument,
  type Node,
  type Operation,
} from './document.ts'
import { inside, placeOf, type Spot } from './position.ts'

/** What was found in a document, each fault of a place once, however often that is come by. */
export class Faults {
  readonly #all = new Map<string, DocumentFault>()

  get all(): readonly DocumentFault[] {
    return [...this.#all.values()]
  }

  error(code: string, spot: Spot, message: string): void {
    this.#add('error', code, spot, message)
  }

  /** Of what has been repaired in the one obvious way. */
  warn(code: string, spot: Spot, message: string): void {
    this.#add('warning', code, spot, message)
  }

  #add(grade: DocumentFault['grade'], code: string, spot: Spot, message: string): void {
    const place = placeOf(spot)
    const key = `${code} ${place.file}#${place.pointer}`
    if (!this.#all.has(key)) this.#all.set(key, { ...place, grade, code, message })
  }
}

/**
 * Faults as lines in the order of the files, each with file, line, column and pointer.
 * @example formatFaults(loaded) // ['openapi.yaml:12:7 #/paths/~1runs/get error unresolved_ref: "#/x" leads nowhere …']
 */
export function formatFaults(
  loaded: LoadedDocument,
  faults: readonly DocumentFault[] = loaded.faults,
): string[] {
  const files = new Map([...new Set(faults.map(({ file }) => file))].map((file, at) => [file, at]))
  const placed = faults.map((fault) => ({ ...fault, at: loaded.locate(fault) }))
  placed.sort(
    (one, other) =>
      (files.get(one.file) ?? 0) - (files.get(other.file) ?? 0) ||
      (one.at?.line ?? 0) - (other.at?.line ?? 0) ||
      (one.at?.column ?? 0) - (other.at?.column ?? 0),
  )
  return placed.map(({ file, pointer, grade, code, message, at }) => {
    const where = at === undefined ? file : `${file}:${at.line}:${at.column}`
    return `${where} #${pointer} ${grade} ${code}: ${message}`.trimStart()
  })
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** JSON Schema 2020-12, and what OpenAPI 3.1 makes of it. */
const dialects = /^https?:\/\/(?:json-schema\.org\/draft\/2020-12|spec\.openapis\.org\/oas\/3\.1)\//

/** What a document's schemas are written in, where it says so. */
export function checkDialect({ jsonSchemaDialect: said }: Node, root: Spot, faults: Faults): void {
  if (said === undefined || (typeof said === 'string' && dialects.test(said))) return
  const message = `schemas are written in ${shown(said)}: they are read as JSON Schema 2020-12`
  faults.warn('schema_dialect', inside(root, 'jsonSchemaDialect'), message)
}

/** An operation, its path as it is written, and its place there. */
export interface Found {
  readonly operation: Operation
  readonly written: string
  readonly spot: Spot
}

/** The operations that are mounted: of those on one route the first, which serves the others. */
export function checkRoutes(found: readonly Found[], faults: Faults): Operation[] {
  const ids = new Map<string, Operation>()
  const routes = new Map<string, { readonly operation: Operation; readonly serves: string[] }>()
  const mounted: Operation[] = []
  for (const { operation, written, spot } of found) {
    const { id, method, base, path } = operation
    const twin = ids.get(id)
    if (twin !== undefined) {
      const message = `"${id}" is the operationId of ${twin.method.toUpperCase()} ${twin.path} as well: each has its own`
      faults.error('duplicate_id', inside(spot, 'operationId'), message)
    }
    ids.set(id, twin ?? operation)
    const shape = `${method} ${base}${path.replaceAll(/\{[^{}]*\}/g, '{}')}`
    const first = routes.get(shape)
    if (first?.operation.path === path) {
      first.serves.push(id)
      const message = `${written} differs from the path of "${first.operation.id}" only after # or ?: it is served by that`
      faults.warn('path_tail', spot, message)
      continue
    }
    if (first !== undefined) {
      const message = `${written} and ${first.operation.path} match the same requests: name the parameters alike`
      faults.error('path_collision', spot, message)
    }
    const serves: string[] = []
    const own = { ...operation, serves }
    mounted.push(own)
    if (first === undefined) routes.set(shape, { operation: own, serves })
  }
  return mounted
}

/** The keywords whose schemas are for the same value as the schema that they stand in. */
const inPlace = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else']

/**
 * A schema with a discriminator may list the schemas that extend it by `allOf`, which by the letter would never end.
 * What is meant is inheritance, and that the discriminator says without the list.
 */
export function repairHeirs({ document, origins }: Bundle, faults: Faults): void {
  const schemas: Readonly<Record<string, Node>> = document.components.schemas ?? {}
  const extend = (child: unknown, name: string) => {
    const heir = isNode(child) && typeof child.$ref === 'string' ? child.$ref.split('/')[3] : ''
    const { allOf } = schemas[heir ?? ''] ?? {}
    const path = `#/components/schemas/${name}`
    return Array.isArray(allOf) && allOf.some((one) => isNode(one) && one.$ref === path)
  }
  for (const [name, schema] of Object.entries(schemas)) {
    if (!isNode(schema) || !isNode(schema.discriminator)) continue
    for (const word of ['oneOf', 'anyOf']) {
      const list = schema[word]
      const spot = origins.get(schema)
      if (!Array.isArray(list) || !list.every((one) => extend(one, name)) || !spot) continue
      delete (schema as Record<string, unknown>)[word]
      const message = `lists schemas that extend "${name}" by allOf: its discriminator says as much`
      faults.warn('listed_heirs', inside(spot, word), message)
    }
  }
}

/** Finds components that are themselves with nothing in between: their check would never end. */
export function checkEnds({ document, origins }: Bundle, faults: Faults): void {
  for (const [section, all] of Object.entries(document.components)) {
    if (!isNode(all)) continue
    const uses = new Map(Object.entries(all).map(([name, one]) => [name, usedBy(one, section)]))
    // What leads to a circle, and of that what is led to by one.
    const circles = endless(reversed(endless(uses)))
    for (const name of Object.keys(all)) {
      const spot = circles.has(name) ? origins.get(all[name] as object) : undefined
      if (spot === undefined) continue
      const message = `"${name}" is itself, with nothing in between: its check would never end`
      faults.error('circular_ref', spot, message)
    }
  }
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** What is left of a graph without the nodes from which every way ends. */
function endless(graph: Graph): Graph {
  const left = new Map([...graph].map(([name, used]) => [name, new Set(used)]))
  const users = reversed(graph)
  const ending = [...left].filter(([, used]) => used.size === 0).map(([name]) => name)
  for (const name of ending) {
    left.delete(name)
    for (const user of users.get(name) ?? []) {
      const used = left.get(user)
      if (used?.delete(name) && used.size === 0) ending.push(user)
    }
  }
  return left
}

function reversed(graph: Graph): Graph {
  const users = new Map<string, Set<string>>([...graph.keys()].map((name) => [name, new Set()]))
  for (const [name, used] of graph) for (const one of used) users.get(one)?.add(name)
  return users
}

function usedBy(one: unknown, section: string): Set<string> {
  const found = new Set<string>()
  const visit = (schema: unknown): void => {
    if (!isNode(schema)) return
    if (typeof schema.$ref === 'string') found.add(schema.$ref.split('/')[3] ?? '')
    if (section !== 'schemas') return
    for (const word of inPlace) {
      const inner = schema[word]
      if (Array.isArray(inner)) inner.forEach(visit)
      else visit(inner)
    }
    for (const inner of Object.values(
      isNode(schema.dependentSchemas) ? schema.dependentSchemas : {},
    ))
      visit(inner)
  }
  visit(one)
  return found
}

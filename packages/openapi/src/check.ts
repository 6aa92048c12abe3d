import {
  type DocumentFault,
  isNode,
  type LoadedDocument,
  type OpenApi,
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
 * Faults as lines, each with file, line, column and pointer.
 * @example formatFaults(loaded) // ['openapi.yaml:12:7 #/paths/~1runs/get error unresolved_ref: "#/x" leads nowhere …']
 */
export function formatFaults(
  loaded: LoadedDocument,
  faults: readonly DocumentFault[] = loaded.faults,
): string[] {
  return faults.map(({ file, pointer, grade, code, message }) => {
    const at = loaded.locate({ file, pointer })
    const where = at === undefined ? file : `${file}:${at.line}:${at.column}`
    return `${where} #${pointer} ${grade} ${code}: ${message}`.trimStart()
  })
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
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

/** Finds components that lead back to themselves without anything in between: their check would never end. */
export function checkEnds(
  { components }: OpenApi,
  spotOf: (component: unknown) => Spot | undefined,
  faults: Faults,
): void {
  for (const [section, all] of Object.entries(components)) {
    const uses = new Map<string, Set<string>>()
    for (const [name, one] of Object.entries(all)) uses.set(name, usedBy(one, section))
    // What uses nothing ends, and so does what uses nothing else; what is left leads to a circle.
    const users = new Map<string, string[]>()
    for (const [name, used] of uses) {
      for (const one of used) users.set(one, [...(users.get(one) ?? []), name])
    }
    const ending = [...uses].filter(([, used]) => used.size === 0).map(([name]) => name)
    for (const name of ending) {
      uses.delete(name)
      for (const user of users.get(name) ?? []) {
        const used = uses.get(user)
        if (used?.delete(name) && used.size === 0) ending.push(user)
      }
    }
    for (const name of uses.keys()) {
      const spot = spotOf(all[name])
      if (spot === undefined) continue
      const message = `"${name}" is, by way of references, itself with nothing in between: its check would never end`
      faults.error('circular_ref', spot, message)
    }
  }
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

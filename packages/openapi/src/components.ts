import { isNode, type Node } from './document.ts'
import { inside, type Spot } from './position.ts'
import { keyOf, type Target } from './refs.ts'

/** What an object of a document can be: one of those in the grammar, a schema, or text and plain objects. */
export type Kind = keyof typeof grammar | 'schema' | 'prose'

/** What a field holds: one of a kind, a list or a map of them; a map that is open has extensions as well. */
export interface Part {
  readonly kind: Kind
  readonly form: 'one' | 'list' | 'map' | 'open'
}

const valued = 'schema:schema content:mediaType{} examples:example{}'

/** The fields of OpenAPI 3.1 that hold something other than data. */
export const grammar = {
  document: fields(
    'info:prose servers:prose paths:pathItem{x} webhooks:pathItem{} security:prose tags:prose externalDocs:prose',
  ),
  components: fields(
    'schemas:schema{} responses:response{} parameters:parameter{} examples:example{} requestBodies:requestBody{} ' +
      'headers:header{} securitySchemes:securityScheme{} links:link{} callbacks:callback{} pathItems:pathItem{}',
  ),
  pathItem: fields(
    'parameters:parameter[] servers:prose get:operation put:operation post:operation delete:operation ' +
      'options:operation head:operation patch:operation trace:operation',
  ),
  operation: fields(
    'parameters:parameter[] requestBody:requestBody responses:response{x} callbacks:callback{} ' +
      'security:prose servers:prose tags:prose externalDocs:prose',
  ),
  parameter: fields(valued),
  header: fields(valued),
  requestBody: fields('content:mediaType{}'),
  mediaType: fields('schema:schema examples:example{} encoding:encoding{}'),
  encoding: fields('headers:header{}'),
  response: fields('headers:header{} content:mediaType{} links:link{}'),
  link: fields(''),
  example: fields(''),
  callback: fields(''),
  securityScheme: fields(''),
}

/** `field:kind`, `field:kind[]`, `field:kind{}` or `field:kind{x}` */
function fields(words: string): ReadonlyMap<string, Part> {
  const forms = { '': 'one', '[]': 'list', '{}': 'map', '{x}': 'open' } as const
  const all = [...words.matchAll(/(\w+):(\w+)(\[\]|\{x?\})?/g)]
  return new Map(
    all.map(([, name = '', kind, form = '']) => [
      name,
      { kind: kind as Kind, form: forms[form as keyof typeof forms] },
    ]),
  )
}

const item: Part = { kind: 'pathItem', form: 'one' }
const text: Part = { kind: 'prose', form: 'one' }

/** What a field of an object holds; undefined for data. */
export function fieldOf(kind: keyof typeof grammar, key: string): Part | undefined {
  const known = grammar[kind].get(key)
  if (known !== undefined) return known
  if (kind === 'callback') return key.startsWith('x-') ? undefined : item
  return key === 'description' || key === 'summary' ? text : undefined
}

/** Where components of a kind lie, of those that a reference can lead to. */
export const sections = new Map<Kind, string>()
for (const [section, { kind }] of grammar.components) {
  if (kind !== 'securityScheme' && kind !== 'pathItem') sections.set(kind, section)
}

/** Where Swagger 2.0 has its components. */
const swaggerSections = [
  ['definitions', 'schemas', 'schema'],
  ['parameters', 'parameters', 'parameter'],
  ['responses', 'responses', 'response'],
  ['securityDefinitions', 'securitySchemes', 'securityScheme'],
] as const

/** A place for components in a document. */
export interface Shelf {
  readonly section: string
  readonly kind: Kind
  readonly spot: Spot
  readonly value: unknown
}

/** Where a document has components of its own. */
export function shelvesOf(root: Node, spot: Spot): Shelf[] {
  if (spot.file.dialect === '2.0') {
    return swaggerSections.map(([field, section, kind]) => ({
      section,
      kind,
      spot: inside(spot, field),
      value: root[field],
    }))
  }
  const { components } = root
  if (!isNode(components)) return []
  const at = inside(spot, 'components')
  return [...grammar.components].map(([section, { kind }]) => ({
    section,
    kind,
    spot: inside(at, section),
    value: components[section],
  }))
}

/** What a document has beside its components. */
export function extensionsOf(components: unknown): Node {
  if (!isNode(components)) return {}
  return Object.fromEntries(Object.entries(components).filter(([word]) => word.startsWith('x-')))
}

/** A component that is to be made. */
export interface Entry {
  readonly kind: Kind
  readonly section: string
  readonly name: string
  readonly target: Target
}

/** The components of the document in the making: one for each target of a reference, with a name of its own. */
export class Components {
  /** In the order in which they were named; those added while one goes through it come last. */
  readonly entries: Entry[] = []
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()

  /** The name that a target has, or is given. */
  nameOf(kind: Kind, section: string, target: Target): string {
    return this.known(section, target) ?? this.add(kind, section, wordFor(target), target)
  }

  known(section: string, target: Target): string | undefined {
    return this.#names.get(`${section} ${keyOf(target)}`)
  }

  has(section: string, name: string): boolean {
    return this.#taken.has(`${section} ${name}`)
  }

  /** Another way to write what is known already. */
  alias(section: string, target: Target, name: string): void {
    this.#names.set(`${section} ${keyOf(target)}`, name)
  }

  /** Names have only letters, digits, `.`, `-` and `_` (OpenAPI 3.1 section 4.8.7.1). */
  add(kind: Kind, section: string, wanted: string, target: Target): string {
    const word = wanted.replaceAll(/[^A-Za-z0-9._-]+/g, '_').replaceAll(/^_+(?=.)|_+$/g, '') || kind
    let name = safe(wanted) ? wanted : word
    for (let count = 2; this.has(section, name); count++) name = `${word}_${count}`
    this.#taken.add(`${section} ${name}`)
    this.alias(section, target, name)
    this.entries.push({ kind, section, name, target })
    return name
  }
}

function safe(name: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(name)
}

/** The last word of the way to a target. */
function wordFor({ spot }: Target): string {
  if (spot.up !== undefined) return spot.key
  return /([^/\\]*?)(?:\.\w+)?$/.exec(spot.file.url)?.[1] ?? ''
}

/**
 * An object whose members are called by statuses. V8 keeps a place for each number up to the highest, 5 kB for a `503`,
 * until one is too far from the others.
 */
export function byStatus<T>(
  entries: Iterable<readonly [status: string, value: T]>,
): Record<string, T> {
  const out: Record<string, T | undefined> = {}
  out[9999] = undefined
  delete out[9999]
  for (const [status, value] of entries) out[status] = value
  return out as Record<string, T>
}

/** Sets a member, which may be called `__proto__`. */
export function set(out: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') out[key] = value
  else
    Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true })
}

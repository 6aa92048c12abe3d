import { type Faults, shown } from './check.ts'
import { isNode, type Node, type OpenApi } from './document.ts'
import { inside, pointerOf, type Spot, top } from './position.ts'
import { keyOf, type References, scoped, type Target } from './refs.ts'
import type { SourceFile } from './source.ts'
import { type Keyword, keywords, upgrade } from './upgrade.ts'

/** What an object of a document can be: one of those in the grammar, a schema, or text and plain objects. */
export type Kind = keyof typeof grammar | 'schema' | 'prose'
type Output = Record<string, unknown>

/** What a field holds: one of a kind, a list or a map of them. */
interface Part {
  readonly kind: Kind
  readonly form: 'one' | 'list' | 'map'
}

const value = 'schema:schema content:mediaType{} examples:example{}'

/** The fields of OpenAPI 3.1 that hold something other than data, as `field:kind`, `field:kind[]` or `field:kind{}`. */
const grammar = {
  document: fields(
    'info:prose servers:prose paths:pathItem{} webhooks:pathItem{} security:prose tags:prose externalDocs:prose',
  ),
  components: fields(
    'schemas:schema responses:response parameters:parameter examples:example requestBodies:requestBody ' +
      'headers:header securitySchemes:securityScheme links:link callbacks:callback pathItems:pathItem',
  ),
  pathItem: fields(
    'parameters:parameter[] servers:prose get:operation put:operation post:operation delete:operation ' +
      'options:operation head:operation patch:operation trace:operation',
  ),
  operation: fields(
    'parameters:parameter[] requestBody:requestBody responses:response{} callbacks:callback{} ' +
      'security:prose servers:prose tags:prose',
  ),
  parameter: fields(value),
  header: fields(value),
  requestBody: fields('content:mediaType{}'),
  mediaType: fields('schema:schema examples:example{} encoding:encoding{}'),
  encoding: fields('headers:header{}'),
  response: fields('headers:header{} content:mediaType{} links:link{}'),
  link: fields(''),
  example: fields(''),
  callback: fields(''),
  securityScheme: fields(''),
}

function fields(words: string): ReadonlyMap<string, Part> {
  const pairs = words.split(' ').map((word) => word.split(':') as [string, string])
  return new Map(pairs.map(([name, kind = '']) => [name, part(kind)]))
}

function part(word: string): Part {
  const form = word.endsWith('[]') ? 'list' : word.endsWith('{}') ? 'map' : 'one'
  return { kind: word.replace(/\W+$/, '') as Kind, form }
}

/** Where the components of a kind lie, of those that a reference can lead to. */
const sections = new Map<Kind, string>()
for (const [section, { kind }] of grammar.components) {
  if (kind !== 'securityScheme' && kind !== 'pathItem') sections.set(kind, section)
}

/** A document in one piece, and where the parts of it that can have faults were written. */
export interface Bundle {
  readonly document: OpenApi
  readonly origins: ReadonlyMap<object, Spot>
}

/**
 * Brings a document into one piece: goes through it once, knowing of each object what it is, so that data is left alone,
 * and makes a component of whatever a reference leads to.
 */
export class Bundler {
  readonly #faults: Faults
  readonly #refs: References
  readonly #origins = new Map<object, Spot>()
  readonly #components = new Map<string, Map<string, unknown>>()
  /** The names of components, by section and target. */
  readonly #names = new Map<string, string>()
  readonly #queue: { kind: Kind; section: string; name: string; target: Target }[] = []
  /** What stands in place of references that have no place in OpenAPI; undefined while it is made. */
  readonly #inlined = new Map<string, unknown>()

  constructor(refs: References, faults: Faults) {
    this.#refs = refs
    this.#faults = faults
  }

  bundle(file: SourceFile): Bundle {
    const spot = top(file)
    const root = file.value as Node
    this.#claim(root.components, inside(spot, 'components'), file)
    const { components: _, ...rest } = root
    const document = this.walk('document', rest, spot) as Output
    for (const { kind, section, name, target } of this.#queue) {
      this.#components.get(section)?.set(name, this.walk(kind, target.value, target.spot) ?? {})
    }
    const components = [...this.#components].map(([section, all]) => [
      section,
      Object.fromEntries([...all].filter(([, one]) => one !== undefined)),
    ])
    document.components = Object.fromEntries(components)
    return { document: document as unknown as OpenApi, origins: this.#origins }
  }

  /** The document's own components keep their names. */
  #claim(components: unknown, spot: Spot, file: SourceFile): void {
    if (!isNode(components)) return
    for (const [section, { kind }] of grammar.components) {
      const all = components[section]
      if (!isNode(all)) continue
      for (const name of Object.keys(all)) {
        const target = { value: all[name], spot: inside(inside(spot, section), name) }
        const safe = this.#enter(kind, section, name, target)
        void safe
      }
    }
    void file
  }

  #enter(kind: Kind, section: string, wanted: string, target: Target): string {
    const taken = this.#components.get(section) ?? new Map<string, unknown>()
    this.#components.set(section, taken)
    const word = wanted.replaceAll(/[^A-Za-z0-9._-]+/g, '_') || kind
    let name = word
    for (let count = 2; taken.has(name); count++) name = `${word}_${count}`
    taken.set(name, undefined)
    this.#names.set(`${section} ${keyOf(target)}`, name)
    this.#queue.push({ kind, section, name, target })
    return name
  }

  /** The output for an object that is of a kind; undefined where it cannot be one. */
  walk(kind: Kind, raw: unknown, spot: Spot): unknown {
    if (kind === 'schema') return this.#schema(raw, spot)
    if (kind === 'prose') return this.#prose(raw, spot)
    if (!isNode(raw)) {
      this.#faults.error('structure', spot, `${shown(raw)} stands where an object is expected`)
      return undefined
    }
    if (typeof raw.$ref === 'string') return this.#reference(kind, raw, raw.$ref, spot)
    const out: Output = {}
    for (const key of Object.keys(raw)) {
      const field = grammar[kind].get(key) ?? otherField(kind, key)
      const one = field === undefined ? raw[key] : this.#part(field, raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    this.#origins.set(out, spot)
    return out
  }

  #part({ kind, form }: Part, raw: unknown, spot: Spot): unknown {
    if (form === 'one') return this.walk(kind, raw, spot)
    if (form === 'list') {
      if (!Array.isArray(raw)) return this.#wrong(spot, raw, 'a list')
      const all = raw.map((one, index) => this.walk(kind, one, inside(spot, index)))
      return all.filter((one) => one !== undefined)
    }
    if (!isNode(raw)) return this.#wrong(spot, raw, 'an object')
    const out: Output = {}
    for (const key of Object.keys(raw)) {
      const isExtension = key.startsWith('x-') && (kind === 'pathItem' || kind === 'response')
      const one = isExtension ? raw[key] : this.walk(kind, raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    return out
  }

  #wrong(spot: Spot, raw: unknown, expected: string): undefined {
    this.#faults.error('structure', spot, `${shown(raw)} stands where ${expected} is expected`)
  }

  #reference(kind: Kind, raw: Node, ref: string, spot: Spot): unknown {
    const section = sections.get(kind)
    if (section === undefined) return this.#inline(kind, raw, ref, spot)
    const path = this.#pathTo(kind, section, ref, inside(spot, '$ref'))
    if (path === undefined) return undefined
    const { summary, description } = raw
    return {
      $ref: path,
      ...(summary === undefined ? {} : { summary }),
      ...(description === undefined ? {} : { description }),
    }
  }

  #pathTo(kind: Kind, section: string, ref: string, spot: Spot): string | undefined {
    const target = this.#refs.resolve(ref, spot)
    if (target === undefined) return undefined
    const known = this.#names.get(`${section} ${keyOf(target)}`)
    const name = known ?? this.#enter(kind, section, wordFor(target), target)
    return `#/components/${section}/${name}`
  }

  /** Puts what a reference leads to in its place, where OpenAPI 3.1 has none for it. */
  #inline(kind: Kind, raw: Node, ref: string, spot: Spot): unknown {
    const at = inside(spot, '$ref')
    if (kind !== 'pathItem' && kind !== 'securityScheme') {
      this.#faults.warn(
        'misplaced_ref',
        at,
        'a $ref has no place here, what it leads to takes its place',
      )
    }
    const target = this.#refs.resolve(ref, at)
    if (target === undefined) return undefined
    const key = `${kind} ${keyOf(target)}`
    if (!this.#inlined.has(key)) {
      this.#inlined.set(key, undefined)
      this.#inlined.set(key, this.walk(kind, target.value, target.spot))
    }
    const found = this.#inlined.get(key)
    const { $ref: _, ...beside } = raw
    if (kind !== 'pathItem' || Object.keys(beside).length === 0 || !isNode(found)) return found
    const merged = { ...found, ...(this.walk(kind, beside, spot) as Node) }
    this.#origins.set(merged, spot)
    return merged
  }

  #prose(raw: unknown, spot: Spot): unknown {
    if (Array.isArray(raw)) return raw.map((one, index) => this.#prose(one, inside(spot, index)))
    if (!isNode(raw)) return raw
    if (typeof raw.$ref === 'string') return this.#inline('prose', raw, raw.$ref, spot)
    const out: Output = {}
    for (const key of Object.keys(raw)) {
      const one = key.startsWith('x-') ? raw[key] : this.#prose(raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    return out
  }

  #schema(raw: unknown, spot: Spot): unknown {
    if (typeof raw === 'boolean') return raw
    if (!isNode(raw)) return this.#wrong(spot, raw, 'a schema')
    const here = typeof raw.$id === 'string' ? scoped(raw, spot) : spot
    const out: Output = {}
    let isOld = false
    for (const key of Object.keys(raw)) {
      const keyword = keywords.get(key)
      if (keyword === undefined) {
        set(out, key, raw[key])
        continue
      }
      const one = this.#keyword(keyword, key, raw[key], here)
      if (one === undefined) continue
      set(out, key === '$dynamicRef' ? '$ref' : key, one)
      if (keyword.old?.(one)) isOld = true
    }
    return isOld ? upgrade(out, raw, here, this.#faults) : out
  }

  #keyword({ holds, check }: Keyword, key: string, raw: unknown, around: Spot): unknown {
    if (holds === 'nothing') return undefined
    const spot = inside(around, key)
    const expected = check?.(raw)
    if (expected !== undefined) return this.#wrong(spot, raw, expected)
    if (holds === undefined) return raw
    if (holds === 'ref') return this.#pathTo('schema', 'schemas', raw as string, spot)
    if (holds === 'discriminator') return this.#discriminator(raw, spot)
    if (holds === 'list' || (holds === 'items' && Array.isArray(raw))) {
      return this.#part({ kind: 'schema', form: 'list' }, raw, spot)
    }
    if (holds === 'map') return this.#part({ kind: 'schema', form: 'map' }, raw, spot)
    return this.#schema(raw, spot)
  }

  #discriminator(raw: unknown, spot: Spot): unknown {
    if (typeof raw === 'string') return { propertyName: raw }
    if (!isNode(raw) || !isNode(raw.mapping)) return raw
    const at = inside(spot, 'mapping')
    const entries = Object.entries(raw.mapping).map(([name, target]) => {
      if (typeof target !== 'string') return [name, target]
      const isName = this.#components.get('schemas')?.has(target) === true
      const ref = isName ? `#/components/schemas/${target}` : target
      return [name, this.#pathTo('schema', 'schemas', ref, inside(at, name))]
    })
    return { ...raw, mapping: Object.fromEntries(entries.filter(([, one]) => one !== undefined)) }
  }
}

const items: Part = { kind: 'pathItem', form: 'one' }
const text: Part = { kind: 'prose', form: 'one' }

function otherField(kind: Kind, key: string): Part | undefined {
  if (kind === 'callback' && !key.startsWith('x-')) return items
  return key === 'description' || key === 'summary' ? text : undefined
}

/** The last word of the way to a target. */
function wordFor({ spot }: Target): string {
  if (spot.up !== undefined) return spot.key
  return /([^/\\]*?)(?:\.\w+)?$/.exec(spot.file.url)?.[1] ?? pointerOf(spot)
}

/** A key may be called `__proto__`. */
function set(out: Output, key: string, one: unknown): void {
  if (key !== '__proto__') out[key] = one
  else
    Object.defineProperty(out, key, {
      value: one,
      enumerable: true,
      writable: true,
      configurable: true,
    })
}

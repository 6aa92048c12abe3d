import { type Faults, shown } from './check.ts'
import {
  byStatus,
  Components,
  extensionsOf,
  fieldOf,
  type grammar,
  type Kind,
  type Part,
  sections,
  set,
  shelvesOf,
} from './components.ts'
import { isNode, type Node, type OpenApi } from './document.ts'
import { tellMisspelt } from './misspelt.ts'
import { inside, type Spot, top } from './position.ts'
import { keyOf, type References, type Target } from './refs.ts'
import type { SourceFile } from './source.ts'
import { Swagger, type Walk } from './swagger.ts'
import { Schemas } from './upgrade.ts'

type Output = Record<string, unknown>
const making = Symbol('making')

/** A document in one piece, and where the parts of it that can have faults were written. */
export interface Bundle {
  readonly document: OpenApi
  /** Of each object that is no schema; of schemas, of those that are components. */
  readonly origins: ReadonlyMap<object, Spot>
}

/**
 * Brings a document into one piece: goes through it once, knowing of each object what it is, so that data is left alone,
 * and makes a component of whatever a reference leads to.
 */
export class Bundler {
  readonly #faults: Faults
  readonly #refs: References
  readonly #root: SourceFile
  readonly #swagger: Swagger
  readonly #schemas: Schemas
  readonly #origins = new Map<object, Spot>()
  readonly #components = new Components()
  /** What stands in place of references that have no place in OpenAPI; `making` until it is made. */
  readonly #inlined = new Map<string, unknown>()

  constructor(root: SourceFile, refs: References, faults: Faults) {
    this.#root = root
    this.#refs = refs
    this.#faults = faults
    const walk: Walk = {
      walk: (kind, raw, spot) => this.#walk(kind, raw, spot),
      fields: (kind, raw, spot) => this.#fields(kind, raw, spot),
      follow: (target) => refs.follow(target),
    }
    this.#swagger = new Swagger(root.value, walk)
    this.#schemas = new Schemas({
      faults,
      pathTo: (ref, spot) => this.#pathTo('schema', 'schemas', ref, spot),
      isComponent: (name) => this.#components.has('schemas', name),
      isAmbiguous: (ref, spot) => refs.isAmbiguous(ref, spot),
      part: (part, raw, spot) => this.#part(part, raw, spot),
    })
  }

  bundle(): Bundle {
    const spot = top(this.#root)
    const root = isNode(this.#root.value) ? this.#root.value : {}
    this.#claim(root, spot)
    const { components, ...rest } = root
    const { openapi, swagger: _, ...document } = (this.#walk('document', rest, spot) ?? {}) as Node
    const made = new Map<string, [string, unknown][]>()
    for (const { kind, section, name, target } of this.#components.entries) {
      const found = this.#walk(kind, target.value, target.spot)
      // What is no schema is told; references to it have to lead somewhere all the same.
      const one = found ?? (kind === 'schema' ? {} : undefined)
      if (one === undefined) continue
      if (isNode(one)) this.#origins.set(one, target.spot)
      const all = made.get(section) ?? []
      made.set(section, all)
      all.push([name, one])
    }
    const all = [...made].map(([section, entries]) => [section, Object.fromEntries(entries)])
    const isModern = this.#root.dialect === '3.1' && typeof openapi === 'string'
    const bundled = {
      openapi: isModern ? openapi : '3.1.0',
      ...document,
      components: { ...extensionsOf(components), ...Object.fromEntries(all) },
    }
    return { document: bundled as unknown as OpenApi, origins: this.#origins }
  }

  /** The document's own components keep their names. One that only refers to another file is what stands there. */
  #claim(root: Node, spot: Spot): void {
    for (const { section, kind, spot: at, value } of shelvesOf(root, spot)) {
      const shelf = this.#followed({ value, spot: at })
      if (!isNode(shelf.value)) {
        if (shelf.value !== undefined) this.#wrong(shelf.spot, shelf.value, 'an object')
        continue
      }
      for (const name of Object.keys(shelf.value)) {
        const own = { value: shelf.value[name], spot: inside(shelf.spot, name) }
        const isOld = spot.file.dialect === '2.0' && kind === 'parameter'
        if (isOld && this.#swagger.isBody(own)) continue
        const target = this.#elsewhere(kind, section, own) ?? own
        const given = this.#components.add(kind, section, name, target)
        if (target !== own) this.#components.alias(section, own, given)
        if (given === name) continue
        const message = `"${name}" cannot be the name of a component, which has letters, digits, ".", "-" and "_" only; it is called "${given}"`
        this.#faults.warn('component_name', own.spot, message)
      }
    }
  }

  /** What stands in another file, where a component is nothing but a reference to that. */
  #elsewhere(kind: Kind, section: string, { value, spot }: Target): Target | undefined {
    if (!isNode(value) || typeof value.$ref !== 'string' || Object.keys(value).length > 1) return
    if (!sections.has(kind) || value.$ref.startsWith('#')) return undefined
    const target = this.#refs.resolve(value.$ref, inside(spot, '$ref'))
    const isNew = target !== undefined && this.#components.known(section, target) === undefined
    return isNew && target.spot.file !== this.#root ? target : undefined
  }

  /** A value, or what it refers to where there is no place for a reference. */
  #followed(target: Target): Target {
    const { value, spot } = target
    if (!isNode(value) || typeof value.$ref !== 'string') return target
    const at = inside(spot, '$ref')
    this.#misplaced(at)
    return this.#refs.resolve(value.$ref, at) ?? { value: undefined, spot }
  }

  /** The output for an object of a kind; undefined where it is none. */
  #walk(kind: Kind, raw: unknown, spot: Spot): unknown {
    if (kind === 'schema') return this.#schemas.read(raw, spot)
    if (kind === 'prose') return this.#prose(raw, spot)
    if (!isNode(raw)) return this.#wrong(spot, raw, 'an object')
    if (typeof raw.$ref === 'string') return this.#reference(kind, raw, raw.$ref, spot)
    const converted =
      spot.file.dialect === '2.0' ? this.#swagger.convert(kind, raw, spot) : undefined
    const out = converted ?? this.#fields(kind, raw, spot)
    this.#origins.set(out, spot)
    return out
  }

  #fields(kind: keyof typeof grammar, raw: Node, spot: Spot): Output {
    const out: Output = {}
    for (const key of Object.keys(raw)) {
      const field = fieldOf(kind, key)
      if (field === undefined) tellMisspelt(kind, key, spot, this.#faults)
      const one = field === undefined ? raw[key] : this.#part(field, raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    return out
  }

  #part(part: Part, raw: unknown, spot: Spot): unknown {
    const { kind, form } = part
    if (form === 'one') return this.#walk(kind, raw, spot)
    if (isNode(raw) && typeof raw.$ref === 'string') {
      return this.#inline(`${kind}${form}`, raw, spot, (target) =>
        this.#part(part, target.value, target.spot),
      )
    }
    if (form === 'list') {
      if (!Array.isArray(raw)) return this.#wrong(spot, raw, 'a list')
      const all = raw.map((one, index) => this.#walk(kind, one, inside(spot, index)))
      return all.filter((one) => one !== undefined)
    }
    if (!isNode(raw)) return this.#wrong(spot, raw, 'an object')
    const out: Output = kind === 'response' ? byStatus([]) : {}
    for (const key of Object.keys(raw)) {
      const isData = form === 'open' && key.startsWith('x-')
      const one = isData ? raw[key] : this.#walk(kind, raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    return out
  }

  #wrong(spot: Spot, raw: unknown, expected: string): undefined {
    this.#faults.error('structure', spot, `${shown(raw)} stands where ${expected} is expected`)
  }

  #reference(kind: Kind, raw: Node, ref: string, spot: Spot): unknown {
    const section = sections.get(kind)
    if (section === undefined) {
      return this.#inline(kind, raw, spot, (target) => this.#walk(kind, target.value, target.spot))
    }
    const $ref = this.#pathTo(kind, section, ref, inside(spot, '$ref'))
    if ($ref === undefined) return undefined
    const out: Output = { $ref }
    for (const word of Object.keys(raw)) {
      if (word === 'summary' || word === 'description') out[word] = raw[word]
      else if (word !== '$ref' && !word.startsWith('x-')) {
        this.#faults.warn('ref_siblings', spot, `beside a $ref "${word}" is ignored`)
      }
    }
    return out
  }

  #pathTo(kind: Kind, section: string, ref: string, spot: Spot): string | undefined {
    const target = this.#refs.resolve(ref, spot)
    if (target === undefined) return undefined
    return `#/components/${section}/${this.#components.nameOf(kind, section, target)}`
  }

  /** Puts what a reference leads to in its place, where OpenAPI 3.1 has none for it. */
  #inline(word: string, raw: Node, spot: Spot, make: (target: Target) => unknown): unknown {
    const { $ref, ...beside } = raw
    const at = inside(spot, '$ref')
    if (word !== 'pathItem' && word !== 'securityScheme') this.#misplaced(at)
    const target = this.#refs.resolve($ref as string, at)
    if (target === undefined) return undefined
    const key = `${word} ${keyOf(target)}`
    if (!this.#inlined.has(key)) {
      this.#inlined.set(key, making)
      this.#inlined.set(key, make(target))
    }
    const found = this.#inlined.get(key)
    if (found === making) {
      this.#faults.error('circular_ref', at, `"${$ref}" leads back to where it stands`)
      return undefined
    }
    if (Object.keys(beside).length === 0 || !isNode(found)) return found
    const merged = { ...found, ...(make({ value: beside, spot }) as Node) }
    this.#origins.set(merged, spot)
    return merged
  }

  #misplaced(spot: Spot): void {
    const message = 'a $ref has no place here: what it leads to is put in its place'
    this.#faults.warn('misplaced_ref', spot, message)
  }

  /** Texts and plain objects, in which a reference has no place. */
  #prose(raw: unknown, spot: Spot): unknown {
    if (Array.isArray(raw)) return raw.map((one, index) => this.#prose(one, inside(spot, index)))
    if (!isNode(raw)) return raw
    if (typeof raw.$ref === 'string') {
      return this.#inline('prose', raw, spot, (target) => this.#prose(target.value, target.spot))
    }
    const out: Output = {}
    for (const key of Object.keys(raw)) {
      const one = key.startsWith('x-') ? raw[key] : this.#prose(raw[key], inside(spot, key))
      if (one !== undefined) set(out, key, one)
    }
    return out
  }
}

import { absolute, plainSchema, withoutInnerIds } from './plain-schema.ts'
import {
  everySchema,
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  mapSchema,
  pointersOf,
  resolveRef,
} from './subschema.ts'

/** What a reference leads to, and the document that it stands in. */
export interface Led {
  readonly target: unknown
  readonly document: JsonSchema
}

/** A document, and the schema in it that has an id. */
interface Identified {
  readonly start: JsonSchemaObject
  readonly document: JsonSchemaObject
}

const scheme = 'shared:'

/** What most schemas have of everything: thousands of empty maps would be a megabyte. */
const none: ReadonlyMap<string, never> = new Map<string, never>()

/** Words that say nothing about a value; what they hold may look like a schema to Ajv. */
const noteWords = new Set([
  ...['$anchor', '$comment', 'title', 'description', 'default', 'example', 'examples'],
  ...['deprecated', 'externalDocs', 'xml'],
])
/** And what a document says of itself. */
const ownWords = new Set([...noteWords, '$id', '$schema'])

/**
 * The schemas that others refer to by their `$id`, as one context of an app knows them: looked up one by one, since
 * there may be thousands. Each that is met gets a key; the form of a schema has keys in place of ids, so that it means
 * the same wherever it is read.
 */
export class SharedSchemas {
  readonly #find: (id: string) => unknown
  readonly #all: () => readonly unknown[]
  readonly #keys = new Map<JsonSchemaObject, string>()
  readonly #documents = new Map<string, JsonSchemaObject>()
  readonly #documentForms = new Map<string, JsonSchema>()
  readonly #forms = new WeakMap<JsonSchemaObject, JsonSchema>()
  readonly #outward = new WeakMap<JsonSchemaObject, ReadonlyMap<string, Led | undefined>>()
  readonly #places = new WeakMap<object, string>()
  readonly #seen = new Set<JsonSchemaObject>()
  #isWhole = true
  #inner: ReadonlyMap<string, Identified> = new Map()

  /**
   * @param find - the schema with this `$id`
   * @param all - asked for an id that `find` does not know: a schema inside one of them may have it
   */
  constructor(find: (id: string) => unknown, all: () => readonly unknown[]) {
    this.#find = find
    this.#all = all
  }

  static of(schemas: readonly JsonSchema[]): SharedSchemas {
    const byId = new Map(schemas.map((one) => [isSchemaObject(one) ? one.$id : undefined, one]))
    return new SharedSchemas(
      (id) => byId.get(id),
      () => schemas,
    )
  }

  /** What a reference of `root` leads to; undefined where that is nowhere. RFC 6901, RFC 3986. */
  follow(ref: string, root: JsonSchema): Led | undefined {
    const [id = '', fragment = ''] = ref.split('#')
    const found = id === '' ? { start: root, document: root } : this.#identified(id, root)
    if (found === undefined) return undefined
    const target = resolveRef(`#${fragment}`, found.start)
    return target === undefined ? undefined : { target, document: found.document }
  }

  /** The documents that a schema refers to itself, by reference; undefined for what leads nowhere. */
  outward(schema: JsonSchema): ReadonlyMap<string, Led | undefined> {
    if (!isSchemaObject(schema)) return none
    const known = this.#outward.get(schema)
    if (known !== undefined) return known
    const plain = withoutInnerIds(schema)
    const led = new Map<string, Led | undefined>()
    for (const { $ref } of everySchema(plain)) {
      if (typeof $ref !== 'string' || $ref.startsWith('#') || led.has($ref)) continue
      const one = this.follow($ref, plain)
      if (one?.document !== plain) led.set($ref, one)
    }
    this.#outward.set(schema, led.size === 0 ? none : led)
    return led
  }

  /** Whether a schema refers to others; one that does not means the same everywhere. */
  refersOut(schema: JsonSchema): boolean {
    return [...this.outward(schema).values()].some((led) => led !== undefined)
  }

  /** Whether all that these lead to is known here, too; where something is missing once, nothing is. */
  knows(ids: readonly string[]): boolean {
    const queue: unknown[] = ids.map((id) => this.#find(id))
    for (const one of queue) {
      if (!isSchemaObject(one) || this.#seen.has(one)) continue
      this.#seen.add(one)
      for (const led of this.outward(one).values()) {
        this.#isWhole &&= led !== undefined
        queue.push(led?.document)
      }
    }
    return this.#isWhole
  }

  /** The same schema without what Ajv trips over, and with keys in place of ids. */
  form(root: JsonSchema): JsonSchema {
    if (!isSchemaObject(root)) return root
    if (!this.refersOut(root)) return plainSchema(root)
    const known = this.#forms.get(root)
    if (known !== undefined) return known
    const made = this.#withKeys(root)
    this.#forms.set(root, made)
    return made
  }

  /** What a reference of a form leads to. */
  resolve(ref: string, root: JsonSchema): unknown {
    if (!isKeyed(ref)) return this.follow(ref, root)?.target
    const [key = '', fragment = ''] = ref.split('#')
    const form = this.#documentForm(key)
    return form === undefined ? undefined : resolveRef(`#${fragment}`, form)
  }

  /** The keyed reference to a part of a shared form that `resolve` has led into. */
  placeOf(part: JsonSchema): string | undefined {
    return isSchemaObject(part) ? this.#places.get(part) : undefined
  }

  #documentForm(key: string): JsonSchema | undefined {
    const known = this.#documentForms.get(key)
    const document = this.#documents.get(key)
    if (known !== undefined || document === undefined) return known
    const made = this.#withKeys(document, key)
    this.#documentForms.set(key, made)
    for (const [part, pointer] of pointersOf(made)) this.#places.set(part, refTo(key, pointer))
    return made
  }

  /** Of a document that has a key itself the references inside are by key, too. */
  #withKeys(root: JsonSchemaObject, key?: string): JsonSchema {
    const plain = plainSchema(root)
    return mapSchema(plain, (schema, original) => {
      const { $ref } = schema
      const led = typeof $ref === 'string' ? { $ref: this.#keyed($ref, plain, key) } : {}
      if (key === undefined) return { ...schema, ...led }
      const own = original === plain ? ownWords : noteWords
      const kept = Object.entries(schema).filter(([word]) => !own.has(word))
      return { ...Object.fromEntries(kept), ...led }
    })
  }

  #keyed(ref: string, root: JsonSchema, own: string | undefined): string {
    const [id = '', fragment = ''] = ref.split('#')
    const found = id === '' ? { start: root, document: root } : this.#identified(id, root)
    if (found === undefined || (found.document === root && own === undefined)) return ref
    const key = found.document === root ? own : this.#keyOf(found.document as JsonSchemaObject)
    const isPointer = fragment === '' || fragment.startsWith('/')
    const start = isPointer ? found.start : resolveRef(`#${fragment}`, found.start)
    const place = start === found.document ? '' : pointersOf(found.document).get(start as object)
    return refTo(key ?? '', (place ?? '') + (isPointer ? fragment : ''))
  }

  #keyOf(document: JsonSchemaObject): string {
    const known = this.#keys.get(document)
    if (known !== undefined) return known
    const key = `${scheme}${this.#keys.size}`
    this.#keys.set(document, key)
    this.#documents.set(key, document)
    return key
  }

  #identified(id: string, root: JsonSchema) {
    const own = idsOf(root)
    const base = baseOf(root)
    const inside = own.get(id) ?? own.get(absolute(id, base))
    if (inside !== undefined) return { start: inside, document: root }
    const shared = this.#find(id) ?? this.#find(`${id}#`) ?? this.#find(absolute(id, base))
    if (isSchemaObject(shared)) return { start: shared, document: shared }
    const name = absolute(id, base)
    const known = this.#inner.get(name)
    if (known !== undefined) return known
    this.#inner = innerIds(this.#all())
    return this.#inner.get(name)
  }
}

/** Whether a reference is one of a form. */
export function isKeyed(ref: unknown): ref is string {
  return typeof ref === 'string' && ref.startsWith(scheme)
}

function refTo(key: string, pointer: string): string {
  return pointer === '' ? key : `${key}#${pointer}`
}

function baseOf(root: JsonSchema): string {
  const { $id } = isSchemaObject(root) ? root : {}
  return typeof $id === 'string' ? absolute($id, 'flakon:///') : 'flakon:///'
}

const ids = new WeakMap<JsonSchemaObject, ReadonlyMap<string, JsonSchemaObject>>()

/** The schemas of a document that have an id of their own, by what they are called and by the URI that this makes. */
function idsOf(root: JsonSchema): ReadonlyMap<string, JsonSchemaObject> {
  if (!isSchemaObject(root)) return none
  const known = ids.get(root)
  if (known !== undefined) return known
  const base = baseOf(root)
  const found = new Map<string, JsonSchemaObject>()
  for (const schema of everySchema(root)) {
    const { $id } = schema
    if (typeof $id !== 'string') continue
    found.set($id, schema)
    found.set(absolute($id, base), schema)
  }
  ids.set(root, found.size === 0 ? none : found)
  return found
}

function innerIds(documents: readonly unknown[]): ReadonlyMap<string, Identified> {
  const inner = new Map<string, Identified>()
  for (const document of documents) {
    if (!isSchemaObject(document)) continue
    for (const [id, start] of idsOf(document)) inner.set(id, { start, document })
  }
  return inner
}

import type { Led, SharedSchemas } from '../schema/shared-schemas.ts'
import {
  everySchema,
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  mapSchema,
  withModernTuple,
} from '../schema/subschema.ts'

/** Whether a schema says what comes in or what goes out. */
export type Side = 'input' | 'output'

/** Where a schema stands, for the names of what has none of its own. */
export interface Place {
  readonly blueprint: string
  readonly operationId: string
}

/** A schema that is to be shared under one name. */
interface Shared {
  readonly schema: JsonSchemaObject
  readonly root: JsonSchema
  /** Its content, by which two of one name are told apart. */
  readonly text: string
  readonly sides: Set<Side>
  readonly blueprint: string
}

/** Names that a library numbers through change with every other schema. */
const numbered = /^[a-z]+\d+$/
const dropped = new Set(['$schema', '$id', 'id', '$defs', 'definitions', '$anchor'])

/**
 * The schemas of a document, shared ones once under `#/components/schemas`, by `$id` or title. First every schema is
 * collected, since names depend on all of them; then each can be shown.
 */
export class Components {
  /** By document, what its references to others lead to. */
  readonly #scopes = new Map<JsonSchema, SharedSchemas>()
  readonly #wanted = new Map<string, Shared[]>()
  readonly #known = new Map<JsonSchemaObject, Shared>()
  readonly #names = new Map<JsonSchemaObject, string>()
  readonly #taken = new Set<string>()
  readonly #collected = new Set<string>()
  readonly #documents = new Map<JsonSchema, number>()

  collect(root: JsonSchema, side: Side, place: Place, shared: SharedSchemas): void {
    if (!this.#scopes.has(root)) this.#scopes.set(root, shared)
    const number = this.#documents.get(root) ?? this.#documents.size
    this.#documents.set(root, number)
    // Shared schemas may refer to each other in a circle.
    if (this.#collected.has(`${number} ${side}`)) return
    this.#collected.add(`${number} ${side}`)
    for (const schema of everySchema(root)) {
      const own = nameOf(schema)
      if (own !== undefined) this.#add(own, schema, root, side, place)
      const { $ref } = schema
      if (typeof $ref !== 'string') continue
      const { target, document } = this.follow($ref, root)
      if (!isSchemaObject(target)) continue
      const last = decodeURIComponent($ref.split(/[/#]/).filter(Boolean).at(-1) ?? '')
      const name = nameOf(target) ?? (isName(last) ? last : `${place.operationId}_schema`)
      this.#add(name, target, document, side, place)
      if (document !== root) this.collect(document, side, place, shared)
    }
  }

  /** A schema as the document shows it: a reference where it is shared. */
  show(root: JsonSchema, from = root): JsonSchema {
    if (this.#names.size === 0) this.#nameAll()
    return this.#copy(from, root)
  }

  /** `components.schemas`, in the order of their names. */
  schemas(): Record<string, unknown> {
    if (this.#names.size === 0) this.#nameAll()
    const shown = new Map<string, unknown>()
    for (const { schema, root } of this.#known.values()) {
      const name = this.#names.get(schema) as string
      if (!shown.has(name)) shown.set(name, this.#copy(schema, root, schema))
    }
    return Object.fromEntries([...shown].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  /** What a reference of a schema leads to, and the document that it stands in. */
  follow(ref: string, root: JsonSchema): Led {
    return this.#scopes.get(root)?.follow(ref, root) ?? { target: undefined, document: root }
  }

  #add(
    name: string,
    schema: JsonSchemaObject,
    root: JsonSchema,
    side: Side,
    { blueprint }: Place,
  ): void {
    const known = this.#known.get(schema)
    if (known !== undefined) {
      known.sides.add(side)
      return
    }
    const own = JSON.stringify(schema)
    const defs = isSchemaObject(root) ? (root.$defs ?? root.definitions) : undefined
    const text = own.includes('"#/') ? own + JSON.stringify(defs) : own
    const shared = { schema, root, text, sides: new Set([side]), blueprint }
    this.#known.set(schema, shared)
    this.#wanted.set(name, [...(this.#wanted.get(name) ?? []), shared])
  }

  /** One name a content: `User`; `UserInput` for what comes in where that differs; then by the blueprint. */
  #nameAll(): void {
    for (const [name, all] of this.#wanted) {
      const contents = new Map<string, Shared[]>()
      for (const one of all) contents.set(one.text, [...(contents.get(one.text) ?? []), one])
      const isOutput = (some: readonly Shared[]) => some.some(({ sides }) => sides.has('output'))
      const ordered = [...contents.values()].sort(
        (a, b) => Number(isOutput(b)) - Number(isOutput(a)),
      )
      const hasOutput = ordered[0] !== undefined && isOutput(ordered[0])
      ordered.forEach((same, index) => {
        const isInput = hasOutput && !isOutput(same)
        const first = isInput ? `${name}Input` : name
        const second = `${same[0]?.blueprint.replaceAll('.', '_')}_${first}`
        const free = this.#free(index === 0 ? [name] : [first, second])
        this.#taken.add(free)
        for (const { schema } of same) this.#names.set(schema, free)
      })
    }
  }

  #free(candidates: readonly string[]): string {
    const free = candidates.find((name) => !this.#taken.has(name))
    if (free !== undefined) return free
    let number = 2
    while (this.#taken.has(`${candidates.at(-1)}${number}`)) number += 1
    return `${candidates.at(-1)}${number}`
  }

  /** A copy in the words of 2020-12, with references to what is shared; `top` itself is shown in full. */
  #copy(schema: JsonSchema, root: JsonSchema, top?: JsonSchema): JsonSchema {
    return mapSchema(schema, (copy, original) => {
      const name = original === top ? undefined : this.#names.get(original)
      if (name !== undefined) return reference(name)
      const { $ref } = original
      if (typeof $ref !== 'string') return modern(copy)
      const { target } = this.follow($ref, root)
      if (typeof target === 'boolean') {
        const { $ref: _, ...rest } = modern(copy)
        return target ? rest : { ...rest, not: {} }
      }
      const led = isSchemaObject(target) ? this.#names.get(target) : undefined
      return led === undefined ? modern(copy) : { ...modern(copy), ...reference(led) }
    })
  }
}

function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

/** The name that a schema gives itself: an `$id`, or a title that is a word and not a sentence. */
function nameOf({ $id, title, type, anyOf, oneOf, enum: values }: JsonSchemaObject) {
  if (typeof $id === 'string' && isName($id)) return $id
  const isStructure = type === 'object' || (anyOf ?? oneOf ?? values) !== undefined
  return typeof title === 'string' && isStructure && isName(title) ? title : undefined
}

function isName(word: string): boolean {
  return /^[A-Za-z][\w.-]*$/.test(word) && !numbered.test(word)
}

/** Without what only the file of a schema needs, and tuples and dependencies in the form of 2020-12. */
function modern(schema: JsonSchemaObject): JsonSchemaObject {
  const kept = Object.fromEntries(Object.entries(schema).filter(([word]) => !dropped.has(word)))
  return withModernTuple(withoutDependencies(kept))
}

function withoutDependencies(schema: JsonSchemaObject): JsonSchemaObject {
  const { dependencies, ...rest } = schema
  if (!isSchemaObject(dependencies)) return schema
  const all = Object.entries(dependencies)
  const lists = Object.fromEntries(all.filter(([, one]) => Array.isArray(one)))
  const schemas = Object.fromEntries(all.filter(([, one]) => !Array.isArray(one)))
  return {
    ...rest,
    ...(Object.keys(lists).length === 0 ? {} : { dependentRequired: lists }),
    ...(Object.keys(schemas).length === 0 ? {} : { dependentSchemas: schemas }),
  }
}

import type { Compiler } from './compiler.ts'
import { arrayOf, type Nodes, objectOf, ofContainer, projected } from './containers.ts'
import { type Container, declaredBy, saysNothing, withoutCombinations } from './declared.ts'
import type { Project, Projected } from './generated.ts'
import { isKeyed } from './shared-schemas.ts'
import { isSchemaObject, type JsonSchema } from './subschema.ts'
import { chooser } from './union.ts'

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
  const form = compiler.shared.form(root)
  const node = new Document(form, compiler, stringify).node([form])
  return (value) => (node === undefined ? value : projected(node, value, ''))
}

/** The nodes of shared schemas, for all views of an app that write their answers alike. */
const common = new WeakMap<Compiler, Map<(value: unknown) => string, Document>>()

/** One schema document: its nodes, each made once. */
class Document implements Nodes {
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
    const led = schemas.map((schema) => this.#led(schema))
    if (led.some(saysNothing)) return undefined
    const shared = this.#sharedDocument(led)
    return shared === undefined ? this.#own(led) : shared.#own(led)
  }

  /** A reference and nothing else is what it leads to. */
  #led(schema: JsonSchema): JsonSchema {
    const isOnlyRef = isSchemaObject(schema) && Object.keys(schema).length === 1
    if (!isOnlyRef || !isKeyed(schema.$ref)) return schema
    const target = this.#compiler.shared.resolve(schema.$ref, this.#root)
    return isSchemaObject(target) ? target : schema
  }

  /** What shared schemas say means the same in every document. */
  #sharedDocument(schemas: readonly JsonSchema[]): Document | undefined {
    const { shared } = this.#compiler
    if (!schemas.every((one) => shared.placeOf(one) !== undefined)) return undefined
    const documents = common.get(this.#compiler) ?? new Map()
    const known = documents.get(this.#stringify)
    const made = known ?? new Document(true, this.#compiler, this.#stringify)
    common.set(this.#compiler, documents.set(this.#stringify, made))
    return this.#isWhole ? made.#wholeOne() : made
  }

  #wholeOne(): Document {
    this.#whole ??= new Document(this.#root, this.#compiler, this.#stringify, true)
    return this.#whole
  }

  #own(schemas: readonly JsonSchema[]): Projected {
    const key = schemas.map((schema) => this.#numberOf(schema)).join()
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    const made = new Node(this, schemas)
    // Of shared schemas there are as many as there are; combinations could become many more.
    const isBounded = this.#root === true && schemas.length === 1
    if (isBounded || this.#nodes.size < mostCombinations * 16) this.#nodes.set(key, made)
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
    const resolve = (ref: string) => this.#compiler.shared.resolve(ref, this.#root)
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
    const node = this.#wholeOne().node(schemas)
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

import type { Compiler } from './compiler.ts'
import { arrayOf, type Nodes, namedIn, objectOf, ofContainer, projected } from './containers.ts'
import {
  type Container,
  canHold,
  declaredBy,
  saysNothing,
  withoutCombinations,
} from './declared.ts'
import type { Project, Projected } from './generated.ts'
import { Node, type NodeMaker } from './node.ts'
import { isKeyed } from './shared-schemas.ts'
import { isSchemaObject, type JsonSchema } from './subschema.ts'
import { type Choice, type Chooser, chooser } from './union.ts'

/** Combinations of branches that are kept ready; values with more of them are no type. */
const mostCombinations = 256

/** Combinations inside of combinations that are prepared: a union may hold itself. */
const deepestPrepared = 4

/** What is sent of a value. */
export interface Projection {
  (value: unknown): unknown
  /** Makes, one a step, what it will need; else a value does that, when it first needs it. */
  steps(): Iterable<unknown>
}

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
): Projection {
  const form = compiler.shared.form(root)
  const document = new Document(form, compiler, stringify)
  const node = document.node([form])
  const project = (value: unknown) => (node === undefined ? value : projected(node, value, ''))
  return Object.assign(project, { steps: () => document.steps() })
}

/** The nodes of shared schemas, for all views of an app that write their answers alike. */
const common = new WeakMap<Compiler, Map<(value: unknown) => string, Document>>()

/** One schema document: its nodes, each made once. */
class Document implements Nodes, NodeMaker {
  readonly #root: JsonSchema
  readonly #compiler: Compiler
  readonly #stringify: (value: unknown) => string
  /** Every branch of a union is declared, whatever the value. */
  readonly #isWhole: boolean
  #whole: Document | undefined
  /** By schema, or by the numbers of several; made when needed, since most documents lead to shared ones at once. */
  #nodes: Map<JsonSchema | string, Projected> | undefined
  #numbers: Map<JsonSchema, number> | undefined
  /** The nodes that are kept, and how many of them are prepared. */
  readonly #kept: Node[] = []
  #prepared = 0
  /** Unions that were met while something is prepared, and how deep in others. */
  readonly #unions: Iterator<unknown>[] = []
  #depth = 0

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

  /** Makes, one a step, what values will need of all nodes that are kept. */
  *steps(): Generator<void> {
    for (;;) {
      const node = this.#kept[this.#prepared]
      const union = this.#unions.at(-1)
      if (node !== undefined) {
        this.#prepared += 1
        this.#at(1, () => node.prepare())
      } else if (union === undefined) break
      else if (union.next().done) this.#unions.splice(this.#unions.indexOf(union), 1)
      yield
    }
    if (this.#whole !== undefined) yield* this.#whole.steps()
    const shared = common.get(this.#compiler)?.get(this.#stringify)
    if (shared !== undefined && this.#root !== true) yield* shared.steps()
  }

  /** Runs something that makes containers, whose unions are prepared as well. */
  #at(depth: number, run: () => void): void {
    this.#depth = depth
    try {
      run()
    } finally {
      this.#depth = 0
    }
  }

  #wholeOne(): Document {
    this.#whole ??= new Document(this.#root, this.#compiler, this.#stringify, true)
    return this.#whole
  }

  #own(schemas: readonly JsonSchema[]): Projected {
    const [only = true, ...others] = schemas
    const key = others.length === 0 ? only : schemas.map((one) => this.#numberOf(one)).join()
    this.#nodes ??= new Map()
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    const made = new Node(this, schemas)
    // Of shared schemas there are as many as there are; combinations could become many more.
    const isBounded = this.#root === true && schemas.length === 1
    if (isBounded || this.#nodes.size < mostCombinations * 16) {
      this.#nodes.set(key, made)
      this.#kept.push(made)
    }
    return made
  }

  #numberOf(schema: JsonSchema): number {
    this.#numbers ??= new Map()
    const number = this.#numbers.get(schema) ?? this.#numbers.size
    this.#numbers.set(schema, number)
    return number
  }

  /** The check of a schema in this document. */
  check(schema: JsonSchema): (value: unknown) => unknown {
    return this.#compiler.branch(this.#root, schema)
  }

  /** The projection of one kind of container; what is another kind goes to `other`. */
  container(
    schemas: readonly JsonSchema[],
    container: Container,
    other: Project,
    first?: object,
  ): Project {
    const resolve = (ref: string) => this.#resolve(ref)
    const declared = declaredBy(schemas, container, resolve, this.#isWhole)
    if (declared.isAnything) return ofContainer(container, other, (value) => value)
    const make = container === 'object' ? objectOf : arrayOf
    if (declared.choices.length === 0) return make(declared.facets, this, other, first)
    const own = declared.facets.map(withoutCombinations)
    const known = new Set(own.flatMap(namedIn))
    const check = (branch: JsonSchema) => this.check(branch)
    const union = chooser(declared.choices, known, container, resolve, check)
    const made = new Map<string, Project>()
    const projectOf = ({ key, satisfied }: Choice, value?: object): Project => {
      const done = made.get(key)
      if (done !== undefined) return done
      // A branch that says nothing opens nothing that others close.
      const told = satisfied.filter((branch) => !saysNothing(branch))
      const all = [...own, ...(own.length === 0 ? satisfied : told)]
      const project =
        all.length === 0 ? make([], this, other) : this.container(all, container, other, value)
      if (made.size === mostCombinations) made.clear()
      made.set(key, project)
      return project
    }
    if (this.#depth > 0 && this.#depth < deepestPrepared) {
      this.#unions.push(this.#preparing(union, schemas, projectOf, this.#depth + 1))
    }
    return ofContainer(container, other, (value, name) => {
      const choice = union.choose(value, () => this.#sent(schemas, value, name))
      return projectOf(choice, value)(value, name)
    })
  }

  *#preparing(
    union: Chooser,
    schemas: readonly JsonSchema[],
    projectOf: (choice: Choice) => Project,
    depth: number,
  ): Generator<void> {
    if (union.asks) this.#wholeOne().node(schemas)
    let count = 0
    for (const choice of union.prepare()) {
      count += 1
      if (choice !== undefined && count < mostCombinations) this.#at(depth, () => projectOf(choice))
      yield
    }
  }

  /** Whether a value of this kind can satisfy all of some schemas. */
  canHold(schemas: readonly JsonSchema[], container: Container): boolean {
    return schemas.every((one) => canHold(one, container, (ref) => this.#resolve(ref)))
  }

  #resolve(ref: string): unknown {
    return this.#compiler.shared.resolve(ref, this.#root)
  }

  /** What could be sent of a value at most, as plain JSON: branches are about that, and not about what is left out. */
  #sent(schemas: readonly JsonSchema[], value: object, key: string | number): unknown {
    const node = this.#wholeOne().node(schemas)
    const most = node === undefined ? value : projected(node, value, key)
    return isJson(most) ? most : JSON.parse(this.#stringify(most))
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

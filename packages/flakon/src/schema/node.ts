import { projected } from './containers.ts'
import type { Container } from './declared.ts'
import type { Project, Projected } from './generated.ts'
import { isSchemaObject, type JsonSchema } from './subschema.ts'

/** What makes the projections of a node. */
export interface NodeMaker {
  /**
   * The projection of one kind of container; what is another kind goes to `other`.
   *
   * @param first - what it will project first, where that is known
   */
  container(
    schemas: readonly JsonSchema[],
    container: Container,
    other: Project,
    first?: object,
  ): Project
  /** Whether a value of this kind can satisfy all of some schemas. */
  canHold(schemas: readonly JsonSchema[], container: Container): boolean
}

/** The projection of what some schemas declare together: of each kind of container one, made on its first value. */
export class Node implements Projected {
  readonly #maker: NodeMaker
  readonly #schemas: readonly JsonSchema[]
  #object: Project | undefined
  #array: Project | undefined
  #isMade = false
  project: Project = (value, key) => this.#choose(value, key)

  constructor(maker: NodeMaker, schemas: readonly JsonSchema[]) {
    this.#maker = maker
    this.#schemas = schemas
  }

  get scalar(): string | undefined {
    const [schema] = this.#schemas
    const type = isSchemaObject(schema) ? schema.type : undefined
    if (type === 'integer' || type === 'number') return 'number'
    return type === 'string' || type === 'boolean' ? type : undefined
  }

  /** Makes what values of the kinds that the schemas allow will need. */
  prepare(): void {
    if (this.#maker.canHold(this.#schemas, 'object')) this.#object ??= this.#make('object')
    if (this.#maker.canHold(this.#schemas, 'array')) this.#array ??= this.#make('array')
  }

  meet(first: unknown): void {
    const isPlain = typeof first === 'object' && first !== null && !('toJSON' in first)
    if (this.#isMade || !isPlain) return
    if (Array.isArray(first)) this.#array = this.#make('array', first)
    else this.#object = this.#make('object', first)
  }

  #choose(value: object, key: string | number): unknown {
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
      return this.#afterToJson(value as { toJSON(key: string): unknown }, key)
    }
    if (typeof value === 'function') return value
    if (Array.isArray(value)) {
      this.#array ??= this.#make('array', value)
      return this.#array(value, key)
    }
    this.#object ??= this.#make('object', value)
    return this.#object(value, key)
  }

  /** What comes first is taken for what comes mostly, and asked first from then on. */
  #make(container: Container, first?: object): Project {
    const isFirst = !this.#isMade
    // Told before, since a schema may lead back to itself.
    this.#isMade = true
    const other: Project = (value, key) => this.#choose(value, key)
    const made = this.#maker.container(this.#schemas, container, other, first)
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

import type { ErrorObject } from 'ajv'
import { opened, pointerTo } from './branch.ts'
import {
  alone,
  type Check,
  type Dialect,
  Engine,
  engineIn,
  needsAll,
  plainEngine,
} from './engine.ts'
import { leadsToRecursiveUnion } from './recursion.ts'
import { isKeyed, SharedSchemas } from './shared-schemas.ts'
import { checkForm, dialectOf, isPlain, strayRef } from './soundness.ts'
import {
  everySchema,
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  mapSchema,
  misspelt,
  withModernTuple,
} from './subschema.ts'

export type { Check, ErrorObject }

/** Whether a check stops at the first fault. */
type Extent = 'first' | 'all'
/** What is compiled: a schema as it is, or whatever else the value holds than it lists. */
type Form = Extent | 'open'

/** Numbers of the roots that stay with an Ajv. */
const roots = { next: 1 }

/**
 * Compiles JSON Schemas, draft-07 and 2020-12, on first use, and remembers them by their identity.
 */
export class Compiler {
  readonly shared: SharedSchemas
  readonly #engines = new Map<string, Engine>()
  readonly #checks = {
    first: new WeakMap<object, Check>(),
    all: new WeakMap<object, Check>(),
    open: new WeakMap<object, Check>(),
  }
  readonly #passed = new WeakSet<object>()
  readonly #visited = new Set<JsonSchema>()
  readonly #recursive = new WeakMap<object, boolean>()
  readonly #roots = new WeakMap<object, string>()

  /** @param shared - schemas that others refer to by their `$id` */
  constructor(shared: SharedSchemas | readonly JsonSchema[] = []) {
    this.shared = shared instanceof SharedSchemas ? shared : SharedSchemas.of(shared)
  }

  /** @throws Error when the schema is no valid schema or a `$ref` in it leads nowhere */
  check(schema: JsonSchema): void {
    if (typeof schema === 'boolean' || this.#passed.has(schema)) return
    checkForm(schema)
    this.#visit(schema)
    if (!isPlain(schema, this.shared)) this.#tryOut(schema)
    this.#passed.add(schema)
  }

  /** What is probably not meant in a schema that somebody wrote by hand, a sentence each. */
  doubts(schema: JsonSchema): string[] {
    if (!isSchemaObject(schema)) return []
    const { formats } = plainEngine(dialectOf(schema)).ajv
    return everySchema(schema).flatMap((one) => {
      const { format } = one
      const isUnchecked = typeof format === 'string' && !Object.hasOwn(formats, format)
      const unknown = isUnchecked
        ? [`the format "${format}" is not known, so it is not checked`]
        : []
      return [...unknown, ...misspelt(one)]
    })
  }

  /** The check of a schema whether or not a value has more properties than it lists. */
  compileOpen(schema: JsonSchema): Check {
    return this.#compile(schema, 'open')
  }

  /** The check of a schema, made on first use. */
  compile(schema: JsonSchema, extent: Extent): Check {
    return this.#compile(schema, extent)
  }

  /** Compiles, one a step, what shared schemas the compiled ones lead to; a value may never come to them. */
  *rest(): Generator<string> {
    for (const engine of this.#engines.values()) yield* engine.rest()
  }

  /**
   * How much of what is wrong with a value can be told in reasonable time. In a union that holds itself every level
   * doubles what there is to tell, so the first thing is all.
   */
  extentOf(schema: JsonSchema): Extent {
    const form = this.shared.form(schema)
    if (!isSchemaObject(form)) return 'all'
    const resolve = (ref: string) => this.shared.resolve(ref, form)
    return leadsToRecursiveUnion(form, resolve, this.#recursive) ? 'first' : 'all'
  }

  /**
   * The check of a schema inside the form of another one, whether or not the value has more properties than it lists.
   */
  branch(root: JsonSchema, branch: JsonSchema): Check {
    if (!isSchemaObject(branch)) return this.#compile(branch, 'open')
    const place = onlyRef(branch) ?? this.shared.placeOf(branch)
    if (place !== undefined) return this.#engineOf(root, 'open', true).at(place)
    if (!isSchemaObject(root)) throw new Error('a branch is no part of its schema')
    const engine = this.#engineOf(
      root,
      'open',
      everySchema(root).some(({ $ref }) => isKeyed($ref)),
    )
    // Ajv compiles the whole of a root before a part of it, so the root stays with it.
    let id = this.#roots.get(root)
    if (id === undefined) {
      id = `flakon-answer-${roots.next}`
      roots.next += 1
      engine.meetAll(root)
      engine.ajv.addSchema({ ...(opened(root) as object), $id: id }, id)
      this.#roots.set(root, id)
    }
    return engine.ajv.compile({ $ref: `${id}${pointerTo(branch, root)}` })
  }

  #compile(schema: JsonSchema, form: Form): Check {
    const key = typeof schema === 'boolean' ? (schema ? everything : nothing) : schema
    const known = this.#checks[form].get(key)
    if (known !== undefined) return known
    const given = this.shared.form(key)
    const engine = this.#engineOf(key, form, this.shared.refersOut(key))
    const ref = onlyRef(given)
    const made =
      ref === undefined ? engine.compile(form === 'open' ? opened(given) : given) : engine.at(ref)
    this.#checks[form].set(key, made)
    return made
  }

  #engineOf(schema: JsonSchema, form: Form, refersOut: boolean, full = needsAll(schema)): Engine {
    const dialect = dialectOf(schema)
    return engineIn(refersOut ? this.#engines : alone, `${dialect} ${form} ${full}`, () => {
      const kind = { dialect, full, allErrors: form === 'all', refersOut }
      const read = (ref: string) => shapeOf(this.shared.resolve(ref, true), form, dialect)
      const other = () => this.#engineOf(true, form, true, true)
      return new Engine(kind, read, refersOut && !full ? other : undefined)
    })
  }

  /** Looks once at every shared schema that a schema leads to, near or far. */
  #visit(schema: JsonSchema): void {
    const queue = [schema]
    const odd: [string, JsonSchemaObject][] = []
    for (const one of queue) {
      for (const [ref, led] of this.shared.outward(one)) {
        const document = led?.document
        if (!isSchemaObject(document) || this.#visited.has(document)) continue
        this.#visited.add(document)
        within(ref, () => checkForm(document))
        if (!isPlain(document, this.shared)) odd.push([ref, document])
        queue.push(document)
      }
    }
    for (const [ref, document] of odd) within(ref, () => this.#tryOut(document))
  }

  #tryOut(schema: JsonSchemaObject): void {
    try {
      this.#compile(schema, 'first')
    } catch (error) {
      const ref = strayRef(schema, this.shared)
      const isStray = error instanceof Error && error.message.includes('resolve')
      if (ref === undefined || !isStray) throw error
      const hint = '; a shared schema is added with app.addSchema() before the views are declared'
      throw new Error(`the reference "${ref}" leads nowhere${ref.startsWith('#') ? '' : hint}`, {
        cause: error,
      })
    }
  }
}

function within(ref: string, run: () => void): void {
  try {
    run()
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new Error(`the shared schema "${ref.split('#')[0]}": ${reason}`, { cause: error })
  }
}

/** The keyed reference that a schema consists of. */
function onlyRef(form: JsonSchema): string | undefined {
  if (!isSchemaObject(form) || Object.keys(form).length !== 1) return undefined
  return isKeyed(form.$ref) ? form.$ref : undefined
}

/** A shared schema as one engine wants it. */
function shapeOf(schema: unknown, form: Form, dialect: Dialect): JsonSchema {
  const shape = form === 'open' ? opened(schema as JsonSchema) : (schema as JsonSchema)
  const isOld = everySchema(shape).some(({ items }) => Array.isArray(items))
  return isOld && dialect === '2020-12' ? mapSchema(shape, withModernTuple) : shape
}

const everything = {}
const nothing = { not: {} }

import { createRequire } from 'node:module'
import type { Ajv as AjvClass, AnySchema, ErrorObject, Options, ValidateFunction } from 'ajv'
import { opened, pointerTo } from './branch.ts'
import { plainSchema } from './plain-schema.ts'
import {
  everySchema,
  isRecursiveUnion,
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  misspelt,
  resolveRef,
  withAbsoluteRefs,
} from './subschema.ts'

/** A compiled check: true, or false with what it found in `errors`. */
export type Check = ValidateFunction
export type { ErrorObject }

type Dialect = 'draft-07' | '2020-12'
/** Whether a check stops at the first fault: what a hostile body must not decide. */
type Extent = 'first' | 'all'

// Only a service with schemas pays for loading Ajv and its meta-schemas.
const require = createRequire(import.meta.url)

const options: Options = {
  // Libraries write keywords, formats and tuples that the strict mode refuses.
  strict: false,
  // Done by `check`, once a schema.
  validateSchema: false,
  // `toString` is no property of `{}`.
  ownProperties: true,
  logger: false,
}

/** Keywords with which Ajv may fail although the meta-schema has passed. */
const surprising = ['$id', '$anchor', '$dynamicRef', '$dynamicAnchor', '$recursiveRef', 'nullable']

/**
 * Compiles JSON Schemas, draft-07 and 2020-12, on first use, and remembers them by their identity.
 */
export class Compiler {
  /** Schemas that others refer to by their `$id`. */
  readonly shared: readonly JsonSchema[]
  /** The same as they were given. */
  readonly given: readonly JsonSchema[]
  readonly #ajv = new Map<string, AjvClass>()
  readonly #checks = { first: new WeakMap<object, Check>(), all: new WeakMap<object, Check>() }
  readonly #passed = new WeakSet<object>()
  readonly #opened = new WeakMap<object, JsonSchema>()
  readonly #extents = new WeakMap<object, Extent>()
  readonly #roots = new WeakMap<object, string>()
  readonly #counter = { next: 1 }
  #open: Compiler | undefined

  constructor(shared: readonly JsonSchema[] = []) {
    this.given = shared
    this.shared = shared.map(withAbsoluteRefs)
  }

  /** @throws Error when the schema is no valid schema or a `$ref` in it leads nowhere */
  check(schema: JsonSchema): void {
    if (typeof schema === 'boolean' || this.#passed.has(schema)) return
    const ajv = this.#ajvOf(dialectOf(schema), 'first')
    if (!ajv.validateSchema(schema as AnySchema)) {
      const [error] = ajv.errors ?? []
      const allowed = error?.params.allowedValues?.join(', ')
      const words = allowed === undefined ? error?.message : `must be one of ${allowed}`
      throw new Error(`${error?.instancePath || 'it'} ${words}`)
    }
    everySchema(schema).forEach(checkPatterns)
    if (!isPlain(schema)) this.#checkReferences(schema)
    this.#passed.add(schema)
  }

  /** What is probably not meant in a schema that somebody wrote by hand, a sentence each. */
  doubts(schema: JsonSchema): string[] {
    if (!isSchemaObject(schema)) return []
    const { formats } = this.#ajvOf(dialectOf(schema), 'first')
    return everySchema(schema).flatMap((one) => {
      const { format } = one
      const isUnchecked = typeof format === 'string' && !Object.hasOwn(formats, format)
      const unknown = isUnchecked
        ? [`the format "${format}" is not known, so it is not checked`]
        : []
      return [...unknown, ...misspelt(one)]
    })
  }

  #checkReferences(schema: JsonSchema): void {
    try {
      this.compile(schema, 'first')
    } catch (error) {
      const { message } = error as Error
      const hint = 'a shared schema is added with app.addSchema() before the views are declared'
      throw new Error(message.includes('resolve') ? `${message}; ${hint}` : message, {
        cause: error,
      })
    }
  }

  /** The check of a schema whether or not a value has more properties than it lists. */
  compileOpen(schema: JsonSchema): Check {
    const known = this.#opened.get(schema as object)
    const open = known ?? opened(schema)
    if (isSchemaObject(schema)) this.#opened.set(schema, open)
    return this.compile(open, 'first')
  }

  /** The check of a schema, made on first use. */
  compile(schema: JsonSchema, extent: Extent): Check {
    const key = typeof schema === 'boolean' ? (schema ? everything : nothing) : schema
    const known = this.#checks[extent].get(key)
    if (known !== undefined) return known
    const ajv = this.#ajvOf(dialectOf(schema), extent)
    const given = this.#withoutSharedId(plainSchema(key)) as AnySchema
    try {
      const check = ajv.compile(given)
      this.#checks[extent].set(key, check)
      return check
    } finally {
      // Ajv would keep every schema for ever, and refuse another one with the same `$id`.
      ajv.removeSchema(given)
    }
  }

  /**
   * How much of what is wrong with a value can be told in reasonable time. In a union that holds itself every level
   * doubles what there is to tell, so the first thing is all.
   */
  extentOf(schema: JsonSchema): Extent {
    if (!isSchemaObject(schema)) return 'all'
    const known = this.#extents.get(schema)
    if (known !== undefined) return known
    const extent = isRecursiveUnion(schema, this.shared) ? 'first' : 'all'
    this.#extents.set(schema, extent)
    return extent
  }

  /** A shared schema may be used as it is. */
  #withoutSharedId(schema: JsonSchema): JsonSchema {
    if (!isSchemaObject(schema) || !this.#isShared(schema.$id)) return schema
    const { $id, ...rest } = schema
    return rest
  }

  #isShared(id: unknown): boolean {
    return this.shared.some((one) => isSchemaObject(one) && one.$id === id && id !== undefined)
  }

  /**
   * The check of a schema inside another one, whether or not the value has more properties than it lists.
   */
  branch(root: JsonSchema, branch: JsonSchema): Check {
    if (!isSchemaObject(branch) || !isSchemaObject(root)) return this.compile(branch, 'first')
    this.#open ??= new Compiler(this.shared.map(opened))
    return this.#open.#compileAt(root, pointerTo(branch, root, this.shared))
  }

  /** Ajv compiles the whole of a root before a part of it, so the root stays with it. */
  #compileAt(root: JsonSchemaObject, pointer: string): Check {
    const ajv = this.#ajvOf(dialectOf(root), 'first')
    if (!pointer.startsWith('#')) return ajv.compile({ $ref: pointer })
    let id = this.#roots.get(root)
    if (id === undefined) {
      id = this.#isShared(root.$id) ? String(root.$id) : `flakon-answer-${this.#counter.next}`
      this.#counter.next += 1
      if (!this.#isShared(root.$id)) ajv.addSchema({ ...(opened(root) as object), $id: id }, id)
      this.#roots.set(root, id)
    }
    return ajv.compile({ $ref: `${id}${pointer}` })
  }

  #ajvOf(dialect: Dialect, extent: Extent): AjvClass {
    const key = `${dialect} ${extent}`
    const known = this.#ajv.get(key)
    if (known !== undefined) return known
    const { default: Ajv } = require(dialect === 'draft-07' ? 'ajv' : 'ajv/dist/2020.js')
    const ajv: AjvClass = new Ajv({ ...options, allErrors: extent === 'all' })
    require('ajv-formats').default(ajv)
    for (const schema of this.shared) ajv.addSchema(schema as AnySchema)
    this.#ajv.set(key, ajv)
    return ajv
  }
}

function checkPatterns({ pattern, patternProperties = {} }: JsonSchemaObject): void {
  const all = [
    ...(pattern === undefined ? [] : [pattern]),
    ...Object.keys(patternProperties as object),
  ]
  for (const one of all) {
    try {
      new RegExp(String(one), 'u')
    } catch (error) {
      throw new Error(`the pattern ${one} is no regular expression: ${(error as Error).message}`)
    }
  }
}

const everything = {}
const nothing = { not: {} }

/** By `$schema`, else by keywords of draft-07 that mean nothing in 2020-12. */
function dialectOf(schema: JsonSchema): Dialect {
  if (!isSchemaObject(schema)) return '2020-12'
  const { $schema } = schema
  if (typeof $schema === 'string') {
    if (/draft-0[67]/.test($schema)) return 'draft-07'
    if ($schema.includes('2020-12')) return '2020-12'
    throw new Error(`$schema ${$schema} is neither draft-07 nor 2020-12`)
  }
  const isOld = everySchema(schema).some(
    ({ items, dependencies }) => Array.isArray(items) || dependencies !== undefined,
  )
  return isOld ? 'draft-07' : '2020-12'
}

/** Whether the meta-schema and a look at each `$ref` are enough to know that Ajv will compile it. */
function isPlain(root: JsonSchema): boolean {
  return everySchema(root).every((schema) => {
    const { $ref } = schema
    if (surprising.some((keyword) => schema[keyword] !== undefined)) return false
    if (Array.isArray(schema.enum) && schema.enum.length === 0) return false
    if ($ref === undefined || $ref === '#') return true
    return String($ref).startsWith('#/') && resolveRef(String($ref), root) !== undefined
  })
}

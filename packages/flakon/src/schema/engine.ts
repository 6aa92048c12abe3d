import { createRequire } from 'node:module'
import type { Ajv as AjvClass, AnySchema, Options, ValidateFunction } from 'ajv'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'
import { isKeyed } from './shared-schemas.ts'
import { everySchema, isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** A compiled check: true, or false with what it found in `errors`. */
export type Check = ValidateFunction

export type Dialect = 'draft-07' | '2020-12'

/** What schemas one Ajv is for. */
export interface Kind {
  readonly dialect: Dialect
  /** Whether a check stops at the first fault: what a hostile body must not decide. */
  readonly allErrors: boolean
  /** Whether it keeps in mind what is evaluated; without, unions end with the first branch that fits. */
  readonly full: boolean
  /** Whether schemas refer to others: what many refer to is not to be compiled into each of them. */
  readonly refersOut: boolean
}

/** Schemas of so many keywords at most are compiled into those that refer to them: a call costs more. */
const mostInlined = 8

// Only a service with schemas pays for loading Ajv and its meta-schemas.
const require = createRequire(import.meta.url)

const options: Options = {
  // Libraries write keywords, formats and tuples that the strict mode refuses.
  strict: false,
  // Done by `Compiler`, once a schema.
  validateSchema: false,
  // `toString` is no property of `{}`.
  ownProperties: true,
  logger: false,
  // Faults are told in words of our own, and compiled checks are a tenth smaller.
  messages: false,
  // Makes checks no faster, and their compilation slower by a third.
  code: { optimize: false },
}

function createAjv({ dialect, allErrors, full, refersOut }: Kind): AjvClass {
  const { default: Ajv } = require(dialect === 'draft-07' ? 'ajv' : 'ajv/dist/2020.js')
  const ajv: AjvClass = new Ajv({
    ...options,
    allErrors,
    inlineRefs: refersOut ? mostInlined : true,
  })
  require('ajv-formats').default(ajv)
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({ keyword: 'uniqueItems', schemaType: 'boolean', compile: toUnique, errors: true })
  ajv.removeKeyword('multipleOf')
  ajv.addKeyword({ ...multiple, compile: toMultiple, errors: true })
  // Ajv's class for 2020-12 takes no word about it.
  ajv.opts.unevaluated = full && dialect === '2020-12'
  return ajv
}

/** In place of Ajv's own, which compares every two items: some thousand objects are seconds. */
function toUnique(isAsked: boolean): DataValidateFunction {
  const check: DataValidateFunction = (items: unknown) => {
    const found = isAsked && Array.isArray(items) ? twinsIn(items) : undefined
    if (found !== undefined) check.errors = [{ keyword: 'uniqueItems', params: found }]
    return found === undefined
  }
  return check
}

const multiple = { keyword: 'multipleOf', type: 'number', schemaType: 'number' } as const

/** In place of Ajv's own, which divides in binary: 19.99 is a multiple of 0.01, as it is written. */
function toMultiple(multipleOf: number): DataValidateFunction {
  const check: DataValidateFunction = (value: number) => {
    const nearest = Math.round(value / multipleOf) * multipleOf
    const isMultiple = nearest === value || Number(nearest.toPrecision(15)) === value
    if (!isMultiple) check.errors = [{ keyword: 'multipleOf', params: { multipleOf } }]
    return isMultiple
  }
  return check
}

/** The places of the first item that is there twice; each item is looked at once. */
function twinsIn(
  items: readonly unknown[],
): { readonly j: number; readonly i: number } | undefined {
  const scalars = new Map<unknown, number>()
  const others = new Map<unknown, number>()
  for (const [i, item] of items.entries()) {
    const isScalar = typeof item !== 'object' || item === null
    const known = isScalar ? scalars : others
    const key = isScalar ? item : canonical(item)
    const j = known.get(key)
    if (j !== undefined) return { j, i }
    known.set(key, i)
  }
  return undefined
}

/** The same text for equal values of JSON, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name as never])}`).join()}}`
}

/** Whether a schema cares for what others have evaluated, or has dynamic references. */
export function needsAll(schema: JsonSchema): boolean {
  return everySchema(schema).some((one) => demanding.some((word) => one[word] !== undefined))
}

const demanding = ['unevaluatedItems', 'unevaluatedProperties', '$dynamicRef', '$dynamicAnchor']

/** What Ajv keeps of a schema; `validate` is made on first use where there is none. */
interface Entry {
  validate?: unknown
  schemaPath?: string
}

/**
 * One Ajv and the shared schemas that something compiled here refers to. Each of them is compiled when a value first
 * comes to it, once for all that refer to it.
 */
export class Engine {
  readonly ajv: AjvClass
  readonly #read: (ref: string) => JsonSchema
  readonly #full: (() => Engine) | undefined
  readonly #met = new Set<string>()
  readonly #waiting = new Map<string, () => Check>()

  /**
   * @param read - the form of a shared schema, or of a part of one, by its keyed reference
   * @param full - compiles what this one cannot: what cares for what others have evaluated, and dynamic references
   */
  constructor(kind: Kind, read: (ref: string) => JsonSchema, full?: () => Engine) {
    this.ajv = createAjv(kind)
    this.#read = read
    this.#full = full
  }

  compile(form: JsonSchema): Check {
    this.meetAll(form)
    try {
      return this.ajv.compile(form as AnySchema)
    } finally {
      // Ajv would keep every schema for ever, and refuse another one with the same `$id`.
      this.ajv.removeSchema(form as AnySchema)
    }
  }

  /** The check of what a keyed reference leads to. */
  at(ref: string): Check {
    this.#meet([ref])
    return this.#waiting.get(ref)?.() ?? this.ajv.getSchema(ref) ?? this.ajv.compile({ $ref: ref })
  }

  /** Compiles, one a step, what was met and no value has come to. */
  *rest(): Generator<string> {
    for (const [ref, make] of this.#waiting) {
      make()
      yield ref
    }
  }

  /** Makes the shared schemas known that a form refers to. */
  meetAll(form: JsonSchema): void {
    this.#meet(keysIn(form))
  }

  #meet(refs: readonly string[]): void {
    const queue = [...refs]
    for (const ref of queue) {
      if (this.#met.has(ref)) continue
      this.#met.add(ref)
      const schema = this.#read(ref)
      const [key = ''] = ref.split('#')
      const isFull = needsAll(schema) || (key !== ref && needsAll(this.#read(key)))
      if (isFull && this.#full === undefined) {
        // A dynamic reference leads to what the whole document says.
        if (key === ref) this.ajv.addSchema(schema as AnySchema, key)
        queue.push(...(key === ref ? keysIn(schema) : [key]))
        continue
      }
      this.ajv.addSchema(schema as AnySchema, ref)
      // What Ajv may compile into others must find there what it refers to itself.
      if (everySchema(schema).length <= mostInlined) queue.push(...keysIn(schema))
      if (isSchemaObject(schema)) this.#compileLater(ref, schema, isFull)
    }
  }

  #compileLater(ref: string, schema: JsonSchemaObject, isFull: boolean): void {
    const entry = this.ajv.schemas[ref] as Entry
    // Faults say by it which branch of a union they are of.
    entry.schemaPath = ref.includes('#') ? ref : `${ref}#`
    let real: Check | undefined
    const make = (): Check => {
      this.#waiting.delete(ref)
      real = (isFull ? this.#full?.().at(ref) : undefined) ?? this.#compileEntry(ref, entry, schema)
      return real
    }
    const later = ((data: unknown, context?: never): boolean => {
      const check = real ?? make()
      const isValid = check(data, context) as boolean
      later.errors = check.errors ?? null
      if (check.evaluated !== undefined) later.evaluated = check.evaluated
      return isValid
    }) as Check
    entry.validate = later
    this.#waiting.set(ref, make)
  }

  #compileEntry(ref: string, entry: Entry, schema: JsonSchemaObject): Check {
    const { validate } = entry
    this.meetAll(schema)
    entry.validate = undefined
    try {
      return this.ajv.getSchema(ref) as Check
    } finally {
      entry.validate ??= validate
    }
  }
}

function keysIn(form: JsonSchema): string[] {
  return everySchema(form).flatMap(({ $ref }) => (isKeyed($ref) ? [$ref] : []))
}

/** Schemas that refer to no others are the same for every app: what was compiled for one serves the next. */
export const alone = new Map<string, Engine>()

export function engineIn(engines: Map<string, Engine>, key: string, make: () => Engine): Engine {
  const known = engines.get(key)
  if (known !== undefined) return known
  const made = make()
  engines.set(key, made)
  return made
}

/** The engine that most schemas are compiled with; it knows the meta-schema and the formats as well. */
export function plainEngine(dialect: Dialect): Engine {
  const kind = { dialect, full: false, allErrors: false, refersOut: false }
  return engineIn(alone, `${dialect} first false`, () => new Engine(kind, () => true))
}

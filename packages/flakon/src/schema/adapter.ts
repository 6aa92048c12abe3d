import { nearest } from '../nearest.ts'
import {
  everySchema,
  isKeyword,
  type JsonSchema,
  type JsonSchemaObject,
  keywords,
  structureOf,
} from './subschema.ts'
import {
  type Found,
  isVendors,
  libraryOptions,
  patientCheck,
  refusedMarks,
  type Unshown,
} from './vendor.ts'

/** What Standard Schema says of a library's schema, as far as it is used here: https://standardschema.dev */
interface Standard {
  readonly vendor: string
  validate(value: unknown): Found | Promise<Found>
  readonly jsonSchema?: {
    input(options: JsonSchemaOptions): object
    output(options: JsonSchemaOptions): object
  }
}
interface JsonSchemaOptions {
  readonly target: 'draft-2020-12'
  readonly libraryOptions?: Record<string, unknown>
}

/** A schema of any kind as the rest sees it. */
export interface Adapted {
  /** What comes in, as far as JSON Schema can say it; undefined where nothing can be said. */
  readonly input: JsonSchema | undefined
  /** What goes out. */
  readonly output: JsonSchema | undefined
  /** The input's structure, to be checked before a library looks at a body. */
  readonly guard: JsonSchema | undefined
  /** The same for what came as text and was converted to the type that the document shows. */
  readonly textGuard: JsonSchema | undefined
  /** The library's own check, which has the last word; a plain JSON Schema has none. */
  readonly validate: ((value: unknown) => Found | Promise<Found>) | undefined
  /** What of the schema no JSON Schema can say, of what comes in and of what goes out. */
  readonly unshown: { readonly input: readonly string[]; readonly output: readonly string[] }
}

const adapted = new WeakMap<object, Adapted>()

/**
 * A schema of a view → what is needed of it; the same object gives the same answer.
 * @throws Error when it is no schema, or one of whose rules nothing here would see
 */
export function adapt(schema: unknown): Adapted {
  if (typeof schema === 'boolean') return plain(schema)
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema)
  if (!isObject && typeof schema !== 'function') {
    throw new Error(`a schema is an object, and this is ${JSON.stringify(schema) ?? schema}`)
  }
  const known = adapted.get(schema)
  if (known !== undefined) return known
  const standard = (schema as { '~standard'?: Standard })['~standard']
  const made = standard === undefined ? adaptPlain(schema) : adaptLibrary(schema, standard)
  adapted.set(schema, made)
  return made
}

function plain(schema: JsonSchema): Adapted {
  return {
    input: schema,
    output: schema,
    guard: undefined,
    textGuard: undefined,
    validate: undefined,
    unshown: { input: [], output: [] },
  }
}

function adaptPlain(schema: object): Adapted {
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(schema))
  if (typeof schema === 'function' || !isPlain) {
    const what = typeof schema === 'function' ? 'function' : schema.constructor?.name
    throw new Error(`a schema is a plain object or one of a library, and this is a ${what}`)
  }
  for (const one of everySchema(schema as JsonSchema)) {
    const mark = refusedMarks.find((marked) => isVendors(marked, one))
    if (mark !== undefined) throw new Error(mark.reason)
  }
  checkKeywords(schema as JsonSchemaObject)
  return plain(schema as JsonSchema)
}

/** `{ id: … }` in place of `{ type: 'object', properties: { id: … } }` would let everything through. */
function checkKeywords(schema: JsonSchemaObject): void {
  const words = Object.keys(schema)
  if (words.length === 0 || words.some((word) => isKeyword(word) || /^(x-|~)/.test(word))) return
  const [first = ''] = words
  // The shortest words are near to everything.
  const [near] = first.length > 3 ? nearest(first, keywords) : []
  const hint =
    near === undefined
      ? "an object is { type: 'object', properties: { … } }"
      : `did you mean ${near}?`
  throw new Error(`it says nothing that JSON Schema knows, but ${words.join(', ')}: ${hint}`)
}

function adaptLibrary(schema: object, standard: Standard): Adapted {
  const unshown = { input: new Set<string>(), output: new Set<string>() }
  let mayWait = false
  const wait = () => {
    mayWait = true
  }
  const input = describe(standard, 'input', unshown.input, wait)
  const output = describe(standard, 'output', unshown.output, wait)
  const patient = mayWait ? patientCheck(schema) : undefined
  // Only what comes in is guarded, and it either is text or not.
  const guard = once(() => relaxed(standard, 'values'))
  const textGuard = once(() => relaxed(standard, 'texts'))
  return {
    input,
    output,
    get guard() {
      return guard()
    },
    get textGuard() {
      return textGuard()
    },
    validate: patient ?? ((value) => standard.validate(value)),
    unshown: { input: [...unshown.input], output: [...unshown.output] },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** A library's description of a schema: never a reason to fail, however little can be shown. */
function describe(
  { vendor, jsonSchema }: Standard,
  side: 'input' | 'output',
  unshown: Set<string>,
  mayWait: () => void,
): JsonSchema | undefined {
  if (jsonSchema === undefined) {
    unshown.add(`${vendor} describes nothing of it as JSON Schema`)
    return undefined
  }
  const note: Unshown = (what) => unshown.add(what)
  try {
    // Without options a library says by an error what it cannot show.
    jsonSchema[side]({ target: 'draft-2020-12' })
  } catch (error) {
    note(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
  try {
    return jsonSchema[side]({
      target: 'draft-2020-12',
      libraryOptions: libraryOptions({ note, mayWait }),
    }) as JsonSchema
  } catch (error) {
    note(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

/**
 * The structure alone: formats and patterns are the library's business, and what converts or replaces its input
 * takes anything.
 */
function relaxed({ jsonSchema }: Standard, relax: 'texts' | 'values'): JsonSchema | undefined {
  try {
    const schema = jsonSchema?.input({
      target: 'draft-2020-12',
      libraryOptions: libraryOptions({ relax }),
    }) as JsonSchema
    return structureOf(schema)
  } catch {
    return undefined
  }
}

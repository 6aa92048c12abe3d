import { everySchema, isSchemaObject, type JsonSchema, structureOf } from './subschema.ts'
import { isVendors, libraryOptions, refusedMarks, type Unshown } from './vendor.ts'

/** What Standard Schema says of a library's schema, as far as it is used here: https://standardschema.dev */
interface Standard {
  readonly vendor: string
  validate(value: unknown): Result | Promise<Result>
  readonly jsonSchema?: {
    input(options: JsonSchemaOptions): object
    output(options: JsonSchemaOptions): object
  }
}
interface JsonSchemaOptions {
  readonly target: 'draft-2020-12'
  readonly libraryOptions?: Record<string, unknown>
}

/** What a library's own check found. */
export interface Result {
  readonly value?: unknown
  readonly issues?: readonly Issue[] | undefined
}
export interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A schema of any kind as the rest sees it. */
export interface Adapted {
  /** What comes in, as far as JSON Schema can say it; undefined where nothing can be said. */
  readonly input: JsonSchema | undefined
  /** What goes out. */
  readonly output: JsonSchema | undefined
  /** The input's structure, to be checked before a library looks at a body. */
  readonly guard: JsonSchema | undefined
  /** The library's own check, which has the last word; a plain JSON Schema has none. */
  readonly validate: ((value: unknown) => Result | Promise<Result>) | undefined
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
  const made = standard === undefined ? adaptPlain(schema) : adaptLibrary(standard)
  adapted.set(schema, made)
  return made
}

function plain(schema: JsonSchema): Adapted {
  return {
    input: schema,
    output: schema,
    guard: undefined,
    validate: undefined,
    unshown: { input: [], output: [] },
  }
}

function adaptPlain(schema: object): Adapted {
  if (typeof schema === 'function') throw new Error('a schema is an object, and this is a function')
  for (const one of everySchema(schema as JsonSchema)) {
    const mark = refusedMarks.find((marked) => isVendors(marked, one))
    if (mark !== undefined) throw new Error(mark.reason)
  }
  return plain(schema as JsonSchema)
}

function adaptLibrary(standard: Standard): Adapted {
  const validate = (value: unknown) => standard.validate(value)
  const unshown = { input: new Set<string>(), output: new Set<string>() }
  const input = describe(standard, 'input', unshown.input)
  const output = describe(standard, 'output', unshown.output)
  const guard = standard.jsonSchema && relaxed(standard)
  const said = { input: [...unshown.input], output: [...unshown.output] }
  return { input, output, guard, validate, unshown: said }
}

/** A library's description of a schema: never a reason to fail, however little can be shown. */
function describe(
  { vendor, jsonSchema }: Standard,
  side: 'input' | 'output',
  unshown: Set<string>,
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
      libraryOptions: libraryOptions({ note }),
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
function relaxed({ jsonSchema }: Standard): JsonSchema | undefined {
  try {
    const schema = jsonSchema?.input({
      target: 'draft-2020-12',
      libraryOptions: libraryOptions({ relax: true }),
    }) as JsonSchema
    return structureOf(schema)
  } catch {
    return undefined
  }
}

/** The names of a schema's own properties that no header can have, since Node gives names in lower case. */
export function upperCaseNames(schema: JsonSchema): string[] {
  if (!isSchemaObject(schema) || !isSchemaObject(schema.properties)) return []
  return Object.keys(schema.properties).filter((name) => name !== name.toLowerCase())
}

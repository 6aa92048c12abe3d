/**
 * All that is known about single libraries. Nothing of theirs is imported: these are the options that each of them
 * reads from one object, and the marks that some leave on their schemas.
 */

/** What a library found: its output, or what is wrong. */
export interface Found {
  readonly value?: unknown
  readonly issues?: readonly Issue[] | undefined
}
export interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Takes down something that JSON Schema cannot say. */
export type Unshown = (what: string) => void

interface Wishes {
  readonly note?: Unshown
  /**
   * Leave out what a schema says of values that it changes first: the length of a text that it trims, with `values`
   * everything of a value that it converts or replaces.
   */
  readonly relax?: 'texts' | 'values'
  /** Called for a function of the user's, which may be asynchronous. */
  readonly mayWait?: () => void
}

type Draft = Record<string, unknown>
interface ZodNode {
  readonly zodSchema: {
    readonly _zod: { readonly def: ZodDefinition }
  }
  readonly jsonSchema: Draft
}
interface ZodDefinition {
  readonly type: string
  readonly coerce?: boolean
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[]
  readonly in?: { readonly _zod: { readonly def: ZodDefinition } }
  readonly out?: { readonly _zod: { readonly def: ZodDefinition } }
}
interface ZodResult {
  readonly data?: unknown
  readonly error?: { readonly issues: readonly Issue[] }
}
interface ValibotNode {
  readonly valibotSchema: Draft
  readonly jsonSchema: Draft
}
interface ArkNode {
  readonly code: string
  readonly base: Draft
}

const dateTime = { type: 'string', format: 'date-time' }

/** What JSON Schema says of a text that is of no use before the text is changed. */
const textRules = ['minLength', 'maxLength', 'format', 'pattern', 'allOf']

/** `libraryOptions` of Standard JSON Schema: show what can be shown, a date as a date-time. */
export function libraryOptions(wishes: Wishes): Record<string, unknown> {
  return {
    // Zod
    unrepresentable: 'any',
    override: zodOverride(wishes),
    // ArkType: `base` is what it can say itself.
    fallback({ code, base }: ArkNode) {
      // A refinement narrows what is shown, and is no hole in it.
      if (code !== 'predicate') wishes.note?.(`ArkType cannot represent ${code} in JSON Schema`)
      return code === 'date' ? { ...base, ...dateTime } : base
    },
    // Valibot
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }: ValibotNode) =>
      valibotSchema.type === 'date'
        ? { ...jsonSchema, ...dateTime }
        : wishes.relax === 'values' && 'fallback' in valibotSchema
          ? {}
          : undefined,
    // Whether a text is trimmed before it is measured cannot be seen here.
    overrideAction: ({ jsonSchema }: ValibotNode) =>
      wishes.relax !== undefined && jsonSchema.type === 'string'
        ? Object.fromEntries(
            Object.entries(jsonSchema).filter(([rule]) => !textRules.includes(rule)),
          )
        : undefined,
  }
}

function zodOverride({ relax, mayWait }: Wishes) {
  const free = new WeakSet<object>()
  return ({ zodSchema, jsonSchema }: ZodNode): void => {
    const { def } = zodSchema._zod
    const checks = (def.checks ?? []).map((one) => one._zod.def.check)
    if (['transform', 'promise'].includes(def.type) || checks.includes('custom')) mayWait?.()
    if (def.type === 'custom' || def.in?._zod.def.type === 'transform') mayWait?.()
    if (def.out?._zod.def.type === 'transform') mayWait?.()
    if (def.type === 'date' && jsonSchema.type === undefined) Object.assign(jsonSchema, dateTime)
    if (relax === undefined) return
    if (checks.includes('overwrite')) for (const rule of textRules) delete jsonSchema[rule]
    if (relax === 'texts') return
    if (takesAnything(def)) {
      for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword]
      free.add(jsonSchema)
    }
    if (def.type === 'object') freeOptional(jsonSchema, free)
  }
}

/** Asks a library in a way that lets its rules wait, for one whose first look at a value would not. */
export function patientCheck(schema: object): ((value: unknown) => Promise<Found>) | undefined {
  const { safeParseAsync } = schema as { safeParseAsync?: (value: unknown) => Promise<ZodResult> }
  if (safeParseAsync === undefined) return undefined
  return (value) =>
    safeParseAsync(value).then(({ data, error }) =>
      error === undefined ? { value: data } : { issues: error.issues },
    )
}

/** `z.coerce`, `z.preprocess` and `.catch()`: what they take is not what they describe. */
function takesAnything(def: ZodDefinition): boolean {
  if (def.type === 'catch' || def.coerce === true) return true
  return def.type === 'pipe' && def.in?._zod.def.type === 'transform'
}

/** What takes anything takes nothing, too. */
function freeOptional(schema: Draft, free: WeakSet<object>): void {
  const properties = (schema.properties ?? {}) as Record<string, object>
  if (!Array.isArray(schema.required)) return
  schema.required = schema.required.filter((name: string) => !free.has(properties[name] ?? {}))
}

/** A rule that is left on a JSON Schema where no validator of JSON Schema sees it. */
export interface Mark {
  readonly key: string
  readonly reason: string
}

const unseen = 'Ajv, which checks JSON Schema, never sees it; check it in the view instead'

/** TypeBox 1 has properties that are not enumerable, TypeBox 0.34 has symbols. */
export const refusedMarks: readonly Mark[] = [
  { key: '~refine', reason: `TypeBox's Refine is a function: ${unseen}` },
  { key: '~codec', reason: `TypeBox's Codec is a function: ${unseen}` },
  { key: 'TypeBox.Transform', reason: `TypeBox's Transform is a function: ${unseen}` },
]

export function isVendors({ key }: Mark, schema: object): boolean {
  if (Object.hasOwn(schema, key)) return true
  return Object.getOwnPropertySymbols(schema).some((symbol) => symbol.description === key)
}

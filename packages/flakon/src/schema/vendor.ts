/**
 * All that is known about single libraries. Nothing of theirs is imported: these are the options that each of them
 * reads from one object, and the marks that some leave on their schemas.
 */

/** Takes down something that JSON Schema cannot say. */
export type Unshown = (what: string) => void

interface Wishes {
  readonly note?: Unshown
  /** Leave out what a schema says of values that it converts or replaces anyway. */
  readonly relax?: boolean
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
  readonly in?: { readonly _zod: { readonly def: ZodDefinition } }
}
interface ArkNode {
  readonly code: string
  readonly base: Draft
}

const dateTime = { type: 'string', format: 'date-time' }

/** `libraryOptions` of Standard JSON Schema: show what can be shown, a date as a date-time. */
export function libraryOptions({ note, relax = false }: Wishes): Record<string, unknown> {
  const free = new WeakSet<object>()
  return {
    // Zod
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }: ZodNode) {
      const { def } = zodSchema._zod
      if (def.type === 'date' && jsonSchema.type === undefined) Object.assign(jsonSchema, dateTime)
      if (!relax) return
      if (takesAnything(def)) {
        for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword]
        free.add(jsonSchema)
      }
      if (def.type === 'object') freeOptional(jsonSchema, free)
    },
    // ArkType: `base` is what it can say itself.
    fallback({ code, base }: ArkNode) {
      // A refinement narrows what is shown, and is no hole in it.
      if (code !== 'predicate') note?.(`ArkType cannot represent ${code} in JSON Schema`)
      return code === 'date' ? { ...base, ...dateTime } : base
    },
    // Valibot
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }: { valibotSchema: Draft; jsonSchema: Draft }) =>
      valibotSchema.type === 'date' ? { ...jsonSchema, ...dateTime } : undefined,
  }
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

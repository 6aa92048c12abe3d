import { isNode, type Schema, type SchemaObject } from '../document.ts'
import type { Forms } from '../forms.ts'
import { mapSchema } from '../schema-shape.ts'
import type { Random } from './random.ts'
import { none } from './scalar.ts'

/** Not by its name alone: it need not be there for this file to compile. */
const library: string = 'json-schema-faker'

type Generate = (schema: object, options: object) => Promise<unknown>

/** A draw may be unlucky. */
const tries = 5

/** A valid value of another generator, where the project has it installed; undefined where there is none. */
export async function askFaker(
  schema: Schema,
  forms: Forms,
  random: Random,
  isValid: (value: unknown) => boolean,
): Promise<unknown> {
  generator ??= load()
  const generate = await generator
  if (generate === undefined || !isNode(schema)) return undefined
  const whole = wholeOf(schema, forms)
  for (let i = 0; i < tries; i++) {
    const options = { seed: random.integer(1, 1_000_000), maxItems: 3, maxLength: 40 }
    const value = await generate(whole, options).catch(() => none)
    if (value !== none && isValid(value)) return value
  }
  return undefined
}

let generator: Promise<Generate | undefined> | undefined

/** Installed beside this package, as what asks for it by being its peer is. */
async function load(): Promise<Generate | undefined> {
  const { generate } = (await import(library).catch(() => ({}))) as { generate?: Generate }
  return typeof generate === 'function' ? generate : undefined
}

/** A schema with all that it refers to inside of it. */
function wholeOf(schema: Schema, forms: Forms): object {
  const found = new Map<string, Schema>()
  const inward = (one: Schema): Schema =>
    mapSchema(one, (own, inner) => {
      const copy = inner(own)
      if (typeof copy.$ref !== 'string') return copy
      const id = copy.$ref
      if (!found.has(id)) {
        found.set(id, true)
        const { $id, ...shared } = (forms.shared(id) ?? {}) as SchemaObject
        found.set(id, inward(shared))
      }
      return { ...copy, $ref: `#/$defs/${id.replaceAll('~', '~0').replaceAll('/', '~1')}` }
    })
  const whole = inward(forms.form(schema, 'answer'))
  return { ...(whole as object), $defs: Object.fromEntries(found) }
}

import type { Schema, SchemaObject } from '@flakon/openapi/document'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

export type Side = 'request' | 'answer'
export type Components = Readonly<Record<string, Schema>>

/** Whether a value is valid where it goes: what is `readOnly` is not sent to the service, `writeOnly` not by it. */
export type IsValid = (schema: Schema, side: Side, value: unknown) => boolean

/** Makes the check for the schemas of a bundled document, by the letter of JSON Schema. */
export function createCheck(components: Components): IsValid {
  const sides = {
    request: compilerOf('request', components),
    answer: compilerOf('answer', components),
  }
  return (schema, side, value) => sides[side](schema)(value)
}

type Compile = (schema: Schema) => (value: unknown) => boolean

function compilerOf(side: Side, components: Components): Compile {
  const ajv = new Ajv2020({
    ...{ strict: false, inlineRefs: false, unicodeRegExp: false, logger: false },
    ...{ validateSchema: false, messages: false, code: { optimize: false } },
  })
  formats.default(ajv)
  // A schema may be called `constructor`.
  for (const known of [ajv.schemas, ajv.refs]) Object.setPrototypeOf(known, null)
  for (const [name, one] of Object.entries(components))
    ajv.addSchema(sided(one, side, components) as object, idOf(name))
  const made = new Map<Schema, (value: unknown) => boolean>()
  return (schema) => {
    const check =
      made.get(schema) ??
      (ajv.compile(sided(schema, side, components)) as (value: unknown) => boolean)
    made.set(schema, check)
    return check
  }
}

const idOf = (name: string) => `of:${encodeURIComponent(name)}`

/** Keywords whose values are schemas by name, and those whose values are no schemas. */
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
const data = ['const', 'enum', 'required', 'dependentRequired']
const unused = ['default', 'example', 'examples', 'discriminator', 'xml', 'externalDocs']

/** A schema without the properties that only the other side has; references lead to the ids of components. */
function sided(schema: Schema, side: Side, components: Components): Schema {
  if (typeof schema !== 'object') return schema
  const toOne = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(toOne)
    return typeof one === 'object' && one !== null ? sided(one as Schema, side, components) : one
  }
  const words = Object.entries(schema).filter(([word]) => !unused.includes(word))
  const copy: SchemaObject = Object.fromEntries(
    words.map(([word, value]) => {
      // No value is valid, which Ajv would not let anybody write.
      if (word === 'enum' && Array.isArray(value) && value.length === 0) return ['not', {}]
      if (word === '$ref') return [word, idOf(nameOf(value) ?? '')]
      if (data.includes(word)) return [word, value]
      if (!maps.includes(word)) return [word, toOne(value)]
      const own = Object.entries(value as object).map(([name, one]) => {
        const isHidden = word === 'properties' && isOfOther(one, side, components)
        return [name, isHidden ? false : toOne(one)]
      })
      return [word, Object.fromEntries(own)]
    }),
  )
  const { required, properties = {} } = copy as { required?: unknown; properties?: Components }
  const type = copy.type === undefined ? meantType(copy) : undefined
  return {
    ...copy,
    ...(type === undefined ? {} : { type }),
    ...(Array.isArray(required)
      ? { required: required.filter((name: string) => properties[name] !== false) }
      : {}),
  }
}

/** The type that a schema without one is for, as the generated types have it. */
export function meantType(schema: SchemaObject): 'object' | 'array' | undefined {
  const { required } = schema
  const has = (word: string) => schema[word] !== undefined
  if (['properties', 'patternProperties', 'additionalProperties'].some(has)) return 'object'
  if (Array.isArray(required) && required.length > 0) return 'object'
  return has('items') || has('prefixItems') ? 'array' : undefined
}

/** Whether only the other side has a property. */
export function isOfOther(schema: Schema, side: Side, components: Components): boolean {
  const word = side === 'request' ? 'readOnly' : 'writeOnly'
  const target = typeof schema === 'object' ? components[nameOf(schema.$ref) ?? ''] : undefined
  return [schema, target].some((one) => typeof one === 'object' && one[word] === true)
}

/** The component that a reference leads to. */
export function nameOf(ref: unknown): string | undefined {
  return typeof ref === 'string' ? ref.slice('#/components/schemas/'.length) : undefined
}

import {
  everySchema,
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  mapSchema,
  subschemas,
  tokensOf,
} from './subschema.ts'

const plain = new WeakMap<object, JsonSchema>()
const pointed = new WeakMap<object, JsonSchema>()

/**
 * The same schema without what Ajv trips over: schemas inside it with an `$id` of their own, and empty enumerations.
 * In unions, properties with fixed values come first: a branch that is not meant is left before what is inside of it is
 * looked at.
 */
export function plainSchema(root: JsonSchema): JsonSchema {
  if (!isSchemaObject(root)) return root
  const known = plain.get(root)
  if (known !== undefined) return known
  const isOdd = everySchema(root).some((schema) => isEmptyEnum(schema) || isUnion(schema))
  const made = isOdd ? mapSchema(withoutInnerIds(root), mended) : withoutInnerIds(root)
  plain.set(root, made)
  return made
}

/**
 * The same schema without schemas inside it that have an `$id` of their own. References lead to where they led; dynamic
 * ones, which need the ids, are left to Ajv.
 */
export function withoutInnerIds(root: JsonSchema): JsonSchema {
  if (!isSchemaObject(root)) return root
  const known = pointed.get(root)
  if (known !== undefined) return known
  const all = everySchema(root)
  const own = typeof root.$id === 'string' ? root.$id : undefined
  // Of a schema without a path the references to others say what they mean.
  const isRelative = (ref: string) =>
    own !== undefined && (own.includes('/') || ref.split('#')[0] === own)
  const isIdentified = (schema: JsonSchemaObject) =>
    (schema !== root && schema.$id !== undefined) ||
    (!String(schema.$ref ?? '#').startsWith('#') && isRelative(String(schema.$ref)))
  if (!all.some(isIdentified)) return root
  if (all.some(({ $dynamicRef }) => $dynamicRef !== undefined)) return root
  const made = new Identified(root).withPointers()
  pointed.set(root, made)
  return made
}

function isEmptyEnum({ enum: values }: JsonSchemaObject): boolean {
  return Array.isArray(values) && values.length === 0
}

function isUnion({ anyOf, oneOf }: JsonSchemaObject): boolean {
  return anyOf !== undefined || oneOf !== undefined
}

function mended(schema: JsonSchemaObject): JsonSchemaObject {
  const { enum: none, ...rest } = schema
  if (isEmptyEnum(schema)) return { allOf: [rest, false] }
  const { properties } = schema
  if (!isSchemaObject(properties)) return schema
  const isFixed = ([, one]: [string, unknown]) =>
    isSchemaObject(one) && ('const' in one || 'enum' in one)
  const entries = Object.entries(properties)
  const sorted = [...entries.filter(isFixed), ...entries.filter((entry) => !isFixed(entry))]
  return { ...schema, properties: Object.fromEntries(sorted) }
}

/** A schema that holds others with an `$id`: RFC 3986 bases of all that is in it. */
class Identified {
  readonly #root: JsonSchemaObject
  readonly #bases = new Map<JsonSchemaObject, string>()
  readonly #pointers = new Map<JsonSchemaObject, string>()
  readonly #named = new Map<string, JsonSchemaObject>()

  constructor(root: JsonSchemaObject) {
    this.#root = root
    this.#visit(root, 'flakon:///', '#')
  }

  #visit(schema: JsonSchemaObject, outer: string, pointer: string): void {
    if (this.#bases.has(schema)) return
    const { $id, $anchor } = schema
    const base = typeof $id === 'string' ? absolute($id, outer) : outer
    this.#bases.set(schema, base)
    this.#pointers.set(schema, pointer)
    if (base !== outer || schema === this.#root) this.#named.set(base, schema)
    if (typeof $anchor === 'string') this.#named.set(`${base}#${$anchor}`, schema)
    for (const [inner, keyword, name] of subschemas(schema)) {
      this.#visit(inner, base, `${pointer}/${tokensOf(schema, inner, keyword, name)}`)
    }
  }

  /** All references as pointers from the root, so that no `$id` inside it is needed. */
  withPointers(): JsonSchema {
    return this.#copy(this.#root) as JsonSchema
  }

  #copy(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((one) => this.#copy(one))
    if (!isSchemaObject(schema)) return schema
    const copied = Object.entries(schema).map(([name, one]) => [name, this.#copy(one)])
    const copy = Object.fromEntries(copied)
    const base = this.#bases.get(schema)
    if (base === undefined) return copy
    if (typeof schema.$ref === 'string') copy.$ref = this.#target(schema.$ref, base)
    if (schema !== this.#root) delete copy.$id
    delete copy.$anchor
    return copy
  }

  #target(ref: string, base: string): string {
    const whole = absolute(ref, base)
    const [id = '', fragment = ''] = whole.split('#')
    const named = this.#named.get(whole) ?? this.#named.get(id)
    const pointer = named && this.#pointers.get(named)
    if (pointer === undefined) return whole.startsWith('flakon:') ? ref : whole
    return fragment.startsWith('/') ? `${pointer}${fragment}` : pointer
  }
}

/** A reference as a URI, from the one that it stands in (RFC 3986); itself where it is none. */
export function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href.replace(/#$/, '')
  } catch {
    return reference
  }
}

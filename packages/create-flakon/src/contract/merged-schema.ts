import type { Schema, SchemaObject } from '@flakon/openapi/document'
import { tagged, tagOf } from './discriminator.ts'
import { type Components, meantType, nameOf } from './schema-check.ts'

/** A schema with all that its references and `allOf` say, as far as one schema can say it. */
export interface Merged {
  readonly plain: SchemaObject
  /** The lists of `anyOf` and `oneOf` that a value has to meet as well. */
  readonly unions: readonly (readonly Schema[])[]
  /** The components that were followed. */
  readonly refs: readonly string[]
}

/**
 * Undefined where nothing is valid, and where a schema leads back to itself for the third time.
 *
 * @param of - the component that all of this belongs to
 */
export function merge(
  schema: Schema,
  components: Components,
  refs: readonly string[] = [],
  of?: string,
): Merged | undefined {
  if (typeof schema !== 'object') return schema ? { plain: {}, unions: [], refs: [] } : undefined
  const { $ref, allOf, anyOf, oneOf, ...plain } = schema
  const name = nameOf($ref)
  if (name !== undefined && refs.filter((one) => one === name).length > 1) return undefined
  const found = name === undefined ? [] : [name]
  const extended = name === undefined ? [] : [components[name] ?? false]
  const unions = [anyOf, oneOf].filter(Array.isArray).map((one) => tagged(plain, one))
  let all: Merged = { plain, unions, refs: found }
  const tag = tagOf(schema, of)
  for (const part of [...extended, ...listOf(allOf), ...tag] as Schema[]) {
    const other = merge(part, components, [...refs, ...found], of ?? name)
    if (other === undefined) return undefined
    all = {
      plain: both(other.plain, all.plain),
      unions: [...all.unions, ...other.unions],
      refs: [...all.refs, ...other.refs],
    }
  }
  return all
}

function both(one: SchemaObject, other: SchemaObject): SchemaObject {
  const required = [...new Set([...listOf(one.required), ...listOf(other.required)])]
  const properties = { ...propertiesOf(one), ...propertiesOf(other) }
  for (const [name, schema] of Object.entries(propertiesOf(one))) {
    const twin = properties[name]
    if (twin !== undefined && twin !== schema) properties[name] = { allOf: [schema, twin] }
  }
  return {
    ...one,
    ...other,
    ...common('enum', one, other),
    ...common('type', one, other),
    ...(required.length > 0 ? { required } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
  }
}

/** Of a keyword that lists what is possible, what both schemas say. */
function common(word: string, one: SchemaObject, other: SchemaObject): SchemaObject {
  if (one[word] === undefined || other[word] === undefined) return {}
  const possible = [other[word]].flat()
  return { [word]: [one[word]].flat().filter((value) => possible.includes(value)) }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function propertiesOf({ properties }: SchemaObject): Record<string, Schema> {
  return typeof properties === 'object' && properties !== null ? { ...properties } : {}
}

/** The first type that is said or meant, null only where there is no other. */
export function typeOf({ type, ...schema }: SchemaObject): unknown {
  if (type !== undefined) return [type].flat().find((one) => one !== 'null') ?? 'null'
  const says = (...words: string[]) => words.some((word) => word in schema)
  const meant = meantType(schema)
  if (meant !== undefined) return meant
  if (says('minimum', 'maximum', 'multipleOf')) return 'number'
  return says('pattern', 'format', 'minLength', 'maxLength') ? 'string' : undefined
}

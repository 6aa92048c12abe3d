import type { Schema, SchemaObject } from '@flakon/openapi/document'
import { nameOf } from './schema-check.ts'

/** Alternatives, beside a discriminator each with the value that leads to it, and as it is where it has its own. */
export function tagged(
  { discriminator }: SchemaObject,
  alternatives: readonly Schema[],
): readonly Schema[] {
  return alternatives.flatMap((one) => {
    const name = typeof one === 'object' ? nameOf(one.$ref) : undefined
    const tag = name === undefined ? undefined : tagFor(discriminator, name)
    return tag === undefined ? [one] : [{ allOf: [tag, one] }, one]
  })
}

/** What a schema with a discriminator says of the component that extends it, or that it is itself. */
export function tagOf(schema: SchemaObject, name: string | undefined): readonly SchemaObject[] {
  const { discriminator, anyOf, oneOf, properties } = schema
  if (name === undefined || (anyOf ?? oneOf) !== undefined) return []
  const tag = tagFor(discriminator, name)
  const all = (properties ?? {}) as Readonly<Record<string, Schema>>
  const own = all[propertyOf(discriminator) ?? '']
  const isListed = typeof own !== 'object' || ['enum', 'const', '$ref'].some((word) => word in own)
  return tag === undefined || isListed ? [] : [tag]
}

/** By the mapping, or by its name. OpenAPI 3.1 section 4.8.25. */
function tagFor(discriminator: unknown, name: string): SchemaObject | undefined {
  const property = propertyOf(discriminator)
  if (property === undefined) return undefined
  const { mapping = {} } = discriminator as { readonly mapping?: object }
  const found = Object.entries(mapping).find(
    ([, target]) => target === name || nameOf(target) === name,
  )
  return { properties: { [property]: { const: found?.[0] ?? name } }, required: [property] }
}

function propertyOf(discriminator: unknown): string | undefined {
  const { propertyName } = (discriminator ?? {}) as { readonly propertyName?: unknown }
  return typeof propertyName === 'string' ? propertyName : undefined
}

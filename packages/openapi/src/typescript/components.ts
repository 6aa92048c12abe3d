import { type Family, familiesOf } from '../discriminator.ts'
import { isNode, type Operation, type Schema, type SchemaObject } from '../document.ts'
import { isOneSided, type Side } from '../forms.ts'
import {
  baseMark,
  type Components,
  componentOf,
  everySchema,
  nodeOf,
  prefix,
  refName,
  resolved,
  targetName,
} from '../schema-shape.ts'

/**
 * The components, where a schema with a discriminator that lists no alternatives stands for those that extend it
 * (OpenAPI 3.1 section 4.8.25.4): it becomes one of these, and what they extend a component of its own, `Pet~base`.
 */
export function withHeirs(components: Components): Components {
  const families = familiesOf(components)
  if (families.size === 0) return components
  const all = Object.entries(components).flatMap(([name, schema]): [string, Schema][] => {
    const own = extending(schema, families)
    const family = families.get(name)
    if (family === undefined || !isNode(own)) return [[name, own]]
    const { discriminator: _, ...base } = own
    return [
      [name + baseMark, base],
      [name, oneOfFamily(name, own, family)],
    ]
  })
  return Object.fromEntries(all)
}

function extending(schema: Schema, families: ReadonlyMap<string, Family>): Schema {
  if (!isNode(schema) || !Array.isArray(schema.allOf)) return schema
  const allOf = schema.allOf.map((one) => {
    const name = refName(one)
    return name !== undefined && families.has(name)
      ? { ...one, $ref: prefix + name + baseMark }
      : one
  })
  return { ...schema, allOf }
}

/** One of the heirs, each by its value; the schema itself by what no heir is named by. */
function oneOfFamily(
  name: string,
  { title, description }: SchemaObject,
  { property, values }: Family,
): Schema {
  const named = [...values].map(
    ([value, one]) => [String(value), one === name ? name + baseMark : one] as const,
  )
  const oneOf = [...new Set(named.map(([, one]) => one))].map((one) => ({ $ref: prefix + one }))
  const words = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  }
  const discriminator = { propertyName: property, mapping: Object.fromEntries(named) }
  return { ...words, oneOf, discriminator }
}

export type Medium = 'json' | 'form'

/** Where a component is used: in what is sent and what is answered, in JSON or as the fields of a form. */
export interface Uses {
  readonly sides: ReadonlySet<Side>
  readonly media: ReadonlySet<Medium>
}

export function isForm(mediaType: string): boolean {
  return mediaType.startsWith('multipart/') || mediaType === 'application/x-www-form-urlencoded'
}

/** Where each component is used, directly or by way of others. */
export function usesOf(
  operations: readonly Operation[],
  components: Components,
): Map<string, Uses> {
  const uses = new Map<string, { sides: Set<Side>; media: Set<Medium> }>()
  const waiting: [Schema, Side, Medium][] = []
  for (const { parameters, body, answers } of operations) {
    for (const { schema } of parameters) waiting.push([schema, 'request', 'json'])
    for (const [type, { schema }] of Object.entries(body?.content ?? {})) {
      waiting.push([schema, 'request', isForm(type) ? 'form' : 'json'])
    }
    for (const { content } of Object.values(answers)) {
      for (const { schema } of Object.values(content)) waiting.push([schema, 'answer', 'json'])
    }
  }
  // Answers and parameters of many operations are the same.
  const done = new Map<Schema, Set<string>>()
  for (const [schema, side, medium] of waiting) {
    const ways = done.get(schema) ?? new Set()
    if (ways.has(side + medium)) continue
    done.set(schema, ways.add(side + medium))
    for (const { $ref } of everySchema(schema)) {
      const name = targetName($ref)
      const target = name === undefined ? undefined : componentOf(name, components)
      if (name === undefined || target === undefined) continue
      const known = uses.get(name) ?? { sides: new Set(), media: new Set() }
      if (known.sides.has(side) && known.media.has(medium)) continue
      uses.set(name, { sides: known.sides.add(side), media: known.media.add(medium) })
      waiting.push([target, side, medium])
    }
  }
  return uses
}

/** The components that a request and an answer have different forms of, directly or by way of others. */
export function twofoldOf(components: Components): ReadonlySet<string> {
  const users = new Map<string, string[]>()
  const found = new Set<string>()
  for (const [name, schema] of Object.entries(components)) {
    for (const { $ref, properties } of everySchema(schema)) {
      const target = targetName($ref)
      if (target !== undefined) users.set(target, [...(users.get(target) ?? []), name])
      const follow = (one: Schema) => resolved(one, components)
      const differs = (one: unknown) =>
        isOneSided(one, 'request', follow) || isOneSided(one, 'answer', follow)
      if (Object.values(nodeOf(properties)).some(differs)) found.add(name)
    }
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user)
  return found
}

import { isNode, type Schema, type SchemaObject } from './document.ts'

/** Whether a schema says what comes in or what goes out. */
export type Side = 'request' | 'answer'

type Follow = (schema: Schema) => Schema

/** References that lead into each other end here. */
const deepest = 16

/**
 * The properties of an object that only the other side has: `readOnly` ones of a request, `writeOnly` ones of an answer,
 * wherever one of the schemas that are combined by `allOf` and references says so.
 */
export function oneSidedNames(schema: SchemaObject, side: Side, follow: Follow): string[] {
  const names = new Set<string>()
  const collect = (one: unknown, depth: number): void => {
    if (!isNode(one) || depth > deepest) return
    const { properties, allOf, $ref } = one
    for (const [name, property] of Object.entries(isNode(properties) ? properties : {})) {
      if (isOneSided(property, side, follow)) names.add(name)
    }
    for (const member of Array.isArray(allOf) ? allOf : []) collect(member, depth + 1)
    if ($ref !== undefined) collect(follow(one), depth + 1)
  }
  collect(schema, 0)
  return [...names]
}

/** Whether only the other side has a property, which may say it by way of what it is made of: OpenAPI 3.0 has no words beside a reference. */
export function isOneSided(property: unknown, side: Side, follow: Follow, depth = 0): boolean {
  if (!isNode(property) || depth > deepest) return false
  if (property[side === 'request' ? 'readOnly' : 'writeOnly'] === true) return true
  if (property.$ref !== undefined) {
    const target = follow(property)
    if (target !== property && isOneSided(target, side, follow, depth + 1)) return true
  }
  const { allOf, anyOf, oneOf } = property
  const parts = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []))
  return parts.some((part) => isOneSided(part, side, follow, depth + 1))
}

/**
 * A schema without these properties: nobody may send them, and they are left out of an answer, also where an object
 * takes properties of any name.
 */
export function withoutNames(
  schema: SchemaObject,
  names: readonly string[],
  side: Side,
): SchemaObject {
  const { properties, required, additionalProperties, patternProperties, allOf, ...rest } = schema
  const own = isNode(properties) ? Object.entries(properties) : []
  const kept = own.flatMap(([name, one]) => {
    if (!names.includes(name)) return [[name, one]]
    return side === 'request' ? [[name, false]] : []
  })
  const stillRequired = Array.isArray(required)
    ? required.filter((one) => !names.includes(one))
    : []
  const members = Array.isArray(allOf) ? allOf : []
  const inner = members.map((one) => (isNode(one) ? withoutNames(one, names, side) : one))
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(kept) }),
    ...(stillRequired.length === 0 ? {} : { required: stillRequired }),
    ...(allOf === undefined ? {} : { allOf: inner }),
    ...ofOthers(additionalProperties, patternProperties, names, side),
  }
}

/** What is said of properties that are not listed, which those that are left out become. */
function ofOthers(additional: unknown, patterns: unknown, names: readonly string[], side: Side) {
  const same = {
    ...(additional === undefined ? {} : { additionalProperties: additional }),
    ...(patterns === undefined ? {} : { patternProperties: patterns }),
  }
  if (side === 'request') return same
  const listed = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')
  const others = `^(?!(?:${listed})$)`
  const own = Object.entries(isNode(patterns) ? patterns : {}).map(([pattern, schema]) => [
    `${others}(?=[^]*?(?:${pattern}))`,
    schema,
  ])
  if (additional === undefined || additional === false) {
    const closed = additional === undefined ? {} : { additionalProperties: false }
    return own.length === 0 ? closed : { ...closed, patternProperties: Object.fromEntries(own) }
  }
  const matched = isNode(patterns) ? Object.keys(patterns).map((pattern) => `(?:${pattern})`) : []
  const unmatched = matched.length === 0 ? '' : `(?![^]*?(?:${matched.join('|')}))`
  return { patternProperties: Object.fromEntries([...own, [`${others}${unmatched}`, additional]]) }
}

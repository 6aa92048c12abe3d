import { isNode, type Schema, type SchemaObject } from './document.ts'
import {
  type Components,
  findProperty,
  isScalar,
  literalsOf,
  namesOf,
  nodeOf,
  refName,
  resolved,
  targetName,
  typesOf,
} from './schema-shape.ts'

/**
 * The schemas that one with a discriminator, and without alternatives, stands for: those that extend it, and itself.
 */
export interface Family {
  readonly property: string
  /** The name of the schema that each value stands for. */
  readonly values: ReadonlyMap<unknown, string>
}

/** The values of a discriminator that lead to a schema, and whether the schema itself lets no others through. */
interface Told {
  readonly values: readonly unknown[]
  readonly isOwn: boolean
}

/** The families of a document by the name of their base. OpenAPI 3.1 section 4.8.25.4. */
export function familiesOf(components: Components): ReadonlyMap<string, Family> {
  const children = childrenOf(components)
  const families = new Map<string, Family>()
  for (const name of children.keys()) {
    const { discriminator, oneOf, anyOf } = nodeOf(components[name])
    if (!isNode(discriminator) || (oneOf ?? anyOf) !== undefined) continue
    const { propertyName, mapping } = discriminator
    if (typeof propertyName !== 'string') continue
    const values = valuesIn(name, descendants(name, children), propertyName, mapping, components)
    if ([...values.values()].some((one) => one !== name)) {
      families.set(name, { property: propertyName, values })
    }
  }
  return families
}

/** The names of those that extend a component. */
function childrenOf(components: Components): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const [name, schema] of Object.entries(components)) {
    const { allOf } = nodeOf(schema)
    for (const one of Array.isArray(allOf) ? allOf : []) {
      const parent = refName(one)
      if (parent === undefined || parent === name) continue
      children.set(parent, [...(children.get(parent) ?? []), name])
    }
  }
  return children
}

function descendants(name: string, children: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set(children.get(name))
  for (const one of found) for (const child of children.get(one) ?? []) found.add(child)
  found.delete(name)
  return [...found]
}

/** A schema is called by its own name, unless the mapping says another; the base by what it lists and no heir has. */
function valuesIn(
  name: string,
  heirs: readonly string[],
  property: string,
  mapping: unknown,
  components: Components,
): Map<unknown, string> {
  const mapped = Object.entries(nodeOf(mapping)).map(
    ([value, target]) => [value, targetName(target) ?? String(target)] as const,
  )
  const named = new Set(mapped.map(([, target]) => target))
  const others = [...heirs, name].filter((one) => !named.has(one)).map((one) => [one, one] as const)
  const known = [...mapped, ...others].filter(([, one]) => Object.hasOwn(components, one))
  const declared = findProperty(property, [components[name] ?? true], components)
  const schema = declared === undefined ? true : resolved(declared, components)
  const ofHeirs = known.filter(([, one]) => one !== name)
  const listed = literalsOf(schema)?.filter((value) => !ofHeirs.some(([one]) => one === `${value}`))
  const own = listed ?? known.filter(([, one]) => one === name).map(([value]) => value)
  return new Map([
    ...ofHeirs.map(([value, one]) => [typed(value, schema), one] as const),
    ...own.map((value) => [typed(value, schema), name] as const),
  ])
}

/** The mapping can only name texts. */
function typed(value: unknown, schema: Schema): unknown {
  const types = isNode(schema) ? typesOf(schema) : []
  if (typeof value !== 'string' || types.length === 0 || types.includes('string')) return value
  if (types.includes('boolean') && /^(?:true|false)$/.test(value)) return value === 'true'
  const isNumber = types.includes('integer') || types.includes('number')
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : value
}

/** What tells an alternative beside a discriminator; undefined for what it does not speak of. */
export function toldOf(
  alternative: Schema,
  { propertyName, mapping }: SchemaObject,
  components: Components,
): Told | undefined {
  const name = refName(alternative)
  const target = resolved(alternative, components)
  if (name === undefined || typeof propertyName !== 'string') return undefined
  if (!isNode(target) || Object.keys(target).length === 0) return undefined
  const mapped = Object.entries(nodeOf(mapping)).filter(
    ([, one]) => one === name || targetName(one) === name,
  )
  // Several schemas under one name are told apart among themselves.
  const { oneOf, anyOf, discriminator } = target
  if (mapped.length === 0 && (oneOf ?? anyOf ?? discriminator) !== undefined) return undefined
  const names = mapped.length === 0 ? [name] : mapped.map(([value]) => value)
  const declared = findProperty(propertyName, [alternative], components)
  const schema = declared === undefined ? true : resolved(declared, components)
  const literals = literalsOf(schema)
  if (literals === undefined) {
    return { values: names.map((value) => typed(value, schema)), isOwn: false }
  }
  const left = literals.filter((value) => names.includes(String(value)))
  if (left.length === 0) return { values: literals, isOwn: true }
  return { values: left, isOwn: left.length === literals.length }
}

/** Whether one of several schemas has the property of a discriminator, and says this of it. */
export function saysOf(
  property: unknown,
  schemas: readonly Schema[],
  components: Components,
  says: (property: Schema) => boolean,
): boolean {
  return schemas.some((one) => {
    const found = findProperty(String(property), [one], components)
    return found !== undefined && says(found)
  })
}

/**
 * The form of alternatives beside a discriminator: each with the values that lead to it, where it does not list them
 * itself, and for a value that leads nowhere a fault of that property.
 *
 * @param form - of the same schema
 * @param isHidden - whether only the other side has a property: nobody can tell alternatives by that
 */
export function withDiscriminator(
  schema: SchemaObject,
  form: SchemaObject,
  components: Components,
  isHidden: (property: Schema) => boolean,
): SchemaObject {
  const word = ['oneOf', 'anyOf'].find((one) => Array.isArray(schema[one]))
  const { discriminator } = schema
  if (word === undefined || !isNode(discriminator)) return form
  const property = String(discriminator.propertyName)
  const list = schema[word] as Schema[]
  if (saysOf(property, list, components, isHidden)) return form
  const told = list.map((one) => toldOf(one, discriminator, components))
  const values = [...new Set(told.flatMap((one) => one?.values ?? []))]
  if (values.length === 0) return form
  const branches = (form[word] as SchemaObject[]).map((one, index) => {
    const own = told[index]
    if (own?.isOwn || refName(list[index]) === undefined) return one
    return marked(one, property, own?.values ?? { not: values })
  })
  const isKnown = list.every((one, index) => told[index] ?? isScalar(one, components))
  if (!isKnown) return { ...form, [word]: branches }
  const isRequired = list.every(
    (one, index) => told[index]?.isOwn !== true || requires(one, property, components),
  )
  const { [word]: _, ...rest } = form
  return guarded(rest, { [word]: branches }, only(property, values, isRequired))
}

/** One of a family, by the value of the discriminator where this side has it. */
export function formOf(
  { property, values }: Family,
  idOf: (name: string) => string,
  isTold: boolean,
): SchemaObject {
  const names = [...new Set(values.values())]
  if (!isTold) return { anyOf: names.map((name) => ({ $ref: idOf(name) })) }
  const branches = names.map((name) => {
    const own = [...values].filter(([, one]) => one === name).map(([value]) => value)
    return marked({ $ref: idOf(name) }, property, own)
  })
  return guarded({}, { anyOf: branches }, only(property, [...values.keys()], true))
}

function only(property: string, values: readonly unknown[], isRequired: boolean): SchemaObject {
  const schema = values.length === 1 ? { const: values[0] } : { enum: values }
  return { properties: { [property]: schema }, ...(isRequired ? { required: [property] } : {}) }
}

/** An alternative that is looked at only where its values are: the faults of others are not to be told. */
function marked(
  form: SchemaObject,
  property: string,
  values: readonly unknown[] | { readonly not: readonly unknown[] },
): SchemaObject {
  const isNot = 'not' in values
  const mark = isNot
    ? { properties: { [property]: { not: { enum: values.not } } } }
    : only(property, values, true)
  // By a constant that it does not have a value is known not to mean this one.
  const other = only(property, [isNot ? {} : values[0]], true)
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  return { if: mark, then: form, else: other }
}

/** Of alternatives Ajv would tell no more than that none fits. */
function guarded(rest: SchemaObject, union: SchemaObject, known: SchemaObject): SchemaObject {
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  const guard = { if: known, then: union, else: known }
  if (rest.if === undefined) return { ...rest, ...guard }
  return { allOf: [rest, guard] }
}

function requires(schema: Schema, name: string, components: Components, depth = 8): boolean {
  const one = resolved(schema, components)
  if (!isNode(one) || depth === 0) return false
  if (namesOf(one.required).includes(name)) return true
  const all = Array.isArray(one.allOf) ? (one.allOf as Schema[]) : []
  return all.some((member) => requires(member, name, components, depth - 1))
}

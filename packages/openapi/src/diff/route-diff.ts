import type { Operation, Parameter } from '../document.ts'
import { type At, type Both, compareSchemas } from './content-diff.ts'
import { type Located, toToken } from './shape.ts'

/** An operation of the new document → what it was in the old one: by its whole path, by its name, by its path. */
export function match(
  old: readonly Operation[],
  now: readonly Operation[],
): Map<Operation, Operation> {
  const partners = new Map<Operation, Operation>()
  const left = new Set(old)
  const keys: readonly ((one: Operation) => string | undefined)[] = [
    (one) => `${routeOf(one)} ${nameOf(one)}`,
    routeOf,
    (one) => nameOf(one) && `${one.method} ${shapeOf(one.path)} ${nameOf(one)}`,
    nameOf,
    (one) => `${one.method} ${shapeOf(one.path)}`,
  ]
  for (const keyOf of keys) {
    const known = new Map<string | undefined, Operation[]>()
    for (const one of left) known.set(keyOf(one), [...(known.get(keyOf(one)) ?? []), one])
    for (const one of now) {
      const key = keyOf(one)
      const partner = key === undefined || partners.has(one) ? undefined : known.get(key)?.shift()
      if (partner === undefined) continue
      partners.set(one, partner)
      left.delete(partner)
    }
  }
  return partners
}

function routeOf({ method, base, path }: Operation): string {
  return `${method} ${shapeOf(base + path)}`
}

function nameOf({ node }: Operation): string | undefined {
  return typeof node.operationId === 'string' ? node.operationId : undefined
}

/** What differs in the method, the path and the name. */
export function compareNames({ old, new: now, note }: Both): void {
  const [had, has] = [nameOf(old), nameOf(now)]
  if (routeOf(old) !== routeOf(now)) {
    const isMoved = old.method !== now.method || shapeOf(old.path) !== shapeOf(now.path)
    const [from, to] = [old, now].map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    if (isMoved) note('operation-moved', '', `moves from ${from} to ${to}`)
    const change = `changes from ${old.base || '/'} to ${now.base || '/'}`
    if (old.base !== now.base) note('base-path-changed', '', `the base path ${change}`)
  }
  if (had === undefined && has !== undefined) note('operation-id-added', '', `is called ${has}`)
  else if (has === undefined && had !== undefined) {
    note('operation-id-changed', '', `the operationId ${had} is removed`)
  } else if (had !== has) note('operation-id-changed', '', `the operationId ${had} becomes ${has}`)
  if (!old.deprecated && now.deprecated) note('operation-deprecated', '', 'is deprecated')
  if (old.deprecated && !now.deprecated) note('operation-revived', '', 'is no longer deprecated')
}

/** What differs in the parameters, those in the path being known by their position. */
export function compareParameters(both: Both): void {
  const { old, new: now, note } = both
  const isSamePath = shapeOf(old.path) === shapeOf(now.path)
  const [had, has] = [old, now].map(
    ({ parameters, path }) =>
      new Map(parameters.map((one) => [keyOf(one, isSamePath ? path : ''), one])),
  ) as [Map<string, Parameter>, Map<string, Parameter>]
  const added = [...has].filter(([key]) => !had.has(key)).map(([, one]) => one)
  for (const [key, one] of had) {
    const other = has.get(key) ?? added.find((candidate) => isMoved(one, candidate))
    if (other === undefined) {
      note('parameter-removed', titleOf(one), 'is removed', { old: one.place.pointer })
      continue
    }
    if (added.includes(other)) {
      added.splice(added.indexOf(other), 1)
      note(
        'parameter-moved',
        titleOf(other),
        `moves from ${one.in} to ${other.in}`,
        atOf(one, other),
      )
    } else compareStyles(both, one, other)
    compareParameter(both, one, other)
  }
  for (const one of added) {
    const at = { new: one.place.pointer }
    if (one.required) note('parameter-added-required', titleOf(one), 'is added, and required', at)
    else note('parameter-added', titleOf(one), 'is added', at)
  }
}

/** A path without the names of its parameters. */
export function shapeOf(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}')
}

function keyOf({ in: place, name }: Parameter, path: string): string {
  if (place === 'header') return `header ${name.toLowerCase()}`
  const position = [...path.matchAll(/\{([^{}]*)\}/g)].findIndex(([, one]) => one === name)
  return place === 'path' && position >= 0 ? `path ${position}` : `${place} "${name}"`
}

function isMoved(one: Parameter, other: Parameter): boolean {
  return one.in !== other.in && one.name.toLowerCase() === other.name.toLowerCase()
}

function titleOf({ in: place, name }: Parameter): string {
  return `${place} parameter ${name}`
}

function atOf(one: Parameter, other: Parameter): At {
  return { old: one.place.pointer, new: other.place.pointer }
}

function compareParameter(both: Both, one: Parameter, other: Parameter): void {
  const { note } = both
  const place = titleOf(other)
  const at = atOf(one, other)
  if (one.in === 'path' && other.in === 'path' && one.name !== other.name) {
    note('path-parameter-renamed', place, `has another name, it was ${one.name}`, at)
  }
  if (!one.required && other.required) note('parameter-became-required', place, 'is required', at)
  if (one.required && !other.required)
    note('parameter-became-optional', place, 'is no longer required', at)
  if (one.allowEmptyValue && !other.allowEmptyValue) {
    note('parameter-empty-refused', place, 'may no longer be empty', at)
  }
  if (!one.allowEmptyValue && other.allowEmptyValue)
    note('parameter-empty-allowed', place, 'may be empty', at)
  compareSchemas(both, 'request', place, schemaOf(one), schemaOf(other))
}

function schemaOf({ schema, mediaType, place: { pointer } }: Parameter): Located {
  const way = mediaType === undefined ? '' : `/content/${toToken(mediaType)}`
  return { schema, at: `${pointer}${way}/schema` }
}

/** Styles differ only in the types that they write differently, of those that both parameters can have. */
function compareStyles({ schemas, note }: Both, one: Parameter, other: Parameter): void {
  const [had, has] = [
    schemas.old.typesOf(schemas.old.shapeOf(schemaOf(one))),
    schemas.new.typesOf(schemas.new.shapeOf(schemaOf(other))),
  ]
  const shares = (type: 'array' | 'object') => had.has(type) && has.has(type)
  const [was, is] = [one, other].map((each) => textOf(each, shares('array'), shares('object')))
  if (was === is) return
  const message = `is written in another way: ${was} becomes ${is}`
  note('parameter-style-changed', titleOf(other), message, atOf(one, other))
}

function textOf(
  { style, explode, delimiter, mediaType, allowReserved }: Parameter,
  isList: boolean,
  isObject: boolean,
): string {
  if (mediaType !== undefined) return mediaType
  const isSplit = isObject || (isList && style !== 'simple')
  const isPlain = !isList && !isObject && ['spaceDelimited', 'pipeDelimited'].includes(style)
  const words = [isPlain ? 'form' : style, ...(delimiter === undefined || !isList ? [] : ['tabs'])]
  if (isSplit && style !== 'deepObject') words.push(explode ? 'exploded' : 'not exploded')
  // Then a plus is no space.
  if (allowReserved) words.push('with reserved characters')
  return words.join(' ')
}

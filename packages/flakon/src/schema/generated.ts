import { change, KeyOrder } from './key-order.ts'

/** Makes of an object or array what is declared of it; `key` is what `toJSON` is told. */
export type Project = (value: object, key: string | number) => unknown

/** A part of a schema that has a projection, which may be replaced by a faster one after its first use. */
export interface Projected {
  project: Project
  /** What `typeof` says of most values, where those are scalars of one type. */
  readonly scalar: string | undefined
  /** Makes it ready for values like this one, if it has met none yet. */
  meet(first: unknown): void
}

/** The projections of properties by name; undefined for one that may hold anything. */
export type Children = ReadonlyMap<string, Projected | undefined>

/**
 * Functions made so far that call others: V8 lets those of one source share what it learns of their calls, so each has a
 * source of its own.
 */
let made = 0

/**
 * Makes the projection of an object with a fixed set of properties. The code is generated, so that its property
 * accesses stay as fast as those of `JSON.stringify`; a value is copied only where something in it is not declared,
 * and keeps the order of its keys.
 *
 * @param other - projects what is no plain object: arrays, and what has a `toJSON`
 * @param first - what it will project first, where that is known
 */
export function closedObject(children: Children, other: Project, first: object = {}): Project {
  const inner = [...children].flatMap(([name, child]) =>
    child === undefined ? [] : { name, child },
  )
  // What is called is ready before it is called: one function is ever seen there, and can be inlined.
  for (const { name, child } of inner) child.meet(ownValue(first, name))
  const given = {
    ...{ other, change, order: new KeyOrder([...children.keys()]) },
    ...Object.fromEntries(inner.map(({ child }, at) => [`inner${at}`, child])),
  }
  // As long as a function is there, V8 keeps its source.
  const source = sourceOf([...children.keys()], inner).replaceAll(/\n\s+/g, '\n')
  return new Function(...Object.keys(given), source)(...Object.values(given))
}

type Inner = readonly { readonly name: string; readonly child: Projected }[]

/** What is rare is left to others: functions that are short are inlined. */
function sourceOf(names: readonly string[], inner: Inner): string {
  const scalars: string[] = []
  const containers: string[] = []
  const isOther: string[] = []
  for (const [at, { name, child }] of inner.entries()) {
    const { scalar } = child
    if (scalar !== undefined) isOther.push(`typeof value[${quoted(name)}] !== '${scalar}'`)
    const same = scalar === undefined ? containers : scalars
    same.push(projectionOf(quoted(name), at))
  }
  // An array has such names, too.
  const isIndexed = names.some((name) => /^\d+$/.test(name))
  return `return function project${containers.length === 0 ? '' : made++}(value, key) {
    if (typeof value.toJSON === 'function') return other(value, key)
    ${isIndexed ? 'if (Array.isArray(value)) return other(value, key)' : ''}
    const { names } = order
    let i = 1, isLike = true
    for (const name in value) {
      if (name === names[i]) i++
      else {
        isLike = false
        i = order.placeAfter(names, name, i)
        if (i === 0) break
      }
    }
    let out = value, was, is
    if (i > names[0] || i === 0) {
      if (Array.isArray(value)) return other(value, key)
      out = order.pick(value, names, isLike && i)
    }
    if (${isOther.join(' || ') || 'false'}) out = withScalars(value, out)
    ${containers.join('\n')}
    return out
  }
  function withScalars(value, out) {
    let was, is
    ${scalars.join('\n')}
    return out
  }`
}

function projectionOf(name: string, at: number): string {
  // A function may have a toJSON.
  return `was = value[${name}]
    if (typeof was === 'object' ? was !== null : typeof was === 'function') {
      is = inner${at}.project(was, ${name})
      if (is !== was) out = change(value, out, ${name}, is)
    }`
}

/** Makes the projection of an array of which all items are declared alike. */
export function uniformArray(item: Projected, other: Project, first: object = []): Project {
  item.meet(ownValue(first, '0'))
  const { scalar } = item
  const source = `return function project${scalar === undefined ? made++ : ''}(value, key) {
    if (!Array.isArray(value) || typeof value.toJSON === 'function') return other(value, key)
    let out = value
    for (let i = 0; i < value.length; i++) {
      const was = value[i]
      ${scalar === undefined ? '' : `if (typeof was === '${scalar}') continue`}
      if (typeof was === 'object' ? was === null : typeof was !== 'function') continue
      const is = item.project(was, i)
      if (is === was) continue
      if (out === value) out = value.slice()
      out[i] = is
    }
    return out
  }`
  return new Function('item', 'other', source)(item, other)
}

/** Without a call of a getter. */
function ownValue(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

const quoted = (name: string): string => JSON.stringify(name)

/** Makes of an object or array what is declared of it; `key` is what `toJSON` is told. */
export type Project = (value: object, key: string | number) => unknown

/** A part of a schema that has a projection, which may be replaced by a faster one after its first use. */
export interface Projected {
  project: Project
}

type Copy = (value: object) => object

/** More orders of keys than this are copied by hand: values with so many are not one type. */
const mostOrders = 8

/**
 * Makes the projection of an object with a fixed set of properties. The code is generated, so that its property
 * accesses stay as fast as those of `JSON.stringify`; a value is copied only where something in it is not declared,
 * and keeps the order of its keys.
 *
 * @param children - the projections of the properties; undefined for one that may hold anything
 * @param other - projects what is no plain object: arrays, and what has a `toJSON`
 */
export function closedObject(
  children: ReadonlyMap<string, Projected | undefined>,
  other: Project,
): Project {
  const names = [...children.keys()]
  const inner = names.filter((name) => children.get(name) !== undefined)
  const source = `return function project(value, key) {
    if (typeof value.toJSON === 'function') return other(value, key)
    let i = 0
    for (const name in value) {
      switch (i) {
        ${names.map((name, at) => `case ${at}: if (name === ${quoted(name)}) { i = ${at + 1}; break }`).join('\n')}
        default: i = -1
      }
    }
    let out = value
    if (i === -1) {
      if (Array.isArray(value)) return other(value, key)
      out = pick(value)
    }
    let was, is
    ${inner.map((name, index) => projectionOf(quoted(name), index)).join('\n')}
    return out
  }`
  // Each case falls through to the next, so a property may be missing; one that is not declared ends the comparison.
  const parameters = inner.map((_, index) => `inner${index}`)
  return new Function('other', 'pick', 'change', ...parameters, source)(
    other,
    picker(new Set(names)),
    change,
    ...inner.map((name) => children.get(name)),
  )
}

function projectionOf(name: string, index: number): string {
  // A function may have a toJSON.
  return `was = value[${name}]
    if (typeof was === 'object' ? was !== null : typeof was === 'function') {
      is = inner${index}.project(was, ${name})
      if (is !== was) out = change(value, out, ${name}, is)
    }`
}

/** Makes the projection of an array of which all items are declared alike. */
export function uniformArray(item: Projected, other: Project): Project {
  const source = `return function project(value, key) {
    if (!Array.isArray(value) || typeof value.toJSON === 'function') return other(value, key)
    let out = value
    for (let i = 0; i < value.length; i++) {
      const was = value[i]
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

function quoted(name: string): string {
  return JSON.stringify(name)
}

/** Copies the declared properties of a value; all values with the same keys in the same order are copied alike. */
function picker(declared: ReadonlySet<string>): Copy {
  const known: { readonly keys: readonly string[]; readonly copy: Copy }[] = []
  return (value) => {
    const keys = Object.keys(value)
    const same = known.find((one) => areSame(one.keys, keys))
    if (same !== undefined) return same.copy(value)
    if (isScalar(value)) return value
    const kept = keys.filter((key) => declared.has(key))
    const copy = kept.length === keys.length ? (all: object) => all : copyOf(kept)
    if (known.length < mostOrders) known.push({ keys, copy })
    else if (kept.length < keys.length) return pickByHand(value, kept)
    return copy(value)
  }
}

function copyOf(names: readonly string[]): Copy {
  // A computed name, since `__proto__: x` in a literal sets the prototype.
  const members = names.map((name) => {
    const key = name === '__proto__' ? `[${quoted(name)}]` : quoted(name)
    return `${key}: value[${quoted(name)}]`
  })
  return new Function('value', `return { ${members.join(', ')} }`) as Copy
}

function pickByHand(value: object, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, value[name as never]]))
}

/** Objects that `JSON.stringify` writes as scalars. */
function isScalar(value: object): boolean {
  const { isRawJSON } = JSON as { isRawJSON?: (value: object) => boolean }
  if (isRawJSON?.(value)) return true
  return value instanceof String || value instanceof Number || value instanceof Boolean
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false
  return true
}

/** Puts another value in place of a property's, in a copy. What is inherited is not sent. */
function change(value: object, out: object, name: string, is: unknown): object {
  if (!Object.prototype.propertyIsEnumerable.call(value, name)) return out
  const copy = out === value ? { ...value } : out
  Object.defineProperty(copy, name, {
    value: is,
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return copy
}

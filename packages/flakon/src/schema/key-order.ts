type Copy = (value: object) => object

/** More orders of keys than this are copied by hand: values with so many are not one type. */
const mostOrders = 8

/** A value with more names that are not declared is no example of others. */
const mostUndeclared = 32

/** The place of the first name that is not declared; then the names in order, and after the last what is none. */
type Names = readonly [number, ...(string | undefined)[]]

/**
 * The order in which the names of an object are expected: that of the schema, until values come with another, or with
 * names that are not declared. A value in which all names found are declared, and in order, is sent as it is.
 */
export class KeyOrder {
  names: Names
  readonly #declared: ReadonlySet<string>
  /** Copies the values that have all the names, as many as there are. */
  #copy: Copy = same
  /** All values with the same keys in the same order are copied alike. */
  readonly #known: { readonly keys: readonly string[]; readonly copy: Copy }[] = []

  constructor(declared: readonly string[]) {
    this.#declared = new Set(declared)
    this.names = [declared.length + 1, ...declared, undefined]
  }

  /** The place after that of a name, which is looked for from a place on; 0 where it is not expected there. */
  placeAfter(names: Names, name: string, from: number): number {
    return names.indexOf(name, from) + 1
  }

  /**
   * The declared properties of a value.
   *
   * @param place - up to where its names, own or inherited, are the expected ones; false where they are not
   */
  pick(value: object, names: Names, place: number | false): object {
    if (isNoRecord(value)) return value
    const isLike = place === names.length - 1 && names === this.names
    // What is inherited comes last.
    if (isLike && Object.hasOwn(value, names[place - 1] as string)) return this.#copy(value)
    return this.#copyOf(Object.keys(value))(value)
  }

  #copyOf(keys: readonly string[]): Copy {
    const known = this.#known.find((one) => areSame(one.keys, keys))
    if (known !== undefined) return known.copy
    const kept = keys.filter((key) => this.#declared.has(key))
    const isWhole = kept.length === keys.length
    if (this.#known.length === mostOrders) {
      return isWhole ? same : (value) => pickByHand(value, kept)
    }
    const copy = isWhole ? same : copyOf(kept)
    this.#known.push({ keys, copy })
    if (isWhole) this.#expect(this.#withMissing(keys), copy)
    else if (keys.length - kept.length <= mostUndeclared) this.#expect(keys, copy)
    return copy
  }

  #expect(keys: readonly string[], copy: Copy): void {
    const undeclared = keys.findIndex((key) => !this.#declared.has(key))
    this.names = [(undeclared === -1 ? keys.length : undeclared) + 1, ...keys, undefined]
    this.#copy = copy
  }

  /** What a value does not have is expected after what comes before it in the schema. */
  #withMissing(keys: readonly string[]): readonly string[] {
    const seen = new Set(keys)
    const names = [...keys]
    let before: string | undefined
    for (const name of this.#declared) {
      const at = before === undefined ? 0 : names.indexOf(before) + 1
      if (!seen.has(name)) names.splice(at, 0, name)
      before = name
    }
    return names
  }
}

function same(value: object): object {
  return value
}

function copyOf(names: readonly string[]): Copy {
  // A computed name, since `__proto__: x` in a literal sets the prototype.
  const members = names.map((name) => {
    const key = JSON.stringify(name)
    return `${name === '__proto__' ? `[${key}]` : key}: value[${key}]`
  })
  return new Function('value', `return { ${members.join(', ')} }`) as Copy
}

function pickByHand(value: object, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, value[name as never]]))
}

/** What `JSON.stringify` does not write by its properties: arrays, functions, and objects that are scalars. */
function isNoRecord(value: object): boolean {
  if (Array.isArray(value) || typeof value === 'function') return true
  if (Object.getPrototypeOf(value) === Object.prototype) return false
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
export function change(value: object, out: object, name: string, is: unknown): object {
  if (isNoRecord(value) || !Object.prototype.propertyIsEnumerable.call(value, name)) return out
  const copy = out === value ? { ...value } : out
  Object.defineProperty(copy, name, {
    value: is,
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return copy
}

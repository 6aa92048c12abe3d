// biome-ignore lint/suspicious/noExplicitAny: schemas of any form
type Json = any

const names = ['a', 'b', 'c']
const texts = ['x', 'y', 'xy', 'z']

/** Makes schemas, others that differ from them in one place, and values; the same from the same seed. */
export class Dice {
  #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  roll(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.roll() * all.length)] as T
  }

  /** Keywords, some of those that are offered. */
  some(offered: Record<string, readonly unknown[]>): Json {
    const taken = Object.entries(offered).filter(() => this.roll() < 0.3)
    return Object.fromEntries(taken.map(([word, values]) => [word, this.pick(values)]))
  }

  schema(depth: number): Json {
    const flat = ['string', 'number', 'integer', 'boolean', 'null', 'enum', 'types', 'ref', 'any']
    const kind = this.pick(
      depth > 0 ? [...flat, 'object', 'object', 'array', 'anyOf', 'allOf', 'not'] : flat,
    )
    const inner = () => this.schema(depth - 1)
    if (kind === 'string') {
      return {
        type: kind,
        ...this.some({ minLength: [0, 1, 2], maxLength: [1, 2], pattern: ['^x', 'y$'] }),
      }
    }
    if (kind === 'number' || kind === 'integer') {
      const bounds = {
        minimum: [0, 1],
        exclusiveMinimum: [1, 2],
        maximum: [2, 3],
        exclusiveMaximum: [3, 4],
      }
      return { type: kind, ...this.some({ ...bounds, multipleOf: [1, 2, 0.5] }) }
    }
    if (kind === 'enum')
      return {
        enum: [...new Set([this.pick(texts), this.pick([1, 2, null]), this.pick([true, 0.5])])],
      }
    if (kind === 'types')
      return {
        type: [this.pick(['string', 'null', 'object']), this.pick(['integer', 'array', 'boolean'])],
      }
    if (kind === 'ref') return { $ref: `#/components/schemas/${this.pick(['A', 'B'])}` }
    if (kind === 'any') return this.pick([true, {}, false])
    if (kind === 'not') return { not: inner() }
    if (kind === 'array')
      return { type: kind, items: inner(), ...this.some({ minItems: [0, 1], maxItems: [1, 2] }) }
    if (kind === 'anyOf' || kind === 'allOf')
      return { [kind]: Array.from({ length: this.pick([1, 2, 3]) }, inner) }
    if (kind !== 'object') return { type: kind }
    const properties = Object.fromEntries(
      names.filter(() => this.roll() < 0.6).map((name) => [name, inner()]),
    )
    const required = names.filter(() => this.roll() < 0.2)
    return {
      type: kind,
      properties,
      required,
      ...this.some({ additionalProperties: [true, false, inner()], minProperties: [1, 2] }),
    }
  }

  /** The schema with another one somewhere in it, a keyword less, or a name more that is required. */
  changed(schema: Json, depth: number): Json {
    if (typeof schema !== 'object' || this.roll() < 0.2) return this.schema(depth)
    const copy = structuredClone(schema)
    const word = this.pick(Object.keys(copy))
    const held = copy[word]
    if (Array.isArray(held) && /Of$/.test(word)) {
      const index = Math.floor(this.roll() * held.length)
      held.splice(
        index,
        this.pick([0, 1]),
        ...(this.roll() < 0.7 ? [this.changed(held[index], depth - 1)] : []),
      )
      return held.length === 0 ? this.schema(depth) : copy
    }
    if (word === 'properties') {
      const name = this.pick(names)
      if (this.roll() < 0.3) delete held[name]
      else held[name] = this.changed(held[name] ?? true, depth - 1)
      return copy
    }
    if (word === 'required') return { ...copy, required: names.filter(() => this.roll() < 0.5) }
    if (typeof held === 'object' && !Array.isArray(held))
      return { ...copy, [word]: this.changed(held, depth - 1) }
    // A schema without a type is taken for one of objects where it has properties: a decision of its own.
    if (word !== 'type') delete copy[word]
    return word === 'type' ? this.schema(depth) : copy
  }

  values(): unknown[] {
    const plain = [
      null,
      true,
      false,
      0,
      1,
      2,
      3,
      0.5,
      2.5,
      '',
      ...texts,
      'xxxx',
      [],
      ['x'],
      [1],
      ['x', 'x'],
      [null],
      {},
    ]
    const all: unknown[] = [...plain]
    for (let count = 0; count < 60; count++) {
      const held = [...names, 'd']
        .filter(() => this.roll() < 0.5)
        .map((name) => [name, this.pick(all)])
      all.push(this.roll() < 0.1 ? [Object.fromEntries(held)] : Object.fromEntries(held))
    }
    return all
  }
}

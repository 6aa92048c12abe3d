import type { Schema } from './document.ts'
import {
  type Field,
  FieldReader,
  type Findings,
  formDecoded,
  type Part,
  percentDecoded,
  Values,
} from './field.ts'
import {
  type Found,
  type Take,
  takeDeep,
  takeItems,
  takeNone,
  takeOne,
  takeProperties,
} from './pair-fields.ts'
import type { Resolve } from './text-shape.ts'

/** Where pairs of names and values stand, and what becomes of names that are not declared. */
interface Source {
  readonly part: Part & ('query' | 'cookies' | 'body')
  readonly resolve: Resolve
  /** The schema of what is not declared, where that is kept. */
  readonly others?: Schema
  /** Names that are nobody's fault. */
  readonly known?: readonly string[]
  /** At most so many pairs. */
  readonly limit?: number
}

/**
 * Reads pairs of names and raw values: a query, a form, the cookies of a request. Names count as what they stand for,
 * values are cut before they are decoded. Prepared once for an operation.
 */
export class PairReader {
  readonly #source: Source
  readonly #isCookie: boolean
  readonly #slots = new Map<string, number>()
  readonly #names: readonly string[]
  readonly #takes: readonly Take[]
  readonly #empty: Found['raws']
  /** Those that have properties in brackets. */
  readonly #deep = new Set<string>()
  readonly #arrays = new Map<string, FieldReader>()
  /** Objects whose properties are names of their own, and that take properties of any name. */
  readonly #open: FieldReader[] = []

  constructor(fields: readonly Field[], source: Source) {
    this.#source = source
    this.#isCookie = source.part === 'cookies'
    this.#names = fields.map(({ name }) => name)
    for (const name of this.#names) this.#slot(name)
    this.#takes = fields.map((field) => this.#take(this.#reader(field)))
    this.#empty = [...this.#slots.keys()].map(() => undefined)
  }

  read(raw: string, findings: Findings): Record<string, unknown> {
    const { others } = this.#source
    const found: Found = {
      raws: this.#empty.slice(),
      findings,
      isLiteral: !(this.#isCookie || raw.includes('%') || raw.includes('+')),
      others: others === undefined ? undefined : new Map(),
      deep: undefined,
    }
    const values = new Values()
    if (raw !== '' && !this.#scan(raw, found)) return values
    for (let index = 0; index < this.#takes.length; index++) {
      const value = (this.#takes[index] as Take)(found)
      if (value !== undefined) values[this.#names[index] as string] = value
    }
    if (others === undefined) return values
    for (const [name, raws] of found.others ?? []) {
      values[name] = this.#reader(asField(name, others)).exploded(raws, findings)
    }
    return values
  }

  /** Every pair → its slot. Gives whether there are not too many of them. */
  #scan(raw: string, found: Found): boolean {
    const { limit = Number.POSITIVE_INFINITY, part } = this.#source
    const separator = this.#isCookie ? ';' : '&'
    let equals = -1
    let left = limit
    for (let start = 0, end = 0; start < raw.length && left >= 0; start = end + 1) {
      end = placeOf(separator, raw, start)
      if (end === start) continue
      if (equals < start) equals = placeOf('=', raw, start)
      if (equals < end) this.#add(raw.slice(start, equals), raw.slice(equals + 1, end), found)
      else this.#add(raw.slice(start, end), '', found)
      left -= 1
    }
    if (left < 0) found.findings.tell(part, '', `has more than ${limit} fields`)
    return left >= 0
  }

  #add(sent: string, raw: string, found: Found): void {
    const slot = this.#slots.get(sent) ?? this.#slots.get(this.#nameOf(sent))
    const known = slot === undefined ? undefined : found.raws[slot]
    if (slot === undefined) this.#addOther(this.#nameOf(sent), raw, found)
    else if (known === undefined) found.raws[slot] = raw
    else if (typeof known === 'string') found.raws[slot] = [known, raw]
    else known.push(raw)
  }

  /** What a name stands for; itself where it is malformed. */
  #nameOf(sent: string): string {
    const name = this.#isCookie ? percentDecoded(sent.trim()) : formDecoded(sent)
    return name ?? sent
  }

  #addOther(name: string, raw: string, found: Found): void {
    const { known = [] } = this.#source
    const bracket = name.indexOf('[')
    const base = name.slice(0, Math.max(bracket, 0))
    const inside = name.slice(base.length)
    const array = /^\[\d*\]$/.test(inside) ? this.#arrays.get(base) : undefined
    if (this.#deep.has(base)) {
      found.deep ??= new Map()
      append(found.deep, base, [inside, raw])
    } else if (array !== undefined) {
      array.tell(found.findings, `is sent as ${base}=…&${base}=…, not as ${base}${inside}=…`)
    } else if (found.others !== undefined) append(found.others, name, raw)
    else if (!known.includes(name)) {
      const why = 'is not a declared property, and others have no form in an exploded object'
      for (const reader of this.#open) reader.tell(found.findings, why, name)
    }
  }

  #slot(name: string): number {
    const slot = this.#slots.get(name) ?? this.#slots.size
    this.#slots.set(name, slot)
    return slot
  }

  #reader(field: Field): FieldReader {
    const { part, resolve } = this.#source
    if (this.#isCookie) return new FieldReader(field, part, cookieDecoded, resolve)
    // Reserved characters that are sent as they are include the plus. RFC 6570 section 3.2.3.
    const decode = field.allowReserved ? percentDecoded : formDecoded
    return new FieldReader(field, part, decode, resolve)
  }

  #take(reader: FieldReader): Take {
    const { isArray, isObject, field, fields } = reader
    const { name, style, explode, delimiter } = field
    const slot = this.#slot(name)
    if (isArray) this.#arrays.set(name, reader)
    if (!isArray && !isObject) return takeOne(reader, slot)
    if (style === 'deepObject') {
      this.#deep.add(name)
      return takeDeep(reader, slot)
    }
    if (!explode) return takeOne(reader, slot)
    if (style !== 'form' || delimiter !== undefined) return takeNone(reader, slot)
    if (!isObject) return takeItems(reader, slot, this.#isCookie)
    const own = [...fields.named.keys()].filter((one) => !this.#slots.has(one))
    if (fields.isOpen) this.#open.push(reader)
    const slots = own.map((one) => [one, this.#slot(one)] as const)
    return takeProperties(reader, slot, slots)
  }
}

function placeOf(character: string, text: string, start: number): number {
  const index = text.indexOf(character, start)
  return index === -1 ? text.length : index
}

/** RFC 6265 section 4.1.1: a value may stand in quotes. */
function cookieDecoded(raw: string): string | undefined {
  return percentDecoded(raw.trim().replace(/^"(.*)"$/, '$1'))
}

function asField(name: string, schema: Schema): Field {
  return {
    name,
    style: 'form',
    explode: true,
    allowReserved: false,
    allowEmptyValue: false,
    schema,
  }
}

function append<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [one])
  else list.push(one)
}

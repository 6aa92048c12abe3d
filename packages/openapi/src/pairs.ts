import type { Schema } from './document.ts'
import {
  type Field,
  FieldReader,
  type Findings,
  formDecoded,
  type Part,
  percentDecoded,
  repeated,
  Values,
} from './field.ts'
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

/** What was sent, by the slots of the declared names. */
interface Found {
  readonly raws: (string | string[] | undefined)[]
  readonly others: Map<string, string[]>
  readonly deep: Map<string, [string, string][]>
  readonly findings: Findings
}

/** Reads a field of what was found. */
type Take = (found: Found) => unknown

const equalsSign = 0x3d

/**
 * Reads pairs of names and raw values: a query, a form, the cookies of a request. Names count as what they stand for,
 * values are cut before they are decoded. Prepared once for an operation.
 */
export class PairReader {
  readonly #source: Source
  readonly #separator: number
  readonly #slots = new Map<string, number>()
  readonly #takes: (readonly [name: string, take: Take])[]
  /** Those that have properties in brackets. */
  readonly #deep = new Map<string, FieldReader>()
  readonly #arrays = new Map<string, FieldReader>()
  /** Objects whose properties are names of their own, and that take properties of any name. */
  readonly #open: FieldReader[] = []

  constructor(fields: readonly Field[], source: Source) {
    this.#source = source
    this.#separator = (source.part === 'cookies' ? ';' : '&').charCodeAt(0)
    for (const { name } of fields) this.#slot(name)
    this.#takes = fields.map((field) => [field.name, this.#take(this.#reader(field))] as const)
  }

  read(raw: string, findings: Findings): Record<string, unknown> {
    const { others } = this.#source
    const raws = new Array<string | string[] | undefined>(this.#slots.size).fill(undefined)
    const found: Found = { raws, others: new Map(), deep: new Map(), findings }
    this.#scan(raw, found)
    const values = new Values()
    for (const [name, take] of this.#takes) {
      const value = take(found)
      if (value !== undefined) values[name] = value
    }
    if (others === undefined) return values
    for (const [name, texts] of found.others) {
      values[name] = this.#reader(asField(name, others)).exploded(texts, findings)
    }
    return values
  }

  /** Every pair → its slot; what comes after too many of them is not looked at. */
  #scan(raw: string, found: Found): void {
    const { limit = Number.POSITIVE_INFINITY, part } = this.#source
    const separator = this.#separator
    let start = 0
    let equals = -1
    let left = limit
    for (let index = 0; index <= raw.length && left >= 0; index++) {
      const code = index === raw.length ? separator : raw.charCodeAt(index)
      if (code === equalsSign && equals === -1) equals = index
      if (code !== separator) continue
      if (index > start) {
        const end = equals === -1 ? index : equals
        this.#add(raw.slice(start, end), equals === -1 ? '' : raw.slice(equals + 1, index), found)
        left -= 1
      }
      start = index + 1
      equals = -1
    }
    if (left < 0) found.findings.tell(part, '', `has more than ${limit} fields`)
  }

  #add(sent: string, raw: string, found: Found): void {
    const name = this.#nameOf(sent)
    const slot = this.#slots.get(name)
    if (slot === undefined) this.#addOther(name, raw, found)
    else found.raws[slot] = added(found.raws[slot], raw)
  }

  /** What a name stands for; itself where it is malformed. */
  #nameOf(sent: string): string {
    const isCookie = this.#source.part === 'cookies'
    const name = isCookie ? sent.trim() : sent
    if (this.#slots.has(name) || !/[%+]/.test(name)) return name
    return (isCookie ? percentDecoded(name) : formDecoded(name)) ?? name
  }

  #addOther(name: string, raw: string, found: Found): void {
    const { others, known = [] } = this.#source
    const bracket = name.indexOf('[')
    const base = name.slice(0, Math.max(bracket, 0))
    const inside = name.slice(base.length)
    const array = /^\[\d*\]$/.test(inside) ? this.#arrays.get(base) : undefined
    if (this.#deep.has(base)) append(found.deep, base, [inside, raw])
    else if (array !== undefined) {
      array.tell(found.findings, `is sent as ${base}=…&${base}=…, not as ${base}${inside}=…`)
    } else if (others !== undefined) append(found.others, name, raw)
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
    if (part === 'cookies') return new FieldReader(field, part, cookieDecoded, resolve)
    // Reserved characters that are sent as they are include the plus. RFC 6570 section 3.2.3.
    const decode = field.allowReserved ? percentDecoded : formDecoded
    return new FieldReader(field, part, decode, resolve)
  }

  #take(reader: FieldReader): Take {
    const { isArray, isObject, isScalar } = reader
    const { name, style, explode, delimiter } = reader.field
    const slot = this.#slot(name)
    if (isArray) this.#arrays.set(name, reader)
    const isPlain = isScalar && !isArray && !isObject
    if (style === 'deepObject' && !isPlain) return this.#takeDeep(reader, slot)
    if (explode && !isPlain && (style !== 'form' || delimiter !== undefined)) {
      const why = `has no form: ${style} is defined for explode: false alone`
      return ({ raws, findings }) =>
        raws[slot] === undefined ? reader.absent() : reader.tell(findings, why)
    }
    if (explode && isObject) return this.#takeProperties(reader, slot)
    if (explode && isArray) return this.#takeItems(reader, slot)
    return ({ raws, findings }) => {
      const raw = raws[slot]
      if (raw === undefined) return reader.absent()
      return typeof raw === 'string' ? reader.read(raw, findings) : reader.tell(findings, repeated)
    }
  }

  #takeItems(reader: FieldReader, slot: number): Take {
    const { name } = reader.field
    const isCookie = this.#source.part === 'cookies'
    return ({ raws, findings }) => {
      const raw = raws[slot]
      if (raw === undefined) return reader.absent()
      const all = typeof raw === 'string' ? [raw] : raw
      if (isCookie && all.some((one) => one.includes(`&${name}=`))) {
        return reader.tell(findings, `is sent as ${name}=…; ${name}=…, not with &`)
      }
      return reader.exploded(all, findings)
    }
  }

  /** An object whose properties are names beside those of other fields. */
  #takeProperties(reader: FieldReader, slot: number): Take {
    const own = [...reader.fields.named.keys()].filter((name) => !this.#slots.has(name))
    const slots = own.map((name) => [name, this.#slot(name)] as const)
    if (reader.fields.isOpen) this.#open.push(reader)
    return ({ raws, findings }) => {
      const pairs = slots.flatMap(([name, at]) =>
        ([raws[at] ?? []].flat() as string[]).map((raw) => [name, raw] as const),
      )
      const raw = raws[slot]
      if (pairs.length > 0) return reader.object(pairs, findings)
      if (raw === undefined) return reader.absent()
      const isOther = reader.isScalar || reader.isArray
      if (isOther) return reader.exploded([raw].flat(), findings)
      return reader.tell(findings, 'is sent as its properties: property=…')
    }
  }

  #takeDeep(reader: FieldReader, slot: number): Take {
    const { name } = reader.field
    this.#deep.set(name, reader)
    const form = `${name}[property]=…`
    return ({ raws, deep, findings }) => {
      const raw = raws[slot]
      const sent = deep.get(name)
      if (sent === undefined) {
        if (raw === undefined) return reader.absent()
        if (reader.isScalar) return reader.exploded([raw].flat(), findings)
      }
      if (!reader.isObject) return reader.tell(findings, 'has no form: deepObject is for objects')
      if (raw !== undefined || sent === undefined) {
        return reader.tell(findings, `is sent as ${form}`)
      }
      const pairs: [string, string][] = []
      for (const [inside, one] of sent) {
        const [, key, more] = /^\[([^[\]]+)\](.*)$/s.exec(inside) ?? []
        if (key === undefined) reader.tell(findings, `is sent as ${form}`)
        else if (more === '') pairs.push([key, one])
        else reader.tell(findings, `has no form: deepObject is not nested, only ${form}`, key)
      }
      return reader.object(pairs, findings)
    }
  }
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

function added(known: Found['raws'][number], raw: string): string | string[] {
  if (known === undefined) return raw
  if (typeof known === 'string') return [known, raw]
  known.push(raw)
  return known
}

function append<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [one])
  else list.push(one)
}

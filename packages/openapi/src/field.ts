import { isJson } from './answers.ts'
import type { Schema, Style } from './document.ts'
import { type Pairs, type Syntax, syntaxOf } from './styles.ts'
import {
  defaultOf,
  type Fields,
  fieldsOf,
  isScalar,
  isText,
  propertyOf,
  type Resolve,
  type Shape,
  shapeOf,
} from './text-shape.ts'
import { parseStrictJson, type ToValue, toScalar } from './text-value.ts'

/** A value that is written as text: a parameter, or a property of a form. */
export interface Field {
  readonly name: string
  readonly style: Style
  readonly explode: boolean
  readonly allowReserved: boolean
  readonly allowEmptyValue: boolean
  readonly delimiter?: '\t'
  readonly schema: Schema
  readonly mediaType?: string
}

export type Part = 'params' | 'query' | 'headers' | 'cookies' | 'body'

/** One thing that is wrong with a request: where (RFC 6901), and what, without the value. */
export interface Fault {
  readonly in: Part
  readonly pointer: string
  readonly detail: string
}

/** What is wrong with one request, as far as it was read. */
export class Findings {
  faults: Fault[] | undefined

  tell(part: Part, pointer: string, detail: string): undefined {
    this.faults ??= []
    const last = this.faults.at(-1)
    if (last?.pointer === pointer && last.detail === detail) return
    this.faults.push({ in: part, pointer, detail })
  }
}

/** Values by name, without a prototype, as Fastify's own are: no name is more than a name. */
export const Values = function Values() {} as unknown as new () => Record<string, unknown>
Values.prototype = Object.create(null)

/** A raw text → what it stands for; undefined where it is malformed. */
export type Decode = (raw: string) => string | undefined

export const repeated = 'is sent more than once'
const malformed = 'is not valid percent-encoding of UTF-8'
const nested = 'is an array or object inside of another one, for which there is no form'

/** Percent-encoding. RFC 3986 section 2.1. */
export function percentDecoded(raw: string): string | undefined {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}

/** As browsers and `URLSearchParams` write forms, where a space is a plus. WHATWG URL section 5.1. */
export function formDecoded(raw: string): string | undefined {
  return percentDecoded(raw.includes('+') ? raw.replaceAll('+', ' ') : raw)
}

export function pointerOf(...names: readonly (string | number)[]): string {
  return names.map((one) => `/${String(one).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Reads the texts of one field, prepared once: raw texts → values of the declared types. */
export class FieldReader {
  readonly field: Field
  readonly pointer: string
  readonly isArray: boolean
  readonly isObject: boolean
  /** Whether one text may be the value. */
  readonly isScalar: boolean
  /** Whether it can be nothing else. */
  readonly isPlain: boolean
  readonly fields: Fields
  /** A text that is decoded already → the value of a field that is a scalar. */
  readonly toScalar: ToValue
  readonly #part: Part
  readonly #decode: Decode
  readonly #shape: Shape | undefined
  readonly #syntax: Syntax
  readonly #isJson: boolean
  readonly #default: unknown
  readonly #items: readonly (ToValue | undefined)[]
  readonly #properties: ReadonlyMap<string, ToValue | undefined>
  readonly #toOther: (name: string) => ToValue | undefined

  constructor(field: Field, part: Part, decode: Decode, resolve: Resolve) {
    this.field = field
    this.pointer = pointerOf(field.name)
    const shape = shapeOf(field.schema, resolve)
    const { mediaType } = field
    this.isScalar = mediaType !== undefined || isScalar(shape)
    this.isArray = mediaType === undefined && shape?.types.has('array') === true
    this.isObject = mediaType === undefined && shape?.types.has('object') === true
    this.isPlain = mediaType === undefined && !this.isArray && !this.isObject
    this.fields = fieldsOf(this.isObject ? field.schema : true, resolve)
    this.#part = part
    this.#decode = decode
    this.#shape = shape
    this.toScalar = toScalar(shape)
    this.#syntax = syntaxOf(field)
    this.#isJson = mediaType !== undefined && isJson(mediaType)
    this.#default = defaultOf(field.schema, resolve)
    this.#items = (shape?.items ?? [undefined]).map(converter)
    const toProperty = (one: Schema) => converter(shapeOf(one, resolve))
    const { named, patterns, rest } = this.fields
    this.#properties = new Map([...named].map(([name, one]) => [name, toProperty(one)]))
    const other = toProperty(rest)
    this.#toOther =
      patterns.length === 0 ? () => other : (name) => toProperty(propertyOf(this.fields, name))
  }

  tell(findings: Findings, detail: string, ...inside: readonly (string | number)[]): undefined {
    return findings.tell(this.#part, this.pointer + pointerOf(...inside), detail)
  }

  /** Of a field that was not sent. */
  absent(): unknown {
    const value = this.#default
    return typeof value === 'object' && value !== null ? structuredClone(value) : value
  }

  /** Of a field that one text holds. Undefined where it was told what is wrong, or where it counts as not sent. */
  read(raw: string, findings: Findings): unknown {
    if (this.#isJson) return this.#json(raw, findings)
    const bare = this.#syntax.scalar(raw)
    if (bare === '') return this.#empty(findings)
    if (this.isScalar && bare !== undefined) {
      const value = this.#scalar(bare, findings)
      if (!(this.isArray || this.isObject) || this.#fits(value, bare)) return value
    }
    const items = this.isArray ? this.#syntax.items(raw) : undefined
    if (items !== undefined) return this.items(items, findings)
    const pairs = this.isObject ? this.#syntax.pairs(raw) : undefined
    if (pairs !== undefined) return this.#encodedPairs(pairs, findings)
    return this.tell(findings, `is not written as ${this.#syntax.form}`)
  }

  /** Of a field that is sent once for each of its items. */
  exploded(raws: readonly string[], findings: Findings): unknown {
    const [only = ''] = raws
    if (raws.length > 1) {
      return this.isArray ? this.items(raws, findings) : this.tell(findings, repeated)
    }
    if (this.#isJson) return this.#json(only, findings)
    if (only === '') return this.#empty(findings)
    if (!this.isScalar) return this.items(raws, findings)
    const value = this.#scalar(only, findings)
    return !this.isArray || this.#fits(value, only) ? value : this.items(raws, findings)
  }

  items(raws: readonly string[], findings: Findings): unknown[] {
    return raws.map((raw, index) => {
      const text = this.#decode(raw)
      const convert = this.#items[Math.min(index, this.#items.length - 1)]
      if (text !== undefined && convert !== undefined) return convert(text)
      this.tell(findings, text === undefined ? malformed : nested, index)
      return raw
    })
  }

  /** An object of keys and raw values; what is wrong with a property is left out. */
  object(pairs: Pairs, findings: Findings): Record<string, unknown> {
    const object = new Values()
    for (const [key, raw] of pairs) {
      const text = this.#decode(raw)
      const convert = this.#property(key)
      if (key in object) this.tell(findings, repeated, key)
      else if (text === undefined) this.tell(findings, malformed, key)
      else if (convert === undefined) this.tell(findings, nested, key)
      else object[key] = convert(text)
    }
    return object
  }

  #encodedPairs(pairs: Pairs, findings: Findings): unknown {
    const decoded: [string, string][] = []
    for (const [raw, value] of pairs) {
      const key = this.#decode(raw)
      if (key === undefined) return this.tell(findings, malformed)
      decoded.push([key, value])
    }
    return this.object(decoded, findings)
  }

  #property(name: string): ToValue | undefined {
    return this.#properties.has(name) ? this.#properties.get(name) : this.#toOther(name)
  }

  #scalar(raw: string, findings: Findings): unknown {
    const text = this.#decode(raw)
    return text === undefined ? this.tell(findings, malformed) : this.toScalar(text)
  }

  /** Whether a scalar is one that the schema knows, so that it is not meant to be an array or object of one. */
  #fits(value: unknown, raw: string): boolean {
    if (value === undefined || typeof value !== 'string') return true
    return this.#shape === undefined || isText(this.#decode(raw), this.#shape)
  }

  #empty(findings: Findings): unknown {
    if (this.#shape === undefined || isText('', this.#shape)) return ''
    if (!this.field.allowEmptyValue) return this.tell(findings, 'is empty')
    if (this.isArray) return []
    if (this.isObject) return new Values()
    return this.#shape.types.has('null') ? null : this.absent()
  }

  #json(raw: string, findings: Findings): unknown {
    const text = this.#decode(raw)
    if (text === undefined) return this.tell(findings, malformed)
    const parsed = parseStrictJson(text)
    return 'fault' in parsed ? this.tell(findings, parsed.fault) : parsed.value
  }
}

/** Undefined for what no text can be: an array or object in a place where there is no form for it. */
function converter(shape: Shape | undefined): ToValue | undefined {
  return isScalar(shape) ? toScalar(shape) : undefined
}

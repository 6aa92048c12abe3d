import { isJson } from './answers.ts'
import { type Encoding, isNode, type MediaType, type Schema } from './document.ts'
import { type Field, FieldReader, type Findings, pointerOf, repeated, Values } from './field.ts'
import { PairReader } from './pairs.ts'
import { fieldsOf, isScalar, type Resolve, type Shape, shapeOf } from './text-shape.ts'
import { parseStrictJson } from './text-value.ts'

/** Pairs of a form, and parts of one, at most. */
export const mostFields = 1000

/** A part of a form, as it was sent. RFC 7578. */
export interface FormPart {
  readonly name: string
  /** In lower case, without parameters; `text/plain` where none was sent. */
  readonly type: string
  /** Undefined for what is no file. */
  readonly filename: string | undefined
  readonly bytes: Buffer
}

/** What comes of a file in a form: its bytes, and what the client says of it, which is not to be trusted. */
export interface FormFile extends Buffer {
  readonly filename?: string
  readonly mimetype?: string
}

/** What was sent as a body → its value, to be checked; undefined where it was told what is wrong. */
export type ReadBody<T> = (sent: T, findings: Findings, contentType: string) => unknown

/** How a property of a form is written: what OpenAPI 3.1 section 4.8.15 says where `encoding` says nothing. */
type Kind = 'text' | 'json' | 'binary'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A text in UTF-8; undefined for other bytes. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** Makes the reader of `application/x-www-form-urlencoded`: pairs as those of a query. */
export function createPairsBody(media: MediaType, resolve: Resolve): ReadBody<Buffer> {
  const { named, rest } = fieldsOf(media.schema, resolve)
  const fields = [...named].map(([name, schema]) => fieldOf(name, schema, media, resolve))
  // What must not be there is kept, for the check to refuse.
  const others = rest === false ? true : rest
  const pairs = new PairReader(fields, { part: 'body', resolve, others, limit: mostFields })
  return (sent, findings) => {
    const text = textOf(sent)
    if (text === undefined) return findings.tell('body', '', 'is not written in UTF-8')
    return pairs.read(text, findings)
  }
}

/** Makes the reader of `multipart/form-data`, whose parts are texts, JSON or files. */
export function createPartsBody(media: MediaType, resolve: Resolve): ReadBody<readonly FormPart[]> {
  const { named } = fieldsOf(media.schema, resolve)
  const readers = new Map([...named].map(([name, one]) => [name, partReader(name, one)] as const))
  function partReader(name: string, schema: Schema): PartReader {
    return new PartReader(name, schema, media, resolve)
  }
  return (sent, findings) => {
    const byName = new Map<string, FormPart[]>()
    for (const part of sent) {
      // A file input that nobody has touched.
      if (part.filename === '' && part.bytes.length === 0) continue
      byName.set(part.name, [...(byName.get(part.name) ?? []), part])
    }
    const values = new Values()
    for (const [name, parts] of byName) {
      const reader = readers.get(name) ?? partReader(name, true)
      const value = reader.read(parts, findings)
      if (value !== undefined) values[name] = value
    }
    return values
  }
}

/** The properties of a form that are files. */
export function binaryNames({ schema, encoding }: MediaType, resolve: Resolve): string[] {
  const { named } = fieldsOf(schema, resolve)
  const all = [...named].filter(([name, one]) => kindOf(one, encoding[name], resolve) === 'binary')
  return all.map(([name]) => name)
}

function fieldOf(
  name: string,
  schema: Schema,
  { encoding }: MediaType,
  resolve: Resolve,
  kind = kindOf(schema, encoding[name], resolve),
): Field {
  const { style = 'form', explode, allowReserved = false } = encoding[name] ?? {}
  const isObject = shapeOf(schema, resolve)?.types.has('object') === true
  return {
    name,
    style,
    // An object's properties are not told from those of the form.
    explode: explode ?? (style === 'form' && !isObject),
    allowReserved,
    allowEmptyValue: false,
    schema,
    ...(encoding[name]?.['x-collectionFormat'] === 'tsv' ? { delimiter: '\t' } : {}),
    ...(kind === 'json' ? { mediaType: 'application/json' } : {}),
  }
}

function kindOf(schema: Schema, encoding: Encoding | undefined, resolve: Resolve): Kind {
  const { contentType, style, explode } = encoding ?? {}
  if (contentType !== undefined) {
    const types = typesOf(contentType)
    if (types.some(isJson)) return 'json'
    return types.every((type) => type.startsWith('text/')) ? 'text' : 'binary'
  }
  if (isBinary(schema, resolve)) return 'binary'
  if (style !== undefined || explode !== undefined) return 'text'
  const shape = shapeOf(schema, resolve)
  return isComplex(shape) || shape?.items?.some(isComplex) ? 'json' : 'text'
}

/** Whether it is always an object, or an array of arrays. */
function isComplex(shape: Shape | undefined): boolean {
  if (isScalar(shape) || shape === undefined) return false
  return shape.types.has('object') || shape.items?.some((item) => !isScalar(item)) === true
}

function typesOf(contentType: string): string[] {
  return contentType.split(',').map((type) => type.replace(/;.*/s, '').trim().toLowerCase())
}

/** Whether a value is bytes: what OpenAPI 3.0 calls `format: binary`, and 3.1 by its media type. */
function isBinary(schema: unknown, resolve: Resolve, depth = 0): boolean {
  if (!isNode(schema) || depth > 8) return false
  const { type, format, contentMediaType, contentEncoding, items, $ref } = schema
  if (type === 'file' || format === 'binary' || contentEncoding === 'binary') return true
  if (typeof contentMediaType === 'string' && contentEncoding === undefined) {
    return !isJson(contentMediaType.toLowerCase())
  }
  const inner = [schema.allOf, schema.anyOf, schema.oneOf].flat().filter(isNode)
  const parts = typeof $ref === 'string' ? [...inner, items, resolve({ $ref })] : [...inner, items]
  return parts.some((one) => isBinary(one, resolve, depth + 1))
}

/** Reads the parts of a form that have one name. */
class PartReader {
  readonly #name: string
  readonly #kind: Kind
  readonly #isArray: boolean
  /** Whether nothing is said of it, so that each part is what it says itself. */
  readonly #isFree: boolean
  readonly #types: readonly string[] | undefined
  readonly #texts: FieldReader

  constructor(name: string, schema: Schema, media: MediaType, resolve: Resolve) {
    const encoding = media.encoding[name]
    const shape = shapeOf(schema, resolve)
    this.#name = name
    this.#kind = kindOf(schema, encoding, resolve)
    this.#isArray = shape?.types.has('array') === true
    this.#isFree = shape === undefined && encoding?.contentType === undefined
    this.#types = encoding?.contentType === undefined ? undefined : typesOf(encoding.contentType)
    const field = fieldOf(name, schema, media, resolve, this.#kind)
    this.#texts = new FieldReader(field, 'body', (text) => text, resolve)
  }

  read(parts: readonly FormPart[], findings: Findings): unknown {
    const [first] = parts
    if (this.#isText(first)) return this.#text(parts, findings)
    if (parts.length > 1 && !this.#isArray) return this.#tell(findings, repeated)
    const values = parts.map((part, index) => this.#value(part, findings, index))
    const [only] = values
    if (parts.length > 1) return values
    return this.#isArray && !Array.isArray(only) ? values : only
  }

  #isText(part: FormPart | undefined): boolean {
    if (!this.#isFree) return this.#kind === 'text'
    return part?.filename === undefined && part?.type === 'text/plain'
  }

  #text(parts: readonly FormPart[], findings: Findings): unknown {
    const texts: string[] = []
    for (const { bytes } of parts) {
      const text = textOf(bytes)
      if (text === undefined) return this.#tell(findings, 'is not written in UTF-8')
      texts.push(text)
    }
    const [only = ''] = texts
    if (this.#texts.field.explode || texts.length > 1) return this.#texts.exploded(texts, findings)
    return this.#texts.read(only, findings)
  }

  #value(part: FormPart, findings: Findings, index: number): unknown {
    const { filename, type, bytes } = part
    const at = this.#isArray ? [index] : []
    if (this.#kind === 'json' || (this.#isFree && isJson(type))) {
      const text = textOf(bytes)
      if (text === undefined) return this.#tell(findings, 'is not written in UTF-8', ...at)
      const parsed = parseStrictJson(text)
      return 'fault' in parsed ? this.#tell(findings, parsed.fault, ...at) : parsed.value
    }
    const isTaken = this.#types === undefined || this.#types.some((one) => covers(one, type))
    if (!isTaken) return this.#tell(findings, `must be sent as ${this.#types?.join(' or ')}`, ...at)
    const said = filename === undefined ? {} : { filename }
    return Object.assign(bytes, { ...said, mimetype: type }) satisfies FormFile
  }

  #tell(findings: Findings, detail: string, ...inside: readonly number[]): undefined {
    return findings.tell('body', pointerOf(this.#name, ...inside), detail)
  }
}

/** Whether a media type or range, as image/*, covers a type. */
function covers(range: string, type: string): boolean {
  return (
    range === '*/*' ||
    range === type ||
    (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
  )
}

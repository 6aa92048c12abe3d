import type { FastifyInstance, FastifyRequest, preParsingHookHandler } from 'fastify'
import { problem } from 'flakon'
import { isJson } from './answers.ts'
import {
  isNode,
  type MediaType,
  type Operation,
  type RequestBody,
  type Schema,
  type SchemaObject,
} from './document.ts'
import { type Fault, Findings } from './field.ts'
import { binaryNames, createPairsBody, createPartsBody, type ReadBody } from './form-body.ts'
import { registerParts } from './multipart.ts'
import { isScalar, type Resolve, shapeOf } from './text-shape.ts'
import { toScalar } from './text-value.ts'

const pairs = 'application/x-www-form-urlencoded'
const parts = 'multipart/form-data'

/** A body of an operation as it is checked, and what could not be read of it. */
export interface DecodedBody {
  readonly value: unknown
  readonly faults: readonly Fault[] | undefined
}

/** The media types and ranges that operations take beside JSON, which Flakon reads itself. */
function typesOf(operations: readonly Operation[]): Set<string> {
  const all = operations.flatMap(({ body }) => Object.keys(body?.content ?? {}))
  return new Set(all.filter((type) => !isJson(type)))
}

/** Whether an operation takes files: the hooks of the plugin for them run for every route of their context. */
export function takesParts(operation: Operation): boolean {
  return typesOf([operation]).has(parts)
}

/**
 * Makes a context of an app take the bodies that these operations declare. What is not JSON is kept as bytes, for the
 * decoder of its operation: only that knows the schema. A parser of the user's own for such a type stays.
 *
 * @throws ContractError where forms with files are declared, and the plugin for them is not installed
 */
export async function registerBodies(
  app: FastifyInstance,
  operations: readonly Operation[],
): Promise<void> {
  const types = typesOf(operations)
  if (types.has(pairs)) app.removeContentTypeParser(pairs)
  for (const type of types) if (type !== parts) takeBytes(app, type)
  if (types.has(parts)) await registerParts(app)
}

function takeBytes(app: FastifyInstance, type: string): void {
  // A range of types may hold JSON, which is left to its own parser.
  const [start = ''] = type.split('*')
  const matching = type.endsWith('/*') && start !== '' ? rangeOf(start) : type
  try {
    app.addContentTypeParser(type === '*/*' ? '*' : matching, { parseAs: 'buffer' }, keep)
  } catch (error) {
    if ((error as { code?: string }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error
  }
}

function rangeOf(start: string): RegExp {
  return new RegExp(`^${start}(?!(?:[\\w.!#$&^+-]+\\+)?json(?:\\s*;|$))`, 'i')
}

type Done = (error: Error | null, body?: unknown) => void

function keep({ headers }: FastifyRequest, bytes: unknown, done: Done): void {
  if (/^(identity)?$/i.test(headers['content-encoding'] ?? '')) done(null, bytes)
  else done(problem(415, 'The body is compressed, which is not taken here', compressed))
}
const compressed = {
  code: 'unsupported_encoding',
  headers: { 'accept-encoding': 'identity' },
}

/** Refuses JSON where an operation takes none before it is read: whether it is valid is not to be told. */
export function refusesJson({ body }: Operation): { readonly preParsing?: preParsingHookHandler } {
  const types = Object.keys(body?.content ?? {})
  const takesJson = types.some((one) => isJson(one) || one === '*/*' || one === 'application/*')
  if (types.length === 0 || takesJson) return {}
  return {
    preParsing({ headers }, _reply, payload, done) {
      const type = (headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase()
      if (!isJson(type)) return done(null, payload)
      const detail = `The body is ${type.slice(0, 100)}, which is not taken here; send ${types.join(' or ')}`
      return done(problem(415, detail, { code: 'unsupported_media_type' }))
    },
  }
}

/** Makes the reader of an operation's bodies, as `createDecoder` of its parameters; undefined where all are JSON. */
export function createBodyDecoder(
  { content }: RequestBody,
  resolve: Resolve,
): ((request: FastifyRequest) => DecodedBody) | undefined {
  const all = Object.entries(content)
  if (all.every(([type]) => isJson(type))) return undefined
  const readers = new Map(all.map(([type, media]) => [type, readerOf(type, media, resolve)]))
  return ({ body, headers }) => {
    const sent = headers['content-type'] ?? ''
    const [type = ''] = sent.toLowerCase().split(';')
    const read = readers.get(declaredType(content, type.trim()) ?? '')
    // What a parser of the user's own has read is taken as it is.
    const isOurs = Buffer.isBuffer(body) || (type.trim() === parts && Array.isArray(body))
    if (read === undefined || !isOurs) return { value: body, faults: undefined }
    const findings = new Findings()
    const value = read(body as never, findings, sent)
    return { value, faults: findings.faults }
  }
}

/** The declared media type, or range of types, that stands for one that was sent. OpenAPI 3.1 section 4.8.14.2. */
function declaredType(content: RequestBody['content'], type: string): string | undefined {
  const range = `${type.split('/')[0]}/*`
  return [type, range, '*/*'].find((one) => Object.hasOwn(content, one))
}

function readerOf(type: string, media: MediaType, resolve: Resolve): ReadBody<never> | undefined {
  if (type === pairs) return createPairsBody(media, resolve)
  if (type === parts) return createPartsBody(media, resolve)
  return type.startsWith('text/') ? createTextBody(media, resolve) : undefined
}

function createTextBody({ schema }: MediaType, resolve: Resolve): ReadBody<Buffer> {
  const convert = toScalar(shapeOf(schema, resolve))
  return (bytes, findings, contentType) => {
    const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType) ?? []
    const decoder = decoderOf(charset)
    try {
      return convert(decoder.decode(bytes))
    } catch {
      return findings.tell('body', '', `is not written in ${decoder.encoding}`)
    }
  }
}

/** @throws ProblemError 415 */
function decoderOf(charset: string) {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch {
    const detail = 'The charset of the body is not known: send it as UTF-8'
    throw problem(415, detail, { code: 'unsupported_charset' })
  }
}

/**
 * The schema by which the body of a media type can be checked: nothing is said of bytes. What nobody reads is bytes as
 * a whole.
 */
export function toCheckable(type: string, media: MediaType, resolve: Resolve): Schema {
  const { schema } = media
  if (isJson(type) || type === pairs) return schema
  if (type.startsWith('text/')) return isScalar(shapeOf(schema, resolve)) ? schema : {}
  if (type !== parts) return {}
  const names = binaryNames(media, resolve)
  return names.length === 0 ? schema : freed(schema, new Set(names), resolve)
}

/** A copy in which these properties may be anything, also where a reference leads to them. */
function freed(
  schema: unknown,
  names: ReadonlySet<string>,
  resolve: Resolve,
  inside: readonly unknown[] = [],
): Schema {
  if (!isNode(schema) || inside.includes(schema)) return schema as Schema
  const { $ref, properties, ...rest } = schema
  const within = [...inside, schema]
  const free = (one: unknown) => freed(one, names, resolve, within)
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((word) => {
    const list = rest[word]
    return Array.isArray(list) ? [[word, list.map(free)] as const] : []
  })
  const own = Object.entries(isNode(properties) ? properties : {}).map(([name, one]) => [
    name,
    names.has(name) ? freedValue(one, resolve) : one,
  ])
  const copy = { ...rest, ...Object.fromEntries(lists), properties: Object.fromEntries(own) }
  if (typeof $ref !== 'string') return copy
  return { allOf: [copy, free(resolve({ $ref }))] }
}

/** Of several files their number still counts. */
function freedValue(schema: unknown, resolve: Resolve): SchemaObject {
  const target =
    isNode(schema) && typeof schema.$ref === 'string' ? resolve({ $ref: schema.$ref }) : schema
  return isNode(target) && target.type === 'array' ? { ...target, items: {} } : {}
}

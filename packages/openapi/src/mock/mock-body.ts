import type { MediaType, Schema } from '../document.ts'
import { isNode } from '../document.ts'
import { fileOf, texts, toForm, typed, type Writing, writingOf } from './body-text.ts'
import { type Components, merge, together } from './merged-schema.ts'
import type { Random } from './random.ts'
import type { Obstacle } from './way.ts'
import { toXml } from './xml.ts'

/** A body as it is sent. */
export interface MockBody {
  readonly contentType: string
  readonly content: string | Buffer
}

/** What makes values, and checks them. */
export interface Source {
  readonly components: Components
  /** A valid value. */
  sample(schema: Schema, random: Random): Promise<{ readonly value: unknown } | Refused>
  /** Why a value is not valid; undefined where it is. */
  fault(schema: Schema, value: unknown): Obstacle | undefined
}

/** Why there is no body. */
export interface Refused {
  readonly obstacle: Obstacle
}

const word = { type: 'string', maxLength: 20 }
const text = { type: 'string' }
const scalar = { type: ['string', 'number', 'integer', 'boolean'] }

/** Makes a body of a media type by its schema, for an answer with a status. */
export async function makeBody(
  type: string,
  { schema }: MediaType,
  status: number,
  { random, source }: { readonly random: Random; readonly source: Source },
): Promise<MockBody | Refused> {
  const writing = writingOf(type)
  if (writing === undefined) return { obstacle: { keyword: type, pointer: '' } }
  if (writing !== 'text' && writing !== 'bytes') {
    const sampled = await source.sample(schema, random)
    if ('obstacle' in sampled) return sampled
    const value = withStatus(type, sampled.value, status)
    const own = source.fault(schema, value) === undefined ? value : sampled.value
    return written(type, writing, own, schema, source)
  }
  const drawn = await source.sample(word, random)
  const own = 'value' in drawn ? String(drawn.value) : 'text'
  const form = Object.hasOwn(texts, type) ? texts[type]?.(own) : undefined
  if (form !== undefined && !source.fault(schema, form)) return asText(type, form)
  if (writing === 'bytes' && isBytes(schema, source)) {
    return { contentType: type, content: fileOf(type, own) }
  }
  for (const kind of [text, scalar]) {
    const sampled = await source.sample(together(schema, kind), random)
    if ('value' in sampled) return asText(type, String(sampled.value))
  }
  if (type === events) {
    const sampled = await source.sample(schema, random)
    return 'obstacle' in sampled ? sampled : asText(type, eventOf(sampled.value))
  }
  return { obstacle: { keyword: 'type', pointer: '' } }
}

/** The `status` of a problem is that of its answer (RFC 9457, section 3.1.2). */
function withStatus(type: string, value: unknown, status: number): unknown {
  const isProblem = type.startsWith('application/problem+')
  return isProblem && isNode(value) && 'status' in value ? { ...value, status } : value
}

/** An example as it is sent, where it is a valid one. */
export function bodyOf(
  type: string,
  value: unknown,
  schema: Schema,
  source: Source,
): MockBody | Refused {
  const writing = writingOf(type)
  if (writing === undefined) return { obstacle: { keyword: type, pointer: '' } }
  const isText = typeof value === 'string'
  // Where a document shows what is sent, and not the value that it stands for.
  if (isText && writing !== 'json' && writing !== 'line') return asText(type, value)
  if (isText && isYaml(type)) return asText(type, value)
  const obstacle = source.fault(schema, value)
  if (obstacle !== undefined) return { obstacle }
  if (writing === 'text' || writing === 'bytes') {
    if (type === events) return asText(type, eventOf(value))
    if (typeof value === 'object') return { obstacle: { keyword: 'type', pointer: '' } }
    return asText(type, String(value))
  }
  return written(type, writing, value, schema, source)
}

function written(
  type: string,
  writing: Exclude<Writing, 'text' | 'bytes'>,
  value: unknown,
  schema: Schema,
  { components }: Source,
): MockBody {
  if (writing === 'xml') return asText(type, toXml(value, schema, components))
  if (writing === 'form') return asText(type, toForm(value))
  // Whatever is JSON is YAML as well.
  const json = JSON.stringify(value)
  return asText(type, writing === 'line' ? `${json}\n` : json)
}

const events = 'text/event-stream'

/** The schema of a stream that is no text is that of its events. */
function eventOf(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

const isYaml = (type: string) => /yaml$/.test(type)

function asText(type: string, content: string): MockBody {
  return { contentType: typed(type), content }
}

/** Whether a schema leaves a body to its media type. */
function isBytes(schema: Schema, { components }: Source): boolean {
  const { plain, unions } = merge(schema, components) ?? { plain: { type: 'never' }, unions: [] }
  const { type } = isNode(plain) ? plain : {}
  return unions.length === 0 && (type === undefined || type === 'string')
}

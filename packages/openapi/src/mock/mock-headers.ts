import type { OpenApi, Operation, Schema } from '../document.ts'
import type { Forms } from '../forms.ts'
import { toTyped } from '../text-value.ts'
import { headerExamples } from './examples.ts'
import type { Refused, Source } from './mock-body.ts'
import type { Random } from './random.ts'

/** Headers that say how a body is sent, which the server sees to, and what one answer leaves to the next. */
const own = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection'],
  ...['keep-alive', 'trailer', 'te', 'upgrade', 'date'],
])

interface Options {
  readonly operation: Operation
  readonly key: string
  readonly document: OpenApi
  readonly forms: Forms
  readonly random: Random
  readonly source: Source
}

/** The headers that an answer declares: an example that is valid, else a made one; one that need not be there may be missing. */
export async function makeHeaders(options: Options): Promise<Record<string, string> | Refused> {
  const { operation, key } = options
  const found: Record<string, string> = {}
  for (const [name, { required, schema }] of Object.entries(
    operation.answers[key]?.headers ?? {},
  )) {
    if (own.has(name.toLowerCase())) continue
    const value = await headerOf(name, schema, options)
    if (typeof value === 'string') found[name.toLowerCase()] = value
    else if (required) return { obstacle: { ...value.obstacle, pointer: name } }
  }
  return found
}

async function headerOf(
  name: string,
  schema: Schema,
  { operation, key, document, forms, random, source }: Options,
): Promise<string | Refused> {
  const toValue = toTyped(schema, forms.resolve)
  const isOk = (text: string | undefined): text is string =>
    text !== undefined &&
    /^[!-~](?:[\t -~]*[!-~])?$/.test(text) &&
    !source.fault(schema, toValue(text))
  const examples = headerExamples(operation, key, name, document).map(({ value }) => textOf(value))
  // Nobody wants to wait for long where nothing is the matter.
  const short = name.toLowerCase() === 'retry-after' ? ['1'] : []
  const given = [...examples, ...short].find(isOk)
  if (given !== undefined) return given
  const sampled = await source.sample(schema, random)
  if ('obstacle' in sampled) return sampled
  const text = textOf(sampled.value)
  return isOk(text) ? text : { obstacle: { keyword: 'header', pointer: '' } }
}

/** A value in the style `simple` (OpenAPI 3.1 section 4.8.12.1). */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value).flat().map(String).join(',')
}

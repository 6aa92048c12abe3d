import { isNode, type MediaType, type Node, type Operation } from '@flakon/openapi/document'
import { isWritable, type StubAnswer } from './handler.ts'
import { toLiteral } from './literal.ts'
import { none, type Sampler } from './sample.ts'

/** Lines that an example may take; a longer one says less than what has to be there. */
const longest = 24

/**
 * The lowest success that an operation declares: an example of the document, or a value of its schema. Undefined where
 * there is none, or none that takes few lines.
 */
export function answerOf(
  operation: Operation,
  components: Node,
  sampler: Sampler,
): StubAnswer | undefined {
  const word = successOf(Object.keys(operation.answers))
  const answer = word === undefined ? undefined : operation.answers[word]
  if (word === undefined || answer === undefined) return undefined
  const headers = Object.entries(answer.headers)
    .filter(([name, { required }]) => required && name.toLowerCase() !== 'content-type')
    .map(([name, { schema }]) => [name.toLowerCase(), sampler.value(schema, 'answer')] as const)
  const head = { status: /^\d{3}$/.test(word) ? Number(word) : 200, headers }
  const type = preferred(Object.keys(answer.content))
  const media = type === undefined ? undefined : answer.content[type]
  const found =
    type === undefined || media === undefined
      ? { ...head, kind: 'nothing' as const, value: undefined }
      : bodyOf(type, media, examplesOf(operation, word, type, components), sampler, head)
  return found !== undefined && isWritable(found) ? found : undefined
}

type Head = Pick<StubAnswer, 'status' | 'headers'>

function bodyOf(
  type: string,
  { schema }: MediaType,
  examples: readonly unknown[],
  sampler: Sampler,
  head: Head,
): StubAnswer | undefined {
  const kind = isJson(type) || type === '*/*' ? 'json' : isText(type) ? 'text' : 'bytes'
  if (kind === 'bytes') return { ...head, kind, value: undefined }
  const isUsable = (value: unknown) =>
    sampler.isValid(schema, 'answer', value) && (kind === 'json' || typeof value === 'string')
  const example = examples
    .filter((value) => isUsable(value))
    .map((value) => sampler.declared(schema, 'answer', value))
    .find((value) => isUsable(value) && isShort(value))
  const value = example ?? sampler.value(schema, 'answer')
  if (kind === 'text') return { ...head, kind, value: typeof value === 'string' ? value : 'text' }
  return value === none ? undefined : { ...head, kind, value }
}

/** Whether a value takes few lines. */
export function isShort(value: unknown): boolean {
  const text = toLiteral(value, { start: 40 })
  return text !== undefined && text.split('\n').length <= longest
}

/** The status of what a view answers when it names none. */
function successOf(statuses: readonly string[]): string | undefined {
  const [lowest] = statuses.filter((status) => /^2\d\d$/.test(status)).sort()
  return (
    lowest ??
    statuses.find((status) => status === '2xx') ??
    statuses.find((one) => one === 'default')
  )
}

function preferred(types: readonly string[]): string | undefined {
  return types.find(isJson) ?? types.find((type) => type === '*/*') ?? types[0]
}

export function isJson(type: string): boolean {
  return /^application\/(?:[\w.!#$&^+-]+\+)?json$/.test(type)
}

/** Events come one by one, and are bytes. */
function isText(type: string): boolean {
  return type.startsWith('text/') && type !== 'text/event-stream' && !type.includes('*')
}

/** What the document gives as examples of an answer. */
function examplesOf({ node }: Operation, word: string, type: string, components: Node): unknown[] {
  const answers = isNode(node.responses) ? node.responses : {}
  const key = Object.keys(answers).find((one) => one.toLowerCase() === word) ?? word
  const answer = followed(answers[key], components)
  return mediaExamples(answer?.content, type, components)
}

/** The examples of a media type: its `example`, and those that have names. */
export function mediaExamples(content: unknown, type: string, components: Node): unknown[] {
  if (!isNode(content)) return []
  const name = Object.keys(content).find((one) => one.toLowerCase().split(';')[0]?.trim() === type)
  const media = name === undefined ? undefined : content[name]
  if (!isNode(media)) return []
  const named = isNode(media.examples) ? Object.values(media.examples) : []
  const values = named.map((one) => followed(one, components)?.value)
  return [media.example, ...values].filter((value) => value !== undefined)
}

/** An object of the document, or what it refers to. */
export function followed(one: unknown, components: Node): Node | undefined {
  if (!isNode(one)) return undefined
  if (typeof one.$ref !== 'string') return one
  const [, , section = '', name = ''] = one.$ref.split('/')
  const all = components[section]
  const target = isNode(all) && Object.hasOwn(all, name) ? all[name] : undefined
  return isNode(target) ? target : undefined
}

import { toLiteral, toText } from './literal.ts'

/** What a stub answers. */
export interface StubAnswer {
  readonly status: number
  /** Names and values of headers that the document requires. */
  readonly headers: readonly (readonly [string, unknown])[]
  /** `nothing` has no body, `bytes` an empty one. */
  readonly kind: 'json' | 'text' | 'bytes' | 'nothing'
  readonly value: unknown
}

/** Where a handler begins. */
interface Start {
  readonly indent: number
  readonly column: number
}

/** Lines that a stub may have; what needs more is left to its author. */
const longest = 40
/** Spaces in front of a line of a handler, where there are most. */
const deepest = 4

/** Whether a handler can be written for an answer. */
export function isWritable({ headers, value, kind }: StubAnswer): boolean {
  const isHeader = ([name, one]: readonly [string, unknown]) =>
    (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') &&
    toHeader(name, one).length + deepest <= 100
  if (!headers.every(isHeader)) return false
  if (kind === 'nothing' || kind === 'bytes') return true
  const text = toLiteral(value, { indent: deepest, start: deepest + 'return '.length })
  return text !== undefined && text.split('\n').length <= longest
}

/** The handler of an answer that can be written. */
export function toHandler(answer: StubAnswer, { indent, column }: Start): string {
  const { kind, value, headers, status } = answer
  const sets = headers.map(([name, one]) => toHeader(name, one))
  // A view that says nothing answers with 204.
  const isEmpty = kind === 'nothing' && status === 200
  if (sets.length === 0 && isEmpty) return '(_request, reply) => reply.code(200).send()'
  const spare = {
    nothing: isEmpty ? 'reply.code(200).send()' : undefined,
    bytes: "Buffer.from('')",
  }
  const isSpare = kind === 'nothing' || kind === 'bytes'
  if (sets.length === 0 && isSpare) return `() => ${spare[kind]}`
  if (sets.length === 0) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    const [open, close] = isObject ? ['() => (', ')'] : ['() => ', '']
    const rest = close.length + 1
    const text = toLiteral(value, { indent, start: column + open.length, rest })
    if (text !== undefined) return open + text + close
  }
  const inner = indent + 2
  const result = isSpare ? spare[kind] : toLiteral(value, { indent: inner, start: inner + 7 })
  const lines = result === undefined ? sets : [...sets, `return ${result}`]
  return toBlock(sets.length > 0 ? '(_request, reply)' : '()', lines, indent)
}

/** The handler of what is not written yet. */
export function toMissing(id: string, indent: number): string {
  const what = toText(`${id.length > 50 ? 'this' : id} is not written yet`)
  return toBlock('()', [`throw problem(501, ${what})`], indent)
}

function toBlock(parameters: string, lines: readonly string[], indent: number): string {
  const pad = ' '.repeat(indent)
  const body = lines.map((line) => `${pad}  ${line}\n`)
  return `${parameters} => {\n${body.join('')}${pad}}`
}

function toHeader(name: string, value: unknown): string {
  return `reply.header(${toText(name)}, ${toLiteral(value)})`
}

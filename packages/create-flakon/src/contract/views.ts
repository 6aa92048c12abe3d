import { isNode, type Node, type Operation } from '@flakon/openapi/document'
import { toLiteral, toText } from './literal.ts'
import type { Contract } from './source.ts'
import { type Stub, schemesOf } from './stubs.ts'

/** The module of the service's operations, `src/views/api.ts`. */
export function viewsModule(contract: Contract, stubs: readonly Stub[]): string {
  const views = stubs.map(view)
  const body = [
    `/** The operations of ${contract.path}: what they take, answer and require is written there. */
export const api = new SpecBlueprint<Operations>('api', {
  spec: new URL(${toText(`../../${contract.path}`)}, import.meta.url),
})`,
    ...security(contract),
    ...views,
  ].join('\n\n')
  const imports = [
    "import { SpecBlueprint } from '@flakon/openapi'",
    ...(body.includes('throw problem(') ? ["import { problem } from 'flakon'"] : []),
    "import type { Operations } from '../api.ts'",
  ]
  return `${imports.join('\n')}\n\n${body}\n`
}

function security(contract: Contract): string[] {
  const schemes = contract.loaded.document.components.securitySchemes ?? {}
  const lines = schemesOf(contract).map((name) => {
    const head = `api.security(${toText(name)}, () => undefined)`
    return `${head} // ${proofOf(schemes[name])}`
  })
  if (lines.length === 0) return []
  const comment = `// Everybody is refused until you say who calls: return what is known of them, with the \`scopes\` that
// they have. \`undefined\` refuses what was sent.`
  return [[comment, ...lines].join('\n')]
}

/** What a security handler gets, as its parameters are written. */
function proofOf(scheme: unknown): string {
  const { type, scheme: word } = isNode(scheme) ? scheme : ({} as Node)
  const http = type === 'http' ? String(word).toLowerCase() : ''
  if (type === 'apiKey') return '(request, { key })'
  if (type === 'mutualTLS') return '(request, { certificate })'
  if (http === 'basic') return '(request, { username, password })'
  return http === '' || http === 'bearer' ? '(request, { token })' : '(request, { value })'
}

const longestLine = 100

function view({ operation, answer }: Stub): string {
  const id = toText(operation.id)
  const head = `api.operation(${id}, `
  const isLong = `${head}(_request, reply) => {`.length > longestLine
  const indent = isLong ? 2 : 0
  const start = isLong ? '  ' : head
  const rest = isLong ? ',\n)' : ')'
  const [first = '', ...others] = handler(operation, answer, indent, start.length)
  const lines = [start + first, ...others]
  const call = lines.join('\n') + rest
  return `${comment(operation)}\n${isLong ? `api.operation(\n  ${id},\n` : ''}${call}`
}

/** The lines of a stub's handler. */
function handler(
  { id }: Operation,
  answer: Stub['answer'],
  indent: number,
  start: number,
): string[] {
  const pad = ' '.repeat(indent)
  const block = (parameters: string, lines: readonly string[]) => [
    `${parameters} => {`,
    ...lines.map((line) => `${pad}  ${line}`),
    `${pad}}`,
  ]
  const missing = block('()', [
    `throw problem(501, ${toText(shortened(`${id} is not written yet`))})`,
  ])
  if (answer === undefined) return missing
  const { kind, value, headers } = answer
  const sets = headers.map(([name, one]) => `reply.header(${toText(name)}, ${toLiteral(one)})`)
  if (sets.length === 0) {
    if (kind === 'nothing') return ['() => undefined']
    if (kind === 'bytes') return ["() => Buffer.from('')"]
    const isObject = isNode(value)
    const [open, close] = isObject ? ['() => (', ')'] : ['() => ', '']
    const text = toLiteral(value, { indent, start: start + open.length, rest: close.length + 1 })
    if (text !== undefined && isCompact(text)) return `${open}${text}${close}`.split('\n')
  }
  const result =
    kind === 'bytes'
      ? "Buffer.from('')"
      : toLiteral(value, { indent: indent + 2, start: indent + 9 })
  if (result === undefined || !isCompact(result)) return missing
  const returned = kind === 'nothing' ? [] : `return ${result}`.split('\n')
  const [first, ...others] = returned
  const [parameters, own] = sets.length > 0 ? ['(_request, reply)', sets] : ['()', []]
  const body = block(parameters, [...own, ...(first === undefined ? [] : [first])])
  return [...body.slice(0, -1), ...others, ...body.slice(-1)]
}

/** Lines that a stub may have; what needs more is left to its author. */
function isCompact(text: string): boolean {
  return text.split('\n').length <= 40
}

function shortened(text: string): string {
  return text.length > 70 ? 'this is not written yet' : text
}

function comment({ summary, method, base, path }: Operation): string {
  const route = `\`${method.toUpperCase()} ${base}${path}\``
  const words = (summary ?? '')
    .replace(/\s+/g, ' ')
    .replaceAll('*/', '* /')
    .trim()
    .replace(/\.$/, '')
  const line = `/** ${words === '' ? route : `${words}: ${route}`} */`
  if (line.length <= longestLine) return line
  return `/**\n * ${words}\n * ${route}\n */`
}

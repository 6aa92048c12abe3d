import { isNode, type Node, type Operation } from '@flakon/openapi/document'
import { toHandler, toMissing } from './handler.ts'
import { toText } from './literal.ts'
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
  const handler = (indent: number, column: number) =>
    answer === undefined ? toMissing(operation.id, indent) : toHandler(answer, { indent, column })
  const line = `${head}${handler(0, head.length)})`
  const isLong = (line.split('\n')[0] ?? '').length > longestLine
  const call = isLong ? `api.operation(\n  ${id},\n  ${handler(2, 2)},\n)` : line
  return `${comment(operation)}\n${call}`
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
  return `/**\n${words === '' ? '' : ` * ${words}\n`} * ${route}\n */`
}

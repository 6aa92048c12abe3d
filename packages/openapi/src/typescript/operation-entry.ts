import { isJson } from '../answers.ts'
import type { Answer, MediaType, OpenApi, Operation, Parameter, Schema } from '../document.ts'
import type { Side } from '../forms.ts'
import { isScalar, nodeOf, resolved } from '../schema-shape.ts'
import { defaultOf } from '../text-shape.ts'
import { isForm, type Medium } from './components.ts'
import { type Scope, toMember, toType } from './schema-type.ts'
import {
  docOf,
  type Member,
  paragraph,
  type TypeText,
  toIntersection,
  toKey,
  toLines,
  toLiteral,
  toObject,
  toUnion,
  unknown,
} from './type-text.ts'

/** How the schemas of an operation are typed. */
export type ScopeOf = (side: Side, media: ReadonlySet<Medium>) => Scope

/**
 * One operation: `params`, `query`, `headers` and `cookies`, as far as it has any; `filled`, the names of parameters
 * with a default; `body` by media type; `responses` by status; `declared`, those that have a number of their own, where
 * there are others; `success`, the status of what a view just returns.
 */
export function toEntry(
  name: string,
  operation: Operation,
  document: OpenApi,
  scopeOf: ScopeOf,
): Member {
  const members: Member[] = [
    ...parametersOf(operation, document, scopeOf),
    ...bodyOf(operation, scopeOf),
    ...answersOf(operation, scopeOf),
    { key: 'security', type: { text: toLiteral(securityOf(operation)) } },
  ]
  const text = `{\n${toLines(members).join('\n')}\n}`
  return { key: toKey(name), type: { text }, doc: docOfOperation(operation) }
}

function docOfOperation({
  summary,
  description,
  deprecated,
  method,
  base,
  path,
}: Operation): string[] {
  const words = summary === description ? [summary] : [summary, description]
  const route = `\`${method.toUpperCase()} ${base}${path}\``
  const texts = [...words.map(paragraph), [route]].filter((lines) => lines.length > 0)
  const lines = texts.flatMap((one, index) => (index === 0 ? one : ['', ...one]))
  return deprecated === true ? [...lines, '@deprecated'] : lines
}

const parts = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const

function parametersOf(operation: Operation, document: OpenApi, scopeOf: ScopeOf): Member[] {
  const scope = scopeOf('request', new Set(['json']))
  const hasDefault = (schema: Schema) => defaultOf(schema, resolve) !== undefined
  const resolve = (schema: Schema) => resolved(schema, scope.components)
  const nodes = parameterNodes(operation, document)
  const toOne = (one: Parameter): Member => {
    const member = toMember(keyOf(one), toType(one.schema, scope), one.required, one.schema)
    const node = nodeOf(nodes.find(({ name, in: place }) => name === one.name && place === one.in))
    const schema = nodeOf(one.schema)
    const { description = schema.description, deprecated = schema.deprecated } = node
    return { ...member, doc: docOf({ ...schema, description, deprecated }) }
  }
  const filled: Member[] = []
  const places = Object.entries(parts).flatMap(([place, part]): Member[] => {
    const own = operation.parameters.filter((one) => one.in === place)
    const defaults = own.filter(({ required, schema }) => !required && hasDefault(schema))
    const names = toUnion(defaults.map((one) => ({ text: toLiteral(keyOf(one)) })))
    if (defaults.length > 0) filled.push({ key: part, type: names })
    return own.length === 0 ? [] : [{ key: part, type: toObject(own.map(toOne)) }]
  })
  return filled.length === 0 ? places : [...places, { key: 'filled', type: toObject(filled) }]
}

/** The names of headers are the same in any case, and lower where a request holds them. */
function keyOf(parameter: Parameter): string {
  return parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name
}

/** The parameters as the document has them, which say what they are for; those of the operation first. */
function parameterNodes({ node, path }: Operation, { paths, components }: OpenApi) {
  const lists = [node.parameters, paths[path]?.parameters]
  return lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((one) => {
      const { $ref } = nodeOf(one)
      const name =
        typeof $ref === 'string' ? $ref.slice('#/components/parameters/'.length) : undefined
      return nodeOf(name === undefined ? one : components.parameters?.[name])
    })
}

function bodyOf({ body }: Operation, scopeOf: ScopeOf): Member[] {
  if (body === undefined) return []
  const members = Object.entries(body.content).map(([type, one]) => ({
    key: toKey(type),
    type: contentType(type, one, 'request', scopeOf),
  }))
  return [{ key: body.required ? 'body' : 'body?', type: toObject(members) }]
}

function contentType(type: string, { schema }: MediaType, side: Side, scopeOf: ScopeOf): TypeText {
  if (isForm(type)) return toType(schema, scopeOf(side, new Set(['form'])))
  if (isJson(type)) return toType(schema, scopeOf(side, new Set(['json'])))
  if (type.includes('*')) return toType(schema, scopeOf(side, new Set(['form'])))
  // Events come one by one, for as long as the answer lasts.
  if (!type.startsWith('text/') || type === 'text/event-stream') return { text: 'Binary' }
  const scope = scopeOf(side, new Set(['json']))
  // What is sent as text is read as what it stands for; an answer is written by its view.
  const isRead = side === 'request' && isScalar(schema, scope.components)
  return isRead ? toType(schema, scope) : { text: 'string' }
}

function answerType({ content }: Answer, scopeOf: ScopeOf): TypeText {
  const types = Object.entries(content).map(([type, one]) =>
    contentType(type, one, 'answer', scopeOf),
  )
  return types.length === 0 ? { text: 'undefined' } : toUnion(types)
}

function answersOf({ answers }: Operation, scopeOf: ScopeOf): Member[] {
  const typeOf = (answer: Answer) => answerType(answer, scopeOf)
  const statuses = Object.keys(answers)
    .filter((status) => /^\d{3}$/.test(status))
    .sort()
  const members = statuses.map((key) => ({
    key,
    type: typeOf(answers[key] ?? { content: {}, headers: {} }),
  }))
  const listed = [...statuses]
  const others = Object.entries(answers).filter(([status]) => !statuses.includes(status))
  const ranges = others
    .filter(([status]) => status !== 'default')
    .map(([status, answer]) => {
      const name = `Status${status.toUpperCase()}`
      const own = statuses.filter((one) => one[0] === status[0])
      listed.push(name)
      return { text: `Others<${name}, ${own.join(' | ') || 'never'}, ${typeOf(answer).text}>` }
    })
  const rest = others
    .filter(([status]) => status === 'default')
    .map(([, answer]) => ({
      text: `Others<AnyStatus, ${listed.join(' | ') || 'never'}, ${typeOf(answer).text}>`,
    }))
  // Where a document says nothing of answers, any may be given.
  const any = { key: '[status: number]', type: unknown }
  const isSilent = Object.keys(answers).length === 0
  const plain = members.length === 0 && !isSilent ? [] : [toObject(isSilent ? [any] : members)]
  const success = successOf(Object.keys(answers))
  const declared = toUnion(statuses.map((text) => ({ text })))
  return [
    { key: 'responses', type: toIntersection([...plain, ...ranges, ...rest]) },
    ...(others.length === 0 ? [] : [{ key: 'declared', type: declared }]),
    ...(success === undefined ? [] : [{ key: 'success', type: { text: success } }]),
  ]
}

/** The status of what a view returns without naming one: the lowest that is declared. */
function successOf(statuses: readonly string[]): string | undefined {
  const [lowest] = statuses.filter((status) => /^2\d\d$/.test(status)).sort()
  const isAny = statuses.length === 0 || statuses.some((one) => one === '2xx' || one === 'default')
  return lowest ?? (isAny ? '200' : undefined)
}

function securityOf({ security = [] }: Operation): 'required' | 'optional' | 'none' {
  if (security.length === 0) return 'none'
  return security.some((one) => Object.keys(one).length === 0) ? 'optional' : 'required'
}

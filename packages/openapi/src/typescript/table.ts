import type { Encoding, Operation, Parameter } from '../document.ts'
import { type Components, isScalar } from '../schema-shape.ts'
import { nameConstants } from './type-names.ts'
import { toKey, toLiteral } from './type-text.ts'

/** How OpenAPI writes a parameter that does not say how (OpenAPI 3.1 section 4.8.12.2). */
const usual = { path: 'simple', query: 'form*', header: 'simple', cookie: 'form*' } as const

/** A string, or an object of them by their names, or statuses, as they stand in a row. */
type Detail = string | Readonly<Record<string, string>> | readonly number[]

const rowsComment = `/*
 * What a client has to know of each operation besides its types: its method, its path, and what is not as usual.
 * \`body\` is the media type that is sent, and \`accept\` are those that are answered, where they are not JSON.
 * \`answers\` are the statuses below 500 that are declared by their own number, 2xx aside. \`path\`, \`query\` and
 * \`form\` (the fields of a body) say how a list or an object is written that is not written as usual: its style,
 * \`*\` where it is exploded, \`+\` where reserved characters stay as they are; or the media type that the value is text
 * of. \`header\` and \`cookie\` say so of every parameter that is one. \`names\` has those parameters that a client
 * gives by another name than their own, which something else has as well.
 */`
const tableComment =
  '/** All of them by their ids. A bundler leaves out of a program what it does not import: `{ getUser }` for a few. */'

/** The table of operations, by which a client makes its requests: a constant for each, and one for all. */
export function toTable(
  operations: readonly Operation[],
  names: ReadonlyMap<string, string>,
  components: Components,
): string {
  const ids = operations.map(({ id }) => names.get(id) ?? id)
  const constants = nameConstants(ids)
  const rows = operations.map((one, index) => {
    const path = one.base + one.path.replace(/#.*$/s, '')
    const words = [one.method.toUpperCase(), path].map(toLiteral)
    const row = [...words, ...detailsOf(one, components)].join(', ')
    return `export const ${constants[index]} = [${row}] as const\n`
  })
  const members = ids.map((id, index) => {
    const isShort = id === constants[index] && id !== '__proto__'
    return isShort ? `  ${id},\n` : `  ${toName(id)}: ${constants[index]},\n`
  })
  // A type of its own, since a compiler that writes declarations file by file takes none from constants.
  const type = '{\n  readonly [Id in keyof Operations]: readonly [string, string, object?]\n}'
  const table = `export const operations: ${type} = {\n${members.join('')}}`
  return [rowsComment, rows.join('').trimEnd(), `${tableComment}\n${table}`].join('\n\n')
}

function detailsOf(operation: Operation, components: Components): string[] {
  const { parameters, body, answers } = operation
  const found = new Map<string, Record<string, string>>()
  const add = (part: string, name: string, how: string | undefined) => {
    if (how !== undefined)
      found.set(part, Object.fromEntries([...Object.entries(found.get(part) ?? {}), [name, how]]))
  }
  for (const one of parameters) add(one.in, keyOf(one), styleOf(one, components))
  // Where two media types of a body say different things, the first counts.
  const encodings = Object.values(body?.content ?? {}).map(({ encoding }) => encoding)
  for (const [name, one] of encodings.reverse().flatMap((all) => Object.entries(all)))
    add('form', name, encodingOf(one))
  for (const one of parameters) {
    const name = nameOf(one, parameters)
    if (name !== keyOf(one)) add('names', name, keyOf(one))
  }
  const accept = acceptOf(answers)
  const declared = statusesOf(answers)
  const type = mediaTypeOf(Object.keys(body?.content ?? {}))
  const all: [string, Detail][] = [
    ...(type === undefined || type === 'application/json' ? [] : [['body', type] as const]),
    ...(accept === undefined ? [] : [['accept', accept] as const]),
    ...(declared.length === 0 ? [] : [['answers', declared] as const]),
    ...found,
  ].map(([key, value]) => [key, value])
  return all.length === 0 ? [] : [toValue(all)]
}

function toValue(entries: readonly (readonly [string, Detail])[]): string {
  const members = entries.map(([name, value]) => {
    const isPlain = typeof value === 'string' || Array.isArray(value)
    const text = isPlain ? toLiteral(value) : toValue(Object.entries(value))
    return `${toName(name)}: ${text}`
  })
  return `{ ${members.join(', ')} }`
}

/** A plain key `__proto__` would set the prototype. */
function toName(name: string): string {
  return name === '__proto__' ? "['__proto__']" : toKey(name)
}

/** The names of headers are the same in any case, and lower in the types. */
function keyOf({ in: place, name }: Parameter): string {
  return place === 'header' ? name.toLowerCase() : name
}

/** What a client gives a parameter by: its name, unless that is the body's or another parameter's as well. */
function nameOf(parameter: Parameter, all: readonly Parameter[]): string {
  const key = keyOf(parameter)
  const isTaken = all.some((one) => one.in !== parameter.in && keyOf(one) === key)
  return isTaken || key === 'body' || key === 'contentType' ? `${key}_${parameter.in}` : key
}

/** The media type that a body is sent in: JSON where it may be, otherwise the first. */
function mediaTypeOf(types: readonly string[]): string | undefined {
  return types.find((type) => type === 'application/json') ?? types[0]
}

/** The media types of the answers that a call returns; undefined where those are JSON, or nothing. */
function acceptOf(answers: Operation['answers']): string | undefined {
  const returned = Object.entries(answers).filter(([status]) => /^(?:2|[134]\d\d$)/.test(status))
  const isFine = returned.some(([status]) => status.startsWith('2'))
  const others = isFine || answers.default === undefined ? [] : [answers.default]
  const contents = [...returned.map(([, answer]) => answer), ...others]
  const types = new Set(contents.flatMap(({ content }) => Object.keys(content)))
  const usual = ['application/json', 'application/problem+json']
  return [...types].every((type) => usual.includes(type)) ? undefined : [...types].join(', ')
}

function statusesOf(answers: Operation['answers']): number[] {
  const own = Object.keys(answers).filter((status) => /^[134]\d\d$/.test(status))
  return own.map(Number).sort((a, b) => a - b)
}

/** How a parameter is written; undefined where it is as usual, or makes no difference, and its place is known. */
function styleOf(parameter: Parameter, components: Components): string | undefined {
  const { mediaType, style, explode, allowReserved, delimiter, schema } = parameter
  if (mediaType !== undefined) return mediaType
  if (delimiter !== undefined) return 'tsv'
  const how = `${style}${explode ? '*' : ''}${allowReserved ? '+' : ''}`
  const isPlain = ['simple', 'form'].includes(style) && !allowReserved
  const isUsual = how === usual[parameter.in] || (isPlain && isScalar(schema, components))
  const isPlaced = parameter.in === 'path' || parameter.in === 'query'
  return isUsual ? (isPlaced ? undefined : usual[parameter.in]) : how
}

function encodingOf({ contentType, style, explode, allowReserved }: Encoding): string | undefined {
  if (style === undefined && explode === undefined && allowReserved === undefined)
    return contentType
  const own = style ?? 'form'
  const how = `${own}${(explode ?? own === 'form') ? '*' : ''}${allowReserved ? '+' : ''}`
  return how === 'form*' ? undefined : how
}

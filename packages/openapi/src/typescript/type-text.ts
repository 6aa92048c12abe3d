import { isNode, type Schema, type SchemaObject } from '../document.ts'

/** A type as text. What is `loose` needs parentheses where something binds tighter. */
export interface TypeText {
  readonly text: string
  readonly loose?: '|' | '&'
  /** Of what is `loose`: what its signs combine. */
  readonly parts?: readonly string[]
}

/** A property of an object type, or of an interface. */
export interface Member {
  /** Already quoted where it has to be, with `?` where it is optional. */
  readonly key: string
  readonly type: TypeText
  /** The lines of its doc comment; none for no comment. */
  readonly doc?: readonly string[]
}

export const unknown: TypeText = { text: 'unknown' }
export const never: TypeText = { text: 'never' }

/** What is longer is broken into lines. */
const width = 88

/** A name where it is an identifier, otherwise a string literal. */
export function toKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toLiteral(name)
}

/** A JSON value as a literal type: strings in single quotes, lists as tuples, objects as object types. */
export function toLiteral(value: unknown): string {
  if (typeof value === 'string') {
    const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')
    return `'${inner.replaceAll("'", "\\'")}'`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return 'number'
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value).map(([key, one]) => `${toKey(key)}: ${toLiteral(one)}`)
  return members.length === 0 ? '{ [key: string]: never }' : `{ ${members.join('; ')} }`
}

export function toUnion(types: readonly TypeText[]): TypeText {
  if (types.some(({ text }) => text === 'unknown')) return unknown
  return combined('|', types, 'never')
}

export function toIntersection(types: readonly TypeText[]): TypeText {
  if (types.some(({ text }) => text === 'never')) return never
  return combined('&', types, 'unknown')
}

/** Without repetitions, and without the word that means nothing here. */
function combined(sign: '|' | '&', types: readonly TypeText[], nothing: string): TypeText {
  const telling = types.filter(({ text }) => text !== nothing)
  const [first = { text: nothing }] = telling
  if (telling.every(({ text }) => text === first.text)) return first
  const inner = telling.map((type) => (type.loose === sign && type.parts) || [closed(type, sign)])
  const parts = [...new Set(inner.flat())]
  const line = parts.join(` ${sign} `)
  const isLine = sign === '&' || isShort(line)
  const text = isLine ? line : parts.map((one) => `\n| ${indented(one)}`).join('')
  return { text, loose: sign, parts }
}

/** In parentheses, where it would otherwise fall apart; `&` binds tighter than `|`. */
function closed({ text, loose }: TypeText, sign: '|' | '&' | '[]'): string {
  if (loose === undefined || (loose === '&' && sign === '|')) return text
  return text.startsWith('\n') ? `(${indented(text)}\n)` : `(${text})`
}

export function toArray(type: TypeText): TypeText {
  return { text: `${closed(type, '[]')}[]` }
}

/** An element of a tuple that need not be there. */
export function toOptional(type: TypeText): TypeText {
  return { text: `${closed(type, '[]')}?` }
}

/** An object type: on one line where it is short and needs no comment. */
export function toObject(members: readonly Member[]): TypeText {
  if (members.length === 0) return { text: '{}' }
  const line = `{ ${members.map(({ key, type }) => `${key}: ${type.text}`).join('; ')} }`
  const isPlain = members.every(({ doc = [] }) => doc.length === 0)
  if (isPlain && isShort(line)) return { text: line }
  return { text: `{\n${toLines(members).join('\n')}\n}` }
}

/** The members of an object type or an interface, each in lines of its own. */
export function toLines(members: readonly Member[]): string[] {
  return members.map(({ key, type, doc = [] }) =>
    [...toComment(doc), after(`${key}:`, type)].map((line) => `  ${indented(line)}`).join('\n'),
  )
}

/** What follows a word: on the same line, unless it begins with a line of its own. */
export function after(word: string, { text }: TypeText): string {
  return text.startsWith('\n') ? word + indented(text) : `${word} ${text}`
}

/** A doc comment, on one line where it is one. */
export function toComment(lines: readonly string[]): string[] {
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/').trimEnd())
  if (safe.length === 0) return []
  if (safe.length === 1 && isShort(safe[0] ?? '')) return [`/** ${safe[0]} */`]
  return ['/**', ...safe.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */']
}

function isShort(text: string): boolean {
  return text.length <= width && !text.includes('\n')
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}

/** A longer default or pattern says no more than that there is one. */
const longest = 100

/** What a doc comment says of a schema: its description, what TypeScript has no type for, and whether it goes away. */
export function docOf(schema: Schema): string[] {
  if (!isNode(schema)) return []
  const { allOf, title, deprecated } = schema
  // `allOf: [{ $ref }, { description }]` describes a reference, as OpenAPI 3.0 has to.
  const beside = (Array.isArray(allOf) ? allOf : []).filter(
    (one) => isNode(one) && !('$ref' in one),
  )
  const said = [schema, ...beside].map(({ description }) => description)
  const words = paragraph(said.find((one) => one !== undefined) ?? title)
  const facts = sentence(factsOf(schema))
  const lines = facts === '' ? words : joined(words, facts)
  return deprecated === true ? [...lines, '@deprecated'] : lines
}

/** The lines of a text of the document, without empty ones around it. */
export function paragraph(text: unknown): string[] {
  if (typeof text !== 'string' || text.trim() === '') return []
  return text.trim().split(/\r\n?|[\n\u2028\u2029]/)
}

/** Behind a short description, otherwise below it. */
function joined(words: readonly string[], facts: string): string[] {
  const [first = '', ...more] = words
  if (first === '') return [facts]
  const isSentence = more.length === 0 && first.length + facts.length < longest - 20
  if (!isSentence) return [...words, facts]
  return [`${first}${/[.!?:]$/.test(first) ? '' : '.'} ${facts}`]
}

function sentence(facts: readonly string[]): string {
  const text = facts.join(', ')
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

/** What a type cannot say: format, limits, default. */
function factsOf(schema: SchemaObject): string[] {
  const { format, pattern, multipleOf, uniqueItems, default: value } = schema
  const silent = ['int32', 'int64', 'float', 'double', 'binary', 'string']
  const text = value === undefined ? '' : JSON.stringify(value)
  return [
    typeof format === 'string' && !silent.includes(format) ? `format ${format}` : '',
    range(schema.minimum, schema.maximum),
    range(schema.exclusiveMinimum, schema.exclusiveMaximum, 'more than', 'less than'),
    unit(range(schema.minLength, schema.maxLength), 'character'),
    unit(range(schema.minItems, schema.maxItems), 'item'),
    unit(range(schema.minProperties, schema.maxProperties), 'property', 'properties'),
    typeof multipleOf === 'number' ? `a multiple of ${multipleOf}` : '',
    uniqueItems === true ? 'none twice' : '',
    typeof pattern === 'string' && pattern.length <= longest ? `matches ${pattern}` : '',
    text !== '' && text.length <= longest ? `default ${text}` : '',
  ].filter((fact) => fact !== '')
}

function range(low: unknown, high: unknown, above = 'at least', below = 'at most'): string {
  const hasLow = typeof low === 'number'
  const hasHigh = typeof high === 'number'
  if (hasLow && hasHigh && above === 'at least')
    return low === high ? `${low}` : `${low} to ${high}`
  const words = [hasLow ? `${above} ${low}` : '', hasHigh ? `${below} ${high}` : '']
  return words.filter((one) => one !== '').join(', ')
}

function unit(amount: string, one: string, many = `${one}s`): string {
  if (amount === '') return ''
  return `${amount} ${/(^|\s)1$/.test(amount) ? one : many}`
}

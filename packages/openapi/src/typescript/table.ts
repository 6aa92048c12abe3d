import type { Encoding, Operation, Parameter } from '../document.ts'
import { type Components, isScalar } from '../schema-shape.ts'
import { toKey, toLiteral } from './type-text.ts'

const parts = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const
/** How OpenAPI writes a parameter that does not say how (OpenAPI 3.1 section 4.8.12.2). */
const usual = { path: 'simple', query: 'form*', header: 'simple', cookie: 'form*' } as const

const comment = `/**
 * What a client has to know of an operation besides its types: its method, its path, and what is not as usual.
 * \`body\` is its media type, which is otherwise \`application/json\`. \`params\`, \`query\`, \`headers\`, \`cookies\` and
 * \`form\` (the fields of a body) say how a list or an object is written that is not written as usual: its style, \`*\`
 * where it is exploded, \`+\` where reserved characters stay as they are; or the media type that the value is text of.
 */`

/** The table of operations, by which a client makes its requests. */
export function toTable(
  operations: readonly Operation[],
  names: ReadonlyMap<string, string>,
  components: Components,
): string {
  const rows = operations.map((one) => {
    const more = detailsOf(one, components)
    const words = [one.method.toUpperCase(), one.base + one.path].map(toLiteral)
    // A plain key \`__proto__\` would set the prototype.
    const name = names.get(one.id) ?? one.id
    const key = name === '__proto__' ? "['__proto__']" : toKey(name)
    return `  ${key}: [${[...words, ...more].join(', ')}],\n`
  })
  return `${comment}\nexport const operations = {\n${rows.join('')}} as const`
}

function detailsOf({ parameters, body }: Operation, components: Components): string[] {
  const found = new Map<string, Record<string, string>>()
  const add = (part: string, name: string, how: string | undefined) => {
    if (how !== undefined)
      found.set(part, Object.fromEntries([...Object.entries(found.get(part) ?? {}), [name, how]]))
  }
  for (const one of parameters) add(parts[one.in], one.name, styleOf(one, components))
  const type = mediaTypeOf(Object.keys(body?.content ?? {}))
  const encoding = type === undefined ? {} : (body?.content[type]?.encoding ?? {})
  for (const [name, one] of Object.entries(encoding)) add('form', name, encodingOf(one))
  const media = type === undefined || type === 'application/json' ? [] : [['body', type] as const]
  const all = [...media, ...found]
  return all.length === 0 ? [] : [toValue(all)]
}

function toValue(entries: readonly (readonly [string, string | Record<string, string>])[]): string {
  const members = entries.map(([name, value]) => {
    const text = typeof value === 'string' ? toLiteral(value) : toValue(Object.entries(value))
    return `${toName(name)}: ${text}`
  })
  return `{ ${members.join(', ')} }`
}

/** A plain key `__proto__` would set the prototype. */
function toName(name: string): string {
  return name === '__proto__' ? "['__proto__']" : toKey(name)
}

/** The media type that a body is sent in: JSON where it may be, otherwise the first. */
function mediaTypeOf(types: readonly string[]): string | undefined {
  return types.find((type) => type === 'application/json') ?? types[0]
}

/** How a parameter is written; undefined where it is as usual, or makes no difference. */
function styleOf(parameter: Parameter, components: Components): string | undefined {
  const { mediaType, style, explode, allowReserved, delimiter, schema } = parameter
  if (mediaType !== undefined) return mediaType
  if (delimiter !== undefined) return 'tsv'
  const how = `${style}${explode ? '*' : ''}${allowReserved ? '+' : ''}`
  const isPlain = ['simple', 'form'].includes(style) && !allowReserved
  return how === usual[parameter.in] || (isPlain && isScalar(schema, components)) ? undefined : how
}

function encodingOf({ contentType, style, explode, allowReserved }: Encoding): string | undefined {
  if (style === undefined && explode === undefined && allowReserved === undefined)
    return contentType
  const own = style ?? 'form'
  const how = `${own}${(explode ?? own === 'form') ? '*' : ''}${allowReserved ? '+' : ''}`
  return how === 'form*' ? undefined : how
}

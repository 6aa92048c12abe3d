import { isNode, type MediaType, type Operation, type Parameter } from '../src/document.ts'

export interface SampleRequest {
  readonly method: string
  /** With the query, below the path of the document's server. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Values by `place name` of their parameter, and that of the body. */
export interface Parts {
  readonly values: ReadonlyMap<string, unknown>
  readonly credentials: Credentials
  readonly body?: { readonly type: string; readonly media: MediaType; readonly value: unknown }
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly query: readonly string[]
  readonly cookies: readonly string[]
}

export const keyOf = ({ in: place, name }: Parameter) => `${place} ${name}`

/** Writes values where the parameters of an operation say, as OpenAPI 3.1 section 4.8.12 has them. */
export function toRequest(
  operation: Operation,
  { values, credentials, body }: Parts,
): SampleRequest {
  const of = (place: string) =>
    operation.parameters.filter((one) => one.in === place && values.has(keyOf(one)))
  const written = (one: Parameter) => write(one, values.get(keyOf(one)))
  let url = operation.path.replace(/[?#].*$/, '')
  for (const one of of('path')) url = url.replaceAll(`{${one.name}}`, () => written(one).join(''))
  const query = [...credentials.query, ...of('query').flatMap(written)].join('&')
  const cookies = [...credentials.cookies, ...of('cookie').flatMap(written)].join('; ')
  const headers = of('header').map(
    (one) => [one.name.toLowerCase(), written(one).join('')] as const,
  )
  const content = body === undefined ? undefined : toContent(body)
  return {
    method: operation.method.toUpperCase(),
    url: query === '' ? url : `${url}?${query}`,
    headers: {
      ...Object.fromEntries(headers),
      ...credentials.headers,
      ...(cookies === '' ? {} : { cookie: cookies }),
      ...(content === undefined ? {} : { 'content-type': content.type }),
    },
    ...(content === undefined ? {} : { body: content.text }),
  }
}

/** A parameter's value as the parts of a URL, of a header or of cookies. */
function write(parameter: Parameter, value: unknown): string[] {
  const { name, in: place, mediaType, style, explode } = parameter
  const safe = (text: unknown) =>
    place === 'header' ? String(text) : encodeURIComponent(String(text))
  if (mediaType !== undefined) return named(parameter, safe(JSON.stringify(value)))
  if (style === 'deepObject' && isNode(value)) {
    return Object.entries(value).map(([key, one]) => `${safe(name)}[${safe(key)}]=${safe(one)}`)
  }
  const isForm = place === 'query' || place === 'cookie'
  if (Array.isArray(value)) {
    const items = value.map(safe)
    if (explode && isForm) return items.map((item) => `${safe(name)}=${item}`)
    return named(parameter, items.join(separatorOf(parameter)))
  }
  if (isNode(value)) {
    const pairs = Object.entries(value).map((pair) => pair.map(safe))
    if (explode && isForm) return pairs.map((pair) => pair.join('='))
    return named(parameter, pairs.map((pair) => pair.join(explode ? '=' : ',')).join(','))
  }
  return named(parameter, safe(value))
}

function named({ name, in: place, style }: Parameter, text: string): string[] {
  if (place === 'query' || place === 'cookie') return [`${encodeURIComponent(name)}=${text}`]
  if (style === 'label') return [`.${text}`]
  return [style === 'matrix' ? `;${name}=${text}` : text]
}

function separatorOf({ style, delimiter }: Parameter): string {
  if (delimiter !== undefined) return encodeURIComponent(delimiter)
  if (style === 'spaceDelimited') return '%20'
  return style === 'pipeDelimited' ? '%7C' : ','
}

function toContent({ type, value }: NonNullable<Parts['body']>): { type: string; text: string } {
  if (type === 'application/x-www-form-urlencoded') return { type, text: toForm(value) }
  if (type === 'multipart/form-data') return toMultipart(value)
  if (isJson(type)) return { type, text: JSON.stringify(value) }
  if (type.includes('*')) return { type: 'application/json', text: JSON.stringify(value) }
  return { type, text: String(value) }
}

export function isJson(type: string): boolean {
  return /[/+]json$/.test(type)
}

const textOf = (value: unknown) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)

function fieldsOf(value: unknown): readonly (readonly [string, unknown])[] {
  const all = isNode(value) ? Object.entries(value) : []
  return all.flatMap(([name, one]) =>
    Array.isArray(one) ? one.map((item) => [name, item] as const) : [[name, one] as const],
  )
}

function toForm(value: unknown): string {
  const pairs = fieldsOf(value).map((pair) => pair.map((one) => encodeURIComponent(textOf(one))))
  return pairs.map((pair) => pair.join('=')).join('&')
}

const boundary = 'a-boundary-of-the-tests'
/** What a property of format `binary` holds; in a multipart body it is a file. */
export const bytes = 'bytes'

function toMultipart(value: unknown): { type: string; text: string } {
  const parts = fieldsOf(value).map(([name, one]) => {
    const file = one === bytes ? '; filename="file.bin"' : ''
    const type =
      file === ''
        ? typeof one === 'object'
          ? 'application/json'
          : 'text/plain'
        : 'application/octet-stream'
    const head = `content-disposition: form-data; name="${name}"${file}\r\ncontent-type: ${type}`
    return `--${boundary}\r\n${head}\r\n\r\n${textOf(one)}\r\n`
  })
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    text: `${parts.join('')}--${boundary}--\r\n`,
  }
}

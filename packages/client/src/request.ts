import { usualAccept } from './exchange.ts'
import type { OperationDetails, OperationRow, Styles } from './operation.ts'
import { entriesOf, isJson, isThere, toText, write } from './style.ts'

/** A request as it is sent, once or several times. */
export interface PreparedRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: Body
  /** Whether the body can be sent once only. */
  readonly isStream: boolean
}
type Body =
  | string
  | FormData
  | Blob
  | Uint8Array<ArrayBuffer>
  | ReadableStream<Uint8Array>
  | undefined

/** The input of a call, parameters and body side by side. */
export type Input = Readonly<Record<string, unknown>>
type Place = 'path' | 'query' | 'header' | 'cookie'

/**
 * Puts the input of a call where its row says, some of it among the headers.
 * @throws TypeError where a value is missing from the path or would change it, or a body cannot be sent
 */
export async function toRequest(
  [method, template, details = {}]: OperationRow,
  { body: content, contentType, ...parameters }: Input,
  base: string,
  headers: Headers,
): Promise<PreparedRequest> {
  const query: string[] = []
  // What the client has of its own comes first.
  const cookies = [headers.get('cookie') ?? []].flat()
  const segments: Record<string, string> = Object.create(null)
  if (!headers.has('accept')) headers.set('accept', details.accept ?? usualAccept)
  for (const [key, value] of entriesOf(parameters)) {
    const [place, name] = placeOf(key, template, details)
    const isNamed = place === 'query' || place === 'cookie'
    // How OpenAPI 3.1 section 4.8.12.2 writes a parameter that nothing is said of.
    const how = own(details[place], name) ?? (isNamed ? 'form*' : 'simple')
    const encode = place === 'header' ? String : encodeURIComponent
    const written = write(name, value, how, encode, isNamed)
    if (isNamed) (place === 'query' ? query : cookies).push(...written)
    else if (place === 'path') segments[name] = written.join('')
    else headers.set(name, written.join(''))
  }
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  const path = fill(template, segments)
  const sign = query.length === 0 ? '' : path.includes('?') ? '&' : '?'
  const body = await toBody(content, contentType ?? details.body, details.form, headers)
  if (body !== undefined && /^(GET|HEAD)$/.test(method))
    throw new TypeError(`${method} has no body`)
  return {
    url: base + path + sign + query.join('&'),
    method,
    headers,
    body,
    isStream: isStream(body),
  }
}

/** Where a value of the input goes, and by which name. */
function placeOf(key: string, template: string, details: OperationDetails): [Place, string] {
  const name = own(details.names, key)
  if (name !== undefined) return [key.slice(name.length + 1) as Place, name]
  if (template.includes(`{${key}}`)) return ['path', key]
  const isIn = (place: 'header' | 'cookie') => own(details[place], key) !== undefined
  return [isIn('header') ? 'header' : isIn('cookie') ? 'cookie' : 'query', key]
}

function own(styles: Styles = {}, name: string): string | undefined {
  return Object.hasOwn(styles, name) ? styles[name] : undefined
}

/** `..` would lead out of the path, and an empty text to another one: both come from input that nobody has looked at. */
function fill(template: string, values: Styles): string {
  const path = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    if (values[name]) return values[name]
    throw new TypeError(`the path parameter "${name}" is missing or empty`)
  })
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path))
    throw new TypeError(`the path would be another one: ${path}`)
  return path
}

async function toBody(
  body: unknown,
  said: unknown = 'application/json',
  form: Styles = {},
  headers: Headers,
): Promise<Body> {
  if (body === undefined || body instanceof FormData) return body
  const type = `${said}`
  const fields =
    body === Object(body) && !Array.isArray(body) ? entriesOf(body as object) : undefined
  // Its content type has a boundary, which only fetch knows.
  if (fields && /^multipart/.test(type)) return toFormData(fields, form)
  headers.set('content-type', type)
  if (isJson(type)) return JSON.stringify(body)
  if (isBytes(body)) return body as Body
  const isForm = /^multipart|urlencoded/.test(type)
  if (body instanceof URLSearchParams || (typeof body !== 'object' && !isForm)) return `${body}`
  if (fields && isForm) return toPairs(fields, form)
  throw new TypeError(`a body of ${type} cannot be made of ${JSON.stringify(body)}`)
}

type Fields = readonly (readonly [name: string, value: unknown])[]

/** What is neither said to have a style nor a list of scalars is JSON. */
function toPairs(fields: Fields, form: Styles): string {
  const pairs = fields.flatMap(([name, value]) => {
    const isPlain = [value].flat().every((one) => typeof one !== 'object')
    const how = own(form, name) ?? (isPlain ? 'form*' : 'application/json')
    return write(name, value, how, encodeURIComponent, true)
  })
  return pairs.join('&')
}

/** Styles are for what a URL could hold as well: here each item has a part of its own. */
async function toFormData(fields: Fields, form: Styles): Promise<FormData> {
  const data = new FormData()
  for (const [name, value] of fields) {
    const type = own(form, name) ?? ''
    for (const item of [value].flat().filter(isThere)) {
      if (isBytes(item)) data.append(name, await toBlob(item, /[,*]/.test(type) ? '' : type))
      else data.append(name, toText(item))
    }
  }
  return data
}

/** A file of a form; a stream has to be read for it. */
async function toBlob(bytes: unknown, type: string): Promise<Blob> {
  if (bytes instanceof Blob) return bytes
  return new Blob([await new Response(bytes as Uint8Array<ArrayBuffer>).blob()], { type })
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array || value instanceof Blob || isStream(value)
}

function isStream(value: unknown): boolean {
  const source = Object(value)
  return 'getReader' in source || Symbol.asyncIterator in source
}

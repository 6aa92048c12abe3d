import { usualAccept } from './exchange.ts'
import type { OperationDetails, OperationRow, Styles } from './operation.ts'
import { isJson, isThere, toText, write } from './style.ts'

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

/** How a parameter is written that the row says nothing of (OpenAPI 3.1 section 4.8.12.2). */
const usual = { path: 'simple', query: 'form*', header: 'simple', cookie: 'form*' } as const
type Place = keyof typeof usual

/**
 * Puts the input of a call where its row says, some of it among the headers.
 * @throws TypeError where a value is missing from the path or would change it, or a body cannot be sent
 */
export async function toRequest(
  [method, template, details = {}]: OperationRow,
  input: Input,
  base: string,
  headers: Headers,
): Promise<PreparedRequest> {
  const found: Record<Place, string[]> = { path: [], query: [], header: [], cookie: [] }
  if (!headers.has('accept')) headers.set('accept', details.accept ?? usualAccept)
  const segments = new Map<string, string>()
  for (const [key, value] of Object.entries(input)) {
    if (!isThere(value) || key === 'body' || key === 'contentType') continue
    const [place, name] = placeOf(key, template, details)
    const written = writeParameter(place, name, value, details)
    if (place === 'path') segments.set(name, written.join(''))
    else if (place === 'header') headers.set(name, written.join(''))
    else found[place].push(...written)
  }
  // What the client has of its own comes first.
  const cookies = [headers.get('cookie') ?? [], found.cookie].flat()
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  const [path = '', fixed] = fill(template, segments).split('?')
  const query = [...(fixed === undefined ? [] : [fixed]), ...found.query].join('&')
  const url = `${base}${path}${query === '' ? '' : `?${query}`}`
  const { body, type } = await toBody(input, details)
  if (body !== undefined && /^(GET|HEAD)$/.test(method))
    throw new TypeError(`${method} has no body in fetch; leave body out`)
  if (type !== undefined) headers.set('content-type', type)
  return { url, method, headers, body, isStream: isStream(body) }
}

/** Where a value of the input goes, and by which name. */
function placeOf(key: string, template: string, details: OperationDetails): [Place, string] {
  const { names = {}, headers = {}, cookies = {} } = details
  if (Object.hasOwn(names, key)) {
    const name = names[key] ?? ''
    return [key.slice(name.length + 1) as Place, name]
  }
  if (template.includes(`{${key}}`)) return ['path', key]
  if (Object.hasOwn(headers, key)) return ['header', key]
  return [Object.hasOwn(cookies, key) ? 'cookie' : 'query', key]
}

function writeParameter(place: Place, name: string, value: unknown, details: OperationDetails) {
  const styles = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const
  const how = own(details[styles[place]], name) ?? usual[place]
  const isNamed = place === 'query' || place === 'cookie'
  return write(name, value, how, place === 'header' ? String : encodeURIComponent, isNamed)
}

function own(styles: Styles = {}, name: string): string | undefined {
  return Object.hasOwn(styles, name) ? styles[name] : undefined
}

/** `..` would lead out of the path, and an empty text to another one: both come from input that nobody has looked at. */
function fill(template: string, values: ReadonlyMap<string, string>): string {
  const path = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const text = values.get(name)
    if (text) return text
    throw new TypeError(`the path parameter "${name}" is ${text === '' ? 'empty' : 'missing'}`)
  })
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path))
    throw new TypeError(`a path parameter would lead to another path: ${path}`)
  return path
}

async function toBody(
  { body, contentType }: Input,
  { body: usualType = 'application/json', form = {} }: OperationDetails,
): Promise<{ body: Body; type?: string }> {
  if (body === undefined) return { body }
  const type = typeof contentType === 'string' ? contentType : usualType
  if (type.includes('*')) throw new TypeError(`say in contentType what is sent: one of ${type}`)
  if (/^multipart\/form-data/i.test(type)) {
    // Its content type has a boundary, which only fetch knows.
    return { body: body instanceof FormData ? body : await toFormData(fieldsOf(body, type), form) }
  }
  if (isJson(type)) return { body: JSON.stringify(body), type }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const pairs =
      body instanceof URLSearchParams ? String(body) : toPairs(fieldsOf(body, type), form)
    return { body: pairs, type }
  }
  return { body: await toBytes(body, type), type }
}

type Fields = readonly (readonly [name: string, value: unknown])[]

/** @throws TypeError */
function fieldsOf(body: unknown, type: string): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return Object.entries(body).filter(([, value]) => isThere(value))
  throw new TypeError(`a body of ${type} is an object, not ${JSON.stringify(body)}`)
}

/** What is neither said to have a style nor a list of scalars is JSON. */
function toPairs(fields: Fields, form: Styles): string {
  const pairs = fields.flatMap(([name, value]) => {
    const how = own(form, name) ?? (isComplex(value) ? 'application/json' : 'form*')
    return write(name, value, how, encodeURIComponent, true)
  })
  return pairs.join('&')
}

function isComplex(value: unknown): boolean {
  return typeof (Array.isArray(value) ? value.find(isComplex) : value) === 'object'
}

async function toFormData(fields: Fields, form: Styles): Promise<FormData> {
  const data = new FormData()
  for (const [name, value] of fields) {
    const how = own(form, name)
    if (how !== undefined && !how.includes('/')) {
      // A pair is its name, `=`, and what a part holds, percent-encoded in pieces.
      for (const pair of write(name, value, how, String, true)) {
        data.append(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      continue
    }
    for (const item of Array.isArray(value) ? value.filter(isThere) : [value]) {
      const bytes = await toBlob(item, how)
      if (bytes === undefined) data.append(name, toText(item))
      else data.append(name, bytes)
    }
  }
  return data
}

/** The bytes of a file in a form; undefined for what is none. */
async function toBlob(value: unknown, type = ''): Promise<Blob | undefined> {
  if (value instanceof Blob) return value
  if (typeof value !== 'object' || !isBytes(value)) return undefined
  const bytes = await toBytes(value, type)
  const whole = isStream(bytes) ? await new Response(bytes as ReadableStream).blob() : bytes
  return new Blob([whole as Blob], /[,*]/.test(type) ? {} : { type })
}

function isBytes(value: object | null): boolean {
  return value instanceof Uint8Array || 'arrayBuffer' in Object(value) || isStream(value)
}

async function toBytes(body: unknown, type: string): Promise<Body> {
  if (typeof body !== 'object' || body === null) return String(body)
  if (body instanceof Uint8Array || body instanceof Blob) return body as Uint8Array<ArrayBuffer>
  if ('getReader' in body) return body as ReadableStream<Uint8Array>
  if (Symbol.asyncIterator in body) return toStream(body as AsyncIterable<Uint8Array>)
  const { arrayBuffer } = body as Partial<Blob>
  if (arrayBuffer !== undefined) return new Uint8Array(await arrayBuffer.call(body))
  throw new TypeError(`a body of ${type} is text, bytes or a stream of them, not an object`)
}

/** Browsers make no stream of an iterable themselves. */
function toStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

function isStream(body: unknown): boolean {
  const source = Object(body)
  return 'getReader' in source || Symbol.asyncIterator in source
}

import { isNode, type Node, type Operation, type Parameter } from '@flakon/openapi/document'
import { followed, isJson, isShort, mediaExamples } from './answer.ts'
import { none, type Sampler } from './sample.ts'

/** A request as `app.inject` takes it. */
export interface StubRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: unknown
}

/** Headers that OpenAPI describes elsewhere (3.1 section 4.8.12.1). */
const described = ['accept', 'content-type', 'authorization']

/** A request with all that an operation requires and no more; undefined where none can be made. */
export function requestOf(
  operation: Operation,
  components: Node,
  sampler: Sampler,
): StubRequest | undefined {
  const required = operation.parameters.filter(
    ({ required: isRequired, in: place, name }) =>
      isRequired && !(place === 'header' && described.includes(name.toLowerCase())),
  )
  const written = required.map(
    (one) => [one, write(one, sampler.value(one.schema, 'request'))] as const,
  )
  if (written.some(([, pieces]) => pieces === undefined)) return undefined
  const of = (place: string) =>
    written.flatMap(([one, pieces = []]) => (one.in === place ? [[one.name, pieces] as const] : []))
  const body = bodyOf(operation, components, sampler)
  if (body === undefined) return undefined
  const query = of('query').flatMap(([, pieces]) => pieces)
  const cookies = of('cookie').flatMap(([, pieces]) => pieces)
  const headers = {
    ...Object.fromEntries(
      of('header').map(([name, pieces]) => [name.toLowerCase(), pieces.join('')]),
    ),
    ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}),
    ...(body.type === undefined ? {} : { 'content-type': body.type }),
  }
  const path = pathOf(
    operation,
    new Map(of('path').map(([name, pieces]) => [name, pieces.join('')])),
  )
  return {
    method: operation.method.toUpperCase(),
    url: query.length > 0 ? `${path}?${query.join('&')}` : path,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(body.payload === undefined ? {} : { payload: body.payload }),
  }
}

/** The path of an operation for whoever is refused before anything of it is read. */
export function plainPath(operation: Operation, sampler: Sampler): string {
  const own = operation.parameters.filter((one) => one.in === 'path')
  const values = own.map((one) => {
    const pieces = write(one, sampler.value(one.schema, 'request'))
    return [one.name, pieces?.join('') ?? 'text'] as const
  })
  return pathOf(operation, new Map(values))
}

function pathOf({ base, path }: Operation, values: ReadonlyMap<string, string>): string {
  const [template = ''] = path.split(/[?#]/)
  return base + template.replace(/\{([^{}]*)\}/g, (_, name: string) => values.get(name) ?? 'text')
}

/** A parameter's value as the pieces of a URL, a header or a cookie; undefined where OpenAPI has no form for it. */
function write(parameter: Parameter, value: unknown): string[] | undefined {
  const { in: place, style, explode, mediaType } = parameter
  const safe = (one: unknown) =>
    place === 'header' ? String(one) : encodeURIComponent(String(one))
  if (value === none || value === '' || value === null) return undefined
  if (mediaType !== undefined) {
    return isJson(mediaType) ? [named(parameter, safe(JSON.stringify(value)))] : undefined
  }
  if (typeof value !== 'object') return [named(parameter, safe(value))]
  const members = Object.entries(value)
  if (members.length === 0 || members.some(([, one]) => typeof one === 'object')) return undefined
  const isPaired = explode && (place === 'query' || place === 'cookie')
  if (Array.isArray(value)) {
    if (isPaired) return value.map((one) => named(parameter, safe(one)))
    return [named(parameter, value.map(safe).join(separatorOf(parameter)))]
  }
  const pairs = members.map((pair) => pair.map(safe) as [string, string])
  if (style === 'deepObject')
    return pairs.map(([key, one]) => `${safe(parameter.name)}[${key}]=${one}`)
  if (isPaired) return pairs.map((pair) => pair.join('='))
  return [named(parameter, pairs.map((pair) => pair.join(explode ? '=' : ',')).join(','))]
}

function named({ in: place, name, style }: Parameter, text: string): string {
  if (place === 'query' || place === 'cookie') return `${encodeURIComponent(name)}=${text}`
  if (style === 'label') return `.${text}`
  return style === 'matrix' ? `;${name}=${text}` : text
}

function separatorOf({ style, delimiter }: Parameter): string {
  if (delimiter !== undefined) return encodeURIComponent(delimiter)
  if (style === 'spaceDelimited') return '%20'
  return style === 'pipeDelimited' ? '%7C' : ','
}

interface SentBody {
  /** Of what is not JSON, which is said by itself. */
  readonly type?: string
  readonly payload?: unknown
}

/** Undefined where a body is required, and none can be made. */
function bodyOf(
  { body, node }: Operation,
  components: Node,
  sampler: Sampler,
): SentBody | undefined {
  if (body === undefined || !body.required) return {}
  const types = Object.keys(body.content)
  const type = types.find(isJson) ?? types.find((one) => one === urlencoded) ?? types[0] ?? ''
  const schema = body.content[type]?.schema ?? true
  const isUsable = (value: unknown) => sampler.isValid(schema, 'request', value) && isShort(value)
  const content = followed(node.requestBody, components)?.content
  const example = mediaExamples(content, type, components).find(isUsable)
  const value = example ?? sampler.value(schema, 'request')
  if (isJson(type)) return value === none ? undefined : toJson(type, value)
  if (type === urlencoded) {
    const form = value === none ? undefined : toForm(value)
    return form === undefined ? undefined : { type, payload: form }
  }
  if (/^multipart\/|\*/.test(type)) return undefined
  return { type, payload: typeof value === 'string' && value !== '' ? value : 'text' }
}

const urlencoded = 'application/x-www-form-urlencoded'

function toJson(type: string, value: unknown): SentBody {
  const isObject = typeof value === 'object' && value !== null
  if (type === 'application/json' && isObject) return { payload: value }
  return { type, payload: isObject ? value : JSON.stringify(value) }
}

function toForm(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  const pairs = Object.entries(value)
  if (pairs.length === 0 || pairs.some(([, one]) => typeof one === 'object')) return undefined
  return pairs.map((pair) => pair.map((one) => encodeURIComponent(String(one))).join('=')).join('&')
}

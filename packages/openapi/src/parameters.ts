import type { FastifyRequest } from 'fastify'
import type { Parameter } from './document.ts'
import { type Fault, FieldReader, Findings, percentDecoded, repeated, Values } from './field.ts'
import { PairReader } from './pairs.ts'
import { type RouteTemplate, rawOf } from './path-template.ts'
import type { Resolve } from './text-shape.ts'

/** The parameters of a request, in their declared types. What is not declared is not there. */
export interface Decoded {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  /** By names in lower case; undefined where the operation declares none, as of cookies. */
  readonly headers: Readonly<Record<string, unknown>> | undefined
  readonly cookies: Readonly<Record<string, unknown>> | undefined
  /** What cannot be read. */
  readonly faults: readonly Fault[] | undefined
}

type ReadPart = (request: FastifyRequest, findings: Findings) => Record<string, unknown>

/**
 * Makes the reader of an operation's parameters: what depends on the document alone is done here, once. They are read
 * as they were sent, and cut before they are percent-decoded, so that `a%2Cb,c` is two items (OpenAPI 3.1 section
 * 4.8.12). A text becomes what its schema declares, by the rules of Flakon's typed views; what is not a form of that
 * stays text, for the check. What OpenAPI does not define is a fault.
 *
 * @param known - names in a query that others read, as the key of a security scheme
 */
export function createDecoder(
  parameters: readonly Parameter[],
  route: RouteTemplate,
  resolve: Resolve,
  known: readonly string[] = [],
): (request: FastifyRequest) => Decoded {
  const of = (place: Parameter['in']) => parameters.filter((one) => one.in === place)
  const path = createPath(of('path'), route, resolve)
  const query = createQuery(of('query'), resolve, known)
  const headers = of('header').length === 0 ? undefined : createHeaders(of('header'), resolve)
  const cookies = of('cookie').length === 0 ? undefined : createCookies(of('cookie'), resolve)
  return (request) => {
    const findings = new Findings()
    return {
      params: path(request, findings),
      query: query(request, findings),
      headers: headers?.(request, findings),
      cookies: cookies?.(request, findings),
      faults: findings.faults,
    }
  }
}

const nothing: ReadPart = () => new Values()

function createPath(
  parameters: readonly Parameter[],
  { places }: RouteTemplate,
  resolve: Resolve,
): ReadPart {
  const all = parameters.flatMap((parameter) => {
    const place = places.get(parameter.name)
    if (place === undefined) return []
    const reader = new FieldReader(parameter, 'params', percentDecoded, resolve)
    const isRouted = parameter.style === 'simple' && reader.isPlain && place.cut?.isShared !== true
    return [{ reader, place, name: parameter.name, isRouted }]
  })
  if (all.length === 0) return nothing
  return (request, findings) => {
    const routed = request.params as Readonly<Record<string, string>>
    const values = new Values()
    let path: string | undefined
    for (const { reader, place, name, isRouted } of all) {
      const text = routed[place.key] ?? ''
      // What nothing cuts the router has decoded already.
      if (isRouted) values[name] = reader.toScalar(text)
      else {
        path ??= pathOf(request.raw.url ?? '')
        // The router also takes what cuts a segment when it is percent-encoded: then its cut is the only one.
        const raw = rawOf(path, place) ?? encodeURIComponent(text)
        put(values, name, reader.read(raw, findings))
      }
    }
    return values
  }
}

function createQuery(
  parameters: readonly Parameter[],
  resolve: Resolve,
  known: readonly string[],
): ReadPart {
  if (parameters.length === 0) return nothing
  const pairs = new PairReader(parameters, { part: 'query', resolve, known })
  return (request, findings) => {
    const url = request.raw.url ?? ''
    const end = endOfPath(url)
    return pairs.read(end === -1 ? '' : url.slice(end + 1), findings)
  }
}

function createCookies(parameters: readonly Parameter[], resolve: Resolve): ReadPart {
  const pairs = new PairReader(parameters, { part: 'cookies', resolve })
  return (request, findings) => pairs.read(request.raw.headers.cookie ?? '', findings)
}

/** Nothing in a header is percent-encoded. */
function createHeaders(parameters: readonly Parameter[], resolve: Resolve): ReadPart {
  const all = parameters.map((parameter) => {
    const name = parameter.name.toLowerCase()
    const reader = new FieldReader({ ...parameter, name }, 'headers', trimmed, resolve)
    return { name, reader, isList: reader.isArray || reader.isObject }
  })
  return ({ raw: { headers, rawHeaders } }, findings) => {
    const values = new Values()
    for (const { name, reader, isList } of all) {
      const sent = headers[name]
      if (sent === undefined) put(values, name, reader.absent())
      // Node joins the lines of some headers, and keeps one of others.
      else if (!isList && isTwice(name, rawHeaders)) reader.tell(findings, repeated)
      else put(values, name, reader.read(String(sent), findings))
    }
    return values
  }
}

function trimmed(text: string): string {
  return text.trim()
}

function isTwice(name: string, rawHeaders: readonly string[]): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] as string
    if (sent.length === name.length && sent.toLowerCase() === name) count += 1
  }
  return count > 1
}

function put(values: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) values[name] = value
}

function pathOf(url: string): string {
  const end = endOfPath(url)
  return end === -1 ? url : url.slice(0, end)
}

/** Where the router ends the path. */
function endOfPath(url: string): number {
  const query = url.indexOf('?')
  const fragment = url.indexOf('#')
  return fragment === -1 || (query !== -1 && query < fragment) ? query : fragment
}

import type { Call, Host, Watch } from './attempts.ts'
import { Fault, type Problem } from './problem.ts'
import type { PreparedRequest } from './request.ts'
import { isJson } from './style.ts'

/** The page that this runs in; undefined outside of browsers. */
export const page = (
  globalThis as { readonly location?: { readonly origin: string; readonly href: string } }
).location

/** Sends a request by way of the interceptors, and again where it is led elsewhere within its origin. */
export async function send(call: Call, host: Host, watch: Watch): Promise<Response> {
  let { url, method, body }: PreparedRequest = call.request
  const headers = new Headers(call.request.headers)
  call.stamp(headers, watch.time)
  for (let hops = 0; ; hops++) {
    const init = {
      method,
      headers,
      body,
      redirect,
      duplex: 'half',
      signal: watch.signal,
    } as RequestInit
    const response = await through(host, url, init)
    const { status } = response
    const location = response.headers.get('location')
    if (!redirects.includes(status) || location === null || isDeclared(call, status))
      return response
    const next = new URL(location, response.url || url)
    const isSafe = /^(GET|HEAD)$/.test(method)
    const canFollow = isSafe || status === 303 || (status > 306 && !call.request.isStream)
    const isOwn = next.origin === new URL(url).origin
    if (!isOwn || !canFollow || hops === mostHops) {
      if (!call.throws) return response
      await response.body?.cancel()
      const where = isOwn ? `on after ${method} and ${hops} redirects` : `to ${next.origin}`
      throw new Fault('redirect', `answered ${status}, which leads ${where}`)
    }
    await response.body?.cancel()
    url = next.href
    if (status !== 303 || isSafe) continue
    // RFC 9110 section 15.4.4: what was made can be seen there.
    ;[method, body] = ['GET', undefined]
    headers.delete('content-type')
  }
}

const redirects = [301, 302, 303, 307, 308]
const mostHops = 5
/** A browser shows no redirect to a program. */
const redirect = page === undefined ? 'manual' : 'error'

/** The interceptors, the first one outermost, and `fetch` within. */
async function through(
  { interceptors, fetch }: Host,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const last = (...args: Parameters<typeof fetch>) =>
    fetch(...args).catch((cause: unknown) => {
      const { code = '' } = Object((cause as Error)?.cause)
      throw new Fault(
        'network',
        `the connection failed${/^\w+$/.test(code) ? `: ${code}` : ''}`,
        cause,
      )
    })
  if (interceptors.length === 0) return last(url, init)
  const all = interceptors.reduceRight<(request: Request) => Promise<Response>>(
    (next, one) => (request) => one(request, next),
    last,
  )
  return all(new Request(url, init))
}

/** Whether an answer is what the caller gets. */
export function isReturned(call: Call, { ok, status }: Response): boolean {
  return ok || !call.throws || isDeclared(call, status)
}

function isDeclared({ row: [, , details] }: Call, status: number): boolean {
  return details?.answers?.includes(status) === true
}

/** What is accepted where a row says nothing. */
export const usualAccept = 'application/json, application/problem+json'

/**
 * Reads the body of an answer: JSON as its value, text as text, anything else as bytes, and nothing as undefined. What
 * is not expected is read as what is.
 * @throws Fault where it is longer than `most`, or no JSON where JSON is expected
 */
export async function readBody(response: Response, accept: string, most: number): Promise<unknown> {
  const bytes = await readBytes(response, most)
  if (bytes.length === 0) return undefined
  const said = response.headers.get('content-type') ?? accept
  const type = said
    .replace(/[;,].*/s, '')
    .trim()
    .toLowerCase()
  const expected = accept.split(', ')
  const isExpected = expected.some((one) => one === type || isRange(one, type))
  if (!isJson(type) && (isExpected || !expected.some(isJson))) {
    const isText = type.startsWith('text/') && expected.some((one) => /^(text|\*)\//.test(one))
    return isText && type !== 'text/event-stream' ? new TextDecoder().decode(bytes) : bytes
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    // The message of the parser quotes the body.
    throw new Fault('invalid_answer', `the body is no JSON, its content-type ${said}`, cause)
  }
}

function isRange(range: string, type: string): boolean {
  return range.endsWith('*') && type.startsWith(range.replace(/^\*\/|\*$/g, '').replace('*', ''))
}

async function readBytes(response: Response, most: number): Promise<Uint8Array> {
  const { body, headers } = response
  if (body === null) return new Uint8Array()
  const tooLarge = () =>
    new Fault('too_large', `the body has more than ${most} bytes, the limit of maxAnswer`)
  const length = Number(headers.get('content-length'))
  if (length > most) {
    await body.cancel()
    throw tooLarge()
  }
  // What is not compressed is as long as it says.
  if (length > 0 && !headers.has('content-encoding'))
    return new Uint8Array(await response.arrayBuffer())
  const chunks: Uint8Array[] = []
  const reader = body.getReader()
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value)
    size += part.value.length
    if (size <= most) continue
    await reader.cancel()
    throw tooLarge()
  }
  return joined(chunks, size)
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** What an error says of itself, where that is a JSON object of no more than 64 KiB. */
export async function readProblem(response: Response, most: number): Promise<Problem | undefined> {
  const body = await readBody(response, 'application/octet-stream', Math.min(most, 65_536))
  const isNone = body === null || body instanceof Uint8Array || Array.isArray(body)
  return typeof body === 'object' && !isNone ? (body as Problem) : undefined
}

/**
 * Milliseconds that an answer asks to wait for; undefined where it asks for none. RFC 9110 section 10.2.3: seconds, or a
 * date, which is taken by the clock of the service where that tells the time.
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim()
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  const sent = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(sent) ? now : sent))
}

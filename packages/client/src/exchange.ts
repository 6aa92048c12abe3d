import type { Call } from './attempts.ts'
import { ProblemError, stopOf } from './problem.ts'
import { isJson } from './style.ts'

/** The page that this runs in; undefined outside of browsers. */
export const page = (
  globalThis as { readonly location?: { readonly origin: string; readonly href: string } }
).location

/**
 * Sends a request by way of the interceptors. Where it only looks, it goes where it is led within its origin; any other
 * redirect is an answer.
 */
export async function send(call: Call, url = call.request.url, hops = 0): Promise<Response> {
  const { watch, request } = call
  const { method, body } = request
  const headers = new Headers(request.headers)
  if (!call.isForeign) headers.set('request-deadline', `${Math.trunc(watch.time) || 1}`)
  const init = {
    method,
    headers,
    body,
    redirect,
    duplex: 'half',
    signal: watch.signal,
  } as RequestInit
  const response = await through(call, url, init)
  const { status } = response
  const to = response.headers.get('location')
  const isRedirect = /^30[12378]$/.test(`${status}`) && !isDeclared(call, status)
  if (!isRedirect || !to || !/GET|HEAD/.test(method) || hops > 4) return response
  const next = new URL(to, url)
  if (next.origin !== new URL(url).origin) return response
  await response.body?.cancel()
  return send(call, next.href, hops + 1)
}

/** A browser shows no redirect to a program. */
const redirect = page === undefined ? 'manual' : 'error'

/** The interceptors, the first one outermost, and `fetch` within. */
async function through(call: Call, url: string, init: RequestInit): Promise<Response> {
  const { interceptors, fetch } = call
  const last = (...args: Parameters<typeof fetch>) =>
    fetch(...args).catch((cause: unknown) => {
      const { code = 'early' } = Object((cause as Error)?.cause)
      throw (
        stopOf(call) ??
        new ProblemError(call, 'network', `the connection failed ${code}`, { cause })
      )
    })
  if (interceptors.length === 0) return last(url, init)
  const all = interceptors.reduceRight<(request: Request) => Promise<Response>>(
    (next, one) => (request) => one(request, next),
    last,
  )
  return all(new Request(url, init))
}

/** Whether the document has a status by its own number, below 500 and beside 2xx. */
export function isDeclared({ row: [, , details] }: Call, status: number): boolean {
  return details?.answers?.includes(status) === true
}

/** What is accepted where a row says nothing. */
export const usualAccept = 'application/json, application/problem+json'

/**
 * Reads the body of an answer: JSON as its value, text as text, anything else as bytes, and nothing as undefined. What
 * is not expected is read as what is.
 * @throws ProblemError where it is longer than `most`, or no JSON where JSON is expected
 */
export async function readBody(
  call: Call,
  response: Response,
  accept: string,
  most: number,
): Promise<unknown> {
  const { status, headers, body } = response
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const reader = body?.getReader()
  let size = 0
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    chunks.push(part.value)
    size += part.value.length
    if (size <= most) continue
    await reader?.cancel()
    const message = `answered more than ${most} bytes`
    throw new ProblemError(call, 'too_large', message, { status, headers })
  }
  if (size === 0) return undefined
  // Most answers come in one piece, which costs less.
  const [only] = chunks
  const bytes = size === only?.length ? only : new Uint8Array(await new Blob(chunks).arrayBuffer())
  const said = headers.get('content-type') ?? accept
  const type = said
    .replace(/[;,].*/s, '')
    .trim()
    .toLowerCase()
  const isExpected = accept.includes(type) || accept.includes('*') || !isJson(accept)
  if (isExpected && !isJson(type)) {
    const isText = /^text\/(?!event)/.test(type) && accept.includes('text/')
    return isText ? new TextDecoder().decode(bytes) : bytes
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    // The message of the parser quotes the body.
    const message = `answered no JSON but ${said}`
    throw new ProblemError(call, 'invalid_answer', message, { status, headers, cause })
  }
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
  const sent = Date.parse(headers.get('date') ?? '') || now
  return date ? Math.max(0, date - sent) : undefined
}

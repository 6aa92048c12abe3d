import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { InjectOptions } from 'light-my-request'
import { flakonError } from './errors.ts'
import { stateOf } from './state.ts'

type Fetch = typeof globalThis.fetch

/** Statuses whose answers have no body, which `new Response` insists on (Fetch, section 2.2.3). */
const bodiless = [101, 204, 205, 304]

/**
 * A `fetch` that is answered by a blueprint of the app itself: through the router, hooks, problems and log as by a socket,
 * but without one. Paths are those of the blueprint, wherever it is mounted; the host of the URL does not matter. It
 * follows no redirects, and answers while the app closes, since the request that calls may be one of the last.
 *
 * @param section - whose client it is for, in messages
 * @param blueprint - full name of a blueprint of the app
 */
export function createInProcessFetch(
  app: FastifyInstance,
  section: string,
  blueprint: string,
): Fetch {
  const refuse = (reason: string) => flakonError('FLK_CLIENT_TARGET', [section, blueprint, reason])
  let isReady = false
  app.addHook('onReady', async () => {
    const { prefixes } = stateOf(app)
    const parameter = /:\w+|\*/.exec(prefixes.get(blueprint) ?? '')?.[0]
    if (parameter !== undefined)
      throw refuse(
        `cannot be called: "${parameter}" in its prefix could be anything. Write http://…`,
      )
    isReady = true
  })
  return async (input, init) => {
    // Before, hooks would be missing, those that check who calls among them.
    if (!isReady) throw refuse('cannot be called before the app is ready: call it in a view')
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const payload =
      request.body === null ? {} : { payload: Buffer.from(await request.arrayBuffer()) }
    const url = new URL(request.url)
    const method = request.method as 'GET'
    const options: InjectOptions = {
      method,
      url: pathIn(app, blueprint, { method, path: url.pathname }) + url.search,
      headers: { host: url.host, ...Object.fromEntries(request.headers) },
      ...payload,
    }
    return answerTo(app, options, request.signal)
  }
}

/**
 * The path of the app for one of a client's table. That is made of a document of the blueprint, which knows nothing of where
 * it is mounted, or of one of an app that had the blueprint, which does: the router knows which is meant.
 */
function pathIn(app: FastifyInstance, blueprint: string, { method, path }: Asked): string {
  const { blueprints, prefixes } = stateOf(app)
  const prefix = prefixes.get(blueprint) ?? ''
  const { prefix: own = '', bases = [] } = blueprints.get(blueprint) ?? {}
  const base = bases.find((one) => beginsWith(path, one)) ?? ''
  const first = prefix + path.slice(base.length)
  const outer = prefix.endsWith(own) ? prefix.slice(0, prefix.length - own.length) : prefix
  const paths = [first, ...[outer + path, path].filter((one) => beginsWith(one, prefix))]
  return paths.find((url) => app.findRoute({ method, url }) !== null) ?? first
}

interface Asked {
  readonly method: 'GET'
  readonly path: string
}

function beginsWith(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}

/** Sends a request into the app. Its signal ends it on both sides, as a connection that is closed would. */
async function answerTo(
  app: FastifyInstance,
  options: InjectOptions,
  signal: AbortSignal,
): Promise<Response> {
  // Loaded when it is needed, as Fastify does. `app.inject` itself refuses an app that closes.
  const { inject } = await import('light-my-request')
  let leave = () => {}
  const dispatch = (request: IncomingMessage, response: ServerResponse) => {
    leave = () => close(request, response)
    signal.addEventListener('abort', leave, { once: true })
    response.once('close', () => signal.removeEventListener('abort', leave))
    app.routing(request, response)
  }
  try {
    signal.throwIfAborted()
    const { statusCode, statusMessage, headers, stream } = await inject(dispatch as never, {
      ...options,
      payloadAsStream: true,
    })
    const isEmpty = bodiless.includes(statusCode) || options.method === 'HEAD'
    const body = isEmpty ? null : bodyOf(stream(), leave, signal)
    return new Response(body, {
      status: statusCode,
      statusText: statusMessage,
      headers: headersOf(headers),
    })
  } catch (error) {
    signal.throwIfAborted()
    // As the real one says that a connection was closed.
    throw new TypeError('fetch failed', { cause: error })
  }
}

/** light-my-request's own destroy does nothing once the body of the request was read. */
function close(request: IncomingMessage, response: ServerResponse): void {
  if (response.writableEnded) return
  Object.assign(request, { aborted: true })
  Readable.prototype.destroy.call(request)
  response.destroy()
}

/** A body that tells the view when nobody reads it any more. */
function bodyOf(stream: Readable, leave: () => void, signal: AbortSignal): ReadableStream {
  const abort = () => stream.destroy(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  stream.once('close', () => {
    signal.removeEventListener('abort', abort)
    if (!stream.readableEnded) leave()
  })
  return Readable.toWeb(stream) as ReadableStream
}

function headersOf(headers: Readonly<Record<string, unknown>>): Headers {
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) if (one !== undefined) all.append(name, String(one))
  }
  return all
}

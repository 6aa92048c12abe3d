import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { flakonError } from '../errors.ts'

/** Connections that say nothing get this long to send what may be on its way, in ms. */
const silence = 250
/** The closing hooks get this long after the time is up, in ms. */
const lastWord = 1000

interface InFlight {
  readonly request: IncomingMessage
  readonly since: number
  id: string
}

/** The requests of a served app that are not answered yet. */
export type Requests = Map<ServerResponse, InFlight>

/** Follows the requests of an app from now on; call it before the app becomes ready, so that it learns their ids. */
export function trackRequests(app: FastifyInstance): Requests {
  const requests: Requests = new Map()
  function forget(this: ServerResponse) {
    requests.delete(this)
  }
  // In front of Fastify's own listener, which may answer at once.
  app.server.prependListener('request', (request, response) => {
    requests.set(response, { request, since: performance.now(), id: '' })
    response.once('close', forget)
  })
  try {
    app.addHook('onRequest', (request, reply, done) => {
      const one = requests.get(reply.raw)
      if (one !== undefined) one.id = request.id
      done()
    })
  } catch {
    // The app is ready already and takes no hooks: its requests are named without their ids.
  }
  return requests
}

/**
 * Stops accepting, lets what is in flight finish, then closes the sections and runs the `onClose` hooks.
 * Fastify runs those hooks after the last connection has gone, so nothing in flight loses its pool.
 *
 * @param timeout - longest wait in ms
 * @throws FlakonError `FLK_SHUTDOWN_TIMEOUT` naming the requests left
 */
export async function drain(
  app: FastifyInstance,
  requests: Requests,
  timeout: number,
): Promise<void> {
  const closed = app.close().then(() => true)
  const stopClosing = closeConnections(app, requests)
  try {
    if (await within(timeout, closed)) return
    const left = [...requests.values()].map(lineOf)
    app.server.closeAllConnections?.()
    await within(lastWord, closed)
    throw flakonError('FLK_SHUTDOWN_TIMEOUT', [timeout, left])
  } finally {
    stopClosing()
  }
}

/** Ends each connection as soon as nothing is in flight on it; a keep-alive one would hold the drain for minutes. */
function closeConnections(app: FastifyInstance, requests: Requests): () => void {
  let timer: NodeJS.Timeout | undefined
  const closeIdle = () => {
    app.server.closeIdleConnections?.()
    clearTimeout(timer)
    // Node counts a connection that never sent a byte as busy.
    if (requests.size === 0) timer = setTimeout(closeSilent, silence)
  }
  const closeSilent = () => {
    if (requests.size === 0) app.server.closeAllConnections?.()
  }
  const follow = (response: ServerResponse) => {
    if (!response.headersSent) response.shouldKeepAlive = false
    response.once('close', () => setImmediate(closeIdle))
  }
  const onRequest = (_request: IncomingMessage, response: ServerResponse) => follow(response)
  for (const response of requests.keys()) follow(response)
  app.server.prependListener('request', onRequest)
  closeIdle()
  return () => {
    clearTimeout(timer)
    app.server.off('request', onRequest)
  }
}

/** The promise's own value, or false when the time is up first. */
async function within(ms: number, promise: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A request as the log names it: never its query, which may hold a secret. */
function lineOf({ request, since, id }: InFlight): string {
  const path = (request.url ?? '').replace(/[?#;].*$/s, '')
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const named = id === '' ? '' : `request_id ${id}, `
  return `${request.method} ${path} (${named}${seconds} s)`
}

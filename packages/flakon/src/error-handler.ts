import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hints } from './hints.ts'
import {
  type ProblemAnswer,
  type ProblemContext,
  type ProblemError,
  problem,
  toProblem,
} from './problem.ts'
import { createRequestId } from './request-id.ts'
import { pathOf } from './request-path.ts'
import { stateOf, viewOf } from './state.ts'

/** What leaves by the raw door is written by hand, so the reason phrase is needed. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

const malformed = [400, 'malformed_request', 'The request is not valid HTTP'] as const

/** What the parser's own codes mean to a client: status, code and detail. */
export const parserProblems: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'The headers are larger than this server takes'],
  HPE_INVALID_METHOD: [400, 'unknown_method', 'The method is not one that HTTP knows'],
  HPE_INVALID_VERSION: [505, 'unsupported_http_version', 'This server speaks HTTP/1.1'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The request did not arrive in time'],
  HPE_INTERNAL: malformed,
}

/** First door: whatever was thrown while a request was handled. */
export function onError(cause: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toProblem(cause, contextOf(request))
  if (!answer.expected && !isAbandoned(cause, reply)) logUnexpected(cause, request, answer)
  reply.header('x-request-id', request.id)
  reply.code(answer.status).headers(answer.headers).serializer(JSON.stringify).send(answer.body)
}

/** Second door: no view. Answers 404, 405 with `Allow`, and `OPTIONS`. */
export function onNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const allow = allowedMethods(request)
  if (allow.length === 0) {
    onError(missing(request), request, reply)
    return
  }
  const header = { allow: allow.join(', ') }
  if (request.method === 'OPTIONS') {
    reply.code(204).headers(header).send()
    return
  }
  const detail = `${request.method} is not allowed here; allowed: ${header.allow}`
  onError(problem(405, detail, { headers: header }), request, reply)
}

/** Third door: what Node's HTTP parser refused before there was a request. */
export function onClientError(
  this: FastifyInstance,
  cause: Error & { code?: string },
  socket: Socket,
): void {
  if (cause.code === 'ECONNRESET' || socket.destroyed) return
  const requestId = createRequestId()
  const { format } = stateOf(this).settings.errors
  const answer = toProblem(parserProblem(cause), { format, debug: false, requestId })
  this.log.info({ request_id: requestId, status: answer.status, reason: cause.code }, 'bad request')
  if (socket.writable)
    socket.write(rawAnswer(answer.status, answer.headers, answer.body, requestId))
  socket.destroySoon()
}

/** Node would answer 417 by itself and without a body. */
export function onExpectation(app: FastifyInstance) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = createRequestId()
    const { format } = stateOf(app).settings.errors
    const detail = `Expect: ${request.headers.expect} is not supported, only 100-continue`
    const answer = toProblem(problem(417, detail), { format, debug: false, requestId })
    const body = JSON.stringify(answer.body)
    const length = { 'content-length': Buffer.byteLength(body), 'x-request-id': requestId }
    response.writeHead(answer.status, { ...answer.headers, ...length }).end(body)
  }
}

function contextOf(request: FastifyRequest): ProblemContext {
  const { settings } = stateOf(request)
  return {
    format: settings.errors.format,
    debug: settings.app.mode === 'debug',
    instance: pathOf(request),
    requestId: request.id,
    takes: () => viewOf(request.routeOptions.config)?.takes?.(),
  }
}

/** What was given up since the caller has gone: the line of the request says so. */
function isAbandoned(cause: unknown, reply: FastifyReply): boolean {
  const { name, code } = (cause ?? {}) as { readonly name?: unknown; readonly code?: unknown }
  return reply.raw.destroyed && (name === 'AbortError' || code === 'aborted')
}

function logUnexpected(cause: unknown, request: FastifyRequest, { status }: ProblemAnswer): void {
  const view = viewOf(request.routeOptions.config)
  const route = `${request.method} ${request.routeOptions.url ?? pathOf(request)}`
  const where = view === undefined ? { route } : { route, view: `${view.blueprint}.${view.view}` }
  const err = cause instanceof Error ? cause : new Error(`thrown: ${String(cause)}`, { cause })
  if (status === 500) {
    request.log.error({ ...where, err }, `unexpected error in ${route}`)
    return
  }
  // What the other service said is for us alone; its headers may hold secrets.
  const { problem: answered } = err as { readonly problem?: unknown }
  request.log.error({ ...where, answered, err }, `a service failed that is needed by ${route}`)
}

function missing(request: FastifyRequest) {
  const found = problem(404, `There is nothing at ${pathOf(request)}`)
  const state = stateOf(request)
  if (state.settings.app.mode !== 'debug') return found
  return problem(404, found.message, { hints: hints(pathOf(request), state) })
}

/**
 * Asks the router which methods it would answer at this URL. `OPTIONS` alone does not count: CORS plugins
 * answer it everywhere.
 */
function allowedMethods(request: FastifyRequest): string[] {
  const { server } = request
  const url = request.raw.url ?? '/'
  const found = server.supportedMethods.filter(
    (method) => server.findRoute({ method, url }) !== null,
  )
  if (found.every((method) => method === 'OPTIONS')) return []
  return [...new Set([...found, 'OPTIONS'])]
}

function parserProblem(cause: { readonly code?: string }): ProblemError {
  const [status, code, detail] = parserProblems[cause.code ?? ''] ?? malformed
  return problem(status, detail, { code })
}

function rawAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  content: object,
  requestId: string,
): string {
  const body = JSON.stringify(content)
  const all = {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}

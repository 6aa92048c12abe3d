import { flakonError } from './errors.ts'
import { upstreamFailure } from './upstream.ts'

/** Node's reason phrases; the ESM namespace of node:http would load undici with it. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Members of a problem beside its status and detail; others than these are sent as they are. */
export interface ProblemMembers {
  /** URI of a page that describes this type of problem. */
  readonly type?: string
  readonly title?: string
  /** Stable word for programs, as `user_not_found`. */
  readonly code?: string
  /** Sent as headers, not in the body. */
  readonly headers?: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

/** An error a client is meant to see; made by `problem()`. */
export interface ProblemError extends Error {
  readonly statusCode: number
  readonly expose: true
  readonly members: ProblemMembers
}

/** What `toProblem` must know beside the cause. */
export interface ProblemContext {
  /** `problem` is RFC 9457; `flakon` is the original's `{ code, description, message }`. */
  readonly format: 'problem' | 'flakon'
  /** Whether details of unexpected errors are shown. */
  readonly debug: boolean
  /** Path of the request, without its query. */
  readonly instance?: string | undefined
  readonly requestId?: string | undefined
  /** What the view takes as its body, in words. */
  readonly takes?: (() => string | undefined) | undefined
}

/** An answer ready to be sent. */
export interface ProblemAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  /** Whether a client was meant to see it; if not, the cause belongs in the log. */
  readonly expected: boolean
}

/** Codes that say more than the status, by Fastify's; every other problem has its status as a word. */
export const problemCodes: Readonly<Record<string, string>> = {
  FST_ERR_VALIDATION: 'validation_failed',
  FST_ERR_BAD_URL: 'malformed_url',
  FST_ERR_MAX_PARAM_LENGTH: 'parameter_too_long',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'content_length_mismatch',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
}

/** Details where Fastify's own message says no more than the status. */
const details: Readonly<Record<string, (context: ProblemContext) => string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ({ takes }) =>
    `The body is of a type that is not taken here; send ${takes?.() ?? 'JSON, with Content-Type: application/json'}`,
}

/**
 * Makes an error that is sent to the client as it is.
 *
 * @param status - from 400 to 599
 * @param detail - one sentence for a person
 * @param members - `type`, `title`, `code`, `headers` and members of your own (RFC 9457, section 3.2)
 * @throws FlakonError `FLK_PROBLEM_STATUS` for another status
 *
 * @example throw problem(404, 'No user 42', { code: 'user_not_found', user: 42 })
 */
export function problem(
  status: number,
  detail?: string,
  members: ProblemMembers = {},
): ProblemError {
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw flakonError('FLK_PROBLEM_STATUS', [String(status)])
  }
  const error = new Error(detail ?? reason(status))
  Error.captureStackTrace(error, problem)
  return Object.assign(error, {
    name: 'Problem',
    statusCode: status,
    expose: true as const,
    members,
  })
}

/**
 * Ends the view with a problem: `throw problem(…)` in one word.
 *
 * @example const user = users.get(id) ?? abort(404, `No user ${id}`)
 */
export function abort(status: number, detail?: string, members?: ProblemMembers): never {
  throw problem(status, detail, members)
}

/**
 * Any thrown value → the answer a client gets. Expected errors show their message; of every other nothing is
 * shown unless `debug` is on, and nothing of another service's ever. Pure. RFC 9457.
 */
export function toProblem(cause: unknown, context: ProblemContext): ProblemAnswer {
  const failure = upstreamFailure(cause)
  if (failure !== undefined) return answer(context, failure.status, false, failure)
  const status = expectedStatus(cause)
  if (status === undefined) return unexpected(cause, context)
  const error = cause as Partial<ProblemError> & FaultyError
  const { type, title, code, headers, ...members } = error.members ?? {}
  return answer(context, status, true, {
    type,
    title,
    detail: details[error.code ?? '']?.(context) ?? error.message,
    code: code ?? problemCodes[error.code ?? ''],
    headers: headers ?? error.headers,
    members: error.validation ? { ...members, errors: faults(error) } : members,
  })
}

interface FaultyError {
  readonly code?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly validation?: readonly Fault[]
  readonly validationContext?: string
}

interface Fault {
  readonly instancePath?: string
  readonly message?: string
  readonly params?: { readonly missingProperty?: string; readonly additionalProperty?: string }
}

interface Parts {
  readonly type?: string | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  readonly code?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly members?: Readonly<Record<string, unknown>>
}

/** The status of an error that a client is meant to see, or undefined. */
function expectedStatus(cause: unknown): number | undefined {
  if (!(cause instanceof Error)) return undefined
  const error = cause as Error & { statusCode?: unknown; status?: unknown; expose?: unknown }
  const status = Number(error.statusCode ?? error.status)
  if (!Number.isInteger(status) || status < 400 || status > 599) return undefined
  if (error.expose === true) return status
  if (status >= 500) return undefined
  return isFastifys(error) || Object.getPrototypeOf(error) === Error.prototype ? status : undefined
}

/** Fastify's and its plugins' errors are all of one family; their 4xx messages are written for clients. */
function isFastifys(error: Error & { code?: unknown }): boolean {
  return typeof error.code === 'string' && error.code.startsWith('FST_')
}

function unexpected(cause: unknown, context: ProblemContext): ProblemAnswer {
  const shown = context.debug ? { detail: String(cause), members: { error: described(cause) } } : {}
  return answer(context, 500, false, shown)
}

function answer(
  context: ProblemContext,
  status: number,
  expected: boolean,
  parts: Parts,
): ProblemAnswer {
  const title = parts.title ?? reason(status)
  const body =
    context.format === 'flakon'
      ? plainBody(status, title, parts)
      : problemBody(status, title, parts, context)
  const type = context.format === 'flakon' ? 'application/json' : 'application/problem+json'
  const headers = { ...parts.headers, 'content-type': `${type}; charset=utf-8` }
  return { status, headers, body, expected }
}

function problemBody(status: number, title: string, parts: Parts, context: ProblemContext) {
  const body: Record<string, unknown> = { type: parts.type ?? 'about:blank', title, status }
  if (parts.detail !== undefined && parts.detail !== title) body.detail = parts.detail
  if (context.instance !== undefined) body.instance = context.instance
  body.code = parts.code ?? word(status)
  if (context.requestId !== undefined) body.request_id = context.requestId
  for (const [name, value] of Object.entries(parts.members ?? {})) {
    if (!Object.hasOwn(body, name)) body[name] = value
  }
  return body
}

/** The original Flakon's body: `message` is how Werkzeug prints an HTTP error. */
function plainBody(status: number, title: string, parts: Parts) {
  const description = parts.detail ?? title
  const message =
    description === title ? `${status} ${title}` : `${status} ${title}: ${description}`
  return { code: status, description, message }
}

function faults(error: FaultyError): { in: string; pointer: string; detail: string }[] {
  const part =
    error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body')
  return (error.validation ?? []).map((fault) => {
    const property = fault.params?.missingProperty ?? fault.params?.additionalProperty
    const tail =
      property === undefined ? '' : `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return {
      in: part,
      pointer: (fault.instancePath ?? '') + tail,
      detail: fault.message ?? 'is not valid',
    }
  })
}

/** An error with its causes, as debug shows it. */
function described(cause: unknown, depth = 0): unknown {
  if (!(cause instanceof Error)) return { thrown: String(cause) }
  const stack = cause.stack
    ?.split('\n')
    .slice(1)
    .map((line) => line.trim())
  const inner =
    cause.cause === undefined || depth > 5 ? {} : { cause: described(cause.cause, depth + 1) }
  return { name: cause.name, message: cause.message, stack, ...inner }
}

function reason(status: number): string {
  return STATUS_CODES[status] ?? (status < 500 ? 'Client Error' : 'Server Error')
}

/** A status as a word: 404 → `not_found`. */
export function word(status: number): string {
  return reason(status)
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll(/[^a-z0-9]+/g, '_')
}

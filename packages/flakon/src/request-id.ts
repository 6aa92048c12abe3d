import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** At most 128 letters, digits and `._-`: safe in a log line, a header and a file name. */
const wellFormed = /^[A-Za-z0-9._-]{1,128}$/

/** A random part a process and a counter: unique like a UUID, at a hundredth of its price. */
let prefix = ''
let count = 0

/** Makes an id for a request that brought none. */
export function createRequestId(): string {
  prefix ||= randomBytes(9).toString('hex')
  count += 1
  return `${prefix}-${count.toString(36)}`
}

/** The request's own `x-request-id` when it is well formed, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && wellFormed.test(given) ? given : createRequestId()
}

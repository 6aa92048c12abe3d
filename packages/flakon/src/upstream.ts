/** An error that has this property says how a service that does not catch it answers; shared with `@flakon/client`. */
const brand = Symbol.for('flakon.upstream')

/** Codes and details of what is answered for a service that failed this one: nothing in them is that service's. */
export const upstreamProblems = {
  502: ['upstream_failed', 'A service that this one needs has failed'],
  503: ['upstream_unavailable', 'A service that this one needs is not available at the moment'],
  504: ['upstream_timeout', 'A service that this one needs did not answer in time'],
} as const

/** What is answered for an error of another service. */
export interface UpstreamFailure {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * How to answer for the error of a client that no view caught; undefined for any other error. Its `retryAfter` is in ms,
 * the header in seconds (RFC 9110, section 10.2.3).
 */
export function upstreamFailure(cause: unknown): UpstreamFailure | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined
  const said = (cause as Record<symbol, unknown>)[brand]
  if (typeof said !== 'object' || said === null) return undefined
  const { status: asked, retryAfter } = said as { status?: unknown; retryAfter?: unknown }
  const status = asked === 503 || asked === 504 ? asked : 502
  const [code, detail] = upstreamProblems[status]
  return { status, code, detail, headers: retryHeader(retryAfter) }
}

function retryHeader(ms: unknown): Readonly<Record<string, string>> {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return {}
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) }
}

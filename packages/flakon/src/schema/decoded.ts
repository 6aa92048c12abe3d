import type { FastifyRequest } from 'fastify'
import { type Fault, type PartName, partNames } from './fault.ts'

/** The parts of a request that a `decode` of the user's own may read. */
type DecodedPart = Exclude<PartName, 'body'>

/** What a view's `decode` makes of a request: a part that it does not give is read as in any other view. */
export type Decoded = {
  readonly [P in DecodedPart]?: Readonly<Record<string, unknown>> | undefined
} & {
  /** What it cannot read, each at its place (RFC 6901); told in the one 400 with all other faults. */
  readonly faults?: readonly Fault[] | undefined
}

export type Decode = (request: FastifyRequest) => Decoded

/** Puts what was decoded in the place of what Fastify has read. It merges headers over the originals itself. */
export function take(decoded: Decoded, request: FastifyRequest): void {
  const { params, query, headers, cookies } = decoded
  if (params !== undefined) request.params = params
  if (query !== undefined) request.query = query
  if (headers !== undefined) request.headers = headers as FastifyRequest['headers']
  if (cookies !== undefined) (request as { cookies?: unknown }).cookies = cookies
}

/** All faults, by the order of the parts: of a place that `decode` has told, what a check finds is left out. */
export function withTold(told: readonly Fault[], found: readonly Fault[]): Fault[] {
  const isTold = (fault: Fault) => told.some((one) => one.in === fault.in && holds(one, fault))
  const all = [...told, ...found.filter((fault) => !isTold(fault))]
  return partNames.flatMap((part) => all.filter((fault) => fault.in === part))
}

function holds({ pointer }: Fault, inner: Fault): boolean {
  return inner.pointer === pointer || inner.pointer.startsWith(`${pointer}/`)
}

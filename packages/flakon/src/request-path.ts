import type { FastifyRequest } from 'fastify'

/** The path without its query, which may hold what nobody should see in a log. */
export function pathOf(request: FastifyRequest): string {
  const end = request.url.search(/[?#]/)
  return end === -1 ? request.url : request.url.slice(0, end)
}

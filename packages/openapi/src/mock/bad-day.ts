import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemError, problem } from 'flakon'
import { createRandom, hashOf } from './random.ts'

/** What a bad day is like. */
export interface BadDay {
  /** How long an answer takes at least and at most, in ms. */
  readonly delay: readonly [number, number]
  /** How many of the requests fail: 0 to 1. */
  readonly fail: number
}

/** Numbers that tell the tries of a request apart; requests that share one count together. */
const counters = 4096

/**
 * Delays answers and makes requests fail before anything else is done with them. It is drawn for each try of a request,
 * so that one that is sent again may succeed, and the same tries after a new start end the same.
 */
export function rehearse(
  app: FastifyInstance,
  { delay, fail }: BadDay,
  seed: string,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): void {
  const tries = new Uint32Array(counters)
  const draw = ({ raw }: FastifyRequest) => {
    const request = `${raw.method} ${raw.url}`
    const at = hashOf(request) % counters
    tries[at] = (tries[at] ?? 0) + 1
    return createRandom([seed, request, tries[at]].join('\0'))
  }
  app.addHook('onRequest', async (request, reply) => {
    const random = draw(request)
    const wait = random.integer(...delay)
    const isFailure = random.next() < fail
    if (wait > 0) await pause(wait)
    if (isFailure) failNow(random.next(), reply)
  })
}

/** Half of what fails is told to come again, a quarter is an error of the service's, a quarter no answer at all. */
function failNow(kind: number, reply: FastifyReply): void {
  if (kind >= 0.75) {
    reply.hijack()
    reply.raw.destroy()
    return
  }
  throw kind < 0.5 ? failure(503, { 'retry-after': '1' }) : failure(500, {})
}

function failure(status: number, headers: Readonly<Record<string, string>>): ProblemError {
  return problem(status, 'The mock was told to fail now and then', {
    code: 'mock_failure',
    headers,
  })
}

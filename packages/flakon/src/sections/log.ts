import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { takeDeadline } from '../deadline.ts'
import { boolean, oneOf } from '../kind.ts'
import { problem } from '../problem.ts'
import { requestIdOf } from '../request-id.ts'
import { pathOf } from '../request-path.ts'
import { defineSection } from '../section.ts'
import type { Settings } from '../settings/resolve.ts'
import type { SettingsOf } from '../settings/value.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const keys = {
  level: oneOf(levels, 'info', 'least important lines written', { variable: 'LOG_LEVEL' }),
  requests: boolean(true, 'one line a request: method, path, status, ms, request_id'),
}

/** `[log]`: lines on standard output, JSON for machines, readable in debug; and the id that ties them together. */
export const logSection = defineSection('log', keys, {
  options,
  setup(app) {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id)
      // One hook for all that every request is looked at for: a hook costs more than what it does here.
      done(
        hasHost(request) ? takeDeadline(request.raw) : problem(400, 'The Host header is missing'),
      )
    })
  },
})

function options(settings: SettingsOf<typeof keys>, all: Settings): FastifyServerOptions {
  const stream = all.app.mode === 'debug' ? prettyStream() : undefined
  return {
    logger: { level: settings.level, ...(stream === undefined ? {} : { stream }) },
    logController: new RequestLog(settings.requests),
    genReqId: requestIdOf,
    requestIdHeader: false,
  }
}

/** RFC 9112, section 3.2; Node would answer it by itself, without a body. */
function hasHost({ raw }: FastifyRequest): boolean {
  return raw.headers.host !== undefined || raw.httpVersion !== '1.1'
}

/** Fastify's own two lines a request, as one. */
class RequestLog extends LogController {
  readonly #on: boolean

  constructor(on: boolean) {
    super({ requestIdLogLabel: 'request_id' })
    this.#on = on
  }

  override incomingRequest(_request: FastifyRequest, reply: FastifyReply): void {
    if (!this.#on) return
    unfinished.set(reply.raw, reply)
    reply.raw.on('close', onClose)
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (error != null) reply.log.error({ err: error }, 'the answer could not be sent')
    if (!this.#on || !unfinished.delete(reply.raw)) return
    reply.log.info(line(request, reply, reply.statusCode), 'request')
  }
}

/** Requests whose line is still to be written. */
const unfinished = new WeakMap<ServerResponse, FastifyReply>()

/**
 * What Fastify does not report as completed: a client that went away before its answer (499 is nginx's status for
 * it), and a path that the router refused.
 */
function onClose(this: ServerResponse): void {
  const reply = unfinished.get(this)
  if (reply === undefined) return
  unfinished.delete(this)
  const [status, text] = this.writableFinished
    ? [this.statusCode, 'request']
    : [499, 'request aborted by the client']
  reply.log.info(line(reply.request, reply, status), text)
}

function line(request: FastifyRequest, reply: FastifyReply, status: number) {
  const ms = Math.round(reply.elapsedTime * 10) / 10
  return { method: request.method, path: pathOf(request), status, ms }
}

/**
 * The project's own pino-pretty, where it has one. It is for a developer's eyes only; as an optional peer npm would
 * install it, and all it needs, in production too.
 */
function prettyStream() {
  try {
    const pretty = createRequire(join(process.cwd(), 'package.json'))('pino-pretty')
    return pretty({
      sync: true,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss.l',
      singleLine: true,
    })
  } catch {
    return undefined
  }
}

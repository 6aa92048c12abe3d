import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { toAnswer, toDeclaredAnswer } from './answer.ts'
import type { Answers } from './schema/answers.ts'
import type { View } from './schema/view-schema.ts'

type Done = (error?: Error) => void
type Handler = ReturnType<typeof toAnswer>

/** A view as Fastify takes it. */
export interface Answering {
  readonly options: RouteShorthandOptions
  readonly handler: Handler
}

/** The options and the handler of a view, with its declared answers if it has some. */
export function withAnswers(
  options: RouteShorthandOptions,
  view: View,
  answers: Answers | undefined,
  isProduction: boolean,
): Answering {
  if (answers === undefined) return { options, handler: toAnswer(view) }
  const handler = toDeclaredAnswer(view, answers)
  const reset = withErrors(options)
  return isProduction ? { options: reset, handler } : refusing(reset, handler, answers)
}

/** An error's answer is not the view's. */
export function withErrors(options: RouteShorthandOptions): RouteShorthandOptions {
  const reset = (_request: unknown, reply: FastifyReply, _error: unknown, done: Done) => {
    // Fastify's own value for a reply without a serializer.
    reply.serializer(null as never)
    done()
  }
  return { ...options, onError: [options.onError ?? [], reset].flat() as never }
}

/** In debug and under test a status that is not declared is refused, however it was sent. */
function refusing(options: RouteShorthandOptions, handler: Handler, answers: Answers): Answering {
  const answering = new WeakSet<FastifyRequest>()
  const mark: Handler = function answer(request, reply) {
    answering.add(request)
    return handler.call(this, request, reply)
  }
  const forget = (request: FastifyRequest, _reply: unknown, _error: unknown, done: Done) => {
    answering.delete(request)
    done()
  }
  const refuse = (request: FastifyRequest, reply: FastifyReply, _body: unknown, done: Done) => {
    const isView = answering.has(request) && !answers.declares(reply.statusCode)
    done(isView ? answers.undeclared(request, reply.statusCode) : undefined)
  }
  return {
    options: {
      ...options,
      onError: [options.onError ?? [], forget].flat() as never,
      onSend: [refuse, options.onSend ?? []].flat() as never,
    },
    handler: mark,
  }
}

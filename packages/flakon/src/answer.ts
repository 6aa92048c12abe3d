import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { refuseLate } from './deadline.ts'
import type { Answers } from './schema/answers.ts'
import type { View } from './schema/view-schema.ts'

/**
 * Wraps a view so that what it returned is what is sent: the only place where Flakon touches a handler.
 * Fastify would send a string as text and would wait for ever for a view that returns `undefined`. A synchronous
 * view that takes `reply` and returns `undefined` is trusted to call `reply.send()` later.
 */
export function toAnswer(view: View): RouteHandlerMethod {
  const sendsItself = view.length > 1
  return function answer(request, reply) {
    const result = callView(view, this, request, reply)
    if (typeof result === 'string') return toJsonText(reply, result)
    if (result === undefined) return sendsItself ? undefined : noContent(reply)
    if (result === reply || !isPromise(result)) return result
    return result.then((value) => settled(reply, value))
  }
}

/**
 * Wraps a view with declared answers: the same, and a bare return has the lowest declared 2xx as its status and is
 * sent as that declares it.
 */
export function toDeclaredAnswer(view: View, answers: Answers): RouteHandlerMethod {
  const sendsItself = view.length > 1
  return function answer(request, reply) {
    reply.serializer((payload: unknown) =>
      typeof payload === 'string' ? payload : answers.toText(payload, reply),
    )
    const result = callView(view, this, request, reply)
    if (result === undefined && sendsItself) return undefined
    if (result === reply || !isPromise(result)) return declared(request, reply, result, answers)
    return result.then((value) => declared(request, reply, value, answers))
  }
}

function declared(
  request: FastifyRequest,
  reply: FastifyReply,
  value: unknown,
  answers: Answers,
): unknown {
  const isSent = value === reply || (value === undefined && reply.sent)
  const { success, isEmpty } = answers
  const hasBody = value !== undefined
  const isUnset = reply.statusCode === 200 && !isSent
  if (isUnset && success !== undefined && (hasBody || isEmpty)) reply.code(success)
  const answer = isSent || hasBody ? value : noContent(reply, isUnset && isEmpty)
  if (!answers.declares(reply.statusCode)) answers.undeclared(request, reply.statusCode)
  if (typeof answer !== 'string') return answer
  const type = reply.getHeader('content-type')
  return type === undefined || String(type).includes('json')
    ? answers.toText(answer, reply)
    : answer
}

/** An error thrown after the answer was sent reaches nobody but the log. */
function callView(
  view: View,
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  try {
    refuseLate(request.raw)
    return view.call(app, request, reply)
  } catch (error) {
    if (!reply.sent) throw error
    request.log.error({ err: error }, 'error after the answer was sent')
    return reply
  }
}

function settled(reply: FastifyReply, value: unknown): unknown {
  if (value === undefined) return reply.sent ? undefined : noContent(reply)
  return typeof value === 'string' ? toJsonText(reply, value) : value
}

/** A status the view chose stays, and a 200 that is declared without a body; otherwise nothing to say is 204. */
function noContent(reply: FastifyReply, isDeclared = false): FastifyReply {
  return reply.code(reply.statusCode === 200 && !isDeclared ? 204 : reply.statusCode).send()
}

/** A string is a JSON string, unless the view set another content type. */
function toJsonText(reply: FastifyReply, value: string): string {
  const type = reply.getHeader('content-type')
  if (type !== undefined && !String(type).includes('json')) return value
  if (type === undefined) reply.type('application/json; charset=utf-8')
  return JSON.stringify(value)
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function'
}

/**
 * What an error handler returned → what is sent, as a view's; `undefined` without an answer hands the error on
 * to the app's own handler.
 */
export function toHandled(error: unknown, reply: FastifyReply, result: unknown): unknown {
  if (result !== reply && isPromise(result)) {
    return result.then((value) => toHandled(error, reply, value))
  }
  if (typeof result === 'string') return toJsonText(reply, result)
  if (result === undefined && !reply.sent) throw error
  return result
}

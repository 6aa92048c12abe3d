import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteGenericInterface,
  RouteHandlerMethod,
} from 'fastify'

/**
 * A view: a handler with Fastify's own signature. What it returns is the answer: an object, array, number,
 * boolean, string or null as JSON; `undefined` as 204; a stream or buffer as it is.
 */
export type View<R extends RouteGenericInterface = RouteGenericInterface> = (
  this: FastifyInstance,
  request: FastifyRequest<R>,
  reply: FastifyReply<R>,
) => unknown

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

/** An error thrown after the answer was sent reaches nobody but the log. */
function callView(
  view: View,
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  try {
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

/** A status the view chose stays; otherwise nothing to say is 204. */
function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(reply.statusCode === 200 ? 204 : reply.statusCode).send()
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

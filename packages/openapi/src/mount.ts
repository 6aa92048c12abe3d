import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type JsonBlueprint, problem } from 'flakon'
import { createAnswerCheck, createTyping, type SetType, toResponse } from './answers.ts'
import { createBodyDecoder, refusesJson, toCheckable } from './body.ts'
import type { SecurityHandler } from './credentials.ts'
import {
  isNode,
  type LoadedDocument,
  type Operation,
  type Parameter,
  type Schema,
} from './document.ts'
import type { Forms } from './forms.ts'
import { createDecoder } from './parameters.ts'
import { type RouteTemplate, toRoute } from './path-template.ts'
import { createSecurity } from './security.ts'
import { redactedSerializers, type SecuritySchemes } from './security-scheme.ts'

type Route = Parameters<JsonBlueprint['route']>[0]
type View = (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply) => unknown
type Done = (error?: Error | null, payload?: unknown) => void

/** What the operations of one document are mounted with. */
export interface Mounting {
  readonly loaded: LoadedDocument
  readonly forms: Forms
  readonly views: ReadonlyMap<string, unknown>
  readonly security: ReadonlyMap<string, SecurityHandler>
  /** Whether the paths of the document's servers count. */
  readonly hasBase: boolean
  readonly warm: boolean
  /** Makes the view of an operation that has none; without it they answer 501. */
  readonly mock: ((operation: Operation) => View) | undefined
  /** Whether it is looked at whether answers have the media types and headers that they declare. */
  readonly checks: boolean
  readonly log: object
}

/** A view of a document, and its operation. */
export interface Mounted {
  readonly operation: Operation
  readonly route: Route
}

/** The views of a document, in the order in which the router has to know them. */
export function toRoutes(mounting: Mounting): Mounted[] {
  const { operations, document } = mounting.loaded
  const schemes = (document.components.securitySchemes ?? {}) as SecuritySchemes
  // Clients send their key everywhere, also where nobody asks for it.
  const logSerializers = redactedSerializers(schemes, mounting.log)
  const redacted = logSerializers === undefined ? {} : { logSerializers }
  const ranked = operations.map((one) => {
    const path = (mounting.hasBase ? one.base : '') + one.path
    return [one, toRoute(path) as RouteTemplate] as const
  })
  const heads = new Set(operations.filter(({ method }) => method === 'head').map(urlOf))
  return ranked
    .sort(([, one], [, other]) => other.rank - one.rank)
    .map(([operation, template]) => {
      const own = operation.method === 'get' && heads.has(urlOf(operation))
      const head = own ? { exposeHeadRoute: false } : {}
      const route = { ...toView(operation, template, schemes, mounting), ...redacted, ...head }
      return { operation, route }
    })
}

function urlOf({ base, path }: Operation): string {
  return base + path
}

function toView(
  operation: Operation,
  template: RouteTemplate,
  schemes: SecuritySchemes,
  mounting: Mounting,
): Route {
  const { forms, security, warm, views, mock } = mounting
  const isMocked = mock !== undefined && !views.has(operation.id)
  const guard = createSecurity({
    schemes,
    handlers: security,
    alternatives: operation.security,
    mode: mock !== undefined && !isGuarded(operation, security) ? 'present' : 'check',
  })
  return {
    method: operation.method.toUpperCase(),
    url: template.url,
    name: isMocked ? `${operation.id} (mock)` : operation.id,
    // Lines would have to be counted in every document; where something is wrong with it they are.
    where: `${operation.place.file}#${operation.place.pointer}`,
    warm,
    ...(guard === undefined ? {} : { onRequest: guard }),
    late: { schema: () => toSchema(operation, forms, !isMocked), shared: forms.shared },
    decode: lazily(() => createDecode(operation, template, mounting)),
    ...refusesJson(operation),
    ...answering(operation, mounting),
  }
}

/** Whether there is somebody to look at the credentials of an operation. */
function isGuarded({ security = [] }: Operation, handlers: Mounting['security']): boolean {
  return security.flatMap(Object.keys).every((name) => handlers.has(name))
}

/** Reads the parameters of a request, and its body where that is not JSON. */
function createDecode(
  { parameters, body }: Operation,
  template: RouteTemplate,
  mounting: Mounting,
) {
  const { resolve } = mounting.forms
  const known = queryKeys(mounting.loaded.document.components.securitySchemes ?? {})
  const decode = createDecoder(parameters, template, resolve, known)
  const decodeBody = body === undefined ? undefined : createBodyDecoder(body, resolve)
  if (decodeBody === undefined) return decode
  return (request: FastifyRequest) => {
    const decoded = decode(request)
    const { value, faults = [] } = decodeBody(request)
    request.body = value
    return faults.length === 0
      ? decoded
      : { ...decoded, faults: [...(decoded.faults ?? []), ...faults] }
  }
}

/** What stands in a query to say who asks. */
function queryKeys(schemes: SecuritySchemes): string[] {
  return Object.values(schemes).flatMap((scheme) => {
    const { type, in: place, name } = isNode(scheme) ? scheme : {}
    return type === 'apiKey' && place === 'query' ? [String(name)] : []
  })
}

/** Decoders are as many as operations, and most are not needed for long. */
function lazily<A, R>(make: () => (argument: A) => R): (argument: A) => R {
  let made: ((argument: A) => R) | undefined
  return (argument) => {
    made ??= make()
    return made(argument)
  }
}

const parts = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const

/** What an operation declares, as a view of flakon does; a mock sees to its answers itself. */
function toSchema(operation: Operation, forms: Forms, hasAnswers: boolean): object {
  const { parameters, body } = operation
  const declared = Object.entries(parts).flatMap(([place, part]) => {
    const own = parameters.filter((one) => one.in === place)
    return own.length === 0 ? [] : [[part, toPart(own, forms)]]
  })
  const takesBody = operation.method !== 'get' && operation.method !== 'head'
  const response = hasAnswers ? toResponse(operation, forms) : {}
  return {
    ...Object.fromEntries(declared),
    ...(body === undefined || !takesBody ? {} : { body: toBody(body, forms) }),
    ...(Object.keys(response).length === 0 ? {} : { response }),
  }
}

function toPart(parameters: readonly Parameter[], forms: Forms): Schema {
  const nameOf = (one: Parameter) => (one.in === 'header' ? one.name.toLowerCase() : one.name)
  const properties = parameters.map((one) => [nameOf(one), forms.form(one.schema, 'request')])
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: parameters.filter(({ required }) => required).map(nameOf),
  }
}

function toBody({ required, content }: NonNullable<Operation['body']>, forms: Forms): object {
  const entries = Object.entries(content).map(([type, media]) => [
    type,
    { schema: forms.form(toCheckable(type, media, forms.resolve), 'request') },
  ])
  return { required, content: Object.fromEntries(entries) }
}

/** The handler of an operation, and the hooks that see to what it answers. */
function answering(operation: Operation, { views, mock, forms, checks }: Mounting) {
  const view = views.get(operation.id) as View | undefined
  if (view === undefined) return { handler: mock?.(operation) ?? notImplemented(operation.id) }
  const setType = createTyping(operation)
  const handler = setType === undefined ? view : inPlaceOf(view, typed(view, setType))
  const check = checks ? createAnswerCheck(operation, forms) : undefined
  const serialized = new WeakSet<object>()
  const preSerialization = (request: object, reply: FastifyReply, body: unknown, done: Done) => {
    setType?.(reply)
    serialized.add(request)
    done(null, body)
  }
  const hooks = setType === undefined && check === undefined ? {} : { preSerialization }
  if (check === undefined) return { ...hooks, handler }
  const answering = new WeakSet<FastifyRequest>()
  return {
    ...hooks,
    handler: inPlaceOf(view, function answer(request, reply) {
      answering.add(request)
      return handler.call(this, request, reply)
    }),
    // What leaves as an error is not the view's answer.
    onError(request: FastifyRequest, _reply: unknown, _error: unknown, done: Done) {
      answering.delete(request)
      done()
    },
    onSend(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done) {
      const isView = answering.has(request)
      const reason = isView ? check(reply, payload, serialized.has(request)) : undefined
      if (reason === undefined) return done(null, payload)
      const message = `${operation.id} answered ${reply.statusCode}, and its answer ${reason}`
      return done(problem(500, message, { code: 'invalid_answer' }))
    },
  }
}

/** A view that takes the reply may send it later; of one that does not, nothing is an answer, too. */
function inPlaceOf(view: View, wrapped: View): View {
  return Object.defineProperty(wrapped, 'length', { value: view.length })
}

function notImplemented(id: string): View {
  return () => {
    throw problem(501, `The operation ${id} is not implemented`, { code: 'not_implemented' })
  }
}

function typed(view: View, setType: SetType): View {
  const set = (value: unknown, reply: FastifyReply) => {
    if (value !== undefined && value !== reply) setType(reply)
    return value
  }
  return function answer(request, reply) {
    const result = view.call(this, request, reply)
    if (result === reply || !(result instanceof Promise)) return set(result, reply)
    return result.then((value) => set(value, reply))
  }
}

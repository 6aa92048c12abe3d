import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { deadlineOf } from './deadline.ts'
import { flakonError } from './errors.ts'
import { createInProcessFetch } from './in-process.ts'
import { bytes, duration, integer, number } from './kind.ts'
import { nearest } from './nearest.ts'
import { defineSection, type Provided, type Section } from './section.ts'
import { addressKey, blueprintOf } from './settings/address.ts'
import type { Fault, Resolution } from './settings/resolve.ts'
import type { SettingsOf } from './settings/value.ts'

/** What a client is made with: `[client.<name>]`, times in ms and sizes in bytes, in the words of `@flakon/client`. */
export interface ClientOptions {
  /** Put in front of every path; no slash at its end. */
  readonly url: string
  readonly timeout: number
  readonly tryTimeout: number
  readonly retries: number
  readonly retryBudget: number
  readonly breaker:
    | { readonly failures: number; readonly window: number; readonly cooldown: number }
    | false
  readonly maxAnswer: number
  /** Answers in this process, where `url` names a blueprint. */
  readonly fetch?: typeof globalThis.fetch
}

const keys = {
  url: addressKey('where the service is, or app: and the name of a blueprint of this app'),
  timeout: duration('10s', 'longest wait for an answer, every try included', { min: 1 }),
  try_timeout: duration('3s', 'longest wait for one try of a call that may be repeated', {
    min: 1,
  }),
  retries: integer(2, 'most further tries of a call that may be repeated', { min: 0, max: 10 }),
  retry_budget: number(0.2, 'most further tries for each call, on the average over all', {
    min: 0,
    max: 1,
  }),
  breaker_failures: integer(
    5,
    'failures in breaker_window, four of five of the latest calls, after which none is made; 0: never',
    { min: 0 },
  ),
  breaker_window: duration('30s', 'in which failures are counted', { min: 1 }),
  breaker_cooldown: duration('5s', 'how long no call is made before one may try again', { min: 1 }),
  max_answer: bytes('10MiB', 'largest answer that is read', { min: 1 }),
}

type ClientSettings = SettingsOf<typeof keys>

/** What a request tells the clients that are bound to it; times by the clock of `performance.now()`. */
interface CallContext {
  readonly requestId: string
  readonly traceparent?: string
  readonly tracestate?: string
  readonly deadline?: number
  /** Aborted when the caller goes away before it has its answer. */
  readonly signal?: AbortSignal
}

/** A client has this method, which gives the same client bound to a request; shared with `@flakon/client`. */
const bindKey = Symbol.for('flakon.bind')

interface Bindable {
  [bindKey](context: CallContext): unknown
}

/**
 * Declares `[client.<name>]`: another service that this one calls, with its address, its time-outs and its retries.
 * `of(request)` is the client bound to that request: it passes on the request's id and trace, and waits no longer than
 * who sent the request does. `of(app)` is bound to none. `C` is the client.
 *
 * @param name - of the other service, as `users` in `[client.users]`
 * @param create - makes the client of the settings; `app` is there for other sections, such as one with a token
 * @throws FlakonError `FLK_SECTION_NAME`; at boot `FLK_CLIENT_INVALID` where `create` made no client
 *
 * @example
 * export const users = clientSection('users', (options) => createClient<Operations>({ ...options, operations }))
 *
 * const { body } = await users.of(request).getUser({ id: 42 })
 */
export function clientSection<C extends object>(
  name: string,
  create: (options: ClientOptions, app: FastifyInstance) => C | Promise<C>,
): Section<ClientSettings, C> {
  const section = `client.${name}`
  return defineSection(section, keys, {
    setup: async (app, settings) => {
      followCallers(app)
      const client = await create(optionsOf(app, section, settings), app)
      if (isBindable(client)) return client
      throw flakonError('FLK_CLIENT_INVALID', [section, shown(client)])
    },
    // A client that a test provides may be any object.
    bind: (client, request) =>
      isBindable(client) ? (client[bindKey](contextOf(request)) as C) : client,
  })
}

function isBindable<C>(client: C): client is C & Bindable {
  return typeof (client as Partial<Bindable> | null | undefined)?.[bindKey] === 'function'
}

function shown(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null
  return isObject
    ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
    : String(value)
}

function optionsOf(app: FastifyInstance, section: string, settings: ClientSettings): ClientOptions {
  const blueprint = blueprintOf(settings.url)
  const breaker = {
    failures: settings.breaker_failures,
    window: settings.breaker_window,
    cooldown: settings.breaker_cooldown,
  }
  return {
    url: blueprint === undefined ? settings.url.replace(/\/+$/, '') : `http://${blueprint}`,
    timeout: settings.timeout,
    tryTimeout: settings.try_timeout,
    retries: settings.retries,
    retryBudget: settings.retry_budget,
    breaker: breaker.failures === 0 ? false : breaker,
    maxAnswer: settings.max_answer,
    ...(blueprint === undefined ? {} : { fetch: createInProcessFetch(app, section, blueprint) }),
  }
}

/** W3C Trace Context, section 3.2; a trace that is malformed ends here. */
const traceparentForm = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:-.*)?$/

function contextOf(request: FastifyRequest): CallContext {
  const { traceparent, tracestate } = request.raw.headers
  const deadline = deadlineOf(request.raw)
  const isTraced = typeof traceparent === 'string' && traceparentForm.test(traceparent)
  return {
    requestId: request.id,
    ...(isTraced ? { traceparent } : {}),
    ...(isTraced && typeof tracestate === 'string' ? { tracestate } : {}),
    ...(deadline === undefined ? {} : { deadline }),
    ...signalOf(request.raw),
  }
}

/** The responses of requests, which alone know whether the caller has gone; of apps with clients only. */
const responses = new WeakMap<IncomingMessage, ServerResponse>()
const followed = new WeakSet<FastifyInstance>()

function followCallers(app: FastifyInstance): void {
  if (followed.has(app)) return
  followed.add(app)
  app.addHook('onRequest', (request, reply, done) => {
    responses.set(request.raw, reply.raw)
    done()
  })
}

/** Fastify's `request.signal` is aborted as soon as the body of a request was read. */
function signalOf(raw: IncomingMessage): { readonly signal?: AbortSignal } {
  const response = responses.get(raw)
  if (response === undefined) return {}
  const gone = new AbortController()
  // A view may make as many calls at once as it likes.
  setMaxListeners(0, gone.signal)
  const onClose = () => {
    if (!response.writableEnded) gone.abort()
  }
  if (response.destroyed) onClose()
  else response.once('close', onClose)
  return { signal: gone.signal }
}

/** What is wrong with the addresses that name a blueprint, once it is known which there are. */
export function unknownTargets(
  { entries }: Resolution,
  sections: readonly Section[],
  provided: readonly Provided[],
  blueprints: readonly string[],
): Fault[] {
  const asked = sections.filter(
    (section) =>
      section.keys.url === keys.url && !provided.some((fake) => fake.section === section),
  )
  return asked.flatMap(({ name }) => {
    const entry = entries.find(({ section, key }) => section === name && key === 'url')
    const blueprint = blueprintOf(entry?.value)
    if (entry === undefined || blueprint === undefined || blueprints.includes(blueprint)) return []
    const [near] = nearest(blueprint, blueprints)
    const there =
      blueprints.length === 0 ? 'this app has none' : `there are ${blueprints.join(', ')}`
    const fix = near === undefined ? `${there}; or write http://…` : `did you mean app:${near}?`
    const message = `[${name}] url = app:${blueprint}: no blueprint of this app has that name: ${fix}`
    return [{ where: entry.where, message }]
  })
}

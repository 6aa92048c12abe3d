import { attempt, type Call, type Host, type World, watchFor } from './attempts.ts'
import { createBreaker, mostRetries } from './breaker.ts'
import { page } from './exchange.ts'
import type { CallOptions, Client, OperationRow } from './operation.ts'
import {
  type CallContext,
  type ClientOptions,
  checkNumber,
  type HeadersSource,
  toLimits,
} from './options.ts'
import { ProblemError, stopOf } from './problem.ts'
import { type Input, toRequest } from './request.ts'
import { entriesOf } from './style.ts'

/** How `flakon` binds a client to a request: neither package imports the other. */
const bind = Symbol.for('flakon.bind')

/**
 * Makes a client of a service: an object with a function for each operation, called with its parameters side by side
 * and its body under `body`. It returns every 2xx, and what the document declares by its own number below 500.
 * @throws TypeError where an option cannot be what it is; a call throws `ProblemError`, or `TypeError` for an input
 *   that cannot be sent
 *
 * @example
 * const users = createClient<Operations>({ url: 'http://users', operations })
 * const { status, body } = await users.getRuns({ runner_id: 1, year: 2026, month: 5 })
 */
export function createClient<O>(
  options: ClientOptions<O> & { readonly throws: false },
): Client<O, false>
export function createClient<O>(options: ClientOptions<O>): Client<O>
export function createClient<O>(options: ClientOptions<O>): unknown {
  return clientIn(world, options)
}

/** Time and chance as they are. */
const world: World = {
  now: () => performance.now(),
  date: Date.now,
  random: Math.random,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  pause: (milliseconds, signal) =>
    new Promise((resolve) => {
      const cancel = world.after(milliseconds, resolve)
      signal.addEventListener('abort', () => resolve(cancel()))
    }),
}

/** How a function of a client is called by those who bind it. */
type Method = (input?: Input, own?: CallOptions, context?: CallContext) => unknown

/** Makes a client in another world than the real one. */
export function clientIn<O>(own: World, options: ClientOptions<O>): object {
  const { operations, context, interceptors = [], throws = true } = options
  const limits = toLimits(options)
  const base = baseOf(options.url)
  if (!operations) throw new TypeError('operations is what `flakon types --table` writes')
  const host: Host = {
    limits,
    enter: createBreaker(limits, own.now),
    budget: { left: mostRetries },
    world: own,
    // Looked up when it is called: tests and tools replace it.
    fetch: (...args) => (options.fetch ?? globalThis.fetch)(...args),
    interceptors,
    base,
    isForeign: page !== undefined && new URL(base).origin !== page.origin,
  }
  const contextOf = typeof context === 'function' ? context : () => context
  const methods = Object.entries<OperationRow>(operations).map(([id, row]) => {
    const method: Method = (input, own, bound = contextOf()) =>
      run({ ...host, id, row, throws }, options.headers, input, own, bound)
    return [id, method] as const
  })
  const client = Object.fromEntries(methods)
  const value = (context: CallContext) => boundTo(client, context)
  return Object.defineProperty(client, bind, { value, configurable: true })
}

/** The same client, with another context: as light as a request needs it, however many operations there are. */
function boundTo(client: object, context: CallContext): object {
  return new Proxy(client, {
    get(target, key) {
      const method = Reflect.get(target, key)
      if (!Object.hasOwn(target, key)) return method
      return (input?: Input, own?: CallOptions) => method(input, own, context)
    },
  })
}

/** @throws TypeError */
function baseOf(url: string | URL): string {
  if (/^(https?:\/)?\/[^?#@]*$/.test(`${url}`))
    return new URL(url, page?.href).href.replace(/\/+$/, '')
  // What is left out may be a password.
  const given = `${url}`.replace(/\/\/.*@/, '//…@')
  throw new TypeError(`url is an address alone, as http://users, not ${given}`)
}

async function run(
  call: Omit<Call, 'request' | 'deadline' | 'watch' | 'tries'>,
  source: HeadersSource | undefined,
  input: Input = {},
  own: CallOptions = {},
  context: CallContext = {},
): Promise<unknown> {
  const { id, limits, world, row, base } = call
  const { timeout = limits.timeout, throws = call.throws } = own
  checkNumber('timeout', timeout)
  const began = world.now()
  const deadline = Math.min(began + timeout, context.deadline ?? Number.POSITIVE_INFINITY)
  const signals = [own.signal, context.signal].filter((signal) => signal !== undefined)
  const watch = watchFor(signals, Math.max(0, deadline - began), world)
  /** The later ones over the earlier ones: those of the client, of the parameters, of the call. */
  const prepare = async () => {
    const given = typeof source === 'function' ? await source(id) : source
    try {
      const headers = new Headers()
      const { requestId, traceparent, tracestate } = context
      if (!call.isForeign) add(headers, { 'x-request-id': requestId, traceparent, tracestate })
      add(headers, given)
      const request = await toRequest(row, input, base, headers)
      add(headers, own.headers)
      return request
    } catch (error) {
      throw new TypeError(`${id}: ${(error as Error).message}`, { cause: error })
    }
  }
  try {
    const request = await watch.race(prepare())
    return await attempt({ ...call, request, deadline, watch, throws, tries: 0 })
  } catch (error) {
    throw (error instanceof ProblemError ? undefined : stopOf({ id, tries: 0, watch })) ?? error
  } finally {
    watch.stop()
  }
}

function add(headers: Headers, all: object | undefined): void {
  for (const [name, value] of entriesOf(all)) headers.set(name, `${value}`)
}

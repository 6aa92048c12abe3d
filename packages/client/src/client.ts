import { attempt, type Call, faultOf, type Host, Watch, type World } from './attempts.ts'
import { Breaker, RetryBudget } from './breaker.ts'
import { page } from './exchange.ts'
import type { CallOptions, Client, OperationRow } from './operation.ts'
import {
  type CallContext,
  type ClientOptions,
  checkNumber,
  type HeadersSource,
  shown,
  toLimits,
} from './options.ts'
import { ProblemError } from './problem.ts'
import { type Input, type PreparedRequest, toRequest } from './request.ts'

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
export const world: World = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  pause: (milliseconds, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
    }),
}

type Rows = Record<string, OperationRow>

/** Makes a client in another world than the real one. */
export function clientIn<O>(own: World, options: ClientOptions<O>): object {
  const { operations, fetch, interceptors = [] } = options
  const limits = toLimits(options)
  const base = baseOf(options.url)
  if (typeof operations !== 'object' || operations === null)
    throw new TypeError(
      `operations is the table that \`flakon types --table\` writes, not ${shown(operations)}`,
    )
  if (!Array.isArray(interceptors))
    throw new TypeError('interceptors is a list of functions (request, next) => response')
  const host: Host = {
    limits,
    breaker: new Breaker(limits, own.now),
    budget: new RetryBudget(limits.retryBudget),
    world: own,
    // Looked up when it is called: tests and tools replace it.
    fetch: fetch ?? ((...args) => globalThis.fetch(...args)),
    interceptors,
  }
  const shared = { host, base, headers: options.headers, throws: options.throws ?? true }
  const rows: Rows = { ...operations }
  const bound = (context: () => CallContext | undefined): object => {
    const get = (target: Rows, key: string | symbol) => {
      if (key === bind) return (given: CallContext) => bound(() => given)
      const row = Reflect.get(target, key)
      // A test may have put a function in its place; and there is what every object has.
      if (!Object.hasOwn(target, key) || typeof row === 'function') return row
      return (input: Input = {}, own: CallOptions = {}) =>
        run({ ...shared, id: key as string, row, input, own, context: context() ?? {} })
    }
    return new Proxy(rows, {
      get,
      getOwnPropertyDescriptor(target, key) {
        const own = Reflect.getOwnPropertyDescriptor(target, key)
        return own && { ...own, value: get(target, key) }
      },
    })
  }
  const { context } = options
  return bound(typeof context === 'function' ? context : () => context)
}

/** @throws TypeError */
function baseOf(url: string | URL): string {
  const found = URL.canParse(String(url), page?.href) && new URL(url, page?.href)
  if (!found || !/^https?:$/.test(found.protocol))
    throw new TypeError(`url is where the service is, as http://users, not ${JSON.stringify(url)}`)
  const { origin, pathname, username, password, search, hash } = found
  if (username || password)
    throw new TypeError('url has a user or a password, which fetch refuses: give them in headers')
  if (search || hash) throw new TypeError(`url ends with its path, not with ${search}${hash}`)
  return origin + pathname.replace(/\/+$/, '')
}

interface Run {
  readonly host: Host
  readonly base: string
  readonly headers: HeadersSource | undefined
  readonly throws: boolean
  readonly id: string
  readonly row: OperationRow
  readonly input: Input
  readonly own: CallOptions
  readonly context: CallContext
}

async function run({ host, throws, id, row, own, context, ...rest }: Run): Promise<unknown> {
  const { limits, world } = host
  const began = world.now()
  const deadline = Math.min(
    began + (own.timeout ?? limits.timeout),
    context.deadline ?? Number.POSITIVE_INFINITY,
  )
  const signals = [own.signal, context.signal].filter((signal) => signal !== undefined)
  const watch = new Watch(signals, Math.max(0, deadline - began), world)
  let request: PreparedRequest
  try {
    request = await watch.race(prepare({ ...rest, id, row, own }))
  } catch (error) {
    const fault = faultOf(error, watch, false)
    if (fault !== undefined) throw new ProblemError(id, 0, fault)
    throw error instanceof TypeError
      ? new TypeError(`${id}: ${error.message}`, { cause: error })
      : error
  } finally {
    watch.stop()
  }
  const call: Call = {
    id,
    row,
    request,
    deadline,
    signals,
    throws: own.throws ?? throws,
    stamp: (headers, time) => stamp(headers, time, context, request.url),
  }
  return attempt(call, host)
}

/** The headers of the client, of the parameters and of the call, the later ones over the earlier ones. */
async function prepare(run: Pick<Run, 'base' | 'headers' | 'id' | 'row' | 'input' | 'own'>) {
  const { id, row, input, own, base } = run
  if (own.timeout !== undefined) checkNumber('timeout', own.timeout)
  const given = typeof run.headers === 'function' ? await run.headers(id) : run.headers
  const headers = new Headers()
  const add = (all: object = {}) => {
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) headers.set(name, value)
  }
  add(given)
  const request = await toRequest(row, input, base, headers)
  add(own.headers)
  return request
}

/** What the service may know of who calls; what a browser would have to ask another origin for first is left out. */
function stamp(headers: Headers, time: number, context: CallContext, url: string): void {
  if (page !== undefined && new URL(url).origin !== page.origin) return
  const { requestId, traceparent, tracestate } = context
  const all = {
    'x-request-id': requestId,
    traceparent,
    tracestate,
    'request-deadline': String(Math.max(1, Math.floor(time))),
  }
  for (const [name, value] of Object.entries(all))
    if (value !== undefined && !headers.has(name)) headers.set(name, value)
}

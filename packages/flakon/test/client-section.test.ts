import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { toLimits } from '../../client/src/options.ts'
import { type AppOptions, createApp } from '../src/app.ts'
import { type ClientOptions, clientSection } from '../src/client-section.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { text } from '../src/kind.ts'
import { defineSection } from '../src/section.ts'
import { keep } from './apps.ts'
import { type Context, FakeClient } from './fake-client.ts'

const users = clientSection('users', (options) => new FakeClient(options))
const url = 'http://users.test:8080'

function appOf(options: AppOptions, more: object = {}) {
  const settings = { client: { users: { url, ...more } }, log: { level: 'silent' } }
  return keep(createApp({ sections: [users], settings, ...options }))
}

/** What the client is bound to in a request with these headers. */
async function contextWith(headers: Record<string, string>): Promise<Context> {
  let context: Context = {}
  const home = new JsonBlueprint('home').get('/', (request) => {
    context = users.of(request).context
  })
  await appOf({ blueprints: [home] }).inject({ url: '/', headers })
  return context
}

test('the client is made of [client.users], in ms and bytes', async () => {
  const app = appOf({}, { url: `${url}/v2//`, timeout: '4s', try_timeout: '1s', retries: 1 })
  await app.ready()
  const options: ClientOptions = {
    url: `${url}/v2`,
    timeout: 4000,
    tryTimeout: 1000,
    retries: 1,
    retryBudget: 0.2,
    breaker: { failures: 5, window: 30_000, cooldown: 5_000 },
    maxAnswer: 10_485_760,
  }
  expect(users.of(app).options).toEqual(options)
  expect(users.settings(app)).toMatchObject({ timeout: 4000, try_timeout: 1000 })
})

test('what nobody set is what the client does by itself', async () => {
  const app = appOf({})
  await app.ready()
  expect(toLimits(users.of(app).options)).toEqual(toLimits({}))
})

test('what makes the client has the app at hand, for sections that were set up before', async () => {
  const tokens = defineSection('tokens', { users: text('t1', 'token of the users service') })
  const made: string[] = []
  const own = clientSection('users', (options, app) => {
    made.push(tokens.settings(app).users)
    return new FakeClient(options)
  })
  await appOf({ sections: [tokens, own] }).ready()
  expect(made).toEqual(['t1'])
})

test('a breaker of no failures is none', async () => {
  const app = appOf({}, { breaker_failures: 0 })
  await app.ready()
  expect(users.of(app).options.breaker).toBe(false)
})

test('of(app) is bound to no request, of(request) to that one, once', async () => {
  const seen: FakeClient[] = []
  const home = new JsonBlueprint('home').get('/', (request) => {
    seen.push(users.of(request), users.of(request))
    return users.of(request).context.requestId
  })
  const app = appOf({ blueprints: [home] })
  const response = await app.inject({ url: '/', headers: { 'x-request-id': 'r1' } })
  expect(response.json()).toBe('r1')
  expect(seen[0]).toBe(seen[1])
  expect(users.of(app).context).toEqual({})
})

test('a request without a trace and a deadline passes on its id alone', async () => {
  const context = await contextWith({ 'x-request-id': 'r1' })
  expect(context).toEqual({ requestId: 'r1', signal: expect.any(AbortSignal) })
})

test('a view may make many calls at once, and Node warns of no leak', async () => {
  const { signal } = await contextWith({})
  const warnings: Error[] = []
  const warned = (warning: Error) => void warnings.push(warning)
  process.on('warning', warned)
  for (let i = 0; i < 20; i++) signal?.addEventListener('abort', () => i)
  // Node warns before that.
  await new Promise(setImmediate)
  process.off('warning', warned)
  expect(warnings).toEqual([])
})

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('trace and deadline are passed on', async () => {
  const started = performance.now()
  const context = await contextWith({
    traceparent,
    tracestate: 'vendor=1',
    'request-deadline': '5000',
  })
  expect(context).toMatchObject({ traceparent, tracestate: 'vendor=1' })
  expect(context.deadline).toBeGreaterThanOrEqual(started + 5000)
  expect(context.deadline).toBeLessThanOrEqual(performance.now() + 5000)
})

test.each(['', 'x', traceparent.toUpperCase(), `${traceparent}0`, traceparent.slice(1)])(
  'a malformed trace, "%s", is not passed on, nor what belongs to it',
  async (malformed) => {
    const context = await contextWith({ traceparent: malformed, tracestate: 'vendor=1' })
    expect(Object.keys(context)).toEqual(['requestId', 'signal'])
  },
)

test('a test may provide any object instead of the client', async () => {
  const fake = { call: async () => new Response('made up') } as unknown as FakeClient
  const home = new JsonBlueprint('home').get('/', async (request) => {
    const answer = await users.of(request).call('/')
    return answer.text()
  })
  const app = appOf({ blueprints: [home], provide: [users.with(fake)] }, { url: 'app:nowhere' })
  expect((await app.inject('/')).json()).toBe('made up')
})

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['text', 'text'],
  [{}, 'an object with nothing in it'],
  [{ get: () => 1 }, 'an object with get'],
])('what is no client stops the boot: %s', async (made, what) => {
  const odd = clientSection('users', () => made as unknown as FakeClient)
  await expect(appOf({ sections: [odd] }).ready()).rejects.toThrow(
    `[client.users] has no client: the function given to clientSection() returned ${what}, which is no client of @flakon/client. Return createClient<Operations>({ ...options, operations })`,
  )
})

test('a client that could not be made stops the boot with the reason', async () => {
  const odd = clientSection('users', (): FakeClient => {
    throw new Error('no operations')
  })
  await expect(appOf({ sections: [odd] }).ready()).rejects.toThrow(
    'Section [client.users] could not be set up: no operations',
  )
})

test('a name that no section can have is refused', () => {
  expect(() => clientSection('My Users', (options) => new FakeClient(options))).toThrow(
    'Section name "client.My Users" is not usable',
  )
})

/** A view over a real socket that waits, with the signal of its client. */
async function waitingView() {
  const events = new EventEmitter()
  const asked = once(events, 'asked') as Promise<[AbortSignal | undefined]>
  const home = new JsonBlueprint('home').post('/', async (request) => {
    events.emit('asked', users.of(request).context.signal)
    const [answer] = await once(events, 'answer')
    return answer
  })
  const app = appOf({ blueprints: [home] })
  const { port, href } = new URL(await app.listen({ port: 0 }))
  return { events, asked, href, port: Number(port) }
}

test('a caller that goes away aborts what is asked for it', async () => {
  const { asked, port } = await waitingView()
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
  )
  const [signal] = await asked
  expect(signal?.aborted).toBe(false)
  const aborted = once(signal as AbortSignal, 'abort')
  socket.destroy()
  await aborted
})

test('what is given up since the caller has gone is one line of log, and no error', async () => {
  const lines: { status?: number; level: number }[] = []
  const events = new EventEmitter()
  const stream = {
    write: (line: string) => {
      lines.push(JSON.parse(line))
      events.emit('line')
    },
  }
  const home = new JsonBlueprint('home').get('/', async (request) => {
    const signal = users.of(request).context.signal as AbortSignal
    events.emit('asked')
    await once(signal, 'abort')
    setImmediate(() => events.emit('thrown'))
    throw signal.reason
  })
  const settings = { client: { users: { url } }, log: { level: 'info' } }
  const app = appOf({ blueprints: [home], settings, fastify: { logger: { stream } } })
  const { port } = new URL(await app.listen({ port: 0 }))
  const [asked, thrown] = [once(events, 'asked'), once(events, 'thrown')]
  const socket = connect(Number(port), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await asked
  socket.destroy()
  await thrown
  const told = lines.filter(({ status, level }) => status !== undefined || level > 30)
  expect(told).toEqual([expect.objectContaining({ status: 499, level: 30 })])
})

test('a caller that waits for its answer aborts nothing', async () => {
  const { asked, href, events } = await waitingView()
  const answer = fetch(href, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const [signal] = await asked
  events.emit('answer', { ok: true })
  expect(await (await answer).json()).toEqual({ ok: true })
  expect(signal?.aborted).toBe(false)
})

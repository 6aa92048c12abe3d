import { expect, test } from 'vitest'
import type { CallContext } from '../src/options.ts'
import { answers, serverThat, user } from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'

const context: CallContext = {
  requestId: 'r-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=b',
}

/** As `flakon` does it for a request. */
function boundTo<C extends object>(client: C, own: CallContext): C {
  const bind = Reflect.get(client, Symbol.for('flakon.bind')) as (own: CallContext) => C
  return bind(own)
}

test('a client that is bound to a request passes on its id and its trace, and otherwise neither', async () => {
  const { url, seen } = await serverThat(answers(200, [user]))
  const { users } = clientOf(url)
  await boundTo(users, context).getUsers()
  await users.getUsers()
  await boundTo(users, context).getUsers({}, { headers: { 'x-request-id': 'own' } })
  const { requestId, ...trace } = context
  expect(seen[0]?.headers).toMatchObject({ 'x-request-id': requestId, ...trace })
  expect(seen[1]?.headers).not.toHaveProperty('x-request-id')
  expect(seen[1]?.headers).not.toHaveProperty('traceparent')
  expect(seen[2]?.headers['x-request-id']).toBe('own')
})

test('a context can be given to a client that nobody binds, as a value or as a function', async () => {
  const { url, seen } = await serverThat(answers(200, [user]))
  let count = 0
  await clientOf(url, { context }).users.getUsers()
  const { users } = clientOf(url, { context: () => ({ requestId: `r-${++count + 1}` }) })
  await users.getUsers()
  await users.getUsers()
  await clientOf(url, { context: () => undefined }).users.getUsers()
  const ids = seen.map((one) => one.headers['x-request-id'])
  expect(ids).toEqual(['r-1', 'r-2', 'r-3', undefined])
})

test('what is left of the deadline is all that a call has', async () => {
  const { url, seen } = await serverThat(answers(503, {}, { 'retry-after': '1' }))
  const { users, world } = clientOf(url)
  world.pass(1000)
  const bound = boundTo(users, { deadline: 1900 })
  expect(await thrownBy(bound.getUsers())).toMatchObject({ status: 503, attempts: 1 })
  expect(seen[0]?.headers['request-deadline']).toBe('900')
  world.pass(900)
  const error = await thrownBy(bound.getUsers())
  expect(error).toMatchObject({ code: 'timeout', attempts: 0 })
  expect(Reflect.get(error, Symbol.for('flakon.upstream'))).toEqual({ status: 504 })
  expect(seen).toHaveLength(1)
})

test('a bound client shares the breaker, and ends with the signal of its request', async () => {
  const { url, seen } = await serverThat(answers(500))
  const { users } = clientOf(url, { breaker: { failures: 1 } })
  expect(await thrownBy(boundTo(users, {}).getUsers())).toMatchObject({ status: 500 })
  expect(await thrownBy(users.getUsers())).toMatchObject({ code: 'open' })
  const gone = boundTo(users, { signal: AbortSignal.abort() })
  expect(await thrownBy(gone.getUsers())).toMatchObject({ code: 'aborted' })
  expect(seen).toHaveLength(1)
})

import { describe, expect, test } from 'vitest'
import {
  answers,
  breaksOff,
  type Deed,
  isSilent,
  resets,
  serverThat,
  stops,
  user,
} from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'

const fine = answers(200, user)
const busy = (retryAfter?: string): Deed =>
  answers(503, {}, retryAfter === undefined ? {} : { 'retry-after': retryAfter })

describe('a try that failed is followed by another', () => {
  test.each([
    ['the connection is reset', resets],
    ['an answer breaks off', breaksOff()],
    ['the status is 408', answers(408)],
    ['the status is 425', answers(425)],
    ['the status is 429', answers(429)],
    ['the status is 502', answers(502)],
    ['the status is 503', answers(503)],
    ['the status is 504', answers(504)],
  ])('where %s', async (_, deed) => {
    const { url, seen } = await serverThat(deed, deed, fine)
    const { users, world } = clientOf(url)
    expect(await users.getUser({ id: 1 })).toMatchObject({ status: 200, body: user })
    expect(seen).toHaveLength(3)
    // Full jitter: half of 100 ms, half of 200 ms.
    expect(world.pauses).toEqual([50, 100])
    expect(world.open).toBe(0)
  })

  test('two times, then the last one is told', async () => {
    const { url, seen } = await serverThat(busy())
    const error = await thrownBy(clientOf(url).users.getUser({ id: 1 }))
    expect(error).toMatchObject({ status: 503, attempts: 3 })
    expect(error.message).toBe('getUser: answered 503 (3 tries)')
    expect(seen).toHaveLength(3)
  })

  test('also where the status is declared, and is returned at last', async () => {
    const { url, seen } = await serverThat(answers(429, { title: 'Slow down' }))
    const { users } = clientOf(url, {
      operations: { getUser: ['GET', '/a', { answers: [429] }] } as never,
    })
    expect(await users.getUser({ id: 1 })).toMatchObject({ status: 429 })
    expect(seen).toHaveLength(3)
  })

  test.each([400, 404, 409, 500, 501])('but not where the status is %d', async (status) => {
    const { url, seen } = await serverThat(answers(status))
    await clientOf(url).users.getUser({ id: 1 }, { throws: false })
    expect(seen).toHaveLength(1)
  })
})

describe('what can be repeated', () => {
  test('is what RFC 9110 calls idempotent', async () => {
    const { url, seen } = await serverThat(resets)
    const { users } = clientOf(url, { breaker: false })
    await thrownBy(users.putUser({ id: 1, body: user }))
    await thrownBy(users.deleteUser({ id: 1 }))
    expect(seen.map(({ method }) => method)).toEqual([
      ...['PUT', 'PUT', 'PUT'],
      ...['DELETE', 'DELETE', 'DELETE'],
    ])
    expect(String(seen[2]?.body)).toBe(JSON.stringify(user))
  })

  test('is no POST, unless it has a key by which the service knows it', async () => {
    const { url, seen } = await serverThat(busy())
    const { users } = clientOf(url, { breaker: false })
    expect(await thrownBy(users.addUser({ body: user }))).toMatchObject({ attempts: 1 })
    const keyed = users.addUser({ body: user, 'idempotency-key': 'k' })
    expect(await thrownBy(keyed)).toMatchObject({ attempts: 3 })
    const headers = { 'Idempotency-Key': 'k' }
    expect(await thrownBy(users.addUser({ body: user }, { headers }))).toMatchObject({
      attempts: 3,
    })
    expect(seen.map((one) => one.headers['idempotency-key'])).toEqual([
      undefined,
      ...Array(6).fill('k'),
    ])
  })

  test('is no stream, whatever its method', async () => {
    const { url, seen } = await serverThat(busy())
    const { users } = clientOf(url)
    const stream = new Blob(['abc']).stream()
    const call = users.upload({ body: stream }, { headers: { 'idempotency-key': 'k' } })
    expect(await thrownBy(call)).toMatchObject({ status: 503, attempts: 1 })
    expect(String(seen[0]?.body)).toBe('abc')
  })
})

describe('Retry-After', () => {
  test.each([
    ['seconds', busy('2'), 2000],
    ['a date', busy('Fri, 01 May 2026 00:00:03 GMT'), 3000],
    [
      'a date by the clock of the service',
      answers(
        503,
        {},
        { 'retry-after': 'Fri, 01 May 2026 09:00:04 GMT', date: 'Fri, 01 May 2026 09:00:00 GMT' },
      ),
      4000,
    ],
    ['a date that has passed', busy('Thu, 30 Apr 2026 00:00:00 GMT'), 0],
    ['nonsense', busy('soon'), 0],
  ])('as %s is waited for, and the jitter on top', async (_, deed, milliseconds) => {
    const dated: Deed = (response, request) => {
      response.sendDate = false
      deed(response, request)
    }
    const { url } = await serverThat(dated, fine)
    const { users, world } = clientOf(url)
    expect(await users.getUser({ id: 1 })).toMatchObject({ status: 200 })
    expect(world.pauses).toEqual([milliseconds + 50])
  })

  test('that is longer than the deadline ends the call at once', async () => {
    const { url, seen } = await serverThat(busy('10'))
    const { users, world } = clientOf(url)
    const error = await thrownBy(users.getUser({ id: 1 }))
    expect(error).toMatchObject({ status: 503, attempts: 1, retryAfter: 10_000 })
    expect(seen).toHaveLength(1)
    expect(world.pauses).toEqual([])
  })
})

test('no more than a fifth of all calls is tried again, once the first ten have been', async () => {
  const { url, seen } = await serverThat(busy())
  const { users } = clientOf(url, { breaker: false, retries: 1 })
  const fail = async (times: number) => {
    const before = seen.length
    for (let count = 0; count < times; count++) await thrownBy(users.getUser({ id: 1 }))
    return seen.length - before - times
  }
  // Ten that it begins with, and a fifth of each call that came by.
  expect(await fail(100)).toBe(10 + 18 + 1)
  expect(await fail(100)).toBe(20)
})

describe('time', () => {
  /** Lets time pass as soon as the server has seen so many requests. */
  const pass = async (seen: readonly unknown[], count: number, run: () => void) => {
    await expect.poll(() => seen.length, { interval: 5 }).toBe(count)
    run()
  }

  test.each([
    ['does not answer', isSilent],
    ['begins an answer and stops', stops()],
  ])('of a try is over after 3 s, where the server %s', async (_, deed) => {
    const { url, seen } = await serverThat(deed, fine)
    const { users, world } = clientOf(url)
    const call = users.getUser({ id: 1 })
    await pass(seen, 1, () => world.pass(3000))
    expect(await call).toMatchObject({ status: 200 })
  })

  test('of the last try, or of one that cannot be repeated, is all that is left', async () => {
    const { url, seen, gone } = await serverThat(isSilent)
    const { users, world } = clientOf(url)
    const call = thrownBy(users.addUser({ body: user }))
    await pass(seen, 1, () => world.pass(9999))
    expect(gone()).toBe(0)
    world.pass(1)
    const error = await call
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
    expect(error.message).toBe('addUser: no answer within 10000 ms')
    expect(Reflect.get(error, Symbol.for('flakon.upstream'))).toEqual({ status: 504 })
    await expect.poll(gone).toBe(1)
  })

  test('of all tries is over after 10 s', async () => {
    const { url, seen } = await serverThat(isSilent)
    const { users, world } = clientOf(url)
    const call = thrownBy(users.getUser({ id: 1 }))
    await pass(seen, 1, () => world.pass(3000))
    await pass(seen, 2, () => world.pass(3000))
    await pass(seen, 3, () => world.pass(3849))
    world.pass(1)
    expect(await call).toMatchObject({ code: 'timeout', attempts: 3 })
    expect(world.now()).toBe(10_000)
    expect(world.open).toBe(0)
  })

  test('of a call can be its own, and is told to the service', async () => {
    const { url, seen } = await serverThat(fine)
    const { users } = clientOf(url)
    await users.getUser({ id: 1 }, { timeout: 250.7 })
    await users.addUser({ body: user }, { throws: false })
    await users.getUser({ id: 1 })
    const told = seen.map((one) => one.headers['request-deadline'])
    expect(told).toEqual(['250', '10000', '3000'])
  })

  test('of a call is over, whatever its headers are waiting for', async () => {
    const { users, world } = clientOf('http://127.0.0.1:9', {
      headers: () => {
        world.pass(10_000)
        return new Promise<never>(() => {})
      },
    })
    const error = await thrownBy(users.getUsers())
    expect(error).toMatchObject({ code: 'timeout', attempts: 0 })
  })

  test('that takes the body of an error is not waited for when the status is known', async () => {
    const { url, seen } = await serverThat(stops(503), fine)
    const { users, world } = clientOf(url)
    const call = users.getUser({ id: 1 })
    await pass(seen, 1, () => {})
    // The headers are on their way; whether they have come by then makes no difference to what follows.
    world.pass(3000)
    expect(await call).toMatchObject({ status: 200 })
  })

  test('ends a try even where fetch does not listen', async () => {
    const { users, world } = clientOf('http://users', {
      fetch: () => {
        queueMicrotask(() => world.pass(10_000))
        return new Promise<never>(() => {})
      },
    })
    expect(await thrownBy(users.getUsers())).toMatchObject({ code: 'timeout' })
  })
})

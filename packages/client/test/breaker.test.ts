import { describe, expect, test } from 'vitest'
import { createBreaker, type Leave } from '../src/breaker.ts'
import { toLimits } from '../src/options.ts'
import { answers, type Deed, isSilent, resets, serverThat, user } from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'

const fine = answers(200, user)

/** Calls so many times, and says how each ended. */
async function outcomes(run: () => Promise<unknown>, times: number): Promise<string[]> {
  const all: string[] = []
  for (let count = 0; count < times; count++) {
    const call = run()
    all.push(await call.then(() => 'fine').catch(() => thrownBy(call).then(({ code }) => code)))
  }
  return all
}

describe('the breaker of a client', () => {
  test.each([
    ['500', answers(500), 'status'],
    ['503', answers(503), 'status'],
    ['a reset', resets, 'network'],
  ])('keeps calls from a service after five times %s', async (_, deed, code) => {
    const { url, seen } = await serverThat(deed)
    const { users } = clientOf(url, { retries: 0 })
    const all = await outcomes(() => users.getUser({ id: 1 }), 7)
    expect(all).toEqual([...Array(5).fill(code), 'open', 'open'])
    expect(seen).toHaveLength(5)
    const error = await thrownBy(users.getUser({ id: 1 }))
    expect(error).toMatchObject({ code: 'open', attempts: 0, retryAfter: 5000 })
    expect(Reflect.get(error, Symbol.for('flakon.upstream'))).toEqual({
      status: 503,
      retryAfter: 5000,
    })
  })

  test.each([400, 404, 408, 429])('does not count the status %d', async (status) => {
    const { url, seen } = await serverThat(answers(status))
    const { users } = clientOf(url, { retries: 0 })
    await outcomes(() => users.getUsers(), 8)
    expect(seen).toHaveLength(8)
  })

  test('counts a time-out, unless the time was cut short by the caller', async () => {
    const { url, seen } = await serverThat(isSilent)
    const { users, world } = clientOf(url, { retries: 0, breaker: { failures: 1 } })
    const late = async (timeout: number) => {
      const before = seen.length
      const call = thrownBy(users.getUsers({}, { timeout }))
      await expect.poll(() => seen.length, { interval: 5 }).toBe(before + 1)
      world.pass(timeout)
      return (await call).code
    }
    expect([await late(2999), await late(2999), await late(3000)]).toEqual(Array(3).fill('timeout'))
    expect(await outcomes(() => users.getUsers(), 1)).toEqual(['open'])
  })

  test('lets one probe through, whose end decides', async () => {
    const { url, seen } = await serverThat(...Array<Deed>(6).fill(resets), fine)
    const { users, world } = clientOf(url, { retries: 0 })
    const call = () => users.getUser({ id: 1 })
    await outcomes(call, 5)
    world.pass(5000)
    expect(await outcomes(call, 2)).toEqual(['network', 'open'])
    world.pass(5000)
    const both = [call(), thrownBy(call())] as const
    expect(await both[0]).toMatchObject({ status: 200 })
    expect(await both[1]).toMatchObject({ code: 'open' })
    expect(await outcomes(call, 3)).toEqual(['fine', 'fine', 'fine'])
    expect(seen).toHaveLength(10)
  })

  test('does not open for a service that flaps: further tries help there', async () => {
    let count = 0
    const flaps: Deed = (response, request) => {
      const deed = count++ % 2 === 0 ? resets : fine
      deed(response, request)
    }
    const { url } = await serverThat(flaps)
    const { users } = clientOf(url, { retryBudget: 1 })
    const all = await outcomes(() => users.getUser({ id: 1 }), 20)
    expect(all).toEqual(Array(20).fill('fine'))
  })

  test('ends the tries of a call, too', async () => {
    const { url, seen } = await serverThat(resets)
    const { users } = clientOf(url, { breaker: { failures: 2 } })
    expect(await thrownBy(users.getUsers())).toMatchObject({ code: 'open', attempts: 2 })
    expect(seen).toHaveLength(2)
  })
})

describe('a breaker', () => {
  const make = () => {
    let now = 0
    const breaker = createBreaker(
      toLimits({ breaker: { failures: 2, window: 100, cooldown: 10 } }),
      () => now,
    )
    const enter = () => breaker() as Leave
    return { breaker, enter, pass: (time: number) => (now += time) }
  }

  test('forgets failures when their window is over', () => {
    const { breaker, enter, pass } = make()
    enter()(false)
    pass(100)
    enter()(false)
    expect(breaker()).toBeTypeOf('function')
  })

  test('is told nothing by what began before it opened, nor by a probe that nobody waited for', () => {
    const { breaker, enter, pass } = make()
    const early = enter()
    enter()(false)
    enter()(false)
    early(true)
    expect(breaker()).toBe(10)
    pass(10)
    enter()(undefined)
    expect(breaker()).toBeTypeOf('function')
    expect(breaker()).toBe(10)
  })

  test('opens where four of five of the latest tries fail, also after a good day', () => {
    const limits = toLimits({})
    const openAfter = (before: number, isFine: (index: number) => boolean): number => {
      const breaker = createBreaker(limits, () => 0)
      for (let count = 0; count < before; count++) (breaker() as Leave)(true)
      for (let count = 0; count < 1000; count++) {
        const leave = breaker()
        if (typeof leave === 'number') return count
        leave(isFine(count))
      }
      return Number.POSITIVE_INFINITY
    }
    expect(openAfter(0, () => false)).toBe(5)
    expect(openAfter(1000, () => false)).toBeLessThan(30)
    expect(openAfter(0, (index) => index % 5 === 4)).toBe(6)
    expect(openAfter(20, (index) => index % 4 === 3)).toBe(Number.POSITIVE_INFINITY)
    expect(openAfter(0, (index) => index % 2 === 0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('that is off never opens', () => {
    const breaker = createBreaker(toLimits({ breaker: false }), () => 0)
    for (let count = 0; count < 1000; count++) (breaker() as Leave)(false)
    expect(breaker()).toBeTypeOf('function')
  })
})

import { describe, expect, test, vi } from 'vitest'
import { createClient } from '../src/index.ts'
import { answers, says, serverThat, user } from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'
import { type Operations, operations } from './users-api.ts'

const notFound = { title: 'No such user', code: 'no_user' }

describe('what a call returns', () => {
  test('a 2xx, with its body and its headers', async () => {
    const { url, seen } = await serverThat(answers(200, user, { 'x-a': 'b' }))
    const users = createClient<Operations>({ url, operations })
    const { status, body, headers } = await users.getUser({ id: 1, fields: ['id', 'name'] })
    expect({ status, body, a: headers.get('x-a') }).toEqual({ status: 200, body: user, a: 'b' })
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/api/users/1?fields=id&fields=name' })
  })

  test('what is declared by its own number below 500', async () => {
    const { url } = await serverThat(answers(404, notFound))
    const { status, body } = await clientOf(url).users.getUser({ id: 2 })
    expect({ status, body }).toEqual({ status: 404, body: notFound })
  })

  test('a 2xx that is not declared', async () => {
    const { url } = await serverThat(answers(203, user))
    expect(await clientOf(url).users.getUser({ id: 1 })).toMatchObject({ status: 203, body: user })
  })

  test('undefined in place of a body that is not there', async () => {
    const { url } = await serverThat(answers(204), answers(304), answers(200))
    const { users } = clientOf(url)
    expect(await users.putUser({ id: 1, body: user })).toMatchObject({ status: 204 })
    expect((await users.getPhoto({ id: 1 })).body).toBeUndefined()
    expect((await users.getUser({ id: 1 })).body).toBeUndefined()
  })

  test('operations whose ids are no identifiers', async () => {
    const { url, seen } = await serverThat(answers(204))
    await clientOf(url).users['log in']({ body: { name: 'Ada & Bob', roles: ['a', 'b'] } })
    expect(String(seen[0]?.body)).toBe('name=Ada%20%26%20Bob&roles=a&roles=b')
  })
})

describe('what a call throws', () => {
  test.each([
    ['a class', 422],
    ['default, with a number of its own from 500 on', 503],
    ['default', 500],
    ['nothing', 302],
  ])('a status that is declared by %s', async (_, status) => {
    const { url } = await serverThat(answers(status, notFound))
    const error = await thrownBy(clientOf(url, { retries: 0 }).users.getUser({ id: 2 }))
    expect(error).toMatchObject({
      name: 'ProblemError',
      code: 'status',
      status,
      problem: notFound,
      operation: 'getUser',
      attempts: 1,
      message: `getUser: answered ${status}`,
    })
    expect(error.headers?.get('content-type')).toMatch(/json/)
  })

  test('tells nothing of the other service to who prints it, and flakon how to answer', async () => {
    const { url } = await serverThat(answers(401, { title: 'secret' }, { 'set-cookie': 'secret' }))
    const error = await thrownBy(clientOf(url).users.getUsers())
    expect(Object.keys(error)).toEqual(['code', 'operation', 'attempts', 'name', 'status'])
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('secret')
    const upstream = Reflect.get(error, Symbol.for('flakon.upstream'))
    expect(upstream).toEqual({ status: 502 })
  })

  test('has no problem where the answer is no JSON object', async () => {
    const { url } = await serverThat(
      says('Bad', 'text/plain', 500),
      says('{"title"', 'application/json', 500),
      answers(500, ['a']),
      says('null', 'application/json', 500),
      answers(500),
    )
    const { users } = clientOf(url, { breaker: false })
    for (let count = 0; count < 5; count++) {
      const error = await thrownBy(users.getUsers())
      expect(error).toMatchObject({ code: 'status', status: 500 })
      expect(error.problem).toBeUndefined()
    }
  })

  test('is returned where nothing is to be thrown, by the call or by the client', async () => {
    const { url } = await serverThat(answers(500, notFound))
    const { users } = clientOf(url)
    expect(await users.getUsers({}, { throws: false })).toMatchObject({
      status: 500,
      body: notFound,
    })
    const quiet = createClient<Operations>({ url, operations, throws: false })
    expect(await quiet.getUsers()).toMatchObject({ status: 500, body: notFound })
    expect(await thrownBy(quiet.getUsers({}, { throws: true }))).toMatchObject({ status: 500 })
  })
})

describe('a client', () => {
  test('lists its operations, and has no others', () => {
    const { users } = clientOf('http://users')
    expect(Object.keys(users)).toEqual(Object.keys(operations))
    expect('getUser' in users).toBe(true)
    expect(Reflect.get(users, 'getUserz')).toBeUndefined()
    expect(Reflect.get(users, 'then')).toBeUndefined()
    expect(String(users)).toBe('[object Object]')
  })

  test('can be spied on', async () => {
    const { users } = clientOf('http://users')
    const answer = { status: 200 as const, body: [user], headers: new Headers() }
    vi.spyOn(users, 'getUsers').mockResolvedValue(answer)
    expect(await users.getUsers()).toBe(answer)
    expect(users.getUsers).toHaveBeenCalledOnce()
  })

  test('of a table that is frozen works', async () => {
    const { url } = await serverThat(answers(200, [user]))
    const frozen = Object.freeze({ getUsers: operations.getUsers })
    const users = createClient<Pick<Operations, 'getUsers'>>({ url, operations: frozen })
    expect((await users.getUsers()).body).toEqual([user])
  })

  test.each([
    [{ url: 'users' }, 'url is an address alone, as http://users, not users'],
    [{ url: 'app:users' }, 'url is an address alone, as http://users, not app:users'],
    [{ url: undefined }, 'url is an address alone, as http://users, not undefined'],
    [{ url: 'http://a:b@users' }, 'url is an address alone, as http://users, not http://…@users'],
    [{ url: 'http://u/?a=1#b' }, 'url is an address alone, as http://users, not http://u/?a=1#b'],
    [{ operations: undefined }, 'operations is what `flakon types --table` writes'],
    [{ timeout: '10s' }, 'timeout is a number from 0 on, not string 10s'],
    [{ tryTimeout: Number.NaN }, 'tryTimeout is a number from 0 on, not number NaN'],
    [{ retries: -1 }, 'retries is a number from 0 on, not number -1'],
    [{ retryBudget: '1' }, 'retryBudget is a number from 0 on, not string 1'],
    [{ maxAnswer: {} }, 'maxAnswer is a number from 0 on, not object [object Object]'],
    [{ breaker: { cooldown: -5 } }, 'cooldown is a number from 0 on, not number -5'],
  ])('is not made of %j', (wrong, message) => {
    const options = { url: 'http://users', operations, ...wrong } as never
    expect(() => createClient<Operations>(options)).toThrow(new TypeError(message))
  })

  test('refuses a time-out of a call that is none', async () => {
    const { users } = clientOf('http://users')
    await expect(users.getUsers({}, { timeout: -1 })).rejects.toThrow(
      new TypeError('timeout is a number from 0 on, not number -1'),
    )
  })

  test('has the path of its url in front of all others', async () => {
    const { url, seen } = await serverThat(answers(200, []))
    await clientOf(`${url}/behind/a/proxy/`).users.getUsers()
    expect(seen[0]?.url).toBe('/behind/a/proxy/api/users')
  })
})

describe('headers', () => {
  test('of a call are over those of its parameters, which are over those of the client', async () => {
    const { url, seen } = await serverThat(answers(200, user))
    const asked: string[] = []
    const headers = async (operation: string) => {
      asked.push(operation)
      return {
        authorization: 'Bearer t',
        'x-trace': 'client',
        accept: 'text/csv',
        'x-no': undefined,
      }
    }
    const { users } = clientOf(url, { headers })
    await users.getUser({ id: 1 })
    await users.getUser({ id: 1, 'x-trace': 'parameter' })
    await users.getUser({ id: 1, 'x-trace': 'parameter' }, { headers: { 'X-Trace': 'call' } })
    expect(seen.map((one) => one.headers['x-trace'])).toEqual(['client', 'parameter', 'call'])
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer t', accept: 'text/csv' })
    expect(seen[0]?.headers).not.toHaveProperty('x-no')
    expect(asked).toEqual(['getUser', 'getUser', 'getUser'])
  })

  test('that cannot be had or sent end a call before it is made', async () => {
    const { url, seen } = await serverThat(answers(200, user))
    const lost = new RangeError('no token')
    const { users } = clientOf(url, { headers: () => Promise.reject(lost) })
    await expect(users.getUsers()).rejects.toBe(lost)
    const wrong = clientOf(url, { headers: { 'a b': 'c' } })
    await expect(wrong.users.getUsers()).rejects.toThrow(/^getUsers: /)
    expect(seen).toEqual([])
  })
})

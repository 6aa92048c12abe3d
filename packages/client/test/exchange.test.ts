import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Interceptor } from '../src/options.ts'
import type { ProblemError } from '../src/problem.ts'
import {
  answers,
  breaksOff,
  type Deed,
  isEndless,
  redirects,
  says,
  serverThat,
  user,
} from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'

describe('the size of an answer', () => {
  const gzip = { 'content-encoding': 'gzip' }
  test.each<[string, Deed]>([
    ['says that it is longer', isEndless(200, { 'content-length': '999999999' })],
    ['does not end', isEndless()],
    [
      'is longer once it is decompressed',
      (response) => response.writeHead(200, gzip).end(gzipSync(Buffer.alloc(1_000_000))),
    ],
  ])('is limited, where one %s', async (_, deed) => {
    const { url, seen } = await serverThat(deed)
    const { users } = clientOf(url, { maxAnswer: 100_000 })
    const error = await thrownBy(users.getUsers())
    expect(error).toMatchObject({ code: 'too_large', status: 200, attempts: 1 })
    expect(error.message).toBe('getUsers: answered more than 100000 bytes')
    expect(seen).toHaveLength(1)
  })

  test('is that of one which is as long as it may be', async () => {
    const text = JSON.stringify('a'.repeat(98))
    const { url } = await serverThat(says(text, 'application/json'))
    expect((await clientOf(url, { maxAnswer: 100 }).users.getUsers()).body).toHaveLength(98)
    expect(await thrownBy(clientOf(url, { maxAnswer: 99 }).users.getUsers())).toMatchObject({
      code: 'too_large',
    })
  })

  test('of an error without end makes no other error of it', async () => {
    const { url, gone } = await serverThat(isEndless(500))
    const error = await thrownBy(clientOf(url).users.getUsers())
    expect(error).toMatchObject({ code: 'status', status: 500 })
    await expect.poll(gone).toBe(1)
  })
})

describe('the body of an answer', () => {
  const page = says('<html>', 'text/html')
  test.each([
    ['JSON, whatever it says', says('[]', 'text/plain'), []],
    ['JSON, where it says nothing', says('[]', ''), []],
    ['JSON with a byte order mark', says('\uFEFF[]', 'application/json'), []],
    ['JSON of a kind of its own', says('[]', 'application/vnd.a+json; charset=utf-8'), []],
  ])('is read as %s', async (_, deed, body) => {
    const { url } = await serverThat(deed)
    expect((await clientOf(url).users.getUsers()).body).toEqual(body)
  })

  test('that is no JSON is no answer', async () => {
    const { url, seen } = await serverThat(page)
    const error = await thrownBy(clientOf(url).users.getUsers())
    expect(error).toMatchObject({ code: 'invalid_answer', status: 200, attempts: 1 })
    expect(error.message).toBe('getUsers: answered no JSON but text/html')
    expect(error.message).not.toContain('<html>')
    expect(seen).toHaveLength(1)
  })

  test('that is declared cannot be the page of a proxy either', async () => {
    const { url } = await serverThat(says('<html>', 'text/html', 404))
    expect(await thrownBy(clientOf(url).users.getUser({ id: 1 }))).toMatchObject({
      code: 'invalid_answer',
      status: 404,
    })
  })

  test('is text or JSON where both are declared, and bytes where those are', async () => {
    const { url } = await serverThat(
      says('1', 'text/plain; charset=utf-8'),
      says('1', 'application/json'),
      page,
      says(Uint8Array.of(1, 2), 'image/png'),
      says(Uint8Array.of(1, 2), 'image/jpeg'),
      page,
    )
    const { users } = clientOf(url)
    expect((await users.putNote()).body).toBe('1')
    expect((await users.putNote()).body).toBe(1)
    expect(await thrownBy(users.putNote())).toMatchObject({ code: 'invalid_answer' })
    const photo = async () => (await users.getPhoto({ id: 1 })).body
    expect(await photo()).toEqual(Uint8Array.of(1, 2))
    expect(await photo()).toEqual(Uint8Array.of(1, 2))
    expect(await photo()).toBeInstanceOf(Uint8Array)
  })

  test('that sets a prototype sets none', async () => {
    const { url } = await serverThat(says('{"__proto__":{"a":1}}', 'application/json'))
    const { body } = await clientOf(url).users.getUsers()
    expect(Reflect.get(body, 'a')).toBeUndefined()
  })

  test('that breaks off tells that it did', async () => {
    const { url } = await serverThat(breaksOff())
    const error = await thrownBy(clientOf(url, { retries: 0 }).users.getUsers())
    expect(error.code).toBe('network')
    expect(error.message).toBe('getUsers: the connection failed early')
    expect(Reflect.get(error, Symbol.for('flakon.upstream'))).toEqual({ status: 502 })
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%d within the origin is followed', async (status) => {
    const { url, seen } = await serverThat(redirects(status, '/elsewhere'), answers(200, []))
    const { users } = clientOf(url)
    expect((await users.getUsers({}, { headers: { authorization: 'a' } })).body).toEqual([])
    expect(seen.map((one) => one.url)).toEqual(['/api/users', '/elsewhere'])
    expect(seen[1]?.headers.authorization).toBe('a')
  })

  test('to another origin is not', async () => {
    const other = await serverThat(answers(200, []))
    const { url, seen } = await serverThat(redirects(307, `${other.url}/a?secret`))
    const error = await thrownBy(clientOf(url).users.getUsers())
    expect(error).toMatchObject({ code: 'status', status: 307, attempts: 1 })
    expect(error.message).toBe('getUsers: answered 307')
    expect(error.headers?.get('location')).toBe(`${other.url}/a?secret`)
    expect(seen).toHaveLength(1)
    expect(other.seen).toEqual([])
  })

  test.each([301, 302, 303, 307, 308])('%d of a POST is an answer', async (status) => {
    const { url, seen } = await serverThat(redirects(status, '/elsewhere'))
    const { users } = clientOf(url)
    expect(await thrownBy(users.addUser({ body: user }))).toMatchObject({ status })
    expect(seen).toHaveLength(1)
  })

  test('that leads in a circle is left', async () => {
    const { url, seen } = await serverThat(redirects(302, '/a'))
    expect(await thrownBy(clientOf(url).users.getUsers())).toMatchObject({ status: 302 })
    expect(seen).toHaveLength(6)
  })

  test('that cannot be followed is returned where nothing is thrown', async () => {
    const to = 'http://elsewhere'
    const { url } = await serverThat(redirects(302, '/a'), redirects(302, to))
    const { status, headers } = await clientOf(url).users.getPhoto({ id: 1 }, { throws: false })
    expect([status, headers.get('location')]).toEqual([302, to])
  })
})

describe('interceptors', () => {
  test('are around each try, the first one outermost', async () => {
    const { url, seen } = await serverThat(answers(503), answers(200, []))
    const said: string[] = []
    const named =
      (name: string): Interceptor =>
      async (request, next) => {
        said.push(`${name} ${request.method} ${new URL(request.url).pathname}`)
        request.headers.append('x-by', name)
        const response = await next(request)
        said.push(`${name} ${response.status}`)
        return response
      }
    await clientOf(url, { interceptors: [named('a'), named('b')] }).users.getUsers()
    expect(said).toEqual([
      ...['a GET /api/users', 'b GET /api/users', 'b 503', 'a 503'],
      ...['a GET /api/users', 'b GET /api/users', 'b 200', 'a 200'],
    ])
    expect(seen[1]?.headers['x-by']).toBe('a, b')
  })

  test('may answer themselves, change the body, or throw what is theirs', async () => {
    const { url, seen } = await serverThat(answers(201, user))
    const own = clientOf(url, { interceptors: [async () => Response.json([user])] })
    expect((await own.users.getUsers()).body).toEqual([user])
    expect(seen).toEqual([])
    const body = new Blob(['{}']).stream()
    const changed = clientOf(url, {
      interceptors: [
        (request, next) => next(new Request(request, { body, duplex: 'half' } as RequestInit)),
      ],
    })
    await changed.users.addUser({ body: user })
    expect(String(seen[0]?.body)).toBe('{}')
    const lost = new RangeError('lost')
    const broken = clientOf(url, { interceptors: [() => Promise.reject(lost)] })
    await expect(broken.users.getUsers()).rejects.toBe(lost)
    expect(broken.world.pauses).toEqual([])
  })

  test('see a connection that fails, which is tried again', async () => {
    const codes: unknown[] = []
    const { users } = clientOf('http://127.0.0.1:9', {
      interceptors: [
        (request, next) =>
          next(request).catch((error: ProblemError) => {
            codes.push(error.code)
            throw error
          }),
      ],
      fetch: () =>
        Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
    })
    const error = await thrownBy(users.getUsers())
    expect(error.message).toBe('getUsers: the connection failed ECONNREFUSED (3 tries)')
    expect(codes).toEqual(Array(3).fill('network'))
  })
})

test('a fetch of its own gets a URL and what there is to it', async () => {
  const calls: unknown[] = []
  const { users } = clientOf('http://users', {
    fetch: async (input, init) => {
      calls.push([input, init?.method, new Headers(init?.headers).get('accept'), init?.redirect])
      return Response.json([user])
    },
  })
  expect((await users.getUsers()).body).toEqual([user])
  const accept = 'application/json, application/problem+json'
  expect(calls).toEqual([['http://users/api/users', 'GET', accept, 'manual']])
})

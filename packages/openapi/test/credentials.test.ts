import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Name, schemes, securedApp } from './secured-app.ts'

type Headers = Readonly<Record<string, string | readonly string[]>>

/** What the handler of a scheme is given; or the detail of the 401. */
async function given(name: Name, headers: Headers, url = '/runs'): Promise<unknown> {
  const handlers = { [name]: (_request: unknown, credentials: object) => credentials }
  const app = securedApp({ security: [{ [name]: [] }], handlers })
  const response = await app.inject({ url, headers: headers as Record<string, string> })
  const { principal, detail } = response.json()
  if (response.statusCode === 401) return detail
  const { name: _name, required: _required, certificate: _certificate, ...all } = principal
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}
const authorization = (value: string | readonly string[]) => ({ authorization: value })
const basic = (text: string | Buffer) =>
  authorization(`Basic ${Buffer.from(text).toString('base64')}`)

describe('a bearer token', () => {
  const token = { type: 'http', scheme: 'bearer', token: 'a.b-c_d~e+f/g==' }

  test.each(['Bearer a.b-c_d~e+f/g==', 'bearer a.b-c_d~e+f/g==', 'BEARER    a.b-c_d~e+f/g=='])(
    'is read in any case, behind any number of spaces: %s (case 14)',
    async (value) => expect(await given('bearerAuth', authorization(value))).toEqual(token),
  )

  test.each(['oauth', 'login'] as const)('is what %s is, too (case 10)', async (name) => {
    const { type } = schemes[name]
    const found = await given(name, authorization('Bearer x'))
    expect(found).toEqual({ type, scheme: 'bearer', token: 'x' })
  })

  test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer ä', 'Bearer a\tb'])(
    'is not %j',
    async (value) =>
      expect(await given('bearerAuth', authorization(value))).toMatch(
        /^The bearer token is empty, or/,
      ),
  )

  test('is not taken from the query or the body (case 14)', async () => {
    const missing = 'Credentials are missing: a bearer token'
    expect(await given('bearerAuth', {}, '/runs?access_token=x')).toBe(missing)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const app = securedApp({ security: [{ bearerAuth: [] }], handlers: { bearerAuth: () => 'x' } })
    const response = await app.inject({
      method: 'POST',
      url: '/runs',
      headers: form,
      payload: 'access_token=x',
    })
    expect(response.json().detail).toBe(missing)
  })

  test.each(['Token x', 'Basic YTpi', 'x', 'Bearerx'])(
    'of another scheme is none: %s',
    async (value) =>
      expect(await given('bearerAuth', authorization(value))).toBe(
        'Credentials are missing: a bearer token',
      ),
  )
})

describe('basic authentication (case 14)', () => {
  const user = (username: string, password: string) => {
    const all = { type: 'http', scheme: 'basic', username, password }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  }

  test.each([
    ['ada', 'secret'],
    ['ada', 'with:colons:'],
    ['ada', ''],
    ['', 'only a password'],
    ['Müller', 'пароль €'],
  ])('gives %j and %j', async (username, password) => {
    expect(await given('basicAuth', basic(`${username}:${password}`))).toEqual(
      user(username, password),
    )
  })

  test.each([
    ['no base64', authorization('Basic a:b'), 'The username and password are not in base64'],
    [
      'base64 for URLs',
      authorization('Basic Pz8_OmE='),
      'The username and password are not in base64',
    ],
    [
      'base64 without its padding',
      authorization('Basic YTpiYg'),
      'The username and password are not in base64',
    ],
    ['nothing', authorization('Basic'), 'The username and password are not in base64'],
    ['no colon', basic('ada'), 'There is no colon between username and password'],
    [
      'Latin-1',
      basic(Buffer.from('a:\xe9', 'latin1')),
      'The username and password are not in UTF-8',
    ],
    ['a control character', basic('a:b\0'), 'The username or the password has a control character'],
  ])('refuses %s', async (_what, headers, detail) => {
    expect(await given('basicAuth', headers)).toBe(detail)
  })

  test('announces UTF-8 (RFC 7617)', async () => {
    const app = securedApp({ security: [{ basicAuth: [] }], handlers: { basicAuth: () => 1 } })
    const response = await app.inject('/runs')
    expect(response.headers['www-authenticate']).toBe('Basic realm="basicAuth", charset="UTF-8"')
  })
})

test('any other HTTP scheme gives its text to the handler (case 10)', async () => {
  const value = 'username="ada", uri="/runs", response="6629"'
  const found = await given('digestAuth', authorization(`digest  ${value}`))
  expect(found).toEqual({ type: 'http', scheme: 'digest', value })
  expect(await given('digestAuth', authorization('Digest'))).toMatch(/are empty, or not printable$/)
})

describe('a key', () => {
  const key = (value: string) => ({ type: 'apiKey', key: value })

  test('in a header is as it was sent, the header’s name in any case', async () => {
    expect(await given('headerKey', { 'x-KEY': 'a%20b, c' })).toEqual(key('a%20b, c'))
    expect(await given('headerKey', { 'x-key': '' })).toMatch(/^The header X-Key is empty, or/)
    expect(await given('headerKey', { 'x-key': 'ä' })).toMatch(/^The header X-Key is empty, or/)
  })

  test.each([
    ['?api_key=a%2Bb%20c', 'a+b c'],
    ['?x=1&api_key=a+b&y', 'a b'],
    ['?api%5Fkey=%C3%A9', 'é'],
    ['?api_key=a=b?c', 'a=b?c'],
  ])('in the query %s is decoded', async (query, value) => {
    expect(await given('queryKey', {}, `/runs${query}`)).toEqual(key(value))
  })

  test.each(['?api_key', '?api_key=', '?api_key=%zz', '?api_key=%00', '?api_key=%E9'])(
    'in the query %s is not well formed',
    async (query) => {
      const detail = 'The query parameter api_key is empty, or not written as it has to be'
      expect(await given('queryKey', {}, `/runs${query}`)).toBe(detail)
    },
  )

  test.each(['', '?', '?API_KEY=a', '?api_key[]=a', '?x=api_key=a', '?%zz=a'])(
    'is not in the query %j',
    async (query) => {
      const detail = 'Credentials are missing: a key in the query parameter api_key'
      expect(await given('queryKey', {}, `/runs${query}`)).toBe(detail)
    },
  )

  test.each([
    ['session=abc', 'abc'],
    ['a=1; session=a%3Db=; b=2', 'a=b='],
    ['a=1;session="quoted"', 'quoted'],
  ])('in the cookie %s is decoded', async (cookie, value) => {
    expect(await given('cookieKey', { cookie })).toEqual(key(value))
  })

  test.each(['session=', 'session', 'session=%zz', 'session=""'])(
    'in the cookie %s is not well formed',
    async (cookie) => {
      const detail = 'The cookie session is empty, or not written as it has to be'
      expect(await given('cookieKey', { cookie })).toBe(detail)
    },
  )
})

describe('what is sent twice is refused, the same value as well (case 13)', () => {
  test.each([
    ['bearerAuth', authorization(['Bearer a', 'Bearer a']), '', 'header Authorization'],
    ['basicAuth', authorization(['Basic YTpi', 'Bearer a']), '', 'header Authorization'],
    ['headerKey', { 'x-key': ['a', 'b'] }, '', 'header X-Key'],
    ['queryKey', {}, '?api_key=a&api_key=a', 'query parameter api_key'],
    ['queryKey', {}, '?api_key=a&api%5fkey', 'query parameter api_key'],
    ['cookieKey', { cookie: 'session=a; session=a' }, '', 'cookie session'],
    ['cookieKey', { cookie: ['session=a', 'session=b'] }, '', 'cookie session'],
  ] as const)('%s %j%s', async (name, headers, query, what) => {
    expect(await given(name, headers, `/runs${query}`)).toBe(`The ${what} was sent twice`)
  })

  test('on a socket, where Node would keep the first line alone', async () => {
    const handlers = { bearerAuth: () => 'ada' }
    const app = securedApp({ security: [{ bearerAuth: [] }], handlers })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    const lines = [
      'GET /runs HTTP/1.1',
      'Host: a',
      'Authorization: Bearer x',
      'AUTHORIZATION: Bearer x',
    ]
    const socket = connect(port, '127.0.0.1')
    socket.end([...lines, 'Connection: close', '', ''].join('\r\n'))
    let answer = ''
    for await (const part of socket) answer += part
    expect(answer).toContain('The header Authorization was sent twice')
  })
})

import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { createSecurity, principalOf } from '../src/security.ts'
import { bearer, knowing, type Name, schemes, securedApp } from './secured-app.ts'

const guarded = [{ bearerAuth: [] }]
const handlers = { bearerAuth: knowing({ ada: { user: 'ada' } }).handler }

describe('when a request is checked (case 12)', () => {
  const app = () => securedApp({ security: guarded, handlers })

  test('after 404 and 405, which tell nobody more than the document', async () => {
    expect((await app().inject('/nothing')).statusCode).toBe(404)
    expect((await app().inject({ method: 'DELETE', url: '/runs' })).statusCode).toBe(405)
    expect((await app().inject('/runs')).statusCode).toBe(401)
  })

  test('before the body is parsed', async () => {
    const headers = { 'content-type': 'application/json' }
    const send = (more: object) =>
      app().inject({ method: 'POST', url: '/runs', payload: '{', headers: { ...headers, ...more } })
    expect((await send({})).statusCode).toBe(401)
    expect((await send(bearer('ada'))).statusCode).toBe(400)
    expect((await send({ 'content-type': 'image/png' })).statusCode).toBe(401)
  })

  test('HEAD is guarded as the GET that it stands for', async () => {
    const head = (headers: object) =>
      app().inject({ method: 'HEAD', url: '/runs', headers: headers as Record<string, string> })
    expect((await head({})).statusCode).toBe(401)
    expect((await head({})).headers['www-authenticate']).toBe('Bearer realm="bearerAuth"')
    expect((await head(bearer('ada'))).statusCode).toBe(200)
  })

  const preflight = { origin: 'https://a.example', 'access-control-request-method': 'POST' }

  test('a preflight is open where the document has no OPTIONS there', async () => {
    const response = await app().inject({ method: 'OPTIONS', url: '/runs', headers: preflight })
    expect([response.statusCode, response.headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
  })

  test('an OPTIONS operation is guarded, for whoever calls it a preflight as well', async () => {
    const own = securedApp({ security: guarded, handlers, options: guarded })
    const call = async (headers: object) =>
      (await own.inject({ method: 'OPTIONS', url: '/runs', headers: { ...headers } })).statusCode
    expect([await call({}), await call(preflight), await call(bearer('ada'))]).toEqual([
      401, 401, 200,
    ])
  })
})

describe('mode present, for a mock (case 16)', () => {
  const ask = async (security: { [N in Name]?: string[] }[], headers: object = {}) => {
    const app = securedApp({ security, mode: 'present' })
    const response = await app.inject({ url: '/runs', headers: { ...headers } })
    return response.statusCode
  }

  test('wants credentials, and takes any, without a handler and whatever their scopes', async () => {
    expect(await ask([{ bearerAuth: ['admin'] }])).toBe(401)
    expect(await ask([{ bearerAuth: ['admin'] }], bearer('anything'))).toBe(200)
    expect(await ask([{ bearerAuth: [], headerKey: [] }], bearer('anything'))).toBe(401)
  })

  test('wants them well formed', async () => {
    expect(await ask([{ bearerAuth: [] }], { authorization: 'Bearer' })).toBe(401)
    expect(await ask([{}, { basicAuth: [] }], { authorization: 'Basic !' })).toBe(401)
    expect(await ask([{}, { basicAuth: [] }])).toBe(200)
  })
})

describe('the principal', () => {
  const alternatives = [{ bearerAuth: ['never'] }, { bearerAuth: [], headerKey: [] }]
  const both = { bearerAuth: () => ({ user: 'ada' }), headerKey: async () => 'the key' }
  const request = () =>
    ({
      raw: { rawHeaders: ['Authorization', 'Bearer x', 'X-KEY', 'y'] },
    }) as unknown as FastifyRequest
  const run = (asked: FastifyRequest, own: object) => {
    const hook = createSecurity({ schemes, handlers: new Map(Object.entries(own)), alternatives })
    return new Promise((resolve) => {
      const waiting = hook?.(asked, {} as FastifyReply, resolve)
      waiting?.then(resolve, resolve)
    })
  }

  test('is what the first scheme’s handler returned, or that of the one that is named', async () => {
    const asked = request()
    expect(await run(asked, both)).toBe(undefined)
    expect(principalOf(asked)).toEqual({ user: 'ada' })
    expect(principalOf(asked, 'headerKey')).toBe('the key')
    expect(principalOf(asked, 'basicAuth')).toBe(undefined)
  })

  test('is nobody where the request was refused, or nothing guards it', async () => {
    const asked = request()
    await run(asked, { ...both, headerKey: () => undefined })
    expect(principalOf(asked)).toBe(undefined)
    expect(principalOf(request())).toBe(undefined)
  })

  test('costs no promise where the handlers have none', () => {
    const hook = createSecurity({
      schemes,
      handlers: new Map([['bearerAuth', () => 'ada']]),
      alternatives: guarded,
    })
    const answers: unknown[] = []
    const asked = request()
    expect(hook?.(asked, {} as FastifyReply, (error) => answers.push(error))).toBe(undefined)
    expect(answers).toEqual([undefined])
    expect(principalOf(asked)).toBe('ada')
  })
})

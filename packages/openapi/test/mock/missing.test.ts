import { describe, expect, test } from 'vitest'
import { SpecBlueprint } from '../../src/spec-blueprint.ts'
import { appWith } from './mocked-app.ts'

const answer = {
  description: '',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
    },
  },
}
const operation = (operationId: string, security?: object[]) => ({
  operationId,
  responses: { 200: answer },
  ...(security === undefined ? {} : { security }),
})
const spec = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  security: [{ token: [] }],
  paths: {
    '/here': { get: operation('here') },
    '/mocked': { get: operation('mocked') },
    '/keyed': { get: operation('keyed', [{ key: [] }]) },
    '/open': { get: operation('open', []) },
  },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'x-key' },
    },
  },
}

function blueprint(): SpecBlueprint {
  return new SpecBlueprint('api', { spec }).operation('here', () => ({ id: 7 }))
}

describe('[contract] missing = mock', () => {
  test('what has a handler is answered by it, and the rest by the document', async () => {
    const app = appWith(blueprint(), 'mock')
    const headers = { authorization: 'Bearer a', 'x-key': 'b' }
    expect((await app.inject({ url: '/here', headers })).json()).toEqual({ id: 7 })
    for (const url of ['/mocked', '/keyed', '/open']) {
      const response = await app.inject({ url, headers })
      expect([response.statusCode, response.json()]).toEqual([200, { id: expect.any(Number) }])
    }
    const asked = { ...headers, prefer: 'code=404' }
    expect((await app.inject({ url: '/mocked', headers: asked })).statusCode).toBe(400)
    await app.close()
  })

  test('credentials are checked where somebody can, and else only have to be there', async () => {
    const api = blueprint().security('token', (_request, { token }) => token === 'right')
    const app = appWith(api, 'mock')
    const status = async (url: string, headers: object) =>
      (await app.inject({ url, headers: { ...headers } })).statusCode
    for (const url of ['/here', '/mocked']) {
      expect(await status(url, { authorization: 'Bearer wrong' })).toBe(401)
      expect(await status(url, { authorization: 'Bearer right' })).toBe(200)
    }
    expect(await status('/keyed', {})).toBe(401)
    expect(await status('/keyed', { 'x-key': 'any' })).toBe(200)
    expect(await status('/open', {})).toBe(200)
    await app.close()
  })

  test('the log says what is mocked, and whose credentials nobody checks', async () => {
    const lines: string[] = []
    const app = appWith(
      blueprint().security('token', () => false),
      'mock',
    )
    app.log.warn = ((line: string) => void lines.push(line)) as never
    await app.ready()
    expect(lines).toEqual([
      'api: mocked, since they have no handler: mocked, keyed, open',
      expect.stringMatching(/^api: credentials have to be there .* handler: key$/),
    ])
    await app.close()
  })

  test('routes show what is mocked', async () => {
    const views: unknown[] = []
    const app = appWith(blueprint(), 'mock')
    app.addHook('onRoute', ({ config }) => {
      for (const key of Object.getOwnPropertySymbols(config ?? {})) {
        views.push((config as unknown as Record<symbol, { view: string }>)[key]?.view)
      }
    })
    await app.ready()
    expect(views).toEqual(expect.arrayContaining(['here', 'mocked (mock)', 'open (mock)']))
    await app.close()
  })

  test('it is for debug and tests; production takes a word of its own', async () => {
    await expect(appWith(blueprint(), 'mock', 'production').ready()).rejects.toThrow(
      /missing = mock is for debug and tests: .*; missing = mock_in_production says that this is meant/,
    )
    for (const [missing, mode] of [
      ['mock', 'test'],
      ['mock_in_production', 'production'],
    ] as const) {
      const app = appWith(blueprint(), missing, mode)
      expect((await app.inject('/open')).statusCode).toBe(200)
      await app.close()
    }
  })

  test('handlers without an operation still stop the boot', async () => {
    const api = blueprint().operation('mokced', () => undefined)
    await expect(appWith(api, 'mock').ready()).rejects.toThrow('did you mean "mocked"?')
  })
})

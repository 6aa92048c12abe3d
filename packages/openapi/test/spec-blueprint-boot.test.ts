import { describe, expect, onTestFinished, test } from 'vitest'
import type { SpecBlueprint } from '../src/index.ts'
import { appOf, blueprintOf, documentOf, handlers, id, ok, users } from './document-of.ts'

describe('the boot', () => {
  const faultOf = async (api: SpecBlueprint, settings = {}) =>
    appOf(api, { settings })
      .ready()
      .then(
        () => '',
        (error: Error) => error.message,
      )

  test('fails once, with operations without a handler and handlers without an operation', async () => {
    expect(await faultOf(blueprintOf(users, { getUsers: () => 1 }))).toBe(
      [
        'blueprint "api" cannot be mounted, 3 things are wrong:',
        '  operation "getUser" (GET /users/{user-id}) has no handler: api.operation(\'getUser\', …)',
        '  operation "putUser" (PUT /users/{user-id}) has no handler: api.operation(\'putUser\', …)',
        '  operation "getUsers" is not in the document: did you mean "getUser"?',
      ].join('\n'),
    )
  })

  test('tells what is wrong with the document and its handlers in one report', async () => {
    const paths = {
      '/a': { get: { operationId: 'a', responses: ok({ $ref: '#/components/schemas/Nowhere' }) } },
      '/{b}{c}': {
        get: {
          operationId: 'b',
          parameters: ['b', 'c'].map((name) => ({ ...id, name })),
          responses: ok(),
        },
      },
    }
    const message = await faultOf(blueprintOf(documentOf(paths), { a: () => 1 }))
    expect(message).toContain('#/components/schemas/Nowhere')
    expect(message).toContain('path /{b}{c} of "b"')
    expect(message).toContain('operation "b" (GET /{b}{c}) has no handler')
  })

  test('stops for what would be repaired where the settings are strict', async () => {
    const spec = documentOf({ '/a': { get: { responses: ok() } } })
    const api = () => blueprintOf(spec, { 'GET /a': () => 1 })
    expect(await faultOf(api())).toBe('')
    expect(await faultOf(api(), { contract: { strict: true } })).toContain('operationId')
  })

  test('asks for a handler of each security scheme', async () => {
    const secured = { components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } } }
    const paths = { '/a': { get: { operationId: 'a', responses: ok(), security: [{ key: [] }] } } }
    const message = await faultOf(blueprintOf(documentOf(paths, secured), { a: () => 1 }))
    expect(message).toContain("api.security('key', …)")
  })

  test('says in one line that a document declares no security, unless that is meant', async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(JSON.parse(line).msg) }
    const boot = async (settings: object) =>
      appOf(blueprintOf(users, handlers), {
        settings: { log: { level: 'warn' }, ...settings },
        fastify: { logger: { level: 'warn', stream } },
      }).ready()
    await boot({})
    expect(lines).toEqual([expect.stringContaining('declares no security')])
    await boot({ contract: { allow_unsecured: true } })
    expect(lines).toHaveLength(1)
  })
})

test('what has no handler is a 501 where the settings say so', async () => {
  const app = appOf(blueprintOf(users), { settings: { contract: { missing: '501' } } })
  expect((await app.inject('/v1/users/1')).json()).toMatchObject({
    status: 501,
    code: 'not_implemented',
    detail: 'The operation getUser is not implemented',
  })
})

test('what is declared is compiled in the background once the service listens', async () => {
  const compiled = new Promise<string>((resolve) => {
    const write = (line: string) => {
      const { msg } = JSON.parse(line)
      if (msg.includes('compiled')) resolve(msg)
    }
    const app = appOf(blueprintOf(users, handlers), {
      settings: { app: { mode: 'production' }, log: { level: 'debug' } },
      fastify: { logger: { level: 'debug', stream: { write } } },
    })
    app.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => app.close())
  })
  expect(await compiled).toBe('2 views are compiled')
})

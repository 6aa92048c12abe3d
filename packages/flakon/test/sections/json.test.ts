import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { keep } from '../apps.ts'

function echoWith(json: object = {}) {
  const home = new JsonBlueprint('home')
  home.post('/', (request) => request.body)
  home.get('/', () => ({ n: 1n }))
  const settings = { log: { level: 'silent' }, json } as never
  return keep(createApp({ blueprints: [home], settings }))
}

async function sent(
  app: ReturnType<typeof echoWith>,
  payload: string | Buffer,
  headers: Record<string, string> = {},
) {
  const type = { 'content-type': 'application/json' }
  const response = await app.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { ...type, ...headers },
  })
  return response.json()
}

describe('a body of JSON', () => {
  test('is read in every format that is written in it', async () => {
    const app = echoWith()
    for (const type of [
      'application/json',
      'application/JSON; charset=utf-8',
      'application/merge-patch+json',
    ]) {
      expect(await sent(app, '{"a":1}', { 'content-type': type })).toEqual({ a: 1 })
    }
    expect(await sent(app, '{}', { 'content-type': 'application/jsonp' })).toMatchObject({
      status: 415,
      detail: expect.stringContaining('send JSON'),
    })
  })

  test.each<[string, string | Buffer, Record<string, string>, number, string]>([
    ['that is empty', '', {}, 400, 'empty_body'],
    ['that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'malformed_json'],
    [
      'in another charset',
      '{}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'unsupported_charset',
    ],
    ['that is compressed', '{}', { 'content-encoding': 'gzip' }, 415, 'unsupported_encoding'],
    ['with a key twice', '{"a":1,"a":2}', {}, 400, 'duplicate_key'],
    ['65 levels deep', '['.repeat(65) + ']'.repeat(65), {}, 400, 'json_too_deep'],
    ['with an integer that would lose digits', '9007199254740993', {}, 400, 'integer_too_large'],
  ])('%s is refused', async (_what, payload, headers, status, code) => {
    expect(await sent(echoWith(), payload, headers)).toMatchObject({ status, code })
  })

  test('is taken as far as the settings say', async () => {
    expect(await sent(echoWith({ max_depth: 2 }), '[[[]]]')).toMatchObject({
      status: 400,
      detail: 'The body is nested too deeply: more than 2 levels',
    })
    expect(await sent(echoWith({ duplicate_keys: 'last' }), '{"a":1,"a":2}')).toEqual({ a: 2 })
    expect(await sent(echoWith({ prototype: 'remove' }), '{"__proto__":1,"a":2}')).toEqual({ a: 2 })
  })

  test('is read by a parser of the service’s own, where it has one', async () => {
    const app = echoWith()
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, { read: body }),
    )
    expect(await sent(app, '{"a":1,"a":2}')).toEqual({ read: '{"a":1,"a":2}' })
  })
})

test('answers are written as the settings say', async () => {
  const app = echoWith({ bigint: 'string', indent: 2 })
  expect((await app.inject('/')).payload).toBe('{\n  "n": "1"\n}')
})

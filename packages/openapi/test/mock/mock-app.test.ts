import { describe, expect, test } from 'vitest'
import { answering, answeringJson, mockOf } from './mocked-app.ts'

const run = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, when: { type: 'string', format: 'date' } },
}

async function ask(spec: object, headers: Record<string, string> = {}, url = '/') {
  const app = await mockOf(spec)
  const response = await app.inject({ url, headers })
  await app.close()
  return response
}

describe('an answer is', () => {
  test('the first example of the media type that is valid', async () => {
    const examples = { bad: { value: { id: 'x' } }, good: { value: { id: 7, more: true } } }
    const response = await ask(answeringJson(run, { examples }))
    expect([response.statusCode, response.json()]).toEqual([200, { id: 7, more: true }])
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  test('the example of the schema, where the media type has none', async () => {
    expect((await ask(answeringJson({ ...run, examples: [{ id: 3 }] }))).json()).toEqual({ id: 3 })
  })

  test('made of the schema, where no example is valid', async () => {
    const response = await ask(answeringJson(run, { example: { id: 'x' } }))
    expect(response.json()).toEqual({
      id: expect.any(Number),
      when: expect.stringMatching(/^2026-\d\d-\d\d$/),
    })
  })

  test('a 501 that says what stood in the way, where none can be made', async () => {
    const code = { type: 'string', pattern: '^(?=a)b$' }
    const schema = { type: 'object', required: ['code'], properties: { code } }
    const response = await ask(answeringJson(schema))
    expect(response.json()).toMatchObject({
      status: 501,
      code: 'not_mockable',
      keyword: 'pattern',
      pointer: '/code',
      detail: expect.stringContaining(
        'get declares an answer 200 application/json that no example',
      ),
    })
  })

  test('the lowest success that is declared, else the default, else the first', async () => {
    const empty = { description: '' }
    const status = async (...keys: string[]) => {
      const all = Object.fromEntries(keys.map((key) => [key, empty]))
      return (await ask(answering(all))).statusCode
    }
    expect(await status('404', '202', '201', 'default')).toBe(201)
    expect(await status('404', '2XX')).toBe(200)
    expect(await status('404', 'default')).toBe(200)
    expect(await status('404', '302')).toBe(302)
    expect(await status('4XX')).toBe(400)
    expect(await status()).toBe(501)
  })

  test('without a body where its status has none', async () => {
    const content = { 'application/json': { schema: run } }
    const response = await ask(answering({ 204: { description: '', content } }))
    expect([response.statusCode, response.body]).toEqual([204, ''])
  })

  test('the same for the same request, seed and document, and another for another', async () => {
    const spec = answeringJson({ type: 'array', minItems: 4, items: { type: 'integer' } })
    const body = async (url: string, seed?: string) => {
      const app = await mockOf(spec, seed)
      const response = await app.inject(url)
      await app.close()
      return response.body
    }
    expect(await body('/?a=1')).toBe(await body('/?a=1'))
    expect(await body('/?a=1')).not.toBe(await body('/?a=2'))
    expect(await body('/?a=1')).not.toBe(await body('/?a=1', 'other'))
    expect(await body('/')).toMatchInlineSnapshot(`"[924,274,703,12]"`)
  })
})

describe('a client prefers', () => {
  const content = {
    'application/json': { schema: run, examples: { one: { value: { id: 1 } }, bad: { value: 1 } } },
  }
  const spec = answering({
    200: { description: '', content },
    404: { description: '', content: { 'text/plain': { examples: { none: { value: 'gone' } } } } },
    '5XX': { description: '' },
  })

  test.each([
    ['code=404', 404, 'code=404'],
    ['respond-async, code="503"; x=1', 503, 'code=503'],
    ['example=one', 200, 'example=one'],
    ['example=none', 404, 'example=none'],
    ['CODE=200, code=404', 200, 'code=200'],
    ['return=minimal', 200, undefined],
  ])('%s', async (prefer, status, applied) => {
    const { statusCode, headers } = await ask(spec, { prefer })
    expect([statusCode, headers['preference-applied']]).toEqual([status, applied])
  })

  test.each([
    ['code=301', 400, 'get declares 200, 404, 5XX'],
    ['code=1', 400, 'get declares 200, 404, 5XX'],
    ['code', 400, 'get declares 200, 404, 5XX'],
    ['example=two', 400, 'get has one (200), bad (200), none (404)'],
    ['code=503, example=one', 400, 'get has no examples'],
    ['example=bad', 501, 'The example bad of get, 200 application/json, is not valid'],
  ])('%s, which cannot be', async (prefer, status, detail) => {
    const body = (await ask(spec, { prefer })).json()
    expect(body).toMatchObject({ status, detail: expect.stringContaining(detail) })
  })
})

describe('of several media types', () => {
  const types = ['text/html', 'image/png', 'application/xml', 'application/json', 'text/csv']
  const all = types.map((type) => [type, { schema: type.includes('l') ? {} : undefined }])
  const spec = answering({ 200: { description: '', content: Object.fromEntries(all) } })

  test.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['text/csv;q=0.5, image/*', 'image/png'],
    ['application/xml', 'application/xml'],
    ['text/*;q=0.1', 'text/html; charset=utf-8'],
    ['application/pdf', 'application/json; charset=utf-8'],
  ])('Accept: %s', async (accept, type) => {
    const { headers } = await ask(spec, accept === undefined ? {} : { accept })
    expect(headers['content-type']).toBe(type)
  })
})

test('credentials have to be there and well formed, and any are taken', async () => {
  const get = {
    operationId: 'get',
    responses: { 204: { description: '' } },
    security: [{ t: ['a'] }],
  }
  const securitySchemes = { t: { type: 'http', scheme: 'bearer' } }
  const info = { title: 'T', version: '1' }
  const spec = { openapi: '3.1.0', info, paths: { '/': { get } }, components: { securitySchemes } }
  const status = async (headers: Record<string, string>) => (await ask(spec, headers)).statusCode
  expect(await status({})).toBe(401)
  expect(await status({ authorization: 'Bearer ' })).toBe(401)
  expect(await status({ authorization: 'Bearer a b' })).toBe(401)
  expect(await status({ authorization: 'Bearer anything' })).toBe(204)
})

test('requests are checked as the service would', async () => {
  const parameters = [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }]
  const get = { operationId: 'get', parameters, responses: { 204: { description: '' } } }
  const spec = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/': { get } } }
  expect((await ask(spec, {}, '/?n=x')).json()).toMatchObject({ code: 'validation_failed' })
  expect((await ask(spec, {}, '/?n=1')).statusCode).toBe(204)
  expect((await ask(spec, {}, '/a')).statusCode).toBe(404)
})

test('pages of any origin may call', async () => {
  const app = await mockOf(answeringJson(run))
  const origin = 'http://localhost:5173'
  const asked = { origin, 'access-control-request-method': 'GET' }
  const more = { ...asked, 'access-control-request-headers': 'x-a' }
  const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: more })
  expect([preflight.statusCode, preflight.headers]).toMatchObject([
    204,
    { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'x-a' },
  ])
  const { headers } = await app.inject({ url: '/', headers: { origin } })
  expect(headers['access-control-allow-origin']).toBe(origin)
  expect(headers['access-control-expose-headers']).toContain('x-request-id')
  expect((await app.inject('/')).headers).not.toHaveProperty('access-control-allow-origin')
  await app.close()
})

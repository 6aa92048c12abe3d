import { expect, test } from 'vitest'
import { appOf, blueprintOf, documentOf } from './document-of.ts'

const Run = {
  type: 'object',
  required: ['distance'],
  properties: {
    distance: { type: 'integer' },
    kinds: { type: 'array', items: { type: 'string' } },
  },
}
const form = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary' }, note: { type: 'integer' } },
}
const content = {
  'application/json': { schema: Run },
  'application/x-www-form-urlencoded': { schema: Run },
  'multipart/form-data': { schema: form },
  'text/plain': { schema: { type: 'string', maxLength: 5 } },
  'application/octet-stream': { schema: {} },
}
const post = (required: boolean) => ({
  operationId: 'add',
  requestBody: { required, content },
  responses: { 200: { description: 'OK', content: { 'application/json': { schema: {} } } } },
})

const echo = ({ body }: { body: unknown }) => {
  if (Buffer.isBuffer(body)) return { bytes: body.length }
  const { file } = (body ?? {}) as { file?: Buffer & { filename?: string } }
  if (file !== undefined) return { ...(body as object), file: [file.filename, `${file}`] }
  return { body: body ?? null }
}

const appWith = (required = true) =>
  appOf(blueprintOf(documentOf({ '/runs': { post: post(required) } }), { add: echo as never }))
const send = (type: string, payload: string | Buffer, app = appWith()) =>
  app.inject({ method: 'POST', url: '/runs', payload, headers: { 'content-type': type } })

test('a body is read and checked by its media type', async () => {
  const json = await send('application/json', '{"distance":1}')
  expect(json.json()).toEqual({ body: { distance: 1 } })
  const pairs = await send('application/x-www-form-urlencoded', 'distance=42&kinds=a&kinds=b')
  expect(pairs.json()).toEqual({ body: { distance: 42, kinds: ['a', 'b'] } })
  expect((await send('text/plain', 'hello')).json()).toEqual({ body: 'hello' })
  expect((await send('application/octet-stream', Buffer.alloc(7))).json()).toEqual({ bytes: 7 })
})

test('a form with a file is read as one', async () => {
  const lines = [
    '--x',
    'Content-Disposition: form-data; name="note"',
    '',
    '5',
    '--x',
    'Content-Disposition: form-data; name="file"; filename="a.txt"',
    'Content-Type: text/plain',
    '',
    'hello',
    '--x--',
    '',
  ]
  const response = await send('multipart/form-data; boundary=x', lines.join('\r\n'))
  expect(response.json()).toEqual({ note: 5, file: ['a.txt', 'hello'] })
})

test('what is wrong with it is told by its media type', async () => {
  const faultsOf = async (type: string, payload: string) =>
    (await send(type, payload)).json().errors
  expect(await faultsOf('application/x-www-form-urlencoded', 'distance=far')).toEqual([
    { in: 'body', pointer: '/distance', detail: 'must be an integer' },
  ])
  expect(await faultsOf('application/x-www-form-urlencoded', 'distance=1&distance=2')).toEqual([
    { in: 'body', pointer: '/distance', detail: 'is sent more than once' },
  ])
  expect(await faultsOf('text/plain', 'too long')).toEqual([
    { in: 'body', pointer: '', detail: 'must have at most 5 characters' },
  ])
})

test('a media type that is not declared is a 415 that says what is', async () => {
  const response = await send('application/xml', '<a/>')
  expect(response.statusCode).toBe(415)
  expect(response.json().detail).toContain('application/json')
})

test('JSON is one as well, where none is taken, also malformed', async () => {
  const binary = { required: true, content: { 'application/octet-stream': { schema: {} } } }
  const document = documentOf({ '/runs': { post: { ...post(true), requestBody: binary } } })
  const app = appOf(blueprintOf(document, { add: echo as never }))
  for (const payload of ['{bad', '{}']) {
    expect((await send('application/json', payload, app)).json()).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
      detail:
        'The body is application/json, which is not taken here; send application/octet-stream',
    })
  }
})

test('a body that is not required may be left out', async () => {
  const bare = { method: 'POST' as const, url: '/runs' }
  expect((await appWith(false).inject(bare)).json()).toEqual({ body: null })
  expect((await appWith(true).inject(bare)).json()).toMatchObject({
    errors: [{ in: 'body', pointer: '', detail: 'is required' }],
  })
})

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { readBody, sentAs, sentForm, sentParts, takingApp } from './bodies.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const file = { type: 'string', format: 'binary' }
const point = { type: 'object', properties: { x: integer } }
const multipart = 'multipart/form-data'

const schema = {
  type: 'object',
  properties: {
    name: text,
    age: integer,
    tags: { type: 'array', items: integer },
    ids: { type: 'array', items: integer },
    photo: file,
    photos: { type: 'array', items: { $ref: '#/components/schemas/File' } },
    png: {},
    at: point,
    points: { type: 'array', items: point },
    raw: { type: 'string', contentMediaType: 'application/octet-stream' },
  },
}
const encoding = {
  png: { contentType: 'image/png, image/*' },
  ids: { style: 'form', explode: false },
} as const
const components = { File: file }

function formOf(entries: readonly (readonly [string, string | File])[]): FormData {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}
const upload = (bytes: string, name = 'a.bin', type = 'image/png') =>
  new File([bytes], name, { type })

describe('a form in parts', () => {
  const app = takingApp({ [multipart]: { schema, encoding } }, { components })
  afterAll(() => app.close())
  const read = async (...entries: readonly (readonly [string, string | File])[]) =>
    readBody(app, await sentForm(formOf(entries)))

  test('has texts in their declared types', async () => {
    expect(await read(['name', 'Jørn'], ['age', '42'], ['tags', '1'], ['ids', '1,2'])).toEqual({
      name: 'Jørn',
      age: 42,
      tags: [1],
      ids: [1, 2],
    })
    expect(await read(['tags', '1'], ['tags', 'x'], ['more', 'a+b%20'])).toEqual({
      tags: [1, 'x'],
      more: 'a+b%20',
    })
  })

  test('has files as buffers with what the client says of them', async () => {
    const one = upload('abc', 'a.png')
    expect(await read(['photo', one], ['photos', one], ['photos', upload('d')])).toEqual({
      photo: '3 bytes a.png image/png',
      photos: ['3 bytes a.png image/png', '1 bytes a.bin image/png'],
    })
    expect(await read(['photos', one], ['raw', 'text'])).toEqual({
      photos: ['3 bytes a.png image/png'],
      raw: '4 bytes text/plain',
    })
    expect(await read(['more', one])).toEqual({ more: '3 bytes a.png image/png' })
  })

  test('has JSON where the schema is an object', async () => {
    expect(await read(['at', '{"x":1}'], ['points', '{"x":1}'], ['points', '{"x":2}'])).toEqual({
      at: { x: 1 },
      points: [{ x: 1 }, { x: 2 }],
    })
    expect(await read(['points', '[{"x":1}]'])).toEqual({ points: [{ x: 1 }] })
    const blob = upload('{"x":1}', 'blob', 'application/json')
    expect(await read(['at', blob], ['points', blob])).toEqual({ at: { x: 1 }, points: [{ x: 1 }] })
    const json = sentParts('name="more"\r\nContent-Type: application/json\r\n\r\n[1]')
    expect(await readBody(app, json)).toEqual({ more: [1] })
  })

  test.each([
    [
      [
        ['age', '1'],
        ['age', '2'],
      ],
      '/age is sent more than once',
    ],
    [
      [
        ['photo', upload('a')],
        ['photo', upload('b')],
      ],
      '/photo is sent more than once',
    ],
    [
      [
        ['at', '{}'],
        ['at', '{}'],
      ],
      '/at is sent more than once',
    ],
    [[['age', '']], '/age is empty'],
    [[['at', '{"x":1,"x":2}']], '/at holds an object with the same key twice'],
    [[['at', '{"__proto__":1}']], '/at holds the key __proto__ or constructor.prototype'],
    [
      [
        ['points', '{}'],
        ['points', '{'],
      ],
      '/points/1 is not valid JSON',
    ],
    [[['png', upload('a', 'a.html', 'text/html')]], '/png must be sent as image/png or image/*'],
  ] as const)('%j is a fault', async (entries, fault) => {
    expect(await read(...entries)).toEqual([fault])
  })

  test('leaves out a file that nobody has chosen', async () => {
    const untouched = 'name="photo"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
    expect(await readBody(app, sentParts(untouched, 'name="name"\r\n\r\na'))).toEqual({ name: 'a' })
  })

  test.each([
    ['no boundary', sentAs(multipart, 'x')],
    [
      'no end',
      sentAs(
        `${multipart}; boundary=B`,
        '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
      ),
    ],
    ['no parts', sentAs(`${multipart}; boundary=B`, 'hello')],
    ['a part without a name', sentParts('x="y"\r\n\r\na')],
  ])('with %s is malformed', async (_, sent) => {
    expect(await readBody(app, sent)).toEqual([400, 'malformed_form'])
  })

  test('that is no UTF-8 is a fault', async () => {
    const { payload, headers } = sentParts('name="name"\r\n\r\n\xe9')
    const latin = { payload: Buffer.from(String(payload), 'latin1'), headers }
    expect(await readBody(app, latin)).toEqual(['/name is not written in UTF-8'])
  })

  test.each(['constructor', '__proto__'])('has no field that is called %s', async (name) => {
    const sent = sentParts(`name="${name}"\r\n\r\n1`)
    expect(await readBody(app, sent)).toEqual([400, 'malformed_form'])
  })

  test('has 1000 parts at most', async () => {
    const parts = (count: number) => Array.from({ length: count }, () => 'name="tags"\r\n\r\n1')
    expect(await readBody(app, sentParts(...parts(1000)))).toMatchObject({ tags: { length: 1000 } })
    expect(await readBody(app, sentParts(...parts(1001)))).toEqual([413, 'too_many_parts'])
  })
})

describe('a form in parts that is too large', () => {
  const app = takingApp({ [multipart]: { schema } }, { components, bodyLimit: 1000 })
  afterAll(() => app.close())

  test('is refused by its length, before it is read', async () => {
    const sent = await sentForm(formOf([['photo', upload('x'.repeat(1000))]]))
    expect(await readBody(app, sent)).toEqual([413, 'body_too_large'])
  })

  test('is refused as soon as its parts are, where its length is not told', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    const head =
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\nTransfer-Encoding: chunked\r\n\r\n'
    const part = (size: number) =>
      `--B\r\nContent-Disposition: form-data; name="photos"; filename="a"\r\n\r\n${'x'.repeat(size)}\r\n`
    const chunk = (sent: string) => `${sent.length.toString(16)}\r\n${sent}\r\n`
    socket.write(head + chunk(part(600)) + chunk(part(600)))
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1.1 413 .*connection: close/is)
  })
})

describe('an app that has the plugin', () => {
  test('keeps it, with our options for operations', async () => {
    const { default: plugin } = await import('@fastify/multipart')
    const app = takingApp(
      { [multipart]: { schema } },
      { components, set: (root) => void root.register(plugin, { limits: { fileSize: 1 } }) },
    )
    const sent = await sentForm(formOf([['photo', upload('abc')]]))
    expect(await readBody(app, sent)).toEqual({ photo: '3 bytes a.bin image/png' })
    await app.close()
  })
})

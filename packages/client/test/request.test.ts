import { describe, expect, test } from 'vitest'
import type { OperationDetails } from '../src/operation.ts'
import { toRequest } from '../src/request.ts'
import { write } from '../src/style.ts'

const list = ['blue', 'black', 'a b']
const object = { R: 100, G: 200 }
const nothing = { a: null, b: undefined }

/** The examples of OpenAPI 3.1 section 4.8.12.4, with what has to be encoded beside them. */
describe('a parameter is written as its style says', () => {
  test.each([
    ['simple', list, 'blue,black,a%20b'],
    ['simple', object, 'R,100,G,200'],
    ['simple*', object, 'R=100,G=200'],
    ['simple', 'a,b', 'a%2Cb'],
    ['label', 'blue', '.blue'],
    ['label', 'a.b', '.a%2Eb'],
    ['label', list, '.blue,black,a%20b'],
    ['label*', list, '.blue.black.a%20b'],
    ['label*', object, '.R=100.G=200'],
    ['matrix', 'blue', ';k=blue'],
    ['matrix', '', ';k'],
    ['matrix', list, ';k=blue,black,a%20b'],
    ['matrix*', list, ';k=blue;k=black;k=a%20b'],
    ['matrix', object, ';k=R,100,G,200'],
    ['matrix*', object, ';R=100;G=200'],
    ['application/json', object, '%7B%22R%22%3A100%2C%22G%22%3A200%7D'],
  ])('in a path %s %j is %s', (how, value, text) => {
    expect(write('k', value, how, encodeURIComponent, false)).toEqual([text])
  })

  test.each([
    ['form*', 'a&b', ['k=a%26b']],
    ['form*', '', ['k=']],
    ['form*', list, ['k=blue', 'k=black', 'k=a%20b']],
    ['form', list, ['k=blue,black,a%20b']],
    ['form', ['a,b'], ['k=a%2Cb']],
    ['form*', object, ['R=100', 'G=200']],
    ['form', object, ['k=R,100,G,200']],
    ['form', [], []],
    ['form*', [], []],
    ['form*', nothing, []],
    ['spaceDelimited', list, ['k=blue%20black%20a%20b']],
    ['pipeDelimited', list, ['k=blue%7Cblack%7Ca%20b']],
    ['pipeDelimited*', list, ['k=blue', 'k=black', 'k=a%20b']],
    ['tsv', list, ['k=blue%09black%09a%20b']],
    ['deepObject*', object, ['k[R]=100', 'k[G]=200']],
    ['deepObject*', { a: { b: [1, 2] } }, ['k[a][b]=1', 'k[a][b]=2']],
    ['form*+', 'a/b?c=d&e#f+g,h', ['k=a/b?c=d%26e%23f%2Bg,h']],
    ['form+', ['a/b', 'c,d'], ['k=a/b,c%2Cd']],
    ['application/json', ['a'], ['k=%5B%22a%22%5D']],
    ['text/plain', 1, ['k=1']],
    ['form*', [true, null, undefined, 0], ['k=true', 'k=0']],
    ['form*', [{ a: 1 }], ['k=%7B%22a%22%3A1%7D']],
  ])('in a query %s %j is %j', (how, value, pairs) => {
    expect(write('k', value, how, encodeURIComponent, true)).toEqual(pairs)
  })
})

const details: OperationDetails = {
  path: { path: 'matrix' },
  query: { tags: 'pipeDelimited' },
  header: { 'x-list': 'simple' },
  cookie: { session: 'form*', flags: 'form' },
  names: { id_path: 'id', id_query: 'id', body_query: 'body' },
}
const prepare = (
  input: object,
  more: OperationDetails = details,
  method = 'POST',
  path = '/a/{id}',
) => toRequest([method, path, more], input as never, 'http://users', new Headers())

describe('a request', () => {
  test('has every value where its row says', async () => {
    const input = {
      id_path: 'a/b',
      id_query: 'c',
      body_query: 'd',
      path: 'e',
      tags: ['f', 'g'],
      'x-list': ['h', 'i'],
      session: 'j k',
      flags: ['l', 'm'],
      other: 'n',
      absent: undefined,
    }
    const { url, headers } = await prepare(input, details, 'GET', '/a/{id}{path}?fixed=1')
    expect(url).toBe('http://users/a/a%2Fb;path=e?fixed=1&id=c&body=d&tags=f%7Cg&other=n')
    expect(headers.get('x-list')).toBe('h,i')
    expect(headers.get('cookie')).toBe('session=j%20k; flags=l,m')
  })

  test('adds its cookies to those of the client', async () => {
    const headers = new Headers({ cookie: 'a=b' })
    const row = ['GET', '/', details] as const
    const request = await toRequest(row, { session: 'c' }, 'http://users', headers)
    expect(request.headers.get('cookie')).toBe('a=b; session=c')
  })

  test.each([
    [{}, 'the path parameter "id" is missing or empty'],
    [{ id: null }, 'the path parameter "id" is missing or empty'],
    [{ id: '' }, 'the path parameter "id" is missing or empty'],
    [{ id: [] }, 'the path parameter "id" is missing or empty'],
    [{ id: '..' }, 'the path would be another one: /a/..'],
    [{ id: '.' }, 'the path would be another one: /a/.'],
    [{ id: 1, body: {}, contentType: 'text/csv' }, 'a body of text/csv cannot be made of {}'],
    [
      { id: 1, body: 'a', contentType: 'multipart/form-data' },
      'a body of multipart/form-data cannot be made of "a"',
    ],
    [
      { id: 1, body: ['a'], contentType: 'application/x-www-form-urlencoded' },
      'a body of application/x-www-form-urlencoded cannot be made of ["a"]',
    ],
  ])('is not made of %j', async (input, message) => {
    await expect(prepare(input, {})).rejects.toThrow(new TypeError(message))
  })

  test('with GET has no body', async () => {
    await expect(prepare({ id: 1, body: {} }, {}, 'GET')).rejects.toThrow(
      new TypeError('GET has no body'),
    )
  })

  test.each([
    [{ body: { a: 1 } }, {}, 'application/json', '{"a":1}'],
    [{ body: null }, {}, 'application/json', 'null'],
    [
      { body: 'a', contentType: 'application/merge-patch+json' },
      {},
      'application/merge-patch+json',
      '"a"',
    ],
    [{ body: 1 }, { body: 'text/plain' }, 'text/plain', '1'],
    [{ body: 'a', contentType: 'text/csv; charset=utf-8' }, {}, 'text/csv; charset=utf-8', 'a'],
    [{ body: Uint8Array.of(97) }, { body: 'image/png' }, 'image/png', 'a'],
    [{ body: new Blob(['a']) }, { body: 'image/png' }, 'image/png', 'a'],
    [
      { body: new URLSearchParams('a=b c') },
      { body: 'application/x-www-form-urlencoded' },
      'application/x-www-form-urlencoded',
      'a=b+c',
    ],
    [
      { body: { a: 'b c', d: [1, 2], e: { f: 1 }, g: [{ h: 1 }], i: ['j', 'k'], l: null } },
      { body: 'application/x-www-form-urlencoded', form: { i: 'form' } },
      'application/x-www-form-urlencoded',
      'a=b%20c&d=1&d=2&e=%7B%22f%22%3A1%7D&g=%5B%7B%22h%22%3A1%7D%5D&i=j,k',
    ],
  ])('sends %j by %j as %s', async (input, more, type, text) => {
    const { body, headers, isStream } = await prepare({ id: 1, ...input }, more)
    expect([headers.get('content-type'), await new Response(body).text()]).toEqual([type, text])
    expect(isStream).toBe(false)
  })

  test.each([
    ['a stream', new Blob(['ab']).stream()],
    [
      'an iterable',
      (async function* () {
        yield Buffer.from('a')
        yield Buffer.from('b')
      })(),
    ],
  ])('sends %s once', async (_, source) => {
    const { body, isStream } = await prepare({ id: 1, body: source }, { body: 'application/pdf' })
    expect(isStream).toBe(true)
    expect(await new Response(body).text()).toBe('ab')
  })

  test('sends forms with files by part', async () => {
    const file = new File(['a'], 'a.txt', { type: 'text/plain' })
    const body = {
      title: 'b',
      tags: ['c', 'd'],
      place: { lat: 1 },
      file,
      bytes: Uint8Array.of(1),
      stream: new Blob(['e']).stream(),
      none: undefined,
    }
    const form = { bytes: 'image/png' }
    const sent = await prepare({ id: 1, body }, { body: 'multipart/form-data', form })
    expect(sent.headers.has('content-type')).toBe(false)
    const data = sent.body as FormData
    expect(data.getAll('tags')).toEqual(['c', 'd'])
    expect([data.get('title'), data.get('place')]).toEqual(['b', '{"lat":1}'])
    expect(data.get('file')).toBe(file)
    expect(data.get('bytes')).toMatchObject({ type: 'image/png', size: 1 })
    expect(await (data.get('stream') as File).text()).toBe('e')
    expect(data.has('none')).toBe(false)
    const own = new FormData()
    expect((await prepare({ id: 1, body: own }, { body: 'multipart/form-data' })).body).toBe(own)
  })
})

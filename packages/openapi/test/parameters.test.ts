import { describe, expect, test } from 'vitest'
import { parameter, reading, readingOne } from './reading.ts'

const strings = { type: 'array', items: { type: 'string' } }
const integers = { type: 'array', items: { type: 'integer' } }
const color = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } }
const rgb = { R: 100, G: 200 }

/** The table of OpenAPI 3.1.1 section 4.8.12.4, for a parameter `k`. */
describe('a style', () => {
  test.each([
    ['path', 'simple', false, { type: 'string' }, 'blue', 'blue'],
    ['path', 'simple', false, strings, 'a%2Cb,c', ['a,b', 'c']],
    ['path', 'simple', false, color, 'R,100,G,200', rgb],
    ['path', 'simple', true, color, 'R=100,G=200', rgb],
    ['path', 'label', false, { type: 'integer' }, '.5', 5],
    ['path', 'label', false, strings, '.a,b.c', ['a', 'b.c']],
    ['path', 'label', true, strings, '.a.b', ['a', 'b']],
    ['path', 'label', false, color, '.R,100,G,200', rgb],
    ['path', 'label', true, color, '.R=100.G=200', rgb],
    ['path', 'matrix', false, { type: 'integer' }, ';k=5', 5],
    ['path', 'matrix', false, { type: 'string' }, ';k', ''],
    ['path', 'matrix', false, strings, ';k=a,b%3B', ['a', 'b;']],
    ['path', 'matrix', true, strings, ';k=a;k=b', ['a', 'b']],
    ['path', 'matrix', false, color, ';k=R,100,G,200', rgb],
    ['path', 'matrix', true, color, ';R=100;G=200', rgb],
    ['query', 'form', true, { type: 'string' }, 'k=blue', 'blue'],
    ['query', 'form', true, strings, 'k=a%26&k=b', ['a&', 'b']],
    ['query', 'form', true, strings, 'k=a', ['a']],
    ['query', 'form', false, strings, 'k=a%2Cb,c', ['a,b', 'c']],
    ['query', 'form', false, integers, 'k=1,2', [1, 2]],
    ['query', 'form', false, color, 'k=R,100,G,200', rgb],
    ['query', 'form', true, color, 'R=100&G=200', rgb],
    ['query', 'spaceDelimited', false, strings, 'k=a%20b+c', ['a', 'b', 'c']],
    ['query', 'spaceDelimited', false, color, 'k=R%20100%20G%20200', rgb],
    ['query', 'pipeDelimited', false, integers, 'k=1|2%7C3', [1, 2, 3]],
    ['query', 'pipeDelimited', false, color, 'k=R|100|G|200', rgb],
    ['query', 'deepObject', true, color, 'k[R]=100&k%5BG%5D=200', rgb],
    ['header', 'simple', false, strings, 'a, b%2C', ['a', 'b%2C']],
    ['header', 'simple', false, color, 'R,100,G,200', rgb],
    ['header', 'simple', true, color, 'R=100, G=200', rgb],
    ['cookie', 'form', true, { type: 'integer' }, 'x=1; k=5', 5],
    ['cookie', 'form', false, strings, 'k=a%2Cb,c', ['a,b', 'c']],
    ['cookie', 'form', true, strings, 'k=a; k=b', ['a', 'b']],
    ['cookie', 'form', true, color, 'R=100; G=200', rgb],
  ] as const)('%s %s, explode: %j, %j: %s', async (place, style, explode, schema, sent, value) => {
    const read = readingOne({ in: place, style, explode, schema })
    expect(await read(sent)).toEqual(value)
  })

  test('of Swagger 2.0 cuts at tabs', async () => {
    const tabs = { explode: false, delimiter: '\t', schema: integers } as const
    expect(await readingOne({ in: 'query', ...tabs })('k=1%092')).toEqual([1, 2])
    expect(await readingOne({ in: 'path', ...tabs })('1%092')).toEqual([1, 2])
    expect(await readingOne({ in: 'header', ...tabs })('1\t2')).toEqual([1, 2])
  })
})

describe('two values in a segment', () => {
  const params = ['lat', 'lon'].map((name) =>
    parameter({ name, in: 'path', schema: { type: 'number' } }),
  )
  const read = reading(params, { path: '/{lat},{lon}' })

  test('are cut at what was sent as itself, else where the router cuts', async () => {
    expect((await read({ url: '/52.1,-13' })).params).toEqual({ lat: 52.1, lon: -13 })
    expect((await read({ url: '/1%2C5,2' })).params).toEqual({ lat: '1,5', lon: 2 })
    expect((await read({ url: '/1%2C2' })).params).toEqual({ lat: 1, lon: 2 })
  })

  test('may be lists', async () => {
    const lists = ['a', 'b'].map((name) => parameter({ name, in: 'path', schema: integers }))
    const { params: values } = await reading(lists, { path: '/x/{a}:{b}' })({ url: '/x/1,2:3' })
    expect(values).toEqual({ a: [1, 2], b: [3] })
  })
})

describe('names', () => {
  test('that are no identifiers are names', async () => {
    const all = ['filter[name]', 'user-id', '$top', 'a.b', 'é', '__proto__', 'constructor']
    const read = reading(all.map((name) => parameter({ name, in: 'query' })))
    const pairs = all.map((name) => `${encodeURIComponent(name)}=1`).join('&')
    const { query, faults } = await read({ url: `/?${pairs}` })
    expect(Object.keys(query)).toEqual(all)
    expect(Object.getPrototypeOf(Object.getPrototypeOf(query))).toBeNull()
    expect(faults).toBeUndefined()
    expect((await read({ url: '/?filter[name]=2' })).query).toEqual({ 'filter[name]': '2' })
  })

  test('that are not declared are ignored, also where no name is', async () => {
    const read = reading([parameter({ name: 'a', in: 'query' })])
    const url = '/?a=1&b=2&c[]=3&%ZZ=4&a[x]=5&&='
    expect(await read({ url })).toMatchObject({ query: { a: '1' }, faults: undefined })
    const none = await reading([])({ url: '/?a=1', headers: { cookie: 'a=1' } })
    expect(none).toEqual({ params: {}, query: {} })
  })

  test('of headers are read in any case and given in lower case', async () => {
    const read = reading([parameter({ name: 'X-Trace-Id', in: 'header', schema: integers })])
    const { headers } = await read({ headers: { 'x-trace-ID': '7, 8', 'x-other': '1' } })
    expect(headers).toEqual({ 'x-trace-id': [7, 8] })
  })

  test('as __proto__ inside of an object are names', async () => {
    const open = { type: 'object', additionalProperties: { type: 'integer' } }
    const read = readingOne({ in: 'query', style: 'deepObject', schema: open })
    const value = (await read('k[__proto__]=1&k[constructor]=2')) as object
    expect(Object.entries(value)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
  })
})

describe('a value', () => {
  test('in a query has a plus for a space, unless reserved characters are sent as they are', async () => {
    const text = { in: 'query', schema: { type: 'string' } } as const
    expect(await readingOne(text)('k=a+b%2Bc')).toBe('a b+c')
    expect(await readingOne({ ...text, allowReserved: true })('k=a+b/c?d%20e')).toBe('a+b/c?d e')
    expect(await readingOne({ in: 'cookie', schema: { type: 'string' } })('k=a+b')).toBe('a+b')
  })

  test('may hold equals signs, and be without one', async () => {
    expect(await readingOne({ in: 'query' })('k=a=b')).toBe('a=b')
    expect(await readingOne({ in: 'query' })('k')).toBe('')
  })

  test('of a cookie may stand in quotes', async () => {
    expect(await readingOne({ in: 'cookie' })('k="a b"')).toBe('a b')
  })

  test('of content is read as that', async () => {
    const json = { in: 'query', mediaType: 'application/json', schema: color } as const
    expect(await readingOne(json)(`k=${encodeURIComponent('{"R":100,"x":[null]}')}`)).toEqual({
      R: 100,
      x: [null],
    })
    expect(await readingOne(json)('k={"R":1,"R":2}')).toEqual([
      '/k holds an object with the same key twice',
    ])
    expect(await readingOne(json)('k={')).toEqual(['/k is not valid JSON'])
    expect(await readingOne(json)('k=%ZZ')).toEqual(['/k is not valid percent-encoding of UTF-8'])
    const plain = { in: 'header', mediaType: 'text/plain', schema: { type: 'integer' } } as const
    expect(await readingOne(plain)('7')).toBe(7)
    const path = { in: 'path', mediaType: 'application/vnd.x+json', schema: {} } as const
    expect(await readingOne(path)('%5B%22a%2Fb%22%5D')).toEqual(['a/b'])
  })
})

describe('a default', () => {
  const components = { Limit: { type: 'integer', default: 20 } }
  const ref = { $ref: '#/components/schemas/Limit' }

  test.each([
    ['query', { default: 'x' }, 'x'],
    ['query', ref, 20],
    ['cookie', { allOf: [{ minimum: 1 }, ref] }, 20],
    ['query', { ...strings, default: ['a'] }, ['a']],
    ['query', { ...color, default: rgb }, rgb],
  ] as const)(
    'of a parameter in %s with %j is used where it is absent',
    async (place, schema, value) => {
      expect(await readingOne({ in: place, schema }, components)('other=1')).toEqual(value)
    },
  )

  test('is used for a header, and is of its own for each request', async () => {
    const schema = { ...strings, default: ['a'] }
    const read = reading([parameter({ name: 'X', in: 'header', schema })])
    const [one, other] = [await read({}), await read({})]
    expect(one.headers).toEqual({ x: ['a'] })
    expect(one.headers?.x).not.toBe(other.headers?.x)
  })

  test('is not used for what was sent', async () => {
    expect(await readingOne({ in: 'query', schema: ref }, components)('k=abc')).toBe('abc')
  })
})

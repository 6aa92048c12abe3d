import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { problem } from '../src/problem.ts'
import type { Decoded } from '../src/schema/decoded.ts'
import type { ViewOptions } from '../src/view-options.ts'
import { appOf } from './apps.ts'

import { documentOf, operation } from './document/apps.ts'

const integer = { type: 'integer' }
const object = (properties: object, more = {}) => ({ type: 'object', properties, ...more })

/** What a view with this decode and schema answers to a request: its parts, or the faults. */
async function answerOf(
  decode: ViewOptions['decode'],
  schema: ViewOptions['schema'],
  { headers = {}, payload }: { headers?: Record<string, string>; payload?: object } = {},
) {
  const home = new JsonBlueprint('home')
  home.post('/:id', { ...(decode && { decode }), ...(schema && { schema }) }, (request) => {
    const { params, query, headers, body } = request
    return { params, query, headers, body, cookies: (request as { cookies?: object }).cookies }
  })
  const sent = { ...(payload && { payload }) }
  const response = await appOf(home).inject({ method: 'POST', url: '/7?page=2', headers, ...sent })
  return response.json()
}

describe('what decode gives', () => {
  test('is taken as it is: no text in it becomes a number', async () => {
    const decode = () => ({ params: { id: '7' }, query: { page: 2, 'filter[a]': [1] } })
    const schema = { params: object({ id: integer }), query: object({ page: integer }) }
    expect((await answerOf(decode, schema)).errors).toEqual([
      { in: 'params', pointer: '/id', detail: 'must be an integer' },
    ])
    const right = () => ({ params: { id: 7 }, query: { page: 2, 'filter[a]': [1] } })
    expect(await answerOf(right, schema)).toMatchObject(right())
  })

  test('may have names that no path and no Node gives, over the original headers', async () => {
    const decode = () => ({ params: { 'user-id': 1 }, headers: { 'X-Count': 3 } })
    const schema = {
      params: object({ 'user-id': integer }),
      headers: object({ 'X-Count': integer }, { additionalProperties: false }),
    }
    const answer = await answerOf(decode, schema, { headers: { 'x-count': '3' } })
    expect(answer).toMatchObject({
      params: { 'user-id': 1 },
      headers: { 'X-Count': 3, 'x-count': '3', host: 'localhost:80' },
    })
  })

  test('is checked and transformed by a library, too', async () => {
    const decode = () => ({ query: { page: 2 }, cookies: { session: 'a' } })
    const cookies = z.object({ session: z.string().transform((text) => text.toUpperCase()) })
    const schema = { query: z.object({ page: z.number() }), cookies }
    expect(await answerOf(decode, schema)).toMatchObject({ cookies: { session: 'A' } })
  })

  test('replaces nothing that it leaves out: that is read and converted as in any view', async () => {
    const schema = { params: object({ id: integer }), query: object({ page: integer }) }
    const answer = await answerOf(() => ({ params: { id: 1 } }), schema)
    expect(answer).toMatchObject({ params: { id: 1 }, query: { page: 2 } })
  })

  test('reaches a view without a schema', async () => {
    const answer = await answerOf(() => ({ params: { a: 1 }, cookies: { b: 2 } }), undefined)
    expect(answer).toMatchObject({ params: { a: 1 }, cookies: { b: 2 } })
  })
})

describe('faults of decode', () => {
  const faults: Decoded['faults'] = [
    { in: 'cookies', pointer: '/session', detail: 'is not percent-encoded correctly' },
    { in: 'query', pointer: '/filter', detail: 'is no object' },
  ]

  test('stand in the one 400, in the order of the parts, and instead of what follows from them', async () => {
    const required = (name: string) => object({ [name]: object({}) }, { required: [name] })
    const decode = () => ({ params: {}, query: {}, cookies: {}, faults })
    const schema = {
      params: object({}, { required: ['id'] }),
      query: required('filter'),
      cookies: required('session'),
      body: object({}, { required: ['name'] }),
    }
    const answer = await answerOf(decode, schema, { payload: {} })
    expect(answer).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(answer.errors).toEqual([
      { in: 'params', pointer: '/id', detail: 'is required' },
      { in: 'query', pointer: '/filter', detail: 'is no object' },
      { in: 'cookies', pointer: '/session', detail: 'is not percent-encoded correctly' },
      { in: 'body', pointer: '/name', detail: 'is required' },
    ])
  })

  test('refuse a request that passes every check', async () => {
    expect((await answerOf(() => ({ faults }), undefined)).errors).toHaveLength(2)
    expect((await answerOf(() => ({ faults: [] }), undefined)).errors).toBeUndefined()
  })

  test('leave out what is inside of them, and nothing that only begins with the same letters', async () => {
    const at = (pointer: string) => [{ in: 'query' as const, pointer, detail: 'is odd' }]
    const query = object({ a: object({ b: integer }), ab: integer })
    const decode = () => ({ query: { a: { b: 'x' }, ab: 'y' }, faults: at('/a') })
    const { errors } = await answerOf(decode, { query })
    expect(errors.map((one: { pointer: string }) => one.pointer)).toEqual(['/a', '/ab'])
  })

  test('thrown ones end the request with what was thrown', async () => {
    const decode = () => {
      throw problem(422, 'Not today')
    }
    expect(await answerOf(decode, undefined)).toMatchObject({ status: 422, detail: 'Not today' })
  })
})

test('decode runs after the other hooks of the validation step', async () => {
  const seen: string[] = []
  const home = new JsonBlueprint('home')
  home.hook('preValidation', async () => void seen.push('hook'))
  const preValidation = async () => void seen.push('option')
  const decode = () => {
    seen.push('decode')
    return {}
  }
  home.get('/', { preValidation, decode }, () => seen)
  expect((await appOf(home).inject('/')).json()).toEqual(['hook', 'option', 'decode'])
})

test('cookies without a decode stop the app, and the message says what to do', async () => {
  const home = new JsonBlueprint('home')
  home.get('/', { name: 'show', schema: { cookies: object({}) } }, () => ({}))
  await expect(appOf(home).ready()).rejects.toThrow(/cookies: nothing here reads cookies.*decode/)
})

test('the document shows cookies, and headers in any case', async () => {
  const home = new JsonBlueprint('home')
  const cookies = object({ session: integer }, { required: ['session'] })
  const headers = object({ 'X-Count': integer, Accept: integer })
  home.get('/', { decode: () => ({}), schema: { cookies, headers } }, () => ({}))
  expect(operation(await documentOf(home), 'get', '/').parameters).toEqual([
    { name: 'X-Count', in: 'header', schema: integer },
    { name: 'session', in: 'cookie', required: true, schema: integer },
  ])
})

test('a view may say where it is declared', async () => {
  const home = new JsonBlueprint('home')
  const options = { name: 'show', where: 'openapi.yaml:12:5', schema: { params: { type: 'x' } } }
  home.get('/', options, () => ({}))
  await expect(appOf(home).ready()).rejects.toThrow('view home.show (openapi.yaml:12:5)')
})

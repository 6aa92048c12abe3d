import { describe, expectTypeOf, test } from 'vitest'
import { type Client, createClient, type InputOf } from '../src/index.ts'
import { getUser, type Operations, operations, type Problem, type User } from './users-api.ts'

declare const users: Client<Operations>
declare const all: Client<Operations, false>

describe('the input of a call', () => {
  test('has parameters of every place side by side', () => {
    expectTypeOf(users.getUser).toBeCallableWith({
      id: 1,
      fields: ['name'],
      'x-trace': 'a',
      session: 'b',
    })
    // @ts-expect-error a required parameter
    users.getUser({})
    // @ts-expect-error a required parameter
    users.getUser()
    // @ts-expect-error no string
    users.getUser({ id: '1' })
    // @ts-expect-error a name that is not declared
    users.getUser({ id: 1, field: ['name'] })
    // @ts-expect-error no body
    users.getUser({ id: 1, body: {} })
    // @ts-expect-error an operation that is not declared
    users.getUserz({ id: 1 })
  })

  test('may be left out where nothing of it is required', () => {
    users.getUsers()
    users.getUsers({}, { timeout: 100 })
    users.getUsers(undefined, { signal: AbortSignal.timeout(1), headers: { a: 'b', c: undefined } })
    // @ts-expect-error no number of seconds as text
    users.getUsers({}, { timeout: '1s' })
  })

  test('has the body under a name of its own', () => {
    users.addUser({ body: { id: 1, name: 'Ada' }, 'idempotency-key': 'k' })
    users.addUser({ body: { id: 1, name: 'Ada' }, contentType: 'application/json' })
    // @ts-expect-error a required body
    users.addUser({})
    // @ts-expect-error a required property
    users.addUser({ body: { id: 1 } })
    // @ts-expect-error no media type of the operation
    users.addUser({ body: { id: 1, name: 'Ada' }, contentType: 'text/plain' })
  })

  test('says of several media types which one it is, where that is not JSON', () => {
    users.putPhoto({ id: 1, body: { url: 'a' } })
    users.putPhoto({ id: 1, body: new Uint8Array(), contentType: 'image/png' })
    // @ts-expect-error JSON without its url
    users.putPhoto({ id: 1, body: {} })
    // @ts-expect-error outside of image/*
    users.putPhoto({ id: 1, body: new Uint8Array(), contentType: 'text/png' })
    users.putNote({ body: 'a', contentType: 'text/markdown' })
    users.putNote()
    // @ts-expect-error one of two
    users.putNote({ body: 'a' })
    // @ts-expect-error nothing to have a type
    users.putNote({ contentType: 'text/plain' })
  })

  test('of a form is an object, or what a page has', () => {
    users['log in']({ body: { name: 'Ada', roles: ['a'], device: { os: 'b' } } })
    users['log in']({ body: new URLSearchParams('name=Ada') })
    users.addPhoto({ id: 1, body: { title: 'a', photo: new Blob(['b']), place: { lat: 1 } } })
    users.addPhoto({ id: 1, body: new FormData() })
    users.addPhoto({ id: 1 })
    // @ts-expect-error a required field
    users.addPhoto({ id: 1, body: { title: 'a' } })
    // @ts-expect-error a misspelt field
    users['log in']({ body: { name: 'Ada', role: ['a'] } })
  })

  test('of bytes is an array of them, a file, or a stream', () => {
    users.upload({ body: new Uint8Array() })
    users.upload({ body: new Blob([]) })
    users.upload({ body: new ReadableStream<Uint8Array>() })
    // @ts-expect-error no number
    users.upload({ body: 1 })
  })

  test('has the place behind a name that is taken', () => {
    users.clash({ id_path: 1, id_query: 'a', body_query: true, body: 1 })
    expectTypeOf<Omit<InputOf<Operations['clash']>, 'body' | 'contentType'>>().toEqualTypeOf<{
      id_path: number
      id_query?: string
      body_query?: boolean
    }>()
    // @ts-expect-error which of the two
    users.clash({ id: 1 })
  })
})

describe('what a call returns', () => {
  test('is told apart by status', async () => {
    const answer = await users.getUser({ id: 1 })
    expectTypeOf(answer.status).toEqualTypeOf<200 | 404>()
    expectTypeOf(answer.headers).toEqualTypeOf<Headers>()
    if (answer.status === 200) expectTypeOf(answer.body).toEqualTypeOf<User>()
    else expectTypeOf(answer.body).toEqualTypeOf<Problem>()
    // @ts-expect-error thrown
    if (answer.status === 503) return
  })

  test('is undefined where an answer has no body, and bytes where it has', async () => {
    const put = await users.putUser({ id: 1, body: { id: 1, name: 'Ada' } })
    expectTypeOf(put).toMatchTypeOf<{ status: 201 | 204; body: undefined }>()
    const photo = await users.getPhoto({ id: 1 })
    expectTypeOf(photo.status).toEqualTypeOf<200 | 304>()
    if (photo.status === 200) expectTypeOf(photo.body).toEqualTypeOf<Uint8Array>()
    expectTypeOf((await users.putNote()).body).toEqualTypeOf<string | number>()
  })

  test('is any 2xx where none has a number of its own', async () => {
    const { status, body } = await users.upload({ body: new Uint8Array() })
    expectTypeOf(status).toEqualTypeOf<200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226>()
    expectTypeOf(body).toEqualTypeOf<number>()
    const clash = await users.clash({ id_path: 1 })
    expectTypeOf(clash.status).toEqualTypeOf(status)
    expectTypeOf(clash.body).toEqualTypeOf<string>()
  })

  test('is everything where nothing is thrown, by a call or by a client', async () => {
    const answer = await users.getUser({ id: 1 }, { throws: false })
    if (answer.status === 200) expectTypeOf(answer.body).toEqualTypeOf<User>()
    if (answer.status === 503) expectTypeOf(answer.body).toEqualTypeOf<Problem>()
    const list = await all.getUsers()
    if (list.status === 200) expectTypeOf(list.body).toEqualTypeOf<User[]>()
    if (list.status === 500) expectTypeOf(list.body).toEqualTypeOf<unknown>()
    const thrown = await users.getUsers({}, { throws: true })
    expectTypeOf(thrown.status).toEqualTypeOf<200>()
  })
})

describe('a client', () => {
  test('is made of types and of their table', () => {
    expectTypeOf(createClient<Operations>({ url: 'http://users', operations })).toEqualTypeOf<
      Client<Operations>
    >()
    expectTypeOf(
      createClient<Operations>({ url: 'http://users', operations, throws: false }),
    ).toEqualTypeOf<Client<Operations, false>>()
    // @ts-expect-error rows are missing
    createClient<Operations>({ url: 'http://users', operations: { getUser } })
    // @ts-expect-error no such option
    createClient<Operations>({ url: 'http://users', operations, retry: 1 })
  })

  test('may have some of them', () => {
    const some = createClient<Pick<Operations, 'getUser'>>({
      url: 'http://users',
      operations: { getUser },
    })
    expectTypeOf<keyof typeof some>().toEqualTypeOf<'getUser'>()
  })

  test('without types takes anything by the names of the table', async () => {
    const loose = createClient({ url: 'http://users', operations: { getUser } })
    const { status, body } = await loose.getUser({ anything: 1 })
    expectTypeOf(status).toEqualTypeOf<number>()
    expectTypeOf(body).toEqualTypeOf<unknown>()
    // @ts-expect-error none of the table
    loose.getUsers()
  })
})

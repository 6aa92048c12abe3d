import { beforeEach, expect, test } from 'vitest'
import { makeApp } from '../src/app.ts'

let app = makeApp()
beforeEach(() => {
  app = makeApp()
  return () => app.close()
})

const add = (payload: object) => app.inject({ method: 'POST', url: '/authors', payload })

test('an author is added with a date, and listed', async () => {
  const response = await add({ name: ' Ada Lovelace ', born: '1815-12-10' })
  const ada = { id: 3, name: 'Ada Lovelace', born: '1815-12-10T00:00:00.000Z' }
  expect([response.statusCode, response.json()]).toEqual([201, ada])
  expect((await app.inject('/authors')).json()).toHaveLength(3)
  expect((await app.inject('/authors/3')).json()).toEqual(ada)
})

test('an author is added once', async () => {
  expect((await add({ name: 'Jules Verne' })).json()).toMatchObject({ status: 409, author: 2 })
})

test('what is wrong with an author is told', async () => {
  expect((await add({ name: '', born: 'long ago', age: 1 })).json().errors).toEqual([
    { in: 'body', pointer: '/age', detail: 'is not known' },
    { in: 'body', pointer: '/name', detail: 'must have at least 1 character' },
    { in: 'body', pointer: '/born', detail: 'must be a date (RFC 3339)' },
  ])
  expect((await app.inject('/authors/0')).statusCode).toBe(400)
  expect((await app.inject('/authors/9')).statusCode).toBe(404)
})

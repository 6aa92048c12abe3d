import { beforeEach, describe, expect, test } from 'vitest'
import { makeApp } from '../src/app.ts'

let app = makeApp()
beforeEach(() => {
  app = makeApp()
  return () => app.close()
})

const titles = ({ items }: { items: { title: string }[] }) => items.map(({ title }) => title)

describe('a search', () => {
  test('finds all books, by their ISBN', async () => {
    const page = (await app.inject('/books')).json()
    expect(titles(page)).toEqual([
      'Around the World in Eighty Days',
      'Frankenstein',
      'The Last Man',
    ])
    expect(page.next).toBe(null)
  })

  test('finds by part of a title and by authors', async () => {
    expect(titles((await app.inject('/books?q=LAST')).json())).toEqual(['The Last Man'])
    expect(titles((await app.inject('/books?author=2')).json())).toHaveLength(1)
    expect(titles((await app.inject('/books?author=1&author=2')).json())).toHaveLength(3)
  })

  test('goes a page at a time', async () => {
    const first = (await app.inject('/books?limit=2')).json()
    const rest = (await app.inject(`/books?limit=2&after=${first.next}`)).json()
    expect([titles(first).length, titles(rest), rest.next]).toEqual([2, ['The Last Man'], null])
  })

  test('with several mistakes tells all of them', async () => {
    const { status, errors } = (await app.inject('/books?limit=0&author=Verne')).json()
    expect({ status, errors }).toEqual({
      status: 400,
      errors: [
        { in: 'query', pointer: '/author/0', detail: 'must be an integer' },
        { in: 'query', pointer: '/limit', detail: 'must be ≥ 1' },
      ],
    })
  })
})

test('a book is shown, and one that is not there is a 404', async () => {
  expect((await app.inject('/books/9780141439471')).json()).toMatchObject({ stock: 3 })
  expect((await app.inject('/books/9780000000000')).json()).toMatchObject({
    status: 404,
    detail: 'No book 9780000000000',
  })
  expect((await app.inject('/books/frankenstein')).statusCode).toBe(400)
})

test('a book is added with 201, and replaced with 200', async () => {
  const url = '/books/9781853260315'
  const payload = { title: 'Twenty Thousand Leagues', author: 2, price: 499, stock: 1 }
  const put = (body: object) => app.inject({ method: 'PUT', url, payload: body })
  const added = await put(payload)
  expect([added.statusCode, added.json()]).toEqual([201, { isbn: '9781853260315', ...payload }])
  expect((await put({ ...payload, price: 599 })).statusCode).toBe(200)
  expect((await put({ ...payload, author: 9 })).statusCode).toBe(422)
  expect((await put({ ...payload, colour: 'red' })).json().errors).toEqual([
    { in: 'body', pointer: '/colour', detail: 'is not known' },
  ])
})

test('a book is taken out once', async () => {
  const remove = () => app.inject({ method: 'DELETE', url: '/books/9780141439471' })
  const response = await remove()
  expect([response.statusCode, response.payload]).toEqual([204, ''])
  expect((await remove()).statusCode).toBe(404)
})

import { beforeEach, expect, test } from 'vitest'
import { makeApp } from '../src/app.ts'

let app = makeApp()
beforeEach(() => {
  app = makeApp()
  return () => app.close()
})

const isbn = '9780141439471'
const order = (items: object[]) =>
  app.inject({ method: 'POST', url: '/orders', payload: { items } })
const pay = () => app.inject({ method: 'POST', url: '/orders/1/payment' })

test('an order takes books from the stock, and is paid once', async () => {
  const items = [{ isbn, quantity: 2 }]
  const response = await order(items)
  const open = { id: 1, items, status: 'open', total: 1798 }
  expect([response.statusCode, response.json()]).toEqual([201, open])
  expect((await app.inject(`/books/${isbn}`)).json().stock).toBe(1)
  expect((await pay()).json()).toEqual({ ...open, status: 'paid' })
  expect((await pay()).statusCode).toBe(409)
  expect((await app.inject('/orders/1')).json().status).toBe('paid')
})

test('an order of more than there is takes nothing', async () => {
  const items = [
    { isbn: '9780199538478', quantity: 1 },
    { isbn, quantity: 2 },
    { isbn, quantity: 2 },
  ]
  expect((await order(items)).json()).toMatchObject({ status: 409, isbn })
  expect((await app.inject('/books/9780199538478')).json().stock).toBe(3)
})

test('what is wrong with an order is told', async () => {
  expect((await order([])).json().errors).toEqual([
    { in: 'body', pointer: '/items', detail: 'must have at least 1 item' },
  ])
  expect((await order([{ isbn: 'x', quantity: 11 }])).json().errors).toEqual(
    expect.arrayContaining([
      { in: 'body', pointer: '/items/0/quantity', detail: 'must be ≤ 10' },
      { in: 'body', pointer: '/items/0/isbn', detail: 'must match ^97[89]\\d{10}$' },
    ]),
  )
  expect((await app.inject('/orders/7')).statusCode).toBe(404)
})

import { type } from 'arktype'
import { abort, JsonBlueprint, problemSchema } from 'flakon'
import { store } from '../store.ts'

export const orders = new JsonBlueprint('orders', {
  prefix: '/orders',
  description: 'What customers want; schemas of ArkType',
})

const Item = type({ isbn: /^97[89]\d{10}$/, quantity: '1 <= number.integer <= 10' })
const NewOrder = type({ items: Item.array().atLeastLength(1).atMostLength(20) })
const Order = type({
  id: 'number.integer',
  items: type({ isbn: 'string', quantity: 'number.integer' }).array(),
  status: "'open' | 'paid'",
  total: type('number.integer').describe('In cents'),
}).configure({ title: 'Order' }, 'self')
const Id = type({ id: '1 <= number.integer <= 1000000' })

orders.post(
  '/',
  {
    summary: 'Order books, all or none',
    schema: { body: NewOrder, response: { 201: Order, 409: problemSchema } },
  },
  function add(request) {
    const order = store.of(request).addOrder(request.body.items)
    if ('short' in order) abort(409, `Not enough of ${order.short}`, { isbn: order.short })
    return order
  },
)

orders.get(
  '/:id',
  { summary: 'One order', schema: { params: Id, response: { 200: Order, 404: problemSchema } } },
  function show(request) {
    const { id } = request.params
    const order = store.of(request).orders.get(id) ?? abort(404, `No order ${id}`)
    return order
  },
)

orders.post(
  '/:id/payment',
  {
    summary: 'Pay an order',
    schema: { params: Id, response: { 200: Order, 404: problemSchema, 409: problemSchema } },
  },
  function pay(request) {
    const shop = store.of(request)
    const { id } = request.params
    const order = shop.orders.get(id) ?? abort(404, `No order ${id}`)
    if (order.status === 'paid') abort(409, `Order ${id} is paid already`)
    const paid = { ...order, status: 'paid' } as const
    shop.orders.set(id, paid)
    return paid
  },
)

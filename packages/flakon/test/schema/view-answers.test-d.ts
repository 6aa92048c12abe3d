import type { FastifyInstance, FastifyReply } from 'fastify'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint, type View } from '../../src/index.ts'

const users = new JsonBlueprint('users')
type User = { id: number; role: 'user' | 'admin'; nick?: string }

test('a bare return is the lowest declared success, a wrong one does not compile', () => {
  const schema = {
    response: {
      202: z.object({ job: z.string() }),
      201: z.object({ role: z.enum(['a', 'b']) }),
      404: z.object({ reason: z.string() }),
    },
  }
  users.get('/', { schema }, () => ({ role: 'a' }))
  users.get('/', { schema }, async () => ({ role: 'a' }))
  // @ts-expect-error: the answer of 202
  users.get('/', { schema }, () => ({ job: '1' }))
  // @ts-expect-error: not one of the listed words
  users.get('/', { schema }, () => ({ role: 'c' }))
  // @ts-expect-error: nothing is no answer
  users.get('/', { schema }, () => {})
  // @ts-expect-error: a property is missing
  users.get('/', { schema }, async () => ({}))
})

test('another status is typed, an undeclared one does not compile', () => {
  const schema = {
    response: { 200: z.string(), 404: z.object({ reason: z.string() }), '5xx': z.number() },
  }
  users.get('/', { schema }, (_request, reply) => reply.code(404).send({ reason: 'none' }))
  users.get('/', { schema }, (_request, reply) => reply.code(503).send(3))
  // @ts-expect-error: the answer of 200
  users.get('/', { schema }, (_request, reply) => reply.code(404).send('found'))
  // @ts-expect-error: not declared
  users.get('/', { schema }, (_request, reply) => reply.code(409).send({ reason: 'none' }))
})

test('default stands for every status that is not declared', () => {
  const schema = {
    response: { 200: z.object({ id: z.number() }), default: z.object({ why: z.string() }) },
  }
  users.get('/default', { schema }, (request, reply) => {
    if (request.id === '') return reply.code(503).send({ why: 'x' })
    // @ts-expect-error 200 has its own
    if (request.id === '') return reply.code(200).send({ why: 'x' })
    return { id: 1 }
  })
  users.get(
    '/upper',
    { schema: { response: { '5XX': z.string(), 200: z.number() } } },
    (_, reply) => reply.code(503).send('x'),
  )
})

test('an answer without a body is declared by null', () => {
  const schema = { response: { 204: null, 404: z.object({ reason: z.string() }) } }
  users.delete('/', { schema }, () => {})
  users.delete('/', { schema }, async (_request, reply) => {
    if (reply.sent) return reply.code(404).send({ reason: 'none' })
    return undefined
  })
  // @ts-expect-error: 204 has no body
  users.delete('/', { schema }, () => ({ id: 1 }))
})

test('a misspelt part does not compile', () => {
  // @ts-expect-error: query
  users.get('/', { schema: { qurey: z.object({}) } }, () => ({}))
  // @ts-expect-error: query
  users.get('/', { schema: { params: z.object({}), qurey: z.object({}) } }, () => ({}))
})

test('a view declared apart is typed by its schema or by Fastify’s words', () => {
  const schema = { params: z.object({ id: z.int() }), response: { 200: z.object({ id: z.int() }) } }
  const show: View<typeof schema> = ({ params }) => ({ id: params.id })
  users.get('/:id', { schema }, show)
  const fastifys: View<{ Params: { id: string } }> = ({ params }) => params.id
  users.get('/:id', fastifys)
  users.route({ method: 'GET', url: '/', schema, handler: ({ params }) => ({ id: params.id }) })
  const helper = (reply: FastifyReply) => reply.header('x-a', '1')
  users.get('/:id', { schema }, ({ params }, reply) => {
    helper(reply as unknown as FastifyReply)
    return { id: params.id }
  })
})

test('this is the app, with and without a schema', () => {
  const schema = { response: { 200: z.object({ port: z.number() }) } }
  users.get('/', { schema }, function () {
    expectTypeOf(this).toEqualTypeOf<FastifyInstance>()
    return { port: this.addresses().length }
  })
  users.get('/', function () {
    expectTypeOf(this).toEqualTypeOf<FastifyInstance>()
    return this.version
  })
  const show = function (this: FastifyInstance) {
    return { port: this.addresses().length }
  }
  users.get('/', { schema }, show)
  users.get('/', show)
  // @ts-expect-error: the app is no date
  users.get('/', { schema }, function (this: Date) {
    return { port: this.getTime() }
  })
})

test('the schema of a whole app may be shared and named', () => {
  const User = z.object({
    id: z.int(),
    role: z.enum(['user', 'admin']),
    nick: z.string().exactOptional(),
  })
  users.get('/', { schema: { response: { 200: z.array(User) } } }, () => {
    const all: User[] = [{ id: 1, role: 'admin' }]
    return all
  })
})

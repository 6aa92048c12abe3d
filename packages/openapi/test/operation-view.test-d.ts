import type { Readable } from 'node:stream'
import { expectTypeOf, test } from 'vitest'
import type { OperationReply, OperationRequest, OperationView } from '../src/operation-view.ts'
import { SpecBlueprint } from '../src/spec-blueprint.ts'

type Run = { id: number; title: string; kind: 'easy' | 'hard' }
type Problem = { title: string }
type Binary =
  | Uint8Array
  | { readonly size: number; readonly type: string; arrayBuffer(): Promise<ArrayBuffer> }
  | { getReader(): unknown }
  | AsyncIterable<Uint8Array>
type Others<Statuses extends number, Listed, Body> = { [S in Exclude<Statuses, Listed>]: Body }

/** As a generated file has them. */
interface Operations {
  getRuns: {
    params: { runner_id: number }
    query: { limit?: number; after?: string; 'filter[name]'?: string }
    headers: { 'x-trace'?: string; 'x-count': number; age?: number }
    cookies: { session: string }
    filled: { query: 'limit' }
    responses: { 200: Run[]; 404: Problem } & Others<500 | 502 | 404, 404, string>
    success: 200
    security: 'required'
  }
  addRun: {
    body: { 'application/json': { title: string }; 'text/plain': string }
    responses: { 201: Run; 202: { job: string } }
    success: 201
    security: 'optional'
  }
  removeRun: {
    params: { id: number }
    responses: { 204: undefined; 404: Problem }
    success: 204
    security: 'none'
  }
  putPicture: {
    body?: { 'image/png': Binary; 'multipart/form-data': { picture: Binary; title?: string } }
    responses: { 200: Binary }
    success: 200
    security: 'none'
  }
  go: { responses: { 302: undefined }; security: 'none' }
}

const api = new SpecBlueprint<Operations, { user: string }>('api', { spec: {} })

test('ids are those of the document', () => {
  api.operation('getRuns', () => [])
  // @ts-expect-error: misspelt
  api.operation('getRun', () => [])
})

test('the parts of a request are exact', () => {
  api.operation('getRuns', (request) => {
    expectTypeOf(request.params).toEqualTypeOf<{ runner_id: number }>()
    expectTypeOf(request.query.after).toEqualTypeOf<string | undefined>()
    expectTypeOf(request.query['filter[name]']).toEqualTypeOf<string | undefined>()
    expectTypeOf(request.headers.age).toEqualTypeOf<number | undefined>()
    expectTypeOf(request.headers.authorization).toEqualTypeOf<string | undefined>()
    expectTypeOf(request.headers['x-count']).toEqualTypeOf<number>()
    expectTypeOf(request.headers['user-agent']).toEqualTypeOf<string | undefined>()
    expectTypeOf(request.cookies.session).toEqualTypeOf<string>()
    // @ts-expect-error: not declared
    request.query.limt
    // @ts-expect-error: not declared
    request.cookies.theme
    request.log.info('as Fastify has it')
    return []
  })
  api.operation('addRun', (request, reply) => {
    // @ts-expect-error: the operation has none
    request.params.id
    return reply.code(202).send({ job: request.url })
  })
})

test('a parameter with a default is always there', () => {
  api.operation('getRuns', ({ query }) => {
    expectTypeOf(query.limit).toEqualTypeOf<number>()
    return []
  })
})

test('a body is one of those that its media types have, and perhaps none', () => {
  api.operation('addRun', ({ body }) => {
    expectTypeOf(body).toEqualTypeOf<{ title: string } | string>()
    return { id: 1, title: typeof body === 'string' ? body : body.title, kind: 'easy' }
  })
  api.operation('putPicture', ({ body }) => {
    if (body === undefined) return Buffer.from('')
    if (Buffer.isBuffer(body)) return body
    expectTypeOf(body.title).toEqualTypeOf<string | undefined>()
    expectTypeOf(body.picture.filename).toEqualTypeOf<string | undefined>()
    return body.picture
  })
  api.operation('removeRun', ({ body }) => {
    expectTypeOf(body).toBeUnknown()
  })
})

test('a bare return is the body of the lowest declared success', () => {
  api.operation('getRuns', () => [{ id: 1, title: 'a', kind: 'easy' }])
  api.operation('getRuns', async ({ params }) => [
    { id: params.runner_id, title: 'a', kind: 'hard' },
  ])
  // @ts-expect-error: not one of the words
  api.operation('getRuns', () => [{ id: 1, title: 'a', kind: 'slow' }])
  // @ts-expect-error: a property is missing
  api.operation('getRuns', async () => [{ id: 1, title: 'a' }])
  // @ts-expect-error: the body of 404
  api.operation('getRuns', () => ({ title: 'not found' }))
  // @ts-expect-error: nothing is no answer
  api.operation('getRuns', () => {})
  // @ts-expect-error: the body of 202
  api.operation('addRun', () => ({ job: '1' }))
})

test('an answer without a body returns nothing', () => {
  api.operation('removeRun', () => {})
  api.operation('removeRun', async (_request, reply) => reply.code(204).send())
  // @ts-expect-error: 204 has no body
  api.operation('removeRun', () => ({ id: 1 }))
  // @ts-expect-error: a redirection is no success
  api.operation('go', () => {})
  api.operation('go', (_request, reply) => reply.redirect('/elsewhere', 302))
  api.operation('go', (_request, reply) => reply.code(302).header('location', '/').send())
})

test('another status is typed, an undeclared one does not compile', () => {
  api.operation('getRuns', (_request, reply) => reply.code(404).send({ title: 'none' }))
  api.operation('getRuns', (_request, reply) => reply.code(502).send('upstream'))
  api.operation('getRuns', async (_request, reply) => {
    if (reply.sent) return reply
    return reply
      .status(404)
      .header('x-a', '1')
      .type('application/problem+json')
      .send({ title: 'a' })
  })
  // @ts-expect-error: the body of 200
  api.operation('getRuns', (_request, reply) => reply.code(404).send([]))
  // @ts-expect-error: not declared
  api.operation('getRuns', (_request, reply) => reply.code(409).send({ title: 'a' }))
  // @ts-expect-error: a body is declared
  api.operation('getRuns', (_request, reply) => reply.code(404).send())
  api.operation('addRun', (_request, reply) =>
    reply.header('location', '/1').send({ id: 1, title: 'a', kind: 'easy' }),
  )
})

test('bytes are sent as a buffer, an array of bytes or a stream', () => {
  api.operation('putPicture', () => Buffer.from(''))
  api.operation('putPicture', () => new Uint8Array())
  api.operation('putPicture', (_request, reply) => reply.code(200).send({} as Readable))
  // @ts-expect-error: a text is not bytes
  api.operation('putPicture', () => 'picture')
})

test('the principal is certain where it is required', () => {
  api.operation('getRuns', (request) => {
    expectTypeOf(api.principal(request)).toEqualTypeOf<{ user: string }>()
    return []
  })
  api.operation('addRun', (request, reply) => {
    expectTypeOf(api.principal(request)).toEqualTypeOf<{ user: string } | undefined>()
    return reply.code(202).send({ job: '1' })
  })
  api.operation('removeRun', (request) => {
    expectTypeOf(api.principal(request)).toEqualTypeOf<{ user: string } | undefined>()
  })
})

test('without types of the document anything goes', () => {
  const loose = new SpecBlueprint('loose', { spec: {} })
  loose.operation('any', async (request, reply) => {
    request.params.id.toString()
    request.body.title.at(0)
    if (request.query.after) return reply.code(404).send({ title: 'a' })
    return { anything: request.cookies.session }
  })
  loose.operation('none', () => {})
})

test('a handler declared apart is typed by its operation', () => {
  const getRuns: OperationView<Operations['getRuns']> = ({ query }) =>
    query.limit > 1 ? [] : [{ id: 1, title: 'a', kind: 'easy' }]
  api.operation('getRuns', getRuns)
  const answer = (
    { params }: OperationRequest<Operations['removeRun']>,
    reply: OperationReply<Operations['removeRun']>,
  ) => (params.id > 1 ? reply.code(404).send({ title: 'a' }) : reply.code(204).send())
  api.operation('removeRun', answer)
  // @ts-expect-error: the view of another operation
  api.operation('addRun', answer)
})

import { expect, test } from 'vitest'
import { abort, type ProblemContext, problem, toProblem } from '../src/problem.ts'

const context: ProblemContext = { format: 'problem', debug: false, instance: '/a', requestId: 'r1' }

/** What an HTTP or payment library throws: a status of its own conversation, not of ours. */
class ForeignError extends Error {
  readonly statusCode = 401
}

test('a problem is sent with its status, detail, code and members, as RFC 9457 says', () => {
  const cause = problem(404, 'No user 42', {
    type: 'https://errors.test/user',
    code: 'user',
    user: 42,
  })
  const { status, headers, body, expected } = toProblem(cause, context)
  expect({ status, expected }).toEqual({ status: 404, expected: true })
  expect(headers).toEqual({ 'content-type': 'application/problem+json; charset=utf-8' })
  expect(body).toEqual({
    type: 'https://errors.test/user',
    title: 'Not Found',
    status: 404,
    detail: 'No user 42',
    instance: '/a',
    code: 'user',
    request_id: 'r1',
    user: 42,
  })
})

test('a problem without more has the code and title of its status and no detail', () => {
  expect(toProblem(problem(409), context).body).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    instance: '/a',
    code: 'conflict',
    request_id: 'r1',
  })
})

test('members of a problem cannot replace the standard ones', () => {
  const { body } = toProblem(problem(400, 'bad', { status: 200, request_id: 'mine' }), context)
  expect(body).toMatchObject({ status: 400, request_id: 'r1' })
})

test('headers of a problem are headers, not members', () => {
  const { headers, body } = toProblem(
    problem(503, 'later', { headers: { 'retry-after': '5' } }),
    context,
  )
  expect(headers['retry-after']).toBe('5')
  expect(body).not.toHaveProperty('headers')
})

test('abort throws the problem at its caller', () => {
  expect(() => abort(418, 'teapot')).toThrow(
    expect.objectContaining({ statusCode: 418, message: 'teapot' }),
  )
})

test.each([200, 399, 600, 404.5, Number.NaN])('a problem of status %s is refused', (status) => {
  expect(() => problem(status)).toThrow(/status from 400 to 599/)
})

test('a plain Error with a 4xx statusCode is expected, as in Fastify', () => {
  const cause = Object.assign(new Error('too many'), { statusCode: 429 })
  expect(toProblem(cause, context)).toMatchObject({ status: 429, body: { detail: 'too many' } })
})

test("Fastify's own errors are expected and have a code of their own where one says more", () => {
  const cause = Object.assign(new TypeError('bad json'), {
    statusCode: 400,
    code: 'FST_ERR_CTP_INVALID_JSON_BODY',
  })
  expect(toProblem(cause, context)).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
})

test('an error with expose is expected, whatever its class and status', () => {
  const cause = Object.assign(new ForeignError('come back later'), {
    statusCode: 503,
    expose: true,
  })
  expect(toProblem(cause, context)).toMatchObject({
    status: 503,
    body: { detail: 'come back later' },
  })
})

test.each([
  ['an Error', new Error('password=hunter2')],
  ['a string', 'password=hunter2'],
  ['undefined', undefined],
  ['null', null],
  ['an object with a status', { statusCode: 404, message: 'hunter2' }],
  ['an AggregateError', new AggregateError([new Error('hunter2')], 'hunter2')],
  ['a plain Error with a 5xx status', Object.assign(new Error('hunter2'), { statusCode: 502 })],
  ['a foreign error with a status', new ForeignError('10.0.0.7 said hunter2')],
  [
    "Fastify's own 500",
    Object.assign(new Error('hunter2'), { code: 'FST_ERR_X', statusCode: 500 }),
  ],
])('%s is a bare 500 that holds nothing of it', (_name, cause) => {
  const { status, body, expected } = toProblem(cause, context)
  expect({ status, expected }).toEqual({ status: 500, expected: false })
  expect(body).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    instance: '/a',
    code: 'internal_server_error',
    request_id: 'r1',
  })
})

test('debug shows an unexpected error with its causes', () => {
  const cause = new Error('outer', { cause: new TypeError('inner') })
  const { body } = toProblem(cause, { ...context, debug: true })
  expect(body).toMatchObject({
    detail: 'Error: outer',
    error: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
  })
})

test("the format flakon is exactly the original's three members", () => {
  const format = { ...context, format: 'flakon' } as const
  const missing = toProblem(problem(404, 'No user 42', { code: 'user', user: 42 }), format)
  expect(missing.body).toEqual({
    code: 404,
    description: 'No user 42',
    message: '404 Not Found: No user 42',
  })
  expect(missing.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(toProblem(new Error('hunter2'), format).body).toEqual({
    code: 500,
    description: 'Internal Server Error',
    message: '500 Internal Server Error',
  })
})

test('faults found by a validation are listed by part and pointer', () => {
  const cause = Object.assign(new Error('bad'), {
    statusCode: 400,
    code: 'FST_ERR_VALIDATION',
    validationContext: 'querystring',
    validation: [
      { instancePath: '/page', message: 'must be integer' },
      { instancePath: '', message: "must have 'size'", params: { missingProperty: 'si/ze' } },
    ],
  })
  expect(toProblem(cause, context).body).toMatchObject({
    code: 'validation_failed',
    errors: [
      { in: 'query', pointer: '/page', detail: 'must be integer' },
      { in: 'query', pointer: '/si~1ze', detail: "must have 'size'" },
    ],
  })
})

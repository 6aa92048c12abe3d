import { expect, test } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { type ProblemContext, toProblem } from '../src/problem.ts'
import { appIn } from './apps.ts'
import { upstreamError } from './fake-client.ts'

const context: ProblemContext = { format: 'problem', debug: false, instance: '/a', requestId: 'r1' }

test.each([
  [502, 'upstream_failed', 'A service that this one needs has failed'],
  [503, 'upstream_unavailable', 'A service that this one needs is not available at the moment'],
  [504, 'upstream_timeout', 'A service that this one needs did not answer in time'],
])(
  'an error of a client is a %i that says nothing of the other service',
  (status, code, detail) => {
    const { headers, body, expected } = toProblem(upstreamError(status), context)
    expect(headers).toEqual({ 'content-type': 'application/problem+json; charset=utf-8' })
    expect(body).toMatchObject({ status, code, detail, instance: '/a', request_id: 'r1' })
    expect(Object.keys(body)).toEqual([
      'type',
      'title',
      'status',
      'detail',
      'instance',
      'code',
      'request_id',
    ])
    expect(expected).toBe(false)
  },
)

test.each([
  [1, '1'],
  [1000, '1'],
  [1001, '2'],
  [0, '1'],
])('an error that may be tried again after %i ms says Retry-After: %s', (ms, header) => {
  expect(toProblem(upstreamError(503, ms), context).headers['retry-after']).toBe(header)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%d ms are no time to wait', (ms) => {
  expect(toProblem(upstreamError(503, ms), context).headers).not.toHaveProperty('retry-after')
})

test.each([200, 401, 500, Number.NaN])('of any other status, as %d, is made a 502', (status) => {
  expect(toProblem(upstreamError(status), context).status).toBe(502)
})

test('what has the brand but says nothing is no error of a client', () => {
  const brand = Symbol.for('flakon.upstream')
  for (const said of [undefined, null, 503, true])
    expect(toProblem(Object.assign(new Error('x'), { [brand]: said }), context).status).toBe(500)
  expect(toProblem({ [brand]: { status: 504 } }, context).status).toBe(504)
})

test.each(['problem', 'flakon'] as const)(
  'in the format %s, in debug too, it is sent without a word of theirs',
  async (format) => {
    const home = new JsonBlueprint('home').get('/', () => {
      throw upstreamError(503, 1500)
    })
    const { app, lines } = appIn('debug', home, { errors: { format } })
    const response = await app.inject('/')
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('2')
    expect(response.headers).not.toHaveProperty('www-authenticate')
    expect(response.body + JSON.stringify(response.headers)).not.toMatch(
      /hunter2|401|10\.0\.0\.7|Basic/,
    )
    if (format === 'flakon') {
      expect(response.json()).toEqual({
        code: 503,
        description: 'A service that this one needs is not available at the moment',
        message:
          '503 Service Unavailable: A service that this one needs is not available at the moment',
      })
    }
    const told = lines.map((line) => JSON.parse(line)).filter(({ err }) => err !== undefined)
    expect(told).toEqual([
      expect.objectContaining({
        level: 50,
        msg: 'a service failed that is needed by GET /',
        answered: { detail: 'hunter2' },
        err: expect.objectContaining({ message: expect.stringContaining('10.0.0.7') }),
      }),
    ])
  },
)

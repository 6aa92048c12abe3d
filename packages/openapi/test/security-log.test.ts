import { type FastifyReply, fastify } from 'fastify'
import { createApp, JsonBlueprint } from 'flakon'
import { describe, expect, test } from 'vitest'
import { createSecurity } from '../src/security.ts'
import { redactedSerializers } from '../src/security-scheme.ts'
import { keep, schemes } from './secured-app.ts'

const onRequest = createSecurity({
  schemes,
  handlers: new Map([['queryKey', (_request, { key }) => key === 's3cr"et;#x' && 'ada']]),
  alternatives: [{ queryKey: [] }],
})
const query = '?page=2&api%5Fkey=s3cr"et;%23x&last=1'

function captured() {
  const lines: string[] = []
  return { lines, stream: { write: (line: string) => void lines.push(line) } }
}

/** A bare Fastify whose route logs what Fastify itself logs. */
function bareApp(view: (reply: FastifyReply) => unknown, logger: object = {}) {
  const { lines, stream } = captured()
  const app = keep(fastify({ logger: { level: 'trace', stream, ...logger } }))
  const logSerializers = redactedSerializers(schemes, app.log)
  app.get(
    '/runs',
    { ...(onRequest && { onRequest }), ...(logSerializers && { logSerializers }) },
    (_request, reply) => view(reply),
  )
  return { app, lines }
}

describe('a key in the query (case 13)', () => {
  test('is *** in the lines that Fastify logs of a request', async () => {
    const { app, lines } = bareApp(() => ({}))
    expect((await app.inject(`/runs${query}`)).statusCode).toBe(200)
    const [{ req }] = lines.map((line) => JSON.parse(line)) as [{ req: object }]
    expect(req).toMatchObject({
      method: 'GET',
      url: '/runs?page=2&api%5Fkey=***&last=1',
      remoteAddress: '127.0.0.1',
      host: 'localhost:80',
    })
    expect(lines.join()).not.toContain('s3cr')
  })

  test('is *** in errors and messages that quote the URL', async () => {
    const { app, lines } = bareApp((reply) => {
      reply.send({})
      reply.send({})
    })
    await app.inject(`/runs${query}`)
    expect(lines.join()).toContain('FST_ERR_REP_ALREADY_SENT')
    expect(JSON.parse(lines.at(-1) as string).msg).toContain('/runs?page=2&api%5Fkey=***')
    expect(lines.join()).not.toContain('s3cr')
  })

  test('is *** where it was refused, or its name was written in another case', async () => {
    const { app, lines } = bareApp(() => ({}))
    const statuses = ['?api_key=s3cr3t', '?API_KEY=s3cr3t', '?x=1&api_key=s3cr3t&api_key=s3cr3t']
    for (const wrong of statuses) expect((await app.inject(`/runs${wrong}`)).statusCode).toBe(401)
    expect(lines.join()).not.toContain('s3cr')
  })

  test('is *** in what serializers of the app’s own make of a request', async () => {
    const req = ({ url, query }: { url: string; query: object }) => ({
      seen: [url],
      query,
      at: new Date(0),
    })
    const { app, lines } = bareApp(() => ({}), { serializers: { req } })
    await app.inject(`/runs${query}`)
    const [line] = lines.map((one) => JSON.parse(one))
    expect(line.req).toEqual({
      seen: ['/runs?page=2&api%5Fkey=***&last=1'],
      query: { page: '2', api_key: '***', last: '1' },
      at: '1970-01-01T00:00:00.000Z',
    })
  })

  test('is in no line of a Flakon service', async () => {
    const home = new JsonBlueprint('home')
    const { lines, stream } = captured()
    const settings = { app: { mode: 'debug' }, log: { level: 'trace' } }
    const app = keep(createApp({ blueprints: [home], settings, fastify: { logger: { stream } } }))
    const logSerializers = redactedSerializers(schemes, app.log)
    const options = { ...(onRequest && { onRequest }), ...(logSerializers && { logSerializers }) }
    home.get('/runs', options, (request) => {
      request.log.info({ req: request, url: request.url }, `seen ${request.url}`)
      request.log.warn(new Error(request.url))
      throw new Error(`cannot answer ${request.url}`)
    })
    expect((await app.inject(`/runs${query}`)).statusCode).toBe(500)
    await app.inject(`/nothing${query}`)
    expect(lines.join()).toContain('cannot answer /runs?page=2&api%5Fkey=***')
    expect(lines.join()).not.toContain('s3cr')
  })
})

test('nothing is redacted where no key stands in a query, nor without a log', () => {
  const { queryKey: _key, ...others } = schemes
  expect(redactedSerializers(others, fastify({ logger: true }).log)).toBe(undefined)
  expect(redactedSerializers(schemes, fastify().log)).toBe(undefined)
})

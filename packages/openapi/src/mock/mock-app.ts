import type { FastifyInstance } from 'fastify'
import { type App, createApp } from 'flakon'
import type { LoadedDocument } from '../document.ts'
import { SpecBlueprint } from '../spec-blueprint.ts'
import { type BadDay, rehearse } from './bad-day.ts'
import { mockAll } from './mocking.ts'

export interface MockAppOptions {
  readonly loaded: LoadedDocument
  readonly seed: string
  readonly badDay: BadDay
}

/** An app that answers every operation of a document by itself. */
export function createMockApp({ loaded, seed, badDay }: MockAppOptions): App {
  const blueprint = new SpecBlueprint('mock', { spec: {} })
  mockAll(blueprint, loaded, seed)
  // Not debug: what a schema needs is compiled when it is asked for, so that the mock is there at once.
  const settings = { app: { name: 'mock', mode: 'production' } }
  const app = createApp({ blueprints: [blueprint], settings })
  allowOrigins(app)
  rehearse(app, badDay, seed)
  return app
}

/** Front ends are served from other origins (CORS), and nothing here is a secret. */
function allowOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, ...headers } = request.headers
    if (origin === undefined) return done()
    const method = headers['access-control-request-method']
    const names = headers['access-control-request-headers']
    reply.headers({
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    })
    if (request.method !== 'OPTIONS' || method === undefined) return done()
    reply.code(204).headers({
      'access-control-allow-methods': method,
      ...(names === undefined ? {} : { 'access-control-allow-headers': names }),
    })
    reply.send()
  })
  // Where credentials are sent, a star means nothing.
  app.addHook('onSend', (request, reply, _body, done) => {
    if (request.headers.origin !== undefined) {
      reply.header('access-control-expose-headers', Object.keys(reply.getHeaders()).join(', '))
    }
    done()
  })
}

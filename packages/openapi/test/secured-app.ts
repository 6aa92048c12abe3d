import type { FastifyServerOptions } from 'fastify'
import { type App, createApp, JsonBlueprint } from 'flakon'
import { afterEach } from 'vitest'
import type { SecurityHandler } from '../src/credentials.ts'
import type { SecurityAlternative } from '../src/document.ts'
import { createSecurity, principalOf } from '../src/security.ts'

const apps: { close(): unknown }[] = []
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())))

/** Closes an app when the test that made it has ended. */
export function keep<A extends { close(): unknown }>(app: A): A {
  apps.push(app)
  return app
}

/** One scheme of each kind. */
export const schemes = {
  bearerAuth: { type: 'http', scheme: 'bearer' },
  basicAuth: { type: 'http', scheme: 'basic' },
  digestAuth: { type: 'http', scheme: 'Digest' },
  headerKey: { type: 'apiKey', in: 'header', name: 'X-Key' },
  queryKey: { type: 'apiKey', in: 'query', name: 'api_key' },
  cookieKey: { type: 'apiKey', in: 'cookie', name: 'session' },
  oauth: { type: 'oauth2', flows: {} },
  login: { type: 'openIdConnect', openIdConnectUrl: 'https://login.example/' },
  certificate: { type: 'mutualTLS' },
}
export type Name = keyof typeof schemes

export interface Secured {
  readonly security: readonly SecurityAlternative[] | undefined
  readonly handlers?: { readonly [N in Name]?: SecurityHandler }
  readonly mode?: 'check' | 'present'
  readonly options?: SecurityAlternative[]
  readonly settings?: object
  readonly fastify?: FastifyServerOptions
}

/** An app with guarded `GET` and `POST /runs`, whose views answer with the principal; OPTIONS where asked for. */
export function securedApp(secured: Secured): App {
  const { security, options, settings = {}, fastify = {} } = secured
  const home = new JsonBlueprint('home')
  const view = (request: Parameters<typeof principalOf>[0]) => ({
    principal: principalOf(request) ?? null,
  })
  const routes = { GET: security, POST: security, ...(options && { OPTIONS: options }) }
  for (const [method, alternatives] of Object.entries(routes)) {
    const guarded = guard({ ...secured, security: alternatives })
    home.route({ method, url: '/runs', name: method.toLowerCase(), ...guarded, handler: view })
  }
  const app = createApp({
    blueprints: [home],
    settings: { log: { level: 'silent' }, ...settings },
    fastify: fastify as object,
  })
  return keep(app)
}

function guard({ security, handlers = {}, mode }: Secured) {
  const onRequest = createSecurity({
    schemes,
    handlers: new Map(Object.entries(handlers)),
    alternatives: security,
    ...(mode === undefined ? {} : { mode }),
  })
  return onRequest === undefined ? {} : { onRequest }
}

/** A handler that knows these tokens and keys, and counts how often it is asked. */
export function knowing(principals: Readonly<Record<string, unknown>>) {
  const asked: string[] = []
  const handler: SecurityHandler = (_request, { token, key }) => {
    asked.push(token || key)
    return principals[token || key] as object | undefined
  }
  return { asked, handler }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

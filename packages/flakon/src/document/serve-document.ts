import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { flakonError } from '../errors.ts'
import { problem } from '../problem.ts'
import { stateOf, viewConfig } from '../state.ts'
import { checkDocument, describeApp } from './document.ts'
import { infoOf } from './info.ts'
import { type Page, pageFiles } from './page.ts'

/** A route of Flakon's own, which is no view of the service. */
const own = viewConfig(undefined, {
  blueprint: 'flakon',
  view: 'reference',
  where: '',
  isOwn: true,
})

/** What the page needs, from the service's own dependencies. */
const peer = '@fastify/swagger-ui'

/**
 * Serves the document and its page where `[openapi]` says so, by default in debug. A route of the service's own on
 * one of these paths comes first.
 */
export function serveDocument(app: FastifyInstance): void {
  const state = stateOf(app)
  const { openapi, app: service } = state.settings
  const isDebug = service.mode === 'debug'
  const hasPage = openapi.docs ?? (isDebug && openapi.enabled !== false)
  // A double is found at boot, whether or not somebody looks at the document.
  app.addHook('onReady', async () => checkDocument(state))
  const path = openapi.path.startsWith('/') ? openapi.path : `/${openapi.path}`
  if (!/^(\/[\w.~-]+)+$/.test(path) || path === '/docs') {
    throw flakonError('FLK_OPENAPI_PATH', [openapi.path])
  }
  if (hasPage || (openapi.enabled ?? isDebug)) serveJson(app, path)
  if (hasPage) servePage(app, path, openapi.docs === true)
}

function serveJson(app: FastifyInstance, path: string): void {
  const state = stateOf(app)
  let text: string | undefined
  answer(app, path, 'application/json; charset=utf-8', () => {
    text ??= JSON.stringify(describeApp(state, infoOf(state.settings, process.cwd())))
    return text
  })
}

function servePage(app: FastifyInstance, path: string, isWanted: boolean): void {
  const folder = staticFolder(process.cwd())
  if (folder === undefined) {
    if (isWanted) throw flakonError('FLK_DOCS_MISSING', [peer])
    answer(app, '/docs', '', () => {
      const hint = `npm install --save-dev ${peer}`
      throw problem(501, `The reference page needs ${peer}, which is not installed: ${hint}`)
    })
    return
  }
  if (!app.hasRoute({ method: 'GET', url: '/docs/' })) {
    app.get('/docs/', { exposeHeadRoute: false, config: own }, (_request, reply) =>
      reply.redirect('../docs'),
    )
  }
  app.addHook('onListen', async () => app.log.info(`Reference page at ${app.listeningOrigin}/docs`))
  const state = stateOf(app)
  for (const page of pageFiles(folder, path, () => infoOf(state.settings, process.cwd()).title)) {
    answer(app, page.path, page.type, page.read, page)
  }
}

/** Adds a route unless the service has one there; it is no view, so the document does not hold it. */
function answer(
  app: FastifyInstance,
  url: string,
  type: string,
  read: () => string | Buffer,
  page?: Page,
): void {
  if (app.hasRoute({ method: 'GET', url })) return
  app.get(url, { exposeHeadRoute: false, config: own }, (_request, reply: FastifyReply) => {
    if (page !== undefined) reply.headers(page.headers)
    const content = read()
    return reply.type(type).send(content)
  })
}

/** From the folder of the service, then from Flakon's own. */
function staticFolder(cwd: string): string | undefined {
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    try {
      return join(createRequire(from).resolve(`${peer}/package.json`), '..', 'static')
    } catch {
      // The next one, or none.
    }
  }
  return undefined
}

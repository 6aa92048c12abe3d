import { afterEach } from 'vitest'
import { type App, createApp } from '../src/app.ts'
import type { BlueprintLike } from '../src/blueprint.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { findState } from '../src/state.ts'

const apps: App[] = []
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())))

/** Closes an app when the test that made it has ended. */
export function keep(app: App): App {
  apps.push(app)
  return app
}

/** A quiet app with these blueprints, closed when its test has ended. */
export function appOf(...blueprints: BlueprintLike[]): App {
  return keep(createApp({ blueprints, settings: { log: { level: 'silent' } } }))
}

/** Routes as `METHOD path blueprint.view`. */
export async function routesOf(app: App): Promise<string[]> {
  await app.ready()
  const routes = findState(app)?.routes ?? []
  return routes.map(
    ({ methods, path, blueprint, view }) => `${methods} ${path} ${blueprint}.${view}`,
  )
}

/** An app in one mode with these views, and the lines of its log. */
export function appIn(mode: 'debug' | 'test' | 'production', home: JsonBlueprint, settings = {}) {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  const app = createApp({
    blueprints: [home],
    settings: { app: { mode }, log: { level: 'info' }, ...settings },
    fastify: { logger: { stream } },
  })
  return { app: keep(app), lines }
}

/** One view with declared answers. */
// biome-ignore-start lint/suspicious/noExplicitAny: what TypeScript would refuse is tried here
export function homeWith(response: any, view: any): JsonBlueprint {
  const home = new JsonBlueprint('home')
  home.get('/', { name: 'show', schema: { response } }, view)
  return home
}
// biome-ignore-end lint/suspicious/noExplicitAny: from here on all is typed

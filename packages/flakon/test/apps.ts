import { afterEach } from 'vitest'
import { type App, createApp } from '../src/app.ts'
import type { BlueprintLike } from '../src/blueprint.ts'
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

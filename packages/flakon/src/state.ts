import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Blueprint } from './blueprint.ts'
import { FlakonError } from './errors.ts'
import type { Section } from './section.ts'
import type { Resolution, Settings } from './settings/resolve.ts'

/** A route of the app as `flakon routes` lists it and as error messages name it. */
export interface RouteRecord {
  readonly methods: readonly string[]
  readonly path: string
  /** Empty for a route that is no blueprint's. */
  readonly blueprint: string
  /** Name of the view; empty for a route that is no blueprint's. */
  readonly view: string
  /** `file:line:column`, where known. */
  readonly where: string
}

/** What Flakon knows about one app: kept on the instance, never in a module. */
export interface AppState {
  readonly sections: readonly Section[]
  readonly blueprints: readonly Blueprint[]
  readonly routes: RouteRecord[]
  readonly values: Map<Section, unknown>
  readonly resolution: Resolution
  readonly settings: Settings
  /** The app is only described (`flakon routes`): no section is set up. Set it before the app becomes ready. */
  described: boolean
  /** Blueprints left out of a described app because they need a section's value, with the reason. */
  readonly leftOut: { readonly blueprint: string; readonly reason: string }[]
}

/** Shared between copies of the package, so that a section of one works in an app of another. */
const key = Symbol.for('flakon.app')

/** Keeps the state on the app, where encapsulated children inherit it. */
export function keepState(app: FastifyInstance, state: AppState): void {
  app.decorate(key as unknown as string, state)
}

/** The state of the app that `target` is, or is a request of. */
export function stateOf(target: FastifyInstance | FastifyRequest): AppState {
  const state = findState(target) ?? findState((target as FastifyRequest).server)
  if (state === undefined) throw new FlakonError('FLK_APP_NOT_AN_APP', 'This Fastify instance was not made by createApp()')
  return state
}

/** The state of a value that may or may not be an app made by `createApp`. */
export function findState(value: unknown): AppState | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Record<symbol, AppState | undefined>)[key]
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Blueprint, BlueprintOperations, SecurityRequirements } from './blueprint.ts'
import { flakonError } from './errors.ts'
import type { Compiler } from './schema/compiler.ts'
import type { Declaration } from './schema/declaration.ts'
import type { Section } from './section.ts'
import type { Resolution, Settings } from './settings/resolve.ts'

/** What a document says of a view in words. */
export interface ViewWords {
  /** One line. */
  readonly summary?: string
  /** As long as it takes; CommonMark. */
  readonly description?: string
  /** Instead of `<blueprint path>_<view name>`; unique in the document. */
  readonly operationId?: string
  /** Instead of the blueprint's name. */
  readonly tags?: readonly string[]
  readonly deprecated?: boolean
  /** OpenAPI's security requirements, one of which is to be met. */
  readonly security?: SecurityRequirements
}

/** A view as messages, logs and `flakon routes` name it. */
export interface ViewRecord {
  readonly blueprint: string
  readonly view: string
  /** `file:line:column` of its declaration. */
  readonly where: string
  /** A route of Flakon's own, and no view of the service. */
  readonly isOwn?: boolean | undefined
  /** What its schema declares. */
  readonly declaration?: Declaration | undefined
  /** What a document says of it beside its schema. */
  readonly words?: ViewWords | undefined
  /** What it takes as its body, in words. */
  readonly takes?: (() => string | undefined) | undefined
}

/** A route of the app; its view's names are empty where it is no blueprint's. */
export interface RouteRecord extends ViewRecord {
  readonly methods: readonly string[]
  readonly path: string
}

/** Operations that a mounted blueprint brings. */
export interface Fragment {
  readonly blueprint: string
  readonly prefix: string
  readonly operations: BlueprintOperations
}

/** What Flakon knows about one app: kept on the instance, never in a module. */
export interface AppState {
  readonly sections: readonly Section[]
  /** What createApp was given, known before the boot. */
  readonly listed: readonly Blueprint[]
  /** Every blueprint by its full name, nested ones included, in the order of their registration. */
  readonly blueprints: Map<string, Blueprint>
  /** What stands in front of the paths of each, by its full name. */
  readonly prefixes: Map<string, string>
  readonly routes: RouteRecord[]
  readonly values: Map<Section, unknown>
  readonly resolution: Resolution
  /** What blueprints bring to the document of the app. */
  readonly fragments: Fragment[]
  /** Views that are compiled in the background once the app listens, one thing a step. */
  readonly warming: { readonly view: string; steps(): Iterable<unknown> }[]
  /** By the context whose shared schemas it knows. */
  readonly compilers: Map<object, Compiler>
  settings: Settings
  /** The app is only described (`flakon routes`): no section is set up. Set it before the app becomes ready. */
  described: boolean
  /** Blueprints left out of a described app because they need a section's value, with the reason. */
  readonly leftOut: { readonly blueprint: string; readonly reason: string }[]
}

/** Shared between copies of the package, so that a section of one works in an app of another. */
const key = Symbol.for('flakon.app')
const contextKey = Symbol.for('flakon.blueprint')
const viewKey = Symbol.for('flakon.view')

/** Keeps the state on the app, where encapsulated children inherit it. */
export function keepState(app: FastifyInstance, state: AppState): void {
  Object.defineProperty(app, key, { value: state })
}

/** The state of the app that `target` is, or is a request of. */
export function stateOf(target: FastifyInstance | FastifyRequest): AppState {
  const state = findState(target) ?? findState((target as FastifyRequest).server)
  if (state === undefined) throw flakonError('FLK_APP_FOREIGN', [])
  return state
}

/** The state of a value that may or may not be an app made by `createApp`. */
export function findState(value: unknown): AppState | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Record<symbol, AppState | undefined>)[key]
}

/** The route option `config` that carries a view's names: Fastify binds handlers, but keeps this. */
export function viewConfig(config: object | undefined, view: ViewRecord): object {
  return { ...config, [viewKey]: view }
}

/** The view of a route, by its `config`; undefined for a route that is no blueprint's. */
export function viewOf(config: unknown): ViewRecord | undefined {
  return (config as Record<symbol, ViewRecord | undefined> | undefined)?.[viewKey]
}

/** A blueprint as mounted in one app: its full name, and the blueprints it is mounted in, itself the last. */
export interface BlueprintContext {
  readonly name: string
  readonly chain: readonly Blueprint[]
}

/** Marks an encapsulated context as a blueprint's; contexts inside it inherit the mark. */
export function markContext(app: FastifyInstance, context: BlueprintContext): void {
  Object.defineProperty(app, contextKey, { value: context })
}

/** The blueprint that a context belongs to; undefined at the root of the app. */
export function contextOf(app: FastifyInstance): BlueprintContext | undefined {
  return (app as unknown as Record<symbol, BlueprintContext | undefined>)[contextKey]
}

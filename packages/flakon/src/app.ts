import type { Server } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import {
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyServerOptions,
  fastify,
} from 'fastify'
import {
  type Blueprint,
  type BlueprintLike,
  blueprintNames,
  mountBlueprint,
  registerPlugin,
} from './blueprint.ts'
import { unknownTargets } from './client-section.ts'
import { lateCompilers } from './context-compiler.ts'
import { serveDocument } from './document/serve-document.ts'
import { onError, onExpectation, onNotFound } from './error-handler.ts'
import { flakonError } from './errors.ts'
import { takePlainText } from './schema/body.ts'
import { takeStrictJson } from './schema/json-parser.ts'
import type { Provided, Section } from './section.ts'
import { surroundings } from './sections/app.ts'
import { foundation } from './sections/index.ts'
import { closeSections, setUpSections, unencapsulated } from './set-up.ts'
import { isPlain } from './settings/layers.ts'
import {
  type Resolution,
  resolveSettings,
  type Settings,
  type SettingsInput,
} from './settings/resolve.ts'
import { SettingsError } from './settings/settings-error.ts'
import { type AppState, contextOf, keepState, viewOf } from './state.ts'
import { warmUp } from './warm-up.ts'

/** What `createApp` takes; every part may be left out. */
export interface AppOptions {
  /** Blueprints and bare Fastify plugins, registered in this order. */
  readonly blueprints?: readonly BlueprintLike[]
  /** A path, a URL, a plain object, or a list of these, later ones winning. */
  readonly settings?: SettingsInput
  /** Sections of the service's own, set up in this order after Flakon's. */
  readonly sections?: readonly Section[]
  /** Values to use instead of what a section's `setup` would make: `[db.with(fake)]`. */
  readonly provide?: readonly Provided[]
  /** Options for Fastify's constructor; they win over what the sections say. */
  readonly fastify?: FastifyHttpOptions<Server>
}

/** The app: the real Fastify instance, and its settings, frozen. */
export type App = FastifyInstance & { readonly settings: Settings }

/**
 * Reads the settings, creates Fastify, registers the sections and the blueprints, and returns the instance.
 * Synchronous and without effects: nothing is opened before `app.ready()`, which `listen`, `inject` and `serve` call.
 *
 * @throws SettingsError with the whole report, when the settings are invalid
 * @throws FlakonError `FLK_SECTION_DUPLICATE`, `FLK_BLUEPRINT_INVALID`
 *
 * @example export const app = createApp({ blueprints: [home], settings: new URL('../settings.ini', import.meta.url) })
 */
export function createApp(options: AppOptions = {}): App {
  const blueprints = options.blueprints ?? []
  const listed = blueprints.filter(isBlueprint)
  const sections = sectionsOf(options, listed)
  const resolution = resolutionOf(options, sections, listed)
  if (resolution.faults.length > 0) throw new SettingsError(resolution)

  const app = fastify(constructorOptions(sections, resolution.settings, options.fastify))
  const state: AppState = {
    sections,
    listed,
    blueprints: new Map(),
    prefixes: new Map(),
    routes: [],
    values: new Map(),
    compilers: new Map(),
    warming: [],
    fragments: [],
    resolution,
    settings: resolution.settings,
    described: false,
    leftOut: [],
  }
  keepState(app, state)
  Object.defineProperty(app, 'settings', { get: () => state.settings })
  for (const warning of resolution.warnings) app.log.warn(`${warning.where}: ${warning.message}`)
  app.setErrorHandler(onError)
  app.server.on('checkExpectation', onExpectation(app))
  takeStrictJson(app, resolution.settings.json)
  takePlainText(app)
  recordRoutes(app, state)
  warmUp(app)
  setUpSections(app, state, options.provide ?? [])
  // Plugins that the caller registers in this same turn come before the blueprints, so that views can use them.
  process.nextTick(() => registerBlueprints(app, blueprints))
  return app as unknown as App
}

function resolutionOf(
  { settings, provide = [] }: AppOptions,
  sections: readonly Section[],
  blueprints: readonly Blueprint[],
): Resolution {
  const resolution = resolveSettings({
    settings,
    declarations: sections,
    env: process.env,
    defaults: surroundings(process.env),
  })
  const named = blueprints.map((blueprint) => ({ name: blueprint.name, blueprint }))
  const unknown = unknownTargets(resolution, sections, provide, blueprintNames(named))
  return { ...resolution, faults: [...resolution.faults, ...unknown] }
}

function registerBlueprints(app: FastifyInstance, blueprints: readonly BlueprintLike[]): void {
  try {
    app.setNotFoundHandler(onNotFound)
  } catch {
    // The caller has set a handler of their own: it stays.
  }
  for (const blueprint of blueprints) {
    if (!isBlueprint(blueprint)) registerPlugin(app, blueprint)
    else {
      app.register(unencapsulated((root) => mountOrClose(root, blueprint), blueprint.name))
    }
  }
  app.register(unencapsulated(async (root) => serveDocument(root), 'section [openapi]'))
}

/** A boot that fails leaves nothing open. */
async function mountOrClose(app: FastifyInstance, blueprint: Blueprint): Promise<void> {
  try {
    await mountBlueprint(app, blueprint)
  } catch (error) {
    await closeSections(app)
    throw error
  }
}

/** The sections of an app, each once: Flakon's, the service's, then those that blueprints bring. */
function sectionsOf(options: AppOptions, blueprints: readonly Blueprint[]): Section[] {
  const brought = blueprints.flatMap((blueprint) => blueprint.sections ?? [])
  const all = new Set([...foundation, ...(options.sections ?? []), ...brought])
  const names = new Set<string>()
  for (const { name } of all) {
    if (names.has(name)) throw flakonError('FLK_SECTION_DUPLICATE', [name])
    names.add(name)
  }
  return [...all]
}

function isBlueprint(value: BlueprintLike): value is Blueprint {
  if (typeof value === 'function') return false
  if (typeof value?.name === 'string' && typeof value.register === 'function') return true
  throw flakonError('FLK_BLUEPRINT_INVALID', [describe(value)])
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} (${String(value)})`
  return `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
}

/** Sections first, the caller's own options over them; options that hold options are merged one level deep. */
function constructorOptions(
  sections: readonly Section[],
  settings: Settings,
  own: FastifyServerOptions = {},
): FastifyServerOptions {
  const schemaController = { compilersFactory: lateCompilers() }
  const merged: Record<string, unknown> = { schemaController }
  const layers = sections.map((section) => {
    const own = section.name.split('.').reduce<Settings>((here, part) => here[part], settings)
    return section.behaviour.options?.(own, settings)
  })
  for (const layer of [...layers, own]) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      merged[name] = isPlain(value) && isPlain(merged[name]) ? { ...merged[name], ...value } : value
    }
  }
  // Fastify takes one of the two; a logger of the caller's own is complete.
  if (own.loggerInstance !== undefined) delete merged.logger
  // With any logger Fastify does a fifth more for each request: it makes a child, and listens to the response.
  if (isDeepStrictEqual(merged.logger, { level: 'silent' })) merged.logger = false
  return merged
}

/** Keeps a record of every route, and refuses a second view on one. Fastify's own HEAD routes are not counted. */
function recordRoutes(app: FastifyInstance, state: AppState): void {
  const taken = new Map<string, string>()
  app.addHook('onRoute', function record(route) {
    const view = viewOf(route.config)
    const key = (method: string) =>
      `${method} ${route.url.replaceAll(/(?<!:):\w+/g, ':')} ${JSON.stringify(route.constraints ?? null)}`
    const isHead = route.method === 'HEAD'
    if (isHead && taken.has(key('GET'))) return
    const methods = [route.method].flat()
    const where = view?.where ?? 'the app itself'
    for (const method of methods) {
      const first = taken.get(key(method))
      if (first !== undefined)
        throw flakonError('FLK_ROUTE_DUPLICATE', [`${method} ${route.url}`, first, where])
      taken.set(key(method), where)
    }
    const blueprint = contextOf(this)?.name ?? view?.blueprint ?? ''
    state.routes.push({
      blueprint,
      view: view?.view ?? '',
      where: view?.where ?? '',
      isOwn: view?.isOwn,
      declaration: view?.declaration,
      words: view?.words,
      methods,
      path: route.url,
    })
  })
}

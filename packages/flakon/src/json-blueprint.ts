import type {
  FastifyError,
  FastifyInstance,
  FastifyPluginAsync,
  HTTPMethods,
  RouteGenericInterface,
} from 'fastify'
import { toHandled } from './answer.ts'
import {
  type Blueprint,
  type BlueprintCommand,
  type BlueprintWords,
  checkBlueprintName,
  type MountOptions,
  mountBlueprint,
  ownCommands,
  type Plugin,
  type SecurityRequirements,
} from './blueprint.ts'
import type { BlueprintErrorHandler, BlueprintHooks } from './blueprint-hooks.ts'
import { FlakonError, flakonError } from './errors.ts'
import { callerPlace, viewName } from './place.ts'
import type { View, ViewTypes } from './schema/view-schema.ts'
import type { Section } from './section.ts'
import { contextOf, type ViewRecord, viewConfig } from './state.ts'
import { typeView } from './typed-view.ts'
import type { RouteDeclaration, Verb, ViewOptions } from './view-options.ts'

type Step = (app: FastifyInstance) => void | Promise<void>

/**
 * A group of views written in code: one module of `views/`.
 * Recorded here, registered by `createApp`, then frozen.
 *
 * @example
 * export const users = new JsonBlueprint('users', { prefix: '/users' })
 * users.get('/:id', (request) => store.of(request).user(request.params.id))
 */
export class JsonBlueprint implements Blueprint {
  readonly name: string
  readonly prefix: string
  readonly where: string
  declare readonly description?: string
  declare readonly securitySchemes?: Readonly<Record<string, object>>
  declare readonly security?: SecurityRequirements
  readonly commands: BlueprintCommand[] = []
  readonly mounted: { readonly name: string; readonly blueprint: Blueprint }[] = []
  readonly get: Verb = this.#verb('GET')
  readonly post: Verb = this.#verb('POST')
  readonly put: Verb = this.#verb('PUT')
  readonly patch: Verb = this.#verb('PATCH')
  readonly delete: Verb = this.#verb('DELETE')
  readonly head: Verb = this.#verb('HEAD')
  readonly options: Verb = this.#verb('OPTIONS')
  /** Every method Fastify supports. */
  readonly all: Verb = this.#verb('*')
  readonly #steps: Step[] = []
  #frozen = false

  /** @throws FlakonError `FLK_BLUEPRINT_NAME` */
  constructor(name: string, options: BlueprintWords & { readonly prefix?: string } = {}) {
    const { prefix = '', ...words } = options
    this.name = checkBlueprintName(name)
    this.prefix = prefix
    Object.assign(this, words)
    this.where = callerPlace()
  }

  /** The sections of the blueprints mounted in this one. */
  get sections(): readonly Section[] {
    return this.mounted.flatMap(({ blueprint }) =>
      blueprint === this ? [] : (blueprint.sections ?? []),
    )
  }

  /** Declares a view with its method and path in one object, as Fastify's `route`. */
  route<const T extends ViewTypes = RouteGenericInterface>(route: RouteDeclaration<T>): this {
    const { method, url, handler, ...options } = route
    const methods = (typeof method === 'string' ? [method] : method).map((one) => one.toUpperCase())
    this.#declare(methods, url, options, handler as View)
    return this
  }

  /** Adds one of Fastify's request hooks to the blueprint's views. */
  hook<N extends keyof BlueprintHooks>(name: N, run: BlueprintHooks[N]): this {
    return this.#record(
      `the hook ${name}`,
      (app) => void app.addHook(name as 'onRequest', run as never),
    )
  }

  /** Answers errors of the blueprint's views; what it returns is answered as a view's. */
  onError(handler: BlueprintErrorHandler): this {
    return this.#record('an error handler', (app) => {
      app.setErrorHandler(function handle(error: FastifyError, request, reply) {
        return toHandled(error, reply, handler.call(this, error, request, reply))
      })
    })
  }

  /** Registers a Fastify plugin for the blueprint's views only. */
  register<O extends object>(plugin: Plugin<O>, options?: O): this
  /** Registers the blueprint in an encapsulated context: what `createApp` calls. */
  register(app: FastifyInstance): Promise<void>
  register(target: object, options: object = {}): this | Promise<void> {
    if ('addHook' in target) return this.#registerIn(target as FastifyInstance)
    return this.#record('a plugin', async (app) => {
      await app.register(target as FastifyPluginAsync, options)
    })
  }

  /** Nests another blueprint: its paths under `prefix`, its name as `<this>.<name>`. */
  mount(other: Blueprint, options: MountOptions = {}): this {
    this.#record(`blueprint "${other.name}"`, (app) => mountBlueprint(app, other, options))
    this.mounted.push({ name: options.name ?? other.name, blueprint: other })
    return this
  }

  /**
   * Adds a word to the command line: `flakon <blueprint> <name> [arguments]`.
   * @throws FlakonError `FLK_COMMAND_RESERVED`, `FLK_BLUEPRINT_FROZEN`
   */
  command(name: string, run: BlueprintCommand['run'], description?: string): this {
    this.#checkOpen(`command "${name}"`)
    if (ownCommands.includes(this.name)) throw flakonError('FLK_COMMAND_RESERVED', [this.name])
    this.commands.push({ name, run, ...(description === undefined ? {} : { description }) })
    return this
  }

  async #registerIn(app: FastifyInstance): Promise<void> {
    this.#frozen = true
    for (const step of this.#steps) await step(app)
  }

  #record(what: string, step: Step): this {
    this.#checkOpen(what)
    this.#steps.push(step)
    return this
  }

  #checkOpen(what: string): void {
    if (!this.#frozen) return
    throw flakonError('FLK_BLUEPRINT_FROZEN', [this.name, this.where, what, callerPlace()])
  }

  #verb(method: string): Verb {
    return (path: string, ...rest: [View] | [ViewOptions, View]) => {
      const [options, view] = rest.length === 1 ? [{}, rest[0]] : rest
      return this.#declare([method], path, options, view)
    }
  }

  #declare(methods: string[], path: string, options: ViewOptions, view: View): this {
    const { name, where = callerPlace(), ...rest } = options
    const route = `${methods.join('|')} ${path}`
    if (typeof view !== 'function') {
      throw flakonError('FLK_VIEW_INVALID', [route, this.name, shown(view), where])
    }
    const named =
      name ?? (view.name.replace(/^bound /, '') || viewName(methods[0], this.prefix + path))
    return this.#record(`view ${route}`, (app) => {
      const record = { blueprint: contextOf(app)?.name ?? this.name, view: named, where }
      const method = (methods[0] === '*' ? app.supportedMethods : methods) as HTTPMethods[]
      const at = { ...record, route, methods, path: app.prefix + path }
      const { options, handler, ...known } = typeView(app, rest, view, at)
      try {
        app.route({
          ...options,
          config: viewConfig(options.config, { ...record, ...known }),
          method,
          url: path,
          handler,
        })
      } catch (error) {
        throw routeError(error, route, record)
      }
    })
  }
}

/** An error that Fastify throws for a route, with the place where the route was declared. */
function routeError(error: unknown, route: string, view: ViewRecord): unknown {
  if (error instanceof FlakonError || !(error instanceof Error)) return error
  return flakonError('FLK_ROUTE_INVALID', [route, view.blueprint, view.where, error.message], error)
}

function shown(value: unknown): string {
  return value === undefined ? 'undefined' : `${typeof value} (${JSON.stringify(value)})`
}

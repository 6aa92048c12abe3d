import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type App, type Blueprint, JsonBlueprint } from 'flakon'
import { registerBodies, takesParts } from './body.ts'
import { checkAsked, checkedOptions, checkHook, checkName, contract } from './contract.ts'
import type { SecurityHandler } from './credentials.ts'
import { isNode, type LoadedDocument, methods, type Node } from './document.ts'
import { contractError } from './errors.ts'
import { createForms } from './forms.ts'
import { loadDocument } from './load.ts'
import { mockViews } from './mock/mock-view.ts'
import { mockingOf } from './mock/mocking.ts'
import { type Mounted, toRoutes } from './mount.ts'
import type { AnyOperations, OperationView, PrincipalOf } from './operation-view.ts'
import { bootReport } from './report.ts'
import { principalOf } from './security.ts'

/** Where the operations of a blueprint come from, and where they go. */
export interface SpecBlueprintOptions {
  /** OpenAPI 3.1, 3.0 or Swagger 2.0: the path or URL of a document in YAML or JSON, or the document as an object. */
  readonly spec: string | URL | object
  /** Put in front of every path, in place of what the document's `servers` or `basePath` say. */
  readonly prefix?: string
}

/** For its types alone. */
declare const any: JsonBlueprint
type HookName = Parameters<typeof any.hook>[0]

/**
 * A group of views that an OpenAPI document declares: each operation is bound to its handler by its `operationId`.
 * `O` is the `Operations` that `flakon types` makes of the document; `P` is what the handlers of its security schemes
 * return. The document is read when the app boots, which fails with the whole list of what is wrong with it and of
 * what has no handler.
 *
 * @example
 * export const api = new SpecBlueprint<Operations>('api', { spec: new URL('../../openapi.yaml', import.meta.url) })
 * api.operation('getRuns', (request) => db.of(request).runs(request.params.runner_id))
 */
export class SpecBlueprint<O extends object = AnyOperations, P = unknown> implements Blueprint {
  readonly name: string
  declare readonly prefix?: string
  readonly where: string
  readonly sections = [contract]
  readonly #spec: string | URL | object
  /** Hooks, error handlers and plugins of the user's. */
  readonly #own: JsonBlueprint
  readonly #views = new Map<string, OperationView<never>>()
  readonly #security = new Map<string, SecurityHandler<P>>()
  #loaded: LoadedDocument | undefined
  #frozen = false

  /** @throws FlakonError `FLK_BLUEPRINT_NAME`, ContractError `FLK_CONTRACT_OPTION` */
  constructor(name: string, options: SpecBlueprintOptions) {
    this.#own = new JsonBlueprint(name)
    const { spec, prefix } = checkedOptions(name, options)
    this.name = name
    this.where = this.#own.where
    if (prefix !== undefined) Object.assign(this, { prefix })
    this.#spec = spec
  }

  /**
   * Binds an operation to its handler, which is a view: what it returns is the body of the lowest declared success.
   * @throws ContractError `FLK_CONTRACT_OPTION`, `FLK_CONTRACT_TWICE`, `FLK_CONTRACT_HANDLER`, `FLK_CONTRACT_FROZEN`
   *
   * @example api.operation('addRun', async ({ body }, reply) => reply.code(201).send(await db.add(body)))
   */
  operation<const I extends keyof O & string>(id: I, view: OperationView<O[I]>): this {
    checkName(this.name, 'operation', id)
    this.#check(`operation "${id}"`, view, this.#views.has(id))
    this.#views.set(id, view as OperationView<never>)
    return this
  }

  /**
   * Says who is behind the credentials of a security scheme: what the handler returns is the request's principal, its
   * `scopes` are compared with those that the operation requires. `undefined` or `false` refuses the credentials.
   * @throws ContractError `FLK_CONTRACT_TWICE`, `FLK_CONTRACT_HANDLER`, `FLK_CONTRACT_FROZEN`
   *
   * @example api.security('bearerAuth', async (_request, { token }) => sessions.find(token))
   */
  security(scheme: string, handler: SecurityHandler<P>): this {
    checkName(this.name, 'security', scheme)
    this.#check(`security scheme "${scheme}"`, handler, this.#security.has(scheme))
    this.#security.set(scheme, handler)
    return this
  }

  /**
   * What the handler of the request's security scheme returned; of several schemes, the one named, or the first.
   * @throws ContractError `FLK_CONTRACT_OPTION` without a request, or for a scheme that the document does not have
   */
  principal<R extends Pick<FastifyRequest, 'raw'>>(request: R, scheme?: string): PrincipalOf<R, P> {
    const schemes = this.#loaded?.document.components.securitySchemes
    checkAsked(this.name, request, scheme, schemes)
    return principalOf(request as never, scheme) as PrincipalOf<R, P>
  }

  /** Adds one of Fastify's request hooks to the operations. Those of `onRequest` run before the security handlers. */
  hook<N extends HookName>(name: N, run: Parameters<typeof any.hook<N>>[1]): this {
    checkHook(this.name, name)
    this.#check(`the hook ${name}`, run)
    this.#own.hook(name, run)
    return this
  }

  /** Answers errors of the operations; what it returns is answered as a view's. */
  onError(handler: Parameters<JsonBlueprint['onError']>[0]): this {
    this.#check('errors', handler)
    this.#own.onError(handler)
    return this
  }

  /**
   * Reads the document and registers its operations: what `createApp` calls.
   * @throws ContractError with everything that is wrong, once
   */
  async register(app: FastifyInstance): Promise<void> {
    this.#frozen = true
    const settings = contract.settings(app)
    const mocking = mockingOf(this, settings.missing)
    const loaded =
      mocking?.loaded ?? (await loadDocument(this.#spec, { refRoots: settings.ref_roots }))
    const bound = { views: this.#views, security: this.#security }
    const isProduction = (app as App).settings.app.mode === 'production'
    const rules = { ...settings, isProduction, mocking }
    const report = bootReport(this.name, loaded, bound, rules)
    if (report.errors !== undefined) throw contractError('FLK_CONTRACT_INVALID', [report.errors])
    for (const line of report.lines) app.log.warn(line)
    this.#loaded = loaded
    await this.#own.register(app)
    const forms = createForms(loaded.document.components.schemas ?? {})
    const routes = toRoutes({
      ...bound,
      loaded,
      forms,
      hasBase: this.prefix === undefined,
      warm: settings.warm && mocking?.loaded === undefined,
      mock: mocking && mockViews(loaded, forms, mocking.seed),
      checks: !isProduction,
      log: app.log,
    })
    const isForm = ({ operation }: Mounted) => takesParts(operation)
    const inParts = routes.filter(isForm)
    const others = routes.filter((one) => !isForm(one))
    await this.#mount(app, others)
    // The hooks of the plugin for forms with files run for every route of their context.
    if (inParts.length > 0) await app.register((child) => this.#mount(child, inParts))
  }

  /** The operations for the document of the app: as the blueprint's own document has them. */
  operations(): ServedOperations {
    const loaded = this.#loaded
    if (loaded === undefined) return { paths: {} }
    return servedOperations(loaded, this.prefix === undefined)
  }

  /** What the paths of the document's servers are, where a prefix stands in their place; the longest first. */
  get bases(): readonly string[] {
    if (this.prefix === undefined) return []
    const bases = new Set(this.#loaded?.operations.map(({ base }) => base).filter(Boolean))
    return [...bases].sort((one, other) => other.length - one.length)
  }

  async #mount(app: FastifyInstance, routes: readonly Mounted[]): Promise<void> {
    await registerBodies(
      app,
      routes.map(({ operation }) => operation),
    )
    const views = new JsonBlueprint(this.name)
    for (const { route } of routes) views.route(route)
    await views.register(app)
  }

  #check(what: string, handler: unknown, isTwice = false): void {
    if (this.#frozen) throw contractError('FLK_CONTRACT_FROZEN', [this.name, what])
    if (isTwice) throw contractError('FLK_CONTRACT_TWICE', [this.name, what])
    if (typeof handler === 'function') return
    throw contractError('FLK_CONTRACT_HANDLER', [this.name, what, typeof handler])
  }
}

/** What a blueprint brings to the document of an app. */
type ServedOperations = ReturnType<NonNullable<Blueprint['operations']>>

/**
 * The operations of a document as the service's own document shows them: as they are, but for what says where they are
 * served, which is here, and what the document says of all of them at once.
 */
function servedOperations(loaded: LoadedDocument, withBase: boolean): ServedOperations {
  const { document, operations } = loaded
  const bases = new Map(operations.map(({ node, base }) => [node, withBase ? base : '']))
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const { servers: _, ...kept } = item
    const beside = Object.entries(kept).filter(([word]) => !isMethod(word))
    for (const method of methods) {
      const operation = item[method]
      if (!isNode(operation)) continue
      const key = (bases.get(operation) ?? '') + path
      paths[key] ??= Object.fromEntries(beside)
      paths[key][method] = served(operation, document)
    }
  }
  const { tags, components } = document
  return { paths, components, ...(Array.isArray(tags) ? { tags } : {}) } as ServedOperations
}

function isMethod(word: string): boolean {
  return (methods as readonly string[]).includes(word)
}

function served(operation: Node, { security }: Node): Node {
  const { servers: _, ...kept } = operation
  return security === undefined || kept.security !== undefined ? kept : { ...kept, security }
}

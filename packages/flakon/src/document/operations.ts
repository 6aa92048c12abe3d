import { flakonError } from '../errors.ts'
import type { AppState, RouteRecord } from '../state.ts'

/** One method of one view, as the document has it. */
export interface Operation {
  readonly id: string
  readonly route: RouteRecord
  /** In lower case. */
  readonly method: string
  /** OpenAPI's template: `/users/{id}`. */
  readonly path: string
}

/** An operation that a blueprint brings as it is. */
export interface BroughtOperation {
  readonly blueprint: string
  readonly method: string
  readonly path: string
  readonly operation: Readonly<Record<string, unknown>>
}

/** Methods that a path of OpenAPI 3.1 can have. */
const known = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/**
 * The operations of an app's views and of what its blueprints bring.
 * @throws FlakonError `FLK_OPERATION_DUPLICATE` for an id, or a method and path, that two of them have
 */
export function operationsOf(state: AppState): {
  readonly views: readonly Operation[]
  readonly brought: readonly BroughtOperation[]
} {
  const views = state.routes
    .filter((route) => route.view !== '' && !route.isOwn && !isTwin(route, state.routes))
    .flatMap(operationsOfRoute)
  const brought = state.fragments.flatMap(({ blueprint, prefix, operations: { paths } }) =>
    Object.entries(paths).flatMap(([path, item]) =>
      known
        .filter((method) => item[method] !== undefined)
        .map((method) => ({
          blueprint,
          method,
          path: join(prefix, path),
          operation: item[method] as Readonly<Record<string, unknown>>,
        })),
    ),
  )
  const ids = new Map<string, string>()
  const places = new Map<string, string>()
  for (const { id, route, method, path } of views) {
    const where = `view ${route.blueprint}.${route.view} (${route.where})`
    claim(ids, `operationId "${id}"`, where)
    claim(places, `${method.toUpperCase()} ${shape(path)}`, where)
  }
  for (const { blueprint, method, path, operation } of brought) {
    const where = `the document of blueprint "${blueprint}"`
    claim(places, `${method.toUpperCase()} ${shape(path)}`, where)
    if (operation.operationId === undefined) continue
    claim(ids, `operationId "${operation.operationId}"`, where)
  }
  return { views, brought }
}

/** Fastify puts a view on `/` in a blueprint with a prefix on `/users` and on `/users/`. */
function isTwin({ path, where, view }: RouteRecord, all: readonly RouteRecord[]): boolean {
  if (!path.endsWith('/') || path === '/') return false
  const bare = path.slice(0, -1)
  return all.some((one) => one.path === bare && one.where === where && one.view === view)
}

function claim(taken: Map<string, string>, what: string, where: string): void {
  const first = taken.get(what)
  if (first !== undefined) throw flakonError('FLK_OPERATION_DUPLICATE', [what, first, where])
  taken.set(what, where)
}

/** Names of parameters make no difference to a path. */
function shape(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}')
}

function join(prefix: string, path: string): string {
  return path === '/' && prefix !== '' ? prefix : prefix + path
}

function operationsOfRoute(route: RouteRecord): Operation[] {
  const methods = route.methods.map((method) => method.toLowerCase())
  const documented = methods.filter((method) => known.includes(method))
  const paths = templatesOf(route.path)
  const base = route.words?.operationId ?? `${route.blueprint.replaceAll('.', '_')}_${route.view}`
  return documented.flatMap((method) =>
    paths.map((path, index) => {
      const several = documented.length > 1 ? `_${method}` : ''
      return { id: base + several + (index === 0 ? '' : '_without'), route, method, path }
    }),
  )
}

/** Fastify's path → OpenAPI's; a last parameter that may be left out makes two. */
export function templatesOf(path: string): string[] {
  const template = path
    .replaceAll('::', '\0')
    .replaceAll(/:(\w+)(?:\((?:[^()\\]|\\.|\([^()]*\))*\))?\??/g, '{$1}')
    .replaceAll('*', '{wildcard}')
    .replaceAll('\0', ':')
  if (!path.endsWith('?')) return [template]
  return [template, template.replace(/\/\{\w+\}$/, '') || '/']
}

import { flakonError } from '../errors.ts'
import type { AppState, Fragment, RouteRecord } from '../state.ts'
import type { Names } from './renaming.ts'

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
  readonly fragment: Fragment
  readonly method: string
  readonly path: string
  /** The item of its path, which may hold other methods and what all of them have. */
  readonly item: Readonly<Record<string, unknown>>
}

/** Methods that a path of OpenAPI 3.1 can have. */
export const methods: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
]

/**
 * The operations of an app's views and of what its blueprints bring, and the ids of these that others have: they become
 * `<blueprint>_<id>`.
 * @throws FlakonError `FLK_OPERATION_DUPLICATE` for an id, or a method and path, that two of them have
 */
export function operationsOf(state: AppState): {
  readonly views: readonly Operation[]
  readonly brought: readonly BroughtOperation[]
  readonly renamed: ReadonlyMap<Fragment, Names>
} {
  // A blueprint that brings operations has described itself.
  const described = new Set(state.fragments.map(({ blueprint }) => blueprint))
  const bare = new Set(state.routes.map((route) => placeOf(route, route.path)))
  const views = state.routes
    .filter(({ view, isOwn, blueprint }) => view !== '' && !isOwn && !described.has(blueprint))
    .filter((route) => !isTwin(route, bare))
    .flatMap(operationsOfRoute)
  const brought = state.fragments.flatMap((fragment) =>
    Object.entries(fragment.operations.paths).flatMap(([path, item]) =>
      methods
        .filter((method) => item[method] !== undefined)
        .map((method) => ({ fragment, method, path: join(fragment.prefix, path), item })),
    ),
  )
  return { views, brought, renamed: claimAll(views, brought) }
}

function claimAll(
  views: readonly Operation[],
  brought: readonly BroughtOperation[],
): ReadonlyMap<Fragment, Names> {
  const ids = new Map<string, string>()
  const places = new Map<string, string>()
  for (const { id, route, method, path } of views) {
    const where = `view ${route.blueprint}.${route.view} (${route.where})`
    claim(ids, `operationId "${id}"`, where)
    claim(places, `${method.toUpperCase()} ${shape(path)}`, where)
  }
  const renamed = new Map<Fragment, Map<string, string>>()
  for (const { fragment, method, path, item } of brought) {
    const { blueprint } = fragment
    const where = `the document of blueprint "${blueprint}"`
    claim(places, `${method.toUpperCase()} ${shape(path)}`, where)
    const { operationId } = item[method] as { operationId?: unknown }
    if (operationId === undefined) continue
    const others = ids.get(`operationId "${operationId}"`) ?? where
    const id = others === where ? operationId : `${blueprint.replaceAll('.', '_')}_${operationId}`
    claim(ids, `operationId "${id}"`, where)
    const names = renamed.get(fragment) ?? new Map()
    if (id !== operationId) renamed.set(fragment, names.set(`operations/${operationId}`, id))
  }
  return renamed
}

/** Fastify puts a view on `/` in a blueprint with a prefix on `/users` and on `/users/`. */
function isTwin(route: RouteRecord, bare: ReadonlySet<string>): boolean {
  const { path } = route
  return path.endsWith('/') && path !== '/' && bare.has(placeOf(route, path.slice(0, -1)))
}

function placeOf({ where, view }: RouteRecord, path: string): string {
  return JSON.stringify([path, where, view])
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
  const own = route.methods.map((method) => method.toLowerCase())
  const documented = own.filter((method) => methods.includes(method))
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

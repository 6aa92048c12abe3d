import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { nearest } from './nearest.ts'
import type { AppState } from './state.ts'

const madeBlueprint = /export const (\w+)\s*=\s*new \w*Blueprint(?:<[^(]*>)?\(\s*['"`]([^'"`]+)/g
const flaskParameter = /<(?:\w+:)?(\w+)>/g

/** What somebody who got a 404 in debug may want to know: one sentence each. */
export function hints(path: string, state: AppState): string[] {
  return [...angleHints(state), ...nearHints(path, state), ...unlistedHints(state)]
}

/** `<id>` is Flask's form; in a route of ours it stands for itself. */
function angleHints(state: AppState): string[] {
  const flasks = state.routes.filter((route) => route.path.search(flaskParameter) !== -1)
  return flasks.map(({ path, where }) => {
    const meant = path.replaceAll(flaskParameter, ':$1')
    return `The route ${path} (${where || 'of the app'}) is literal: a parameter is written :id, so it should be ${meant}`
  })
}

function nearHints(path: string, state: AppState): string[] {
  const routes = state.routes.filter(({ isOwn }) => !isOwn)
  if (routes.length === 0) {
    return ['This app has no routes yet: list blueprints in createApp({ blueprints })']
  }
  const asked = path.split('/')
  const filled = new Map(routes.map((route) => [fill(route.path, asked), route.path]))
  const near = nearest(path, [...filled.keys()], 3).map((one) => filled.get(one))
  if (near.length > 0) return [`Nearest routes: ${near.join(', ')}`]
  const some = [...new Set(filled.values())].slice(0, 5)
  return [`Nothing is near; routes of this app: ${some.join(', ')}`]
}

/** A route's path with its parameters as they were asked for, so that only the fixed parts are compared. */
function fill(path: string, asked: readonly string[]): string {
  return path
    .split('/')
    .map((part, index) => (part.startsWith(':') ? (asked[index] ?? part) : part))
    .join('/')
}

/** Modules of `views/` that make a blueprint which is not part of the app: forgotten in `views/index.ts`. */
function unlistedHints(state: AppState): string[] {
  const listed = new Set([...state.blueprints.values()].map((blueprint) => blueprint.name))
  return viewFiles(state).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(madeBlueprint)]
      .filter(([, , name]) => name !== undefined && !listed.has(name))
      .map(([, variable, name]) => {
        const index = join(dirname(file), 'index.ts')
        return `${relative(process.cwd(), file)} exports the blueprint "${name}", but nobody lists it: add ${variable} to blueprints in ${relative(process.cwd(), index)}`
      }),
  )
}

function viewFiles(state: AppState): string[] {
  const folders = [...state.blueprints.values()]
    .map((blueprint) => dirname(resolve(blueprint.where ?? '')))
    .filter((folder) => basename(folder) === 'views')
  const all = new Set([...folders, resolve('src/views'), resolve('views')])
  return [...all].flatMap((folder) => {
    try {
      const names = readdirSync(folder).filter(
        (name) => /\.[cm]?[jt]s$/.test(name) && !name.endsWith('.d.ts'),
      )
      return names.map((name) => join(folder, name))
    } catch {
      return []
    }
  })
}

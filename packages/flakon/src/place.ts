import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = dirname(fileURLToPath(import.meta.url))

/** `file:line:column` of the code that called into Flakon, relative to the current folder where it lies inside. */
export function callerPlace(): string {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 15
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  for (const line of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(line)?.[1]
    if (place === undefined) continue
    const file = place.startsWith('file:') ? pathOf(place) : place
    if (!file.startsWith(home)) return shortPlace(file)
  }
  return 'unknown place'
}

/** A `file:` URL with line and column → the same with a plain path. */
function pathOf(place: string): string {
  const [, url = '', position = ''] = /^(.*?)(:\d+:\d+)$/.exec(place) ?? []
  return fileURLToPath(url.replace(/\?.*$/, '')) + position
}

function shortPlace(place: string): string {
  const near = relative(process.cwd(), place)
  return near.startsWith('..') ? place : near
}

/** The name of a view that has none of its own. @example viewName('GET', '/users/:id') // 'getUsersById' */
export function viewName(method: string | undefined, path: string): string {
  const words = path
    .replaceAll(/\([^)]*\)/g, '')
    .split('/')
    .filter(Boolean)
    .map(wordOf)
  return (method === '*' ? 'any' : (method ?? 'any').toLowerCase()) + (words.join('') || 'Root')
}

function wordOf(part: string): string {
  const words = part
    .replaceAll(/:(\w+)/g, ' by $1 ')
    .replaceAll('*', ' rest ')
    .split(/[^A-Za-z0-9]+/)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

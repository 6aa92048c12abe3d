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

import type { Event } from 'js-yaml'
import type { Place } from './document.ts'
import { yamlParser } from './document-text.ts'
import type { SourceFile } from './source.ts'

/** A value in a file as it was written: the way to it, from within. */
export interface Spot {
  readonly file: SourceFile
  readonly up: Spot | undefined
  readonly key: string
  /** The nearest schema around it that has an `$id`, to which references without a file may belong. */
  readonly scope: { readonly spot: Spot; readonly value: unknown } | undefined
}

export function top(file: SourceFile): Spot {
  return { file, up: undefined, key: '', scope: undefined }
}

export function inside(up: Spot, key: string | number): Spot {
  return { file: up.file, up, key: `${key}`, scope: up.scope }
}

/** @example pointerOf(spot) // '/paths/~1users/get' */
export function pointerOf(spot: Spot): string {
  const tokens: string[] = []
  for (let at = spot; at.up !== undefined; at = at.up) {
    tokens.unshift(`/${at.key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
  // V8 keeps the parts of a text that is put together in any other way.
  return tokens.join('')
}

export function placeOf(spot: Spot): Place {
  return { file: spot.file.shown, pointer: pointerOf(spot) }
}

/** Pointer (RFC 6901) → its tokens; undefined where it is none. */
export function tokensOf(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Line and column, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A value in a text, by its parser's events. */
interface Branch {
  /** Index of its first event. */
  readonly at: number
  /** Where it starts; of what has a key, where the key does. */
  readonly offset: number
}

/** The parser's own, which is not loaded for them. */
const EVENT_ID: typeof import('js-yaml').EVENT_ID = {
  ...{ DOCUMENT: 1, SEQUENCE: 2, MAPPING: 3 },
  ...{ SCALAR: 4, ALIAS: 5, POP: 6 },
}

/**
 * Finds places in a text of YAML or JSON. The text is parsed once, and each list or map on the way to a place is gone
 * through once, however many places are asked for.
 */
export class Positions {
  readonly #text: string
  readonly #events: readonly Event[]
  /** By the index of an event the index of the one behind the value that it starts. */
  readonly #ends: Int32Array
  readonly #anchors = new Map<string, number>()
  readonly #members = new Map<number, Map<string, Branch>>()
  readonly #lines: number[] = [0]

  /** @throws where the text is neither YAML nor JSON */
  constructor(text: string) {
    this.#text = text
    this.#events = yamlParser().parseEvents(text, { maxDepth: 1000 })
    this.#ends = new Int32Array(this.#events.length)
    const open: number[] = []
    for (const [at, event] of this.#events.entries()) {
      this.#ends[at] = at + 1
      if (event.type === EVENT_ID.POP) this.#ends[open.pop() ?? 0] = at + 1
      else if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) open.push(at)
      if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) continue
      if (event.type === EVENT_ID.ALIAS || event.anchorStart < 0) continue
      this.#anchors.set(text.slice(event.anchorStart, event.anchorEnd), at)
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.#lines.push(at + 1)
    }
  }

  /** Where a value is, or the nearest one around it that is there; of what has a key, where its key is. */
  locate(pointer: string): Position {
    let at = this.#follow(1)
    let offset = offsetOf(this.#events[at])
    for (const token of tokensOf(pointer) ?? []) {
      const member = this.#inside(at).get(token)
      if (member === undefined) break
      offset = member.offset
      at = this.#follow(member.at)
    }
    return this.#position(offset)
  }

  #position(offset: number): Position {
    let low = 0
    let high = this.#lines.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#lines[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#lines[low] ?? 0) + 1 }
  }

  /** An alias → what it stands for. */
  #follow(at: number): number {
    const event = this.#events[at]
    if (event?.type !== EVENT_ID.ALIAS) return at
    return this.#anchors.get(this.#text.slice(event.anchorStart, event.anchorEnd)) ?? at
  }

  #inside(at: number): Map<string, Branch> {
    const known = this.#members.get(at)
    if (known !== undefined) return known
    const members = new Map<string, Branch>()
    this.#members.set(at, members)
    const kind = this.#events[at]?.type
    const end = (this.#ends[at] ?? 0) - 1
    if (kind === EVENT_ID.SEQUENCE) {
      for (let item = at + 1, index = 0; item < end; item = this.#ends[item] ?? end) {
        this.#add(members, `${index++}`, item, item)
      }
    } else if (kind === EVENT_ID.MAPPING) {
      for (let key = at + 1; key < end; ) {
        const value = this.#ends[key] ?? end
        this.#add(members, this.#keyOf(key), value, key)
        key = this.#ends[value] ?? end
      }
      for (const merged of this.#merged(members)) {
        for (const [name, one] of this.#inside(merged)) {
          if (!members.has(name)) members.set(name, one)
        }
      }
    }
    return members
  }

  #add(members: Map<string, Branch>, name: string, at: number, start: number): void {
    members.set(name, { at, offset: offsetOf(this.#events[start]) })
  }

  #keyOf(at: number): string {
    const event = this.#events[this.#follow(at)]
    return event?.type === EVENT_ID.SCALAR ? yamlParser().getScalarValue(this.#text, event) : ''
  }

  /** The maps that a merge key (`<<`) brings in. */
  #merged(members: Map<string, Branch>): number[] {
    const source = members.get('<<')
    if (source === undefined) return []
    const at = this.#follow(source.at)
    if (this.#events[at]?.type !== EVENT_ID.SEQUENCE) return [at]
    return [...this.#inside(at).values()].map((one) => this.#follow(one.at))
  }
}

/** Where a value starts, its anchor, tag and quotes included. */
function offsetOf(event: Event | undefined): number {
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
    return 0
  }
  if (event.type === EVENT_ID.ALIAS) return Math.max(0, event.anchorStart - 1)
  const isScalar = event.type === EVENT_ID.SCALAR
  const isQuoted = isScalar && (event.style === 2 || event.style === 3)
  const own = isScalar ? event.valueStart - (isQuoted ? 1 : 0) : event.start
  const before = [event.anchorStart - 1, event.tagStart].filter((start) => start >= 0)
  return Math.max(0, Math.min(own, ...before))
}

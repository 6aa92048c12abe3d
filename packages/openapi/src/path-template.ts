import type { LoadedDocument } from './document.ts'

/** Where the value of a parameter stands in a path. */
export interface PathPlace {
  /** What the router calls it. */
  readonly key: string
  /** The segment that it stands in, counted from the end, since a prefix may come before the template. */
  readonly fromEnd: number
  /** Of a segment that holds more than this one parameter: how it is cut, and whether there are other parameters. */
  readonly cut?: { readonly pattern: RegExp; readonly group: number; readonly isShared: boolean }
}

/** A path's template as the router takes it. */
export interface RouteTemplate {
  /** For Fastify's `url`. */
  readonly url: string
  /** Of the template's parameters, by their names in the document. */
  readonly places: ReadonlyMap<string, PathPlace>
  /**
   * Where two templates take the same path, the router takes the one that was registered first, unless one has more
   * literal text at the end of a segment: routes are registered by this, the highest first.
   */
  readonly rank: number
}

/** A literal, or the name of a parameter. */
type Piece = { readonly literal: string } | { readonly name: string }

/** An empty value is none; a slash that was sent as %2F belongs to the value. */
const whole = '([^]+)'
/** What stands behind a parameter ends it where it is first met. */
const part = '([^]+?)'
const expression = /\{([^{}]*)\}/g

/**
 * A path of OpenAPI (3.1 section 4.8.8) → a route of Fastify's router, in which `:` and `*` mean something, literals
 * are compared as they are percent-decoded, and a parameter takes an empty value unless it is told not to.
 */
export function toRoute(path: string): RouteTemplate | { readonly fault: string } {
  const [template = ''] = path.split(/[?#]/)
  const segments = template.split('/').map(piecesOf)
  const names = segments.flat().flatMap((piece) => ('name' in piece ? [piece.name] : []))
  const fault = faultOf(template, segments, names)
  if (fault !== undefined) return { fault }
  const keys = new Map(names.map((name, index) => [name, keyOf(name, index)]))
  const places = new Map<string, PathPlace>()
  const filled = segments.filter((pieces) => pieces.length > 0)
  for (const [index, pieces] of filled.entries()) {
    for (const [name, place] of placesOf(pieces, filled.length - 1 - index, keys)) {
      places.set(name, place)
    }
  }
  const several = segments.filter((pieces) => pieces.length > 1)
  return {
    url: segments.map((pieces) => toSegment(pieces, keys)).join('/'),
    places,
    rank: several.flat().filter((piece) => 'literal' in piece).length,
  }
}

/** The paths that no router can have. */
export function routeFaults({ operations }: Pick<LoadedDocument, 'operations'>): string[] {
  return operations.flatMap(({ base, path, id }) => {
    const route = toRoute(base + path)
    return 'fault' in route ? [`path ${path} of "${id}": ${route.fault}`] : []
  })
}

/** The raw text of a parameter, percent-encoded as it was sent; undefined where the path is not cut in this way. */
export function rawOf(path: string, { fromEnd, cut }: PathPlace): string | undefined {
  // The router may ignore slashes that are doubled, or at the end.
  const segment = path
    .split('/')
    .filter((one) => one !== '')
    .at(-1 - fromEnd)
  if (segment === undefined || cut === undefined) return segment
  return cut.pattern.exec(canonical(segment))?.[cut.group]
}

function piecesOf(segment: string): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (const match of segment.matchAll(expression)) {
    if (match.index > start) pieces.push({ literal: segment.slice(start, match.index) })
    pieces.push({ name: match[1] ?? '' })
    start = match.index + match[0].length
  }
  if (start < segment.length) pieces.push({ literal: segment.slice(start) })
  return pieces
}

function faultOf(
  path: string,
  segments: readonly (readonly Piece[])[],
  names: readonly string[],
): string | undefined {
  if (!path.startsWith('/') && path !== '') return 'a path begins with a slash'
  for (const pieces of segments) {
    for (const [index, piece] of pieces.entries()) {
      const next = pieces[index + 1]
      if ('literal' in piece) {
        const [brace] = /[{}]/.exec(piece.literal) ?? []
        if (brace !== undefined) return `a brace ${brace} has no partner: {name} is a parameter`
      } else if (piece.name === '') return 'a parameter {} has no name'
      else if (next !== undefined && 'name' in next) {
        return `nothing tells where {${piece.name}} ends and {${next.name}} begins: put a character between them`
      }
    }
  }
  const twin = names.find((name, index) => names.indexOf(name) < index)
  return twin === undefined ? undefined : `the parameter {${twin}} stands in it twice`
}

/** What is a name for the router, too, is kept for those who read routes. */
function keyOf(name: string, index: number): string {
  return /^[a-z]\w*$/i.test(name) && !/^[lp]\d/.test(name) ? name : `p${index}`
}

function toSegment(pieces: readonly Piece[], keys: ReadonlyMap<string, string>): string {
  const value = pieces.length === 1 ? whole : part
  return pieces
    .map((piece, index) =>
      'name' in piece ? `:${keys.get(piece.name)}${value}` : toLiteral(piece.literal, index),
    )
    .join('')
}

/** Compared by the router as they were sent, encoded or not: each is a character of its own (RFC 3986 section 2.2). */
const reserved = new Set(';/?:@&=+$,#%')

/** Text for the router, but for the characters that it would take for something else: a regular expression each. */
function toLiteral(literal: string, index: number): string {
  // Of nearly every path all is plain text.
  if (!/[%*:]/.test(literal)) return literal
  const characters = [...literal.matchAll(/(?:%[0-9a-f]{2})+|./gisu)].flatMap(([sent]) => {
    const text = sent.length > 1 ? decoded(sent) : sent
    return [...text].map((one) => {
      const isHard = one === '*' || one === '%' || (text !== sent && reserved.has(one))
      return isHard ? { hard: `[${one}]` } : { easy: one.replace(':', '::') }
    })
  })
  let url = ''
  for (const [at, { hard, easy }] of characters.entries()) {
    url += hard === undefined ? easy : `:l${index}_${at}(${hard})`
  }
  return url
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** What is equal to it (RFC 3986 section 6.2.2.2), decoded but for what would be taken for a character that cuts. */
function canonical(segment: string): string {
  try {
    return decodeURI(segment.replaceAll('%25', '%2525'))
  } catch {
    return segment
  }
}

function placesOf(
  pieces: readonly Piece[],
  fromEnd: number,
  keys: ReadonlyMap<string, string>,
): [string, PathPlace][] {
  const names = pieces.flatMap((piece) => ('name' in piece ? [piece.name] : []))
  const source = pieces.map((piece) =>
    'name' in piece ? part : canonical(piece.literal).replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  )
  const pattern = new RegExp(`^${source.join('')}$`)
  return names.map((name, index) => {
    const place = { key: keys.get(name) ?? '', fromEnd }
    if (pieces.length === 1) return [name, place]
    return [name, { ...place, cut: { pattern, group: index + 1, isShared: names.length > 1 } }]
  })
}

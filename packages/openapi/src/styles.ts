import type { Style } from './document.ts'

/** How the raw text of a value is cut, where one text holds all of it. What is undefined is not written in this way. */
export interface Syntax {
  /** For messages. */
  readonly form: string
  scalar(raw: string): string | undefined
  items(raw: string): readonly string[] | undefined
  pairs(raw: string): Pairs | undefined
}

export type Pairs = readonly (readonly [key: string, value: string])[]

/** What says how a value is written. */
interface Written {
  readonly name: string
  readonly style: Style
  readonly explode: boolean
  readonly delimiter?: '\t'
}

/** RFC 6570 section 3.2; OpenAPI 3.1 section 4.8.12.4. */
export function syntaxOf({ style, explode, name, delimiter }: Written): Syntax {
  if (style === 'matrix') return matrix(encodeURIComponent(name), explode)
  if (style === 'label') return label(explode)
  const isKeyed = style === 'simple' && explode
  if (delimiter === '\t') return listed(/%09|\t/i, 'a%09b', isKeyed)
  if (style === 'spaceDelimited') return listed(/%20|[+ ]/, 'a%20b', false)
  if (style === 'pipeDelimited') return listed(/%7C|\|/i, 'a|b', false)
  return listed(',', isKeyed ? 'a=1,b=2' : 'a,1,b,2', isKeyed)
}

function listed(separator: string | RegExp, form: string, isKeyed: boolean): Syntax {
  return {
    form,
    scalar: (raw) => raw,
    items: (raw) => raw.split(separator),
    pairs: (raw) => (isKeyed ? keyed : alternating)(raw.split(separator)),
  }
}

function label(explode: boolean): Syntax {
  const after = (raw: string) => (raw.startsWith('.') ? raw.slice(1) : undefined)
  const items = (raw: string) => after(raw)?.split(explode ? '.' : ',')
  return {
    form: explode ? '.a=1.b=2' : '.a,1,b,2',
    scalar: after,
    items,
    pairs: (raw) => (explode ? keyed : alternating)(items(raw)),
  }
}

function matrix(name: string, explode: boolean): Syntax {
  const after = (raw: string | undefined) => {
    if (raw === `;${name}`) return ''
    return raw?.startsWith(`;${name}=`) ? raw.slice(name.length + 2) : undefined
  }
  const pieces = (raw: string) => (raw.startsWith(';') ? raw.slice(1).split(';') : undefined)
  const items = (raw: string) => {
    if (!explode) return after(raw)?.split(',')
    const all = pieces(raw)?.map((piece) => after(`;${piece}`))
    return all?.includes(undefined) ? undefined : (all as string[] | undefined)
  }
  return {
    form: explode ? `;${name}=a;${name}=b, of objects ;a=1;b=2` : `;${name}=a,1,b,2`,
    scalar: after,
    items,
    pairs: (raw) => (explode ? keyed(pieces(raw)) : alternating(items(raw))),
  }
}

function keyed(items: readonly string[] | undefined): Pairs | undefined {
  const pairs = items?.map((item) => {
    const equals = item.indexOf('=')
    return equals === -1 ? undefined : ([item.slice(0, equals), item.slice(equals + 1)] as const)
  })
  return pairs?.every((pair) => pair !== undefined) ? pairs : undefined
}

function alternating(items: readonly string[] | undefined): Pairs | undefined {
  if (items === undefined || items.length % 2 === 1) return undefined
  return items.flatMap((item, index) =>
    index % 2 === 0 ? [[item, items[index + 1] as string] as const] : [],
  )
}

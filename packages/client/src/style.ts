/** How a text is written where it goes. */
export type Encode = (text: string) => string

/** Of styles whose items are in one text, but for the comma. */
const separators: Readonly<Record<string, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tsv: '%09',
}

/**
 * Writes a value as OpenAPI 3.1 section 4.8.12 has it, which follows RFC 6570: pairs `name=value` for a query, a cookie
 * or a form, otherwise one text. `how` is a style, with `*` where it is exploded and `+` where reserved characters stay
 * as they are, or the media type that the value is text of.
 */
export function write(
  name: string,
  value: unknown,
  how: string,
  encode: Encode,
  isNamed: boolean,
): string[] {
  const key = encode(name)
  const style = how.replaceAll(/[*+]/g, '')
  if (how.includes('/')) {
    const text = encode(isJson(how) ? JSON.stringify(value) : toText(value))
    return [isNamed ? `${key}=${text}` : text]
  }
  // But for what means something in a query, and for a comma that would part items.
  const meaningful = typeof value === 'object' ? /[&#+,]/g : /[&#+]/g
  const own = (text: string) => {
    const safe = how.includes('+')
      ? encodeURI(text).replace(meaningful, encodeURIComponent)
      : encode(text)
    return style === 'label' ? safe.replaceAll('.', '%2E') : safe
  }
  if (style === 'deepObject') return deep(key, value, own)
  const isExploded = how.includes('*')
  const isKeyed = isExploded && isObject(value)
  const items = itemsOf(value, own, isKeyed)
  const pair = (text: string) => {
    if (isKeyed) return text
    return text === '' && style === 'matrix' ? key : `${key}=${text}`
  }
  if (style === 'label') return [`.${items.join(isExploded ? '.' : ',')}`]
  const isPath = style === 'matrix'
  if (!isNamed && !isPath) return [items.join(',')]
  const one = items.length === 0 ? [] : [pair(items.join(separators[style] ?? ','))]
  const pairs = isExploded ? items.map(pair) : one
  return isPath ? [pairs.map((text) => `;${text}`).join('')] : pairs
}

function itemsOf(value: unknown, encode: Encode, isKeyed: boolean): string[] {
  const write = (one: unknown) => encode(toText(one))
  if (Array.isArray(value)) return value.filter(isThere).map(write)
  if (!isObject(value)) return [write(value)]
  const pairs = entriesOf(value).map((pair) => pair.map(write))
  return isKeyed ? pairs.map((pair) => pair.join('=')) : pairs.flat()
}

function deep(key: string, value: unknown, encode: Encode): string[] {
  if (Array.isArray(value)) return value.filter(isThere).flatMap((item) => deep(key, item, encode))
  if (!isObject(value)) return [`${key}=${encode(toText(value))}`]
  return entriesOf(value).flatMap(([name, one]) => deep(`${key}[${encode(name)}]`, one, encode))
}

export function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType)
}

/** Null is what is not there, since no style can write it (RFC 6570 section 2.3). */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The properties of an object that are there. */
export function entriesOf(value: object = {}): [name: string, value: unknown][] {
  return Object.entries(value).filter(([, one]) => isThere(one))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && !Array.isArray(value)
}

/** A scalar as text; what is inside of an item is JSON. */
export function toText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : `${value}`
}

/** How a text is written where it goes. */
export type Encode = (text: string) => string

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
  const named = (text: string) => (isNamed ? `${key}=${text}` : text)
  if (how.includes('/')) return [named(encode(isJson(how) ? JSON.stringify(value) : toText(value)))]
  const style = how.replaceAll(/[*+]/g, '')
  const own = how.includes('+') ? keepReserved(encode, typeof value !== 'object') : encode
  if (style === 'deepObject') return deep(key, value, own)
  const isExploded = how.includes('*')
  const pieces = piecesOf(value, style === 'label' ? withoutDots(own) : own, isExploded)
  if (style === 'matrix') return [matrix(key, pieces, isExploded)]
  if (style === 'label') return [`.${pieces.map(joined).join(isExploded ? '.' : ',')}`]
  if (!isNamed) return [pieces.map(joined).join(',')]
  if (isExploded)
    return pieces.map((piece) => joined(typeof piece === 'string' ? [key, piece] : piece))
  const separator = separators[style] ?? ','
  // What is not percent-encoded, as in a part of a form, is so as a whole.
  const between = encode === String ? decodeURIComponent(separator) : separator
  return pieces.length === 0 ? [] : [named(pieces.join(between))]
}

/** Of styles whose items are in one text, but for the comma. */
const separators: Readonly<Record<string, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tsv: '%09',
}

/** An item, or a property and its value. */
type Piece = string | [key: string, value: string]

const joined = (piece: Piece): string => (typeof piece === 'string' ? piece : piece.join('='))

function piecesOf(value: unknown, encode: Encode, isExploded: boolean): Piece[] {
  if (Array.isArray(value)) return value.filter(isThere).map((item) => encode(toText(item)))
  if (!isObject(value)) return [encode(toText(value))]
  const pairs = Object.entries(value).filter(([, one]) => isThere(one))
  const written = pairs.map(([key, one]): [string, string] => [encode(key), encode(toText(one))])
  return isExploded ? written : written.flat()
}

function matrix(key: string, pieces: readonly Piece[], isExploded: boolean): string {
  const pair = (text: string) => (text === '' ? `;${key}` : `;${key}=${text}`)
  if (!isExploded) return pair(pieces.join(','))
  return pieces
    .map((piece) => (typeof piece === 'string' ? pair(piece) : `;${joined(piece)}`))
    .join('')
}

function deep(key: string, value: unknown, encode: Encode): string[] {
  if (Array.isArray(value)) return value.filter(isThere).flatMap((item) => deep(key, item, encode))
  if (!isObject(value)) return [`${key}=${encode(toText(value))}`]
  return Object.entries(value)
    .filter(([, one]) => isThere(one))
    .flatMap(([name, one]) => deep(`${key}[${encode(name)}]`, one, encode))
}

/** The reserved characters of RFC 3986 that mean nothing in a query; a comma only where it parts no items. */
function keepReserved(encode: Encode, isScalar: boolean): Encode {
  const kept = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|3B|3D|2C)/g
  const restored = (code: string) => (code === '%2C' && !isScalar ? code : decodeURIComponent(code))
  return (text) => encode(text).replace(kept, restored)
}

const withoutDots =
  (encode: Encode): Encode =>
  (text) =>
    encode(text).replaceAll('.', '%2E')

export function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType)
}

/** Null is what is not there, since no style can write it (RFC 6570 section 2.3). */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}

/** A scalar as text; what is inside of an item is JSON. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

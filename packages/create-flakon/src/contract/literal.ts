/** As the formatter of the service has it. */
const width = 100

/** Where a literal stands. */
interface Place {
  readonly indent?: number
  /** The column where it begins. */
  readonly start?: number
  /** How many characters follow it on its last line. */
  readonly rest?: number
  /** Whether a text may be longer than a line. */
  readonly isWide?: boolean
}

/**
 * A JSON value as TypeScript, laid out as the service's formatter would do it. Undefined where a line would be too long,
 * or a key has a meaning of its own.
 *
 * @example toLiteral({ id: 1 }) // '{ id: 1 }'
 */
export function toLiteral(value: unknown, place: Place = {}): string | undefined {
  const { indent = 0, start = 0, rest = 0, isWide = false } = place
  const text = lay(value, indent, start, rest)
  const lines = text.split('\n').map(widthOf)
  lines[0] = start + (lines[0] ?? 0)
  lines[lines.length - 1] = (lines.at(-1) ?? 0) + rest
  const isNarrow = lines.every((one) => one <= width)
  return (isNarrow || isWide) && !text.includes('__proto__: ') ? text : undefined
}

/** Columns of a text: letters of East Asia take two. */
function widthOf(text: string): number {
  const wide =
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g
  return text.length + (text.match(wide)?.length ?? 0)
}

function lay(value: unknown, indent: number, start: number, rest: number): string {
  const flat = toFlat(value)
  const isScalar = typeof value !== 'object' || value === null
  if (isScalar || (start + widthOf(flat) + rest <= width && !isBroken(value))) return flat
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  const close = ' '.repeat(indent)
  if (!Array.isArray(value)) {
    const lines = Object.entries(value).map(([name, one]) => `${pad}${member(name, one, inner)},\n`)
    return `{\n${lines.join('')}${close}}`
  }
  if (value.every((one) => typeof one === 'number')) return `[\n${filled(value, pad)}${close}]`
  return `[\n${value.map((one) => `${pad}${lay(one, inner, inner, 1)},\n`).join('')}${close}]`
}

/** A text that is too long stands on a line of its own, unless that gains next to nothing. */
function member(name: string, value: unknown, indent: number): string {
  const key = `${toKey(name)}:`
  const start = indent + widthOf(key) + 1
  const text = lay(value, indent, start, 1)
  const isLong = typeof value === 'string' && start + widthOf(text) + 1 > width
  return isLong && key.length > 5 ? `${key}\n${' '.repeat(indent + 2)}${text}` : `${key} ${text}`
}

/** A table is one row a line. */
function isBroken(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const members = Object.values(value)
  const rows = Array.isArray(value) && value.length > 1 ? value : []
  const isRow = (one: unknown) =>
    typeof one === 'object' &&
    one !== null &&
    Array.isArray(one) === Array.isArray(rows[0]) &&
    Object.keys(one).length > 1
  return (rows.length > 0 && rows.every(isRow)) || members.some(isBroken)
}

/** Numbers stand side by side. */
function filled(numbers: readonly number[], pad: string): string {
  const lines: string[] = []
  for (const number of numbers) {
    const [text, line] = [`${toFlat(number)},`, lines.at(-1)]
    if (line !== undefined && `${line} ${text}`.length <= width)
      lines[lines.length - 1] = `${line} ${text}`
    else lines.push(pad + text)
  }
  return `${lines.join('\n')}\n`
}

function toFlat(value: unknown): string {
  if (typeof value === 'string') return toText(value)
  if (Array.isArray(value)) return `[${value.map(toFlat).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).replace('e+', 'e')
  const members = Object.entries(value).map(([name, one]) => `${toKey(name)}: ${toFlat(one)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function toKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toText(name)
}

/** In single quotes, unless the others need fewer escapes. */
export function toText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  const singles = text.split("'").length
  if (singles > text.split('"').length) return `"${inner}"`
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

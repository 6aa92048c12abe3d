/** As the formatter of the service has it. */
const width = 100

/**
 * A JSON value as TypeScript, laid out as the service's formatter would do it. `start` is the column where it begins,
 * `rest` the number of characters behind it on its last line. A value without a literal is undefined: a line would be too
 * long, or a key has a meaning of its own.
 *
 * @example toLiteral({ id: 1 }) // '{ id: 1 }'
 */
export function toLiteral(
  value: unknown,
  { indent = 0, start = 0, rest = 0 } = {},
): string | undefined {
  const text = lay(value, indent, start, rest)
  if (text === undefined) return undefined
  const [first = '', ...others] = text.split('\n')
  const last = others.at(-1) ?? ''
  const isNarrow =
    start + first.length + (others.length === 0 ? rest : 0) <= width &&
    others.every((line) => line.length <= width) &&
    last.length + rest <= width
  return isNarrow && !text.includes(forbidden) ? text : undefined
}

const forbidden = '__proto__: '

function lay(value: unknown, indent: number, start: number, rest: number): string {
  const flat = toFlat(value)
  const isScalar = typeof value !== 'object' || value === null
  if (isScalar || (start + flat.length + rest <= width && !isBroken(value))) return flat
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  const close = ' '.repeat(indent)
  if (!Array.isArray(value)) {
    const lines = Object.entries(value).map(([name, one]) => {
      const key = `${pad}${toKey(name)}: `
      return `${key}${lay(one, inner, key.length, 1)},\n`
    })
    return `{\n${lines.join('')}${close}}`
  }
  if (value.every((one) => typeof one === 'number')) return `[\n${filled(value, pad)}${close}]`
  return `[\n${value.map((one) => `${pad}${lay(one, inner, inner, 1)},\n`).join('')}${close}]`
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

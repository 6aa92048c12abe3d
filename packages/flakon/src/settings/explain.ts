import { variableOf } from './environment.ts'
import { mask, masked } from './mask.ts'
import type { Entry, Fault, Origin, Resolution } from './resolution.ts'
import { formatFault } from './settings-error.ts'
import { type Declaration, describeKey, formatValue, type Key } from './value.ts'

export { masked } from './mask.ts'

/** Every key with its value, its source, what it overrode and its variable; faults and warnings below. */
export function explainTable(resolution: Resolution): string {
  const head = ['KEY', 'VALUE', 'SOURCE', 'OVERRODE', 'VARIABLE', 'NOTES']
  const rows = [head, ...resolution.entries.map(toRow)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const lists = [...listed('Faults', resolution.faults), ...listed('Warnings', resolution.warnings)]
  return `${[...lines, ...lists].join('\n')}\n`
}

function toRow(entry: Entry): string[] {
  const overrode = entry.overrode.map(({ source, where, shown }) =>
    source === 'default' ? `default ${shown || '""'}` : `${shown || '""'} (${where})`,
  )
  const notes = [
    ...(entry.declared ? [] : ['undeclared']),
    ...(entry.reloadable ? ['reloadable'] : []),
  ]
  const value = entry.shown === '' ? emptyValue(entry) : entry.shown
  const source = sourceOf(entry)
  return [nameOf(entry), value, source, overrode.join(', '), entry.variable, notes.join(', ')]
}

function emptyValue({ value }: Entry): string {
  return value === undefined ? '(not set)' : '""'
}

function sourceOf({ source, where }: Origin): string {
  return source === 'flag' ? `flag (${where})` : where
}

function nameOf({ section, key }: Entry): string {
  return `${section}.${key}`
}

function listed(title: string, faults: readonly Fault[]): string[] {
  return faults.length === 0
    ? []
    : ['', `${title}:`, ...faults.map((one) => `  ${formatFault(one)}`)]
}

/** The same for machines: values are typed, secrets masked. */
export function explainJson(resolution: Resolution): string {
  const { entries, faults, warnings, files } = resolution
  const keys = entries.map(({ shown, value, overrode, ...entry }) => ({
    ...entry,
    value: entry.secret ? mask : plain(value, shown),
    shown,
    overrode,
  }))
  return `${JSON.stringify({ keys, faults, warnings, files }, null, 2)}\n`
}

/** A value as JSON holds it; what JSON cannot hold is as shown. */
function plain(value: unknown, shown: string): unknown {
  if (typeof value === 'string') return masked(value)
  if (Array.isArray(value)) return value.map((item) => plain(item, formatValue(undefined, item)))
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  return value === undefined ? null : shown
}

/** The value of a key, or the `key = value` lines of a section and those nested in it; undefined for neither. */
export function explainGet(resolution: Resolution, name: string): string | undefined {
  const entry = resolution.entries.find((one) => nameOf(one) === name)
  if (entry !== undefined) return entry.shown
  const inside = resolution.entries.filter(({ section }) => `${section}.`.startsWith(`${name}.`))
  if (inside.length === 0) return undefined
  const lines = inside.map((one) => `${nameOf(one).slice(name.length + 1)} = ${one.shown}`)
  return lines.join('\n')
}

/** A complete settings file: every section and key with its docs, unit, variable and default. It reads back as the defaults. */
export function explainDefaults(declarations: readonly Declaration[]): string {
  const sections = declarations.map(({ name, keys }) => {
    const parts = Object.entries(keys).map(([key, declared]) => explainKey(name, key, declared))
    return [`[${name}]`, ...parts].join('\n\n')
  })
  const title = '# Every setting with its default. Remove what you do not change.'
  return `${[title, ...sections].join('\n\n')}\n`
}

function explainKey(section: string, name: string, key: Key): string {
  const notes = [
    key.required ? 'required' : '',
    key.optional === true ? 'optional' : '',
    key.secret === true ? 'secret' : '',
    key.reloadable === true ? 'reloadable' : '',
    key.renamed === undefined ? '' : `formerly ${key.renamed}`,
  ].filter((note) => note !== '')
  const variables = [variableOf(section, name), key.variable].filter((one) => one !== undefined)
  const about = [masked(describeKey(key)), ...notes, variables.join(' or ')].join('; ')
  const docs = key.docs.split(/\r\n|\n|\r/).map((line) => `# ${line.trim()}`)
  return [...docs, `# ${about}`, assignment(name, key)].join('\n')
}

/** What is a secret, or has no default, is a comment: reading it back leaves it as it is. */
function assignment(name: string, key: Key): string {
  if (key.default === undefined) return `# ${name} =`
  if (
    key.secret === true ||
    formatValue(key, key.default) !== masked(formatValue(key, key.default))
  )
    return `# ${name} = ${mask}`
  if (Array.isArray(key.default)) {
    const items = key.default.map((item) => `\n  ${written(formatValue(key.of, item))}`)
    return `${name} =${items.join('')}`
  }
  const [first = '', ...more] = formatValue(key, key.default).split('\n')
  if (more.length === 0) return `${name} = ${written(first)}`
  return `${name} =${[first, ...more].map((line) => `\n  ${written(line)}`).join('')}`
}

/** Text as an INI value, in quotes where it would read differently without them. */
function written(text: string): string {
  const safe = text.replaceAll('$', '$$$$')
  const isPlain = safe !== '' && safe.trim() === safe && !/^["#;]|[,\r]|\s[#;]/.test(safe)
  return isPlain ? safe : `"${safe.replace(/["\\]/g, '\\$&')}"`
}

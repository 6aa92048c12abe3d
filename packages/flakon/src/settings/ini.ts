import { quoteName } from './mask.ts'

/** A key as written, at the place of its name. */
export interface IniKey extends Place {
  readonly name: string
  /** What follows the delimiter, then the indented lines below; comments are left out. */
  readonly lines: readonly Line[]
}

/** A section as written, at the place of its header. */
export interface IniSection extends Place {
  readonly name: string
  readonly keys: readonly IniKey[]
}

export interface IniRemark extends Place {
  readonly message: string
}

/** A parsed file. `head` holds the keys before the first section. */
export interface Ini {
  readonly head: readonly IniKey[]
  readonly sections: readonly IniSection[]
  readonly faults: readonly IniRemark[]
  readonly warnings: readonly IniRemark[]
}

type Open<T> = { -readonly [N in keyof T]: T[N] extends readonly (infer I)[] ? I[] : T[N] }

interface State extends Open<Ini> {
  section: Open<IniSection> | undefined
  key: Open<IniKey> | undefined
  /** Indentation of the last header or key: what is indented deeper continues its value. */
  indent: number
}

/**
 * Parses the text of an INI file, line by line, by the rules of Python's configparser; docs/settings.md lists
 * where it differs. Everything wrong is listed, nothing throws.
 */
export function parseIni(text: string): Ini {
  const state: State = {
    head: [],
    sections: [],
    faults: [],
    warnings: [],
    section: undefined,
    key: undefined,
    indent: 0,
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const [index, line] of lines.entries()) readLine(line, index + 1, state)
  const { head, sections, faults, warnings } = state
  for (const key of [...head, ...sections.flatMap((section) => section.keys)]) finish(key, state)
  return { head, sections, faults, warnings }
}

function readLine(line: string, number: number, state: State): void {
  const text = line.trim()
  if (text.startsWith('#') || text.startsWith(';')) return
  const indent = line.length - line.trimStart().length
  const place = { line: number, column: indent + 1 }
  if (text === '') state.key?.lines.push({ ...place, text })
  else if (state.key !== undefined && indent > state.indent) {
    state.key.lines.push({ ...place, text })
  } else {
    state.indent = indent
    if (text.startsWith('[')) readHeader(text, place, state)
    else readKey(text, place, state)
  }
}

function readHeader(text: string, place: Place, state: State): void {
  state.key = undefined
  const name = /^\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(text)?.[1]?.trim()
  const section = { ...place, name: name ?? '', keys: [] }
  state.section = section
  const reason = headerFault(name)
  if (reason !== undefined) state.faults.push({ ...place, message: reason })
  else {
    const first = state.sections.find((one) => one.name === name)
    if (first !== undefined) {
      const message = `section [${name}] is already at line ${first.line}, column ${first.column}: put all its keys under one header`
      state.faults.push({ ...place, message })
    }
    state.sections.push(section)
  }
}

function headerFault(name: string | undefined): string | undefined {
  if (name === undefined) return 'this is no section header: write [name], alone on its line'
  const parts = name.split('.')
  if (parts.some((part) => part.trim() === ''))
    return `section name ${quoteName(name)} has an empty part: write it as [client.users]`
  if (parts.includes('__proto__')) return 'a section cannot be named "__proto__": rename it'
  return undefined
}

function readKey(text: string, place: Place, state: State): void {
  const at = text.search(/[=:]/)
  const name = (at === -1 ? text : text.slice(0, at)).trimEnd()
  const value = text.slice(at + 1).trimStart()
  const column = place.column + text.length - value.length
  const key: Open<IniKey> = { ...place, name, lines: [{ line: place.line, column, text: value }] }
  // What is wrong is remembered all the same, so that the lines that continue it raise no faults of their own.
  state.key = key
  const reason = at === -1 ? noDelimiter(text) : keyFault(key, state)
  if (reason !== undefined) state.faults.push({ ...place, message: reason })
  else (state.section?.keys ?? state.head).push(key)
}

/** The line itself may be part of a secret, such as a key in PEM: only what looks like a name is shown. */
function noDelimiter(text: string): string {
  const word = /^[a-z_][\w.-]{0,30}(?=\s|$)/i.exec(text)?.[0]
  const what = word === undefined ? 'this line' : `the line that starts with "${word}"`
  return `${what} has no "=": write key = value, or indent the line if it continues the value above`
}

function keyFault(key: IniKey, state: State): string | undefined {
  const name = quoteName(key.name)
  if (key.name === '') return 'there is no key before the "=": write key = value'
  if (key.name === '__proto__') return 'a key cannot be named "__proto__": rename it'
  if (state.section === undefined && key.name !== 'extends')
    return `key ${name} is outside every section: put it under a [section]`
  const first = (state.section?.keys ?? state.head).find((one) => one.name === key.name)
  if (first === undefined) return undefined
  const where = state.section === undefined ? '' : ` in [${state.section.name}]`
  return `duplicate key ${name}${where}: it is already at line ${first.line}, column ${first.column}; remove one`
}

/** Drops the blank lines after a value and looks at what remains. */
function finish(key: IniKey, state: State): void {
  const lines = key.lines as Line[]
  while (lines.length > 1 && lines.at(-1)?.text === '') lines.pop()
  for (const line of lines) {
    if (line.text.startsWith('"') && closingQuote(line.text) === -1) {
      const message = `the value of ${quoteName(key.name)} opens a quote and does not close it: end it with ", or write \\" for a quote inside`
      state.faults.push({ line: line.line, column: line.column, message })
    } else if (!line.text.startsWith('"') && /\s[#;](\s|$)/.test(line.text)) {
      const message = `the value of ${quoteName(key.name)} contains a comment sign and all that follows: a comment goes on a line of its own; if it is meant, put the value in quotes`
      state.warnings.push({ line: line.line, column: line.column, message })
    }
  }
  warnOfIndentedKey(key, state)
}

/** Below a value, ` port = 80` is not a key but more of the value, which few people mean. */
function warnOfIndentedKey(key: IniKey, state: State): void {
  if (key.lines[0]?.text === '') return
  const line = key.lines.slice(1).find(({ text }) => /^[a-z_][\w-]*\s*=(\s|$)/i.test(text))
  if (line === undefined) return
  const message = `this line is indented, so it continues the value of ${quoteName(key.name)}: remove the indentation if it is a key, put it in quotes if it is not`
  state.warnings.push({ line: line.line, column: line.column, message })
}

/** A place in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** One line of a value, without the white space around it. */
export interface Line extends Place {
  readonly text: string
}

/** A part of a value: a whole line of it, or an item of a list. */
export interface Piece extends Line {
  /** Whether it stood between double quotes, which makes it a string and keeps its commas and spaces. */
  readonly quoted: boolean
}

/** What to say where `toPiece` and `toItems` give up. */
export const unevenQuotes =
  'the quotes do not match: what starts with a quote ends with the next one, a quote inside is written \\", and a comment goes on a line of its own'

/** Index of the quote that ends a text which starts with one; -1 when there is none. */
export function closingQuote(text: string): number {
  for (let index = 1; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === '"') return index
  }
  return -1
}

/** Inside quotes, `\"` is a quote and `\\` a backslash; any other backslash is itself. */
export function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1')
}

/** A line as one piece; undefined when something follows its closing quote. */
export function toPiece(line: Line): Piece | undefined {
  if (!line.text.startsWith('"')) return { ...line, quoted: false }
  if (closingQuote(line.text) !== line.text.length - 1) return undefined
  return { ...line, text: line.text.slice(1, -1), column: line.column + 1, quoted: true }
}

/** The items of a line, separated by commas outside quotes and outside `${…}`; undefined as `toPiece`. */
export function toItems(line: Line): Piece[] | undefined {
  const items: Piece[] = []
  for (const { index, text } of parts(line.text)) {
    const trimmed = text.trim()
    if (trimmed === '') continue
    const column = line.column + index + text.indexOf(trimmed)
    const piece = toPiece({ text: trimmed, line: line.line, column })
    if (piece === undefined) return undefined
    items.push(piece)
  }
  return items
}

function parts(text: string): { index: number; text: string }[] {
  const found: { index: number; text: string }[] = []
  let start = 0
  let depth = 0
  for (let index = 0; index <= text.length; index++) {
    const rest = text.slice(index)
    if (rest.startsWith('"') && text.slice(start, index).trim() === '') {
      index += Math.max(0, closingQuote(rest))
    } else if (rest.startsWith('${')) depth++
    else if (rest.startsWith('}')) depth = Math.max(0, depth - 1)
    else if (rest === '' || (rest.startsWith(',') && depth === 0)) {
      found.push({ index: start, text: text.slice(start, index) })
      start = index + 1
    }
  }
  return found
}

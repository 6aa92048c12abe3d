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

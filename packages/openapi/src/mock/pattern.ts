import type { Random } from './random.ts'

/** A regular expression as far as it says how to write a text; what only looks around is left to the check. */
type Part =
  | { readonly kind: 'set'; readonly source: string }
  | {
      readonly kind: 'choice'
      readonly options: readonly (readonly Part[])[]
      readonly id?: string
    }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number }
  | { readonly kind: 'again'; readonly id: string }

/** Longer texts are not written for a pattern. */
const longest = 20_000
/** How often what may be repeated is, at most, beyond what has to be: first few times, then more often. */
const rooms = [2, 0, 6, 20, 80, 400]

/**
 * A text that matches a pattern of ECMA-262 and is no longer or shorter than allowed; undefined where none was found.
 * Letters and digits come first, which are the same in every place of a request.
 */
export function textOf(
  pattern: string,
  random: Random,
  fits: (text: string) => boolean,
  least = 0,
): string | undefined {
  const expression = toExpression(pattern)
  const parts = expression && new Parser(pattern).parse()
  if (expression === undefined || parts === undefined) return undefined
  // One, two or three parts that are repeated as often as it takes.
  const filled = [1, 2, 3].flatMap((count) => [0, -1, 1, -2].map((more) => least / count + more))
  const full = least === 0 ? [] : filled.map((room) => Math.max(0, Math.floor(room)))
  const tries = [
    ...rooms.map((room) => ({ room })),
    ...rooms.map((room) => ({ room, isOdd: true })),
    ...full.map((room) => ({ room, isFull: true })),
  ]
  for (const attempt of tries) {
    const text = write(parts, random, attempt)
    if (text !== undefined && fits(text) && expression.test(text)) return text
  }
  return undefined
}

/** Undefined for what is no pattern. As Ajv reads it, and else as it was meant before Unicode. */
export function toExpression(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      // The next one, or none.
    }
  }
  return undefined
}

interface Attempt {
  readonly room: number
  /** Whether what may be repeated is, as often as there is room for. */
  readonly isFull?: boolean
  /** Whether letters are taken that are neither letters nor digits. */
  readonly isOdd?: boolean
}

function write(
  parts: readonly Part[],
  random: Random,
  { room, isFull = false, isOdd = false }: Attempt,
): string | undefined {
  const found = new Map<string, string>()
  let text = ''
  const one = (part: Part): boolean => {
    if (text.length > longest) return false
    if (part.kind === 'again') text += found.get(part.id) ?? ''
    else if (part.kind === 'set') {
      const { usual, all } = lettersOf(part.source)
      const letters = isOdd ? all : usual
      if (letters.length === 0) return false
      text += random.pick(letters)
    } else if (part.kind === 'choice') {
      const start = text.length
      if (!random.pick(part.options).every(one)) return false
      if (part.id !== undefined) found.set(part.id, text.slice(start))
    } else {
      const most = Math.min(part.most, part.least + room)
      const times = isFull ? most : random.integer(part.least, most)
      if (times > longest) return false
      for (let i = 0; i < times; i++) if (!one(part.part)) return false
    }
    return true
  }
  return parts.every(one) ? text : undefined
}

interface Letters {
  readonly usual: readonly string[]
  readonly all: readonly string[]
}
const known = new Map<string, Letters>()

/** The letters that a set may be, of ASCII if any is. */
function lettersOf(source: string): Letters {
  const made = known.get(source) ?? findLetters(source)
  if (known.size > 1_000) known.clear()
  known.set(source, made)
  return made
}

function findLetters(source: string): Letters {
  const expression = toExpression(`^(?:${source})$`)
  const among = (first: number, last: number) => {
    const all: string[] = []
    for (let code = first; code <= last && all.length < 100; code++) {
      const letter = String.fromCodePoint(code)
      if (expression?.test(letter)) all.push(letter)
    }
    return all
  }
  const plain = among(0x20, 0x7e)
  const usual = plain.filter((letter) => /[A-Za-z0-9]/.test(letter))
  if (plain.length > 0) return { usual: usual.length > 0 ? usual : plain, all: plain }
  const others = [
    [0xa0, 0xd7ff],
    [0, 0x1f],
    [0xe000, 0xfffd],
    [0x1f300, 0x1faff],
  ] as const
  const all =
    others.map(([first, last]) => among(first, last)).find(({ length }) => length > 0) ?? []
  return { usual: all, all }
}

/** Reads a pattern that is known to be one. */
class Parser {
  readonly #text: string
  #at = 0
  #groups = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): readonly Part[] | undefined {
    const options = this.#options()
    return this.#at === this.#text.length ? [{ kind: 'choice', options }] : undefined
  }

  #options(): Part[][] {
    const options: Part[][] = [[]]
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#take('|')) options.push([])
      else options.at(-1)?.push(...this.#repeated(this.#atom()))
    }
    return options
  }

  #take(word: string): boolean {
    const isThere = this.#text.startsWith(word, this.#at)
    if (isThere) this.#at += word.length
    return isThere
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text) ?? undefined
    if (found !== undefined) this.#at += found[0].length
    return found
  }

  #repeated(part: Part | undefined): Part[] {
    const found = this.#match(/(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y)
    if (part === undefined || found === undefined) return part === undefined ? [] : [part]
    const [word = '', least, comma, most] = found
    const [few, many] =
      least === undefined
        ? [word[0] === '+' ? 1 : 0, word[0] === '?' ? 1 : Infinity]
        : [Number(least), comma === '' ? Number(least) : most === '' ? Infinity : Number(most)]
    return [{ kind: 'repeat', part, least: few, most: many }]
  }

  #atom(): Part | undefined {
    if (this.#text[this.#at] === '(') return this.#group()
    if (this.#match(/\^|\$|\\[bB]/y)) return undefined
    const again = this.#match(/\\(?:([1-9]\d*)|k<([^>]+)>)/y)
    if (again !== undefined) return { kind: 'again', id: again[1] ?? again[2] ?? '' }
    const set =
      this.#match(/\[(?:\\.|[^\]\\])*\]/sy) ??
      this.#match(
        /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|.)/sy,
      ) ??
      this.#match(/./suy)
    const [source = ''] = set ?? []
    return { kind: 'set', source: /^[{}\]]$/.test(source) ? `\\${source}` : source }
  }

  #group(): Part | undefined {
    const looks = this.#match(/\((?:\?<?[=!])/y) !== undefined
    const [, name] = looks ? [] : (this.#match(/\((?:\?<([^>]+)>|\?[a-z]*(?:-[a-z]+)?:)?/y) ?? [])
    const isPlain = !looks && this.#text[this.#at - 1] === '('
    const id = looks || !(isPlain || name !== undefined) ? undefined : String(++this.#groups)
    const options = this.#options()
    this.#take(')')
    if (looks) return undefined
    const inner: Part = { kind: 'choice', options, ...(id === undefined ? {} : { id }) }
    return name === undefined ? inner : { kind: 'choice', options: [[inner]], id: name }
  }
}

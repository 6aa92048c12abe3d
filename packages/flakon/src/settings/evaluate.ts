import { dirname } from 'node:path'
import { nearest } from '../nearest.ts'
import type { Environment } from './environment.ts'
import { readText, shownPath } from './files.ts'
import { closingQuote, type Line, type Piece, toItems, toPiece, unevenQuotes } from './ini.ts'
import { type Expanded, interpolate, type Scope } from './interpolate.ts'
import { isPlain } from './layers.ts'
import { isSecretName, quote } from './mask.ts'
import type { Written } from './resolution.ts'
import type { Report } from './settings-error.ts'
import { rawText, type Slot, type Slots } from './slots.ts'
import { formatValue, type Key, parseForm, parseValue } from './value.ts'

/** What became of a key. */
export interface Evaluated {
  readonly value: unknown
  /** The value as text, for references and for people. */
  readonly text: string
  readonly secret: boolean
  /** There is a value, but it is not usable; the report says why. */
  readonly failed?: boolean
}

/** Gives the value of a slot: that of its strongest source, with its references replaced, typed. */
export type Evaluate = (slot: Slot) => Evaluated

/** Values are made once, on first use, because they may refer to each other. */
export function makeEvaluate(slots: Slots, env: Environment, report: Report): Evaluate {
  const done = new Map<Slot, Evaluated>()
  const busy: Slot[] = []
  const refer = (section: string, key: string): Expanded | string => {
    const slot = slots.get(`${section}:${key}`)
    if (slot === undefined) return unknownReference(section, key, slots)
    if (busy.includes(slot)) return circle([...busy.slice(busy.indexOf(slot)), slot])
    const found = evaluate(slot)
    if (found.value !== undefined) return found
    return found.failed ? '' : `[${section}] ${key} has no value: set it, or write the value here`
  }
  const evaluate = (slot: Slot): Evaluated => {
    const known = done.get(slot)
    if (known !== undefined) return known
    busy.push(slot)
    const result = evaluateSlot(slot, { env, report, refer })
    busy.pop()
    done.set(slot, result)
    return result
  }
  return evaluate
}

interface Context extends Pick<Scope, 'env' | 'refer'> {
  readonly report: Report
}

const broken = Symbol('broken')

function evaluateSlot(slot: Slot, context: Context): Evaluated {
  const { declared } = slot
  const written = slot.written.at(-1)
  const isSecret = isSecretSlot(slot)
  if (written === undefined) {
    const text = formatValue(declared, declared?.default)
    return { value: declared?.default, text, secret: isSecret }
  }
  const { raw, secret } = expandRaw(slot, written, context)
  const shown = { text: plainText(raw, written, declared), secret: isSecret || secret }
  if (raw === broken) return { ...shown, value: undefined, failed: true }
  if (declared === undefined) return { ...shown, value: ownValue(raw) }
  if (declared.optional === true && isEmpty(raw)) return { ...shown, value: undefined }
  const parsed = parseValue(declared, raw === empty ? '' : raw)
  if ('value' in parsed) {
    return { ...shown, value: parsed.value, text: formatValue(declared, parsed.value) }
  }
  const message = `[${slot.section}] ${slot.key} = ${quote(shown.text, shown.secret)}: ${parsed.fault}`
  context.report.fault(written.where, message)
  return { ...shown, value: undefined, failed: true }
}

/** Declared so, or by its name where nobody declares it. */
export function isSecretSlot({ section, key, declared }: Slot): boolean {
  return declared === undefined
    ? isSecretName(key) || isSecretName(section)
    : declared.secret === true
}

/** An empty value without quotes: it takes away what a weaker source says of an optional key. */
const empty = Symbol('empty')

function isEmpty(raw: unknown): boolean {
  return raw === empty || raw === null
}

/** The value of the strongest source as parseValue takes it; `broken` when a reference in it is. */
function expandRaw(slot: Slot, written: Written, context: Context) {
  const { raw } = written
  if ('value' in raw) return { raw: raw.value, secret: false }
  if ('text' in raw) {
    const text = raw.text === '' ? empty : raw.text
    return { raw: slot.declared === undefined ? ownText(raw.text, slot) : text, secret: false }
  }
  return expandLines(raw.lines, slot.declared, scopeOf(written, context))
}

interface BrokenScope extends Scope {
  isBroken: boolean
}

function scopeOf(written: Written, { env, refer, report }: Context): BrokenScope {
  const file = written.file ?? ''
  const scope: BrokenScope = {
    env,
    refer,
    here: dirname(file),
    readFile: readText,
    isBroken: false,
    fault: ({ line, column }, message) => {
      scope.isBroken = true
      if (message !== '') report.fault(`${shownPath(file)}:${line}:${column}`, message)
    },
  }
  return scope
}

function expandLines(lines: readonly Line[], declared: Key | undefined, scope: BrokenScope) {
  const isList = declared?.kind === 'list'
  const pieces: Piece[] = []
  for (const line of lines) {
    const found = isList ? toItems(line) : toPiece(line)
    if (found === undefined) scope.fault(line, isUnclosed(line) ? '' : unevenQuotes)
    else pieces.push(...[found].flat())
  }
  const parts = pieces.map((piece) => ({ ...interpolate(piece, scope), quoted: piece.quoted }))
  const secret = parts.some((part) => part.secret)
  return { raw: scope.isBroken ? broken : assemble(parts, declared, lines.length > 1), secret }
}

/** The parser has said so already. */
function isUnclosed({ text }: Line): boolean {
  return text.startsWith('"') && closingQuote(text) === -1
}

interface Part extends Expanded {
  readonly quoted: boolean
}

function assemble(parts: readonly Part[], declared: Key | undefined, isLong: boolean): unknown {
  const filled = parts.filter(({ text, quoted }) => text !== '' || quoted)
  if (declared?.kind === 'list') {
    // A reference in a list may bring several items.
    return filled.flatMap(({ text, quoted }) => (quoted ? [text] : splitText(text)))
  }
  if (declared !== undefined) {
    const [first, ...rest] = parts
    const kept = first?.text === '' && !first.quoted && rest.length > 0 ? rest : parts
    return filled.length === 0 ? empty : kept.map(({ text }) => text).join('\n')
  }
  const values = filled.map(({ text, quoted }) => (quoted ? text : parseForm(text)))
  return isLong ? values : (values[0] ?? '')
}

function splitText(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Text of a variable or a flag for an undeclared key: it takes the form of what it overrides in a file. */
function ownText(text: string, { written }: Slot): unknown {
  const last = written.findLast(({ raw }) => !('text' in raw))?.raw
  if (last !== undefined && 'lines' in last) {
    if (last.lines.length > 1) return splitText(text).map(parseForm)
    if (last.lines[0]?.text.startsWith('"')) return text
  }
  return last !== undefined && 'value' in last && Array.isArray(last.value)
    ? splitText(text).map(parseForm)
    : parseForm(text)
}

/** A copy of an undeclared value that can be frozen without freezing the caller's own. */
function ownValue(raw: unknown): unknown {
  if (Array.isArray(raw)) return Object.freeze(raw.map(ownValue))
  if (!isPlain(raw)) return raw
  return Object.freeze(
    Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, ownValue(value)])),
  )
}

function plainText(raw: unknown, written: Written, declared: Key | undefined): string {
  if (raw === broken) return rawText(written.raw, declared)
  return raw === empty ? '' : formatValue(undefined, raw)
}

function circle(slots: readonly Slot[]): string {
  const round = slots.map(({ section, key }) => `[${section}] ${key}`).join(' → ')
  return `these values refer to each other in a circle, ${round}: write one of them out`
}

function unknownReference(section: string, key: string, slots: Slots): string {
  const [near] = nearest(`${section}:${key}`, [...slots.keys()])
  const fix = near === undefined ? 'add it, or write $$ for a dollar' : `did you mean \${${near}}?`
  return `\${${section}:${key}} refers to ${key} of [${section}], which does not exist: ${fix}`
}

import { distance, nearest } from '../nearest.ts'
import { isSecretName, quote, quoteName } from './mask.ts'
import type { Raw, Written } from './resolution.ts'
import type { Report } from './settings-error.ts'
import { type Declaration, formatValue, type Key, type Keys } from './value.ts'

/** One key of the settings, with all that sets it. */
export interface Slot {
  readonly section: string
  readonly key: string
  readonly declared?: Key
  /** Weakest first. */
  readonly written: Written[]
}

/** The keys by `section:key`. */
export type Slots = Map<string, Slot>

/** Sorts what was written by its key. A name that nobody declares, and that is none of the user's own, is reported. */
export function toSlots(
  declarations: readonly Declaration[],
  written: readonly Written[],
  report: Report,
): Slots {
  const slots: Slots = new Map()
  for (const { name: section, keys } of declarations) {
    for (const [key, declared] of Object.entries(keys))
      slots.set(`${section}:${key}`, { section, key, declared, written: [] })
  }
  const sections = new Map(declarations.map(({ name, keys }) => [name, keys]))
  for (const one of written) {
    const keys = sections.get(one.section)
    const key = keys === undefined ? ownKey(one, [...sections.keys()], report) : one.key
    const known = keys === undefined ? key : declaredKey(one, keys, written, report)
    if (known === undefined) continue
    const name = `${one.section}:${known}`
    const slot = slots.get(name) ?? { section: one.section, key: known, written: [] }
    slots.set(name, slot)
    slot.written.push(one)
  }
  reportUnusedDefaults(slots, written, report)
  return slots
}

/** A key of `[DEFAULT]` counts where a section declares it; one that counts nowhere is a mistake like any other. */
function reportUnusedDefaults(slots: Slots, written: readonly Written[], report: Report): void {
  const used = new Set([...slots.values()].flatMap((slot) => slot.written.map((one) => one.named)))
  for (const { inherited, lenient, key, named } of written) {
    if (inherited !== true || used.has(named)) continue
    const message = `unknown key ${quoteName(key)} in [DEFAULT]: no section of this file has it`
    report.mistake(lenient, named, message)
  }
}

/** The declared key that a written one is, its former name included. */
function declaredKey(
  one: Written,
  keys: Keys,
  all: readonly Written[],
  report: Report,
): string | undefined {
  if (Object.hasOwn(keys, one.key)) return one.key
  const renamed = Object.keys(keys).find((key) => keys[key]?.renamed === one.key)
  if (renamed !== undefined) return formerKey(one, renamed, all, report)
  if (one.inherited !== true) report.mistake(one.lenient, one.named, unknownKey(one, keys))
  return undefined
}

/** A former name works; beside the new one in the same source it would be ambiguous, so the new one counts. */
function formerKey(one: Written, key: string, all: readonly Written[], report: Report) {
  const { section, source, file } = one
  const both = all.some(
    (other) =>
      other.section === section &&
      other.key === key &&
      other.source === source &&
      other.file === file,
  )
  const ending = both ? ', which is set too: this one is ignored; remove it' : ': rename it'
  report.warn(one.named, `"${one.key}" in [${section}] is now called "${key}"${ending}`)
  return both ? undefined : key
}

function unknownKey(one: Written, keys: Keys): string {
  const names = Object.keys(keys)
  const [near] = nearest(one.key, names)
  // A misspelt secret is a secret still.
  const meant = near === undefined ? Object.values(keys) : [keys[near]]
  const isSecret = isSecretName(one.key) || meant.some((key) => key?.secret === true)
  const fix = near === undefined ? `there are ${names.join(', ')}` : `did you mean "${near}"?`
  const value = quote(rawText(one.raw), isSecret)
  return `unknown key ${quoteName(one.key)} in [${one.section}] (= ${value}): ${fix}`
}

/** A key of a section nobody declares: the user's own, unless its section is a declared one misspelt. */
function ownKey(one: Written, sections: readonly string[], report: Report): string | undefined {
  const meant = sections.find((section) => isTypo(one.section, section))
  if (meant === undefined) return one.key
  reportTypo(one.section, meant, one.lenient, one.named, report)
  return undefined
}

/** Reports a section's name that is close to a declared one. */
export function reportTypo(
  section: string,
  meant: string,
  lenient: boolean,
  where: string,
  report: Report,
): void {
  const message = `unknown section [${section}]: did you mean [${meant}]? (a section of your own needs a name less like it, or defineSection("${section}", …))`
  report.mistake(lenient, where, message)
}

/**
 * Whether a section's name is a declared one misspelt: other case, one slip, two in a long name. Short names are
 * close to many words, so `[api]` is not a misspelt `[app]`, nor `[blog]` a `[log]`: there only a letter more, less or swapped
 * counts, and not the first one.
 */
export function isTypo(name: string, declared: string): boolean {
  const [one, other] = [name.toLowerCase(), declared.toLowerCase()]
  const slips = distance(one, other)
  if (Math.min(one.length, other.length) > 3) return slips <= (declared.length >= 8 ? 2 : 1)
  const sameLetters = [...one].sort().join('') === [...other].sort().join('')
  return slips <= 1 && one[0] === other[0] && (one.length !== other.length || sameLetters)
}

/** A value as it was written, before anything in it was replaced. */
export function rawText(raw: Raw, key?: Key): string {
  if ('text' in raw) return raw.text
  if ('value' in raw) return formatValue(key, raw.value)
  return raw.lines
    .map(({ text }) => text)
    .join('\n')
    .trim()
}

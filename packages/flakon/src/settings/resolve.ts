import { type Environment, variableOf } from './environment.ts'
import { type Evaluate, isSecretSlot, makeEvaluate } from './evaluate.ts'
import { shownPath } from './files.ts'
import { type Layers, readLayers } from './layers.ts'
import { hasSecretReference, show } from './mask.ts'
import type {
  Entry,
  Origin,
  Resolution,
  Settings,
  SettingsInput,
  SettingsObject,
  Written,
} from './resolution.ts'
import { Report, sorted } from './settings-error.ts'
import { isTypo, rawText, reportTypo, type Slot, type Slots, toSlots } from './slots.ts'
import { type Declaration, describeKey, formatValue } from './value.ts'

export type {
  Entry,
  Fault,
  Origin,
  Resolution,
  Settings,
  SettingsInput,
  SettingsObject,
  SourceKind,
} from './resolution.ts'
export type { Declaration }

export interface ResolveOptions {
  readonly settings?: SettingsInput | undefined
  readonly declarations: readonly Declaration[]
  readonly env: Environment
  /** Defaults that depend on the surroundings, beneath everything, as `{ app: { mode: 'test' } }`. */
  readonly defaults?: SettingsObject
}

/** Reads, layers, checks and types the settings of an app. Never throws for a fault of the user's: it is listed. */
export function resolveSettings(options: ResolveOptions): Resolution {
  const report = new Report()
  const { declarations, env } = options
  const layers = readLayers(options, report)
  const slots = toSlots(declarations, layers.written, report)
  const evaluate = makeEvaluate(slots, env, report)
  const entries = [...slots.values()].map((slot) => toEntry(slot, evaluate))
  reportMissing(slots, layers, report)
  const sections = sectionNames(slots, declarations, layers, report)
  reportClashes(slots, sections, layers, report)
  const shown = layers.paths.map(shownPath)
  return {
    settings: toTree(sections, entries),
    entries,
    faults: sorted(report.faults, shown),
    warnings: sorted(report.warnings, shown),
    files: layers.paths,
  }
}

function toEntry(slot: Slot, evaluate: Evaluate): Entry {
  const { section, key, declared } = slot
  const { value, text, secret } = evaluate(slot)
  const winner = slot.written.at(-1)
  const weaker = slot.written.slice(0, -1).map((one) => toOrigin(one, slot))
  const base: Origin = {
    source: 'default',
    where: 'default',
    shown: show(formatValue(declared, declared?.default), isSecretSlot(slot)),
  }
  const hasBase = winner !== undefined && declared?.default !== undefined
  return {
    section,
    key,
    value,
    secret,
    source: winner?.source ?? 'default',
    where: winner?.where ?? 'default',
    shown: value === undefined && text === '' ? '' : show(text, secret),
    declared: declared !== undefined,
    reloadable: declared?.reloadable === true,
    variable: variableOf(section, key),
    overrode: [...weaker.reverse(), ...(hasBase ? [base] : [])],
  }
}

/** A value that was overridden is shown as it was written: nothing in it is looked up. */
function toOrigin({ source, where, raw }: Written, slot: Slot): Origin {
  const text = rawText(raw, slot.declared)
  const secret = isSecretSlot(slot) || ('lines' in raw && hasSecretReference(text))
  return { source, where, shown: show(text, secret) }
}

/** With a file missing, what it would have set is not worth a line each. */
function reportMissing(slots: Slots, { headers, end }: Layers, report: Report): void {
  if (report.incomplete) return
  for (const { section, key, declared, written } of slots.values()) {
    if (declared?.required !== true || written.length > 0) continue
    const where = headers.get(section) ?? end
    const example = declared.secret ? `\${file:/run/secrets/${key}}` : '…'
    const message = `[${section}] ${key} is required and not set, expected ${describeKey(declared)}: add "${key} = ${example}" under [${section}], or set ${variableOf(section, key)}`
    report.fault(where, message)
  }
}

/** All sections, also those without keys; the name of an empty one may be a typo that no key has told of. */
function sectionNames(
  slots: Slots,
  declarations: readonly Declaration[],
  layers: Layers,
  report: Report,
): string[] {
  const declared = declarations.map(({ name }) => name)
  const own = layers.sections.filter((section) => {
    const meant = declared.includes(section)
      ? undefined
      : declared.find((name) => isTypo(section, name))
    if (meant === undefined) return true
    const isEmpty = !layers.written.some((one) => one.section === section)
    const where = layers.headers.get(section) ?? 'createApp'
    if (isEmpty) reportTypo(section, meant, layers.lenient, where, report)
    return false
  })
  return [...new Set([...declared, ...own, ...[...slots.values()].map(({ section }) => section)])]
}

/** A key and a nested section cannot both be `settings.client.users`. */
function reportClashes(slots: Slots, sections: readonly string[], layers: Layers, report: Report) {
  for (const { section, key, written } of slots.values()) {
    const name = `${section}.${key}`
    const nested = sections.find((other) => other === name || other.startsWith(`${name}.`))
    if (nested === undefined) continue
    const where = written.at(-1)?.named ?? layers.headers.get(nested) ?? 'createApp'
    const message = `"${key}" in [${section}] is a key, and [${nested}] needs it to be a section: rename one of the two`
    report.fault(where, message)
  }
}

type Tree = Record<string, unknown>

/** Sections by name, nested where a name has dots; frozen all the way down. */
function toTree(sections: readonly string[], entries: readonly Entry[]): Settings {
  const root: Tree = {}
  const made = [root]
  const branch = (section: string): Tree => {
    let here = root
    for (const part of section.split('.')) {
      const next = (Object.hasOwn(here, part) ? here[part] : {}) as Tree
      if (!Object.hasOwn(here, part)) made.push(next)
      here[part] = next
      here = next
    }
    return here
  }
  for (const section of sections) branch(section)
  for (const { section, key, value } of entries) {
    const here = branch(section)
    if (!Object.hasOwn(here, key)) here[key] = value
  }
  for (const one of made) Object.freeze(one)
  return root
}

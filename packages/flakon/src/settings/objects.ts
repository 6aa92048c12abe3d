import type { Report } from './report.ts'
import type { SettingsObject, SourceKind } from './resolution.ts'
import type { Declaration } from './value.ts'
import type { Written } from './written.ts'

/** Whether a value is an object literal, or what JSON.parse makes. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

interface Flat {
  readonly written: Written[]
  readonly sections: string[]
}

interface Context extends Flat {
  readonly source: SourceKind
  readonly where: string
  readonly declarations: readonly Declaration[]
  readonly report: Report
  /** The objects around the one being read: one that holds itself would never end. */
  readonly around: Set<object>
}

/** The keys of settings given as an object; an object in a section is a nested section. */
export function flatten(
  settings: SettingsObject,
  source: SourceKind,
  where: string,
  declarations: readonly Declaration[],
  report: Report,
): Flat {
  const flat: Flat = { written: [], sections: [] }
  const context = { ...flat, source, where, declarations, report, around: new Set<object>() }
  for (const [section, keys] of Object.entries(settings)) {
    if (keys === undefined) continue
    if (isPlain(keys)) readSection(section, keys, context)
    else report.fault(where, `"${section}" is no section: write { section: { key: value } }`)
  }
  return flat
}

function readSection(section: string, keys: Record<string, unknown>, context: Context): void {
  const { report, around, declarations } = context
  const where = placeOf(section, context)
  const fault = nameFault(section)
  if (fault !== undefined) {
    report.fault(where, fault)
    return
  }
  if (around.has(keys)) {
    report.fault(where, `section [${section}] holds itself: remove that`)
    return
  }
  around.add(keys)
  context.sections.push(section)
  const declared = declarations.find(({ name }) => name === section)?.keys ?? {}
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) continue
    if (isPlain(value) && !Object.hasOwn(declared, key))
      readSection(`${section}.${key}`, value, context)
    else addKey(section, key, value, context)
  }
  around.delete(keys)
}

function addKey(section: string, key: string, value: unknown, context: Context): void {
  const { source, report } = context
  const where = placeOf(`${section}.${key}`, context)
  const fault = nameFault(key)
  if (fault !== undefined) {
    report.fault(where, fault)
    return
  }
  const isText = source === 'flag' && typeof value === 'string'
  const raw = isText ? { text: value } : { value }
  context.written.push({ section, key, raw, source, where, named: where, lenient: false })
}

/** A flag is named by what it sets, all else by its source. */
function placeOf(name: string, { source, where }: Context): string {
  return source === 'flag' ? `${where} ${name}` : where
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'a name is empty: give it one'
  if (name.split('.').includes('__proto__')) return 'nothing can be named "__proto__": rename it'
  return undefined
}

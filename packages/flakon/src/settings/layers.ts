import { fileURLToPath } from 'node:url'
import { type Environment, readEnvironment } from './environment.ts'
import { readFiles } from './files.ts'
import type { SettingsInput, SettingsObject, SourceKind, Written } from './resolution.ts'
import type { Report } from './settings-error.ts'
import type { Declaration } from './value.ts'

export interface LayersOptions {
  readonly settings?: SettingsInput | undefined
  readonly declarations: readonly Declaration[]
  readonly env: Environment
  readonly defaults?: SettingsObject | undefined
}

/** Everything that sets a key, weakest first, and what the files tell beside it. */
export interface Layers {
  readonly written: readonly Written[]
  readonly headers: ReadonlyMap<string, string>
  readonly sections: readonly string[]
  readonly paths: readonly string[]
  /** The place after the last line of the last file; empty without files. */
  readonly end: string
  /** Whether the files belong to the surroundings and not to the code. */
  readonly lenient: boolean
}

/** Reads all sources of settings. The order of `written` is the precedence; declared defaults are beneath it. */
export function readLayers(options: LayersOptions, report: Report): Layers {
  const { env, declarations } = options
  const input = splitInput(options.settings, report)
  const replaced = env.FLAKON_SETTINGS
  const lenient = replaced !== undefined && replaced !== ''

  const defaults = flatten(options.defaults ?? {}, 'default', 'default', declarations, report)
  const files = readFiles(lenient ? [replaced] : input.paths, { env, report, lenient })
  const objects = input.objects.map((one) =>
    flatten(one, 'object', 'createApp', declarations, report),
  )
  const flags = flatten(readFlags(env, report), 'flag', '--set', declarations, report)
  const named = [defaults, ...objects, flags].flatMap(({ written }) => written)
  const environment = readEnvironment(env, declarations, [...files.written, ...named], report)

  return {
    written: [
      ...defaults.written,
      ...files.written, // extended files before those that extend them
      ...environment, // HOST, PORT and LOG_LEVEL before FLAKON_*
      ...objects.flatMap(({ written }) => written),
      ...flags.written,
    ],
    headers: files.headers,
    sections: [...files.headers.keys(), ...[...objects, flags].flatMap(({ sections }) => sections)],
    paths: [...files.paths],
    end: files.end,
    lenient,
  }
}

/** Files and objects of the argument, each in their order: an object wins over a file wherever it stands. */
function splitInput(input: SettingsInput | undefined, report: Report) {
  const paths: string[] = []
  const objects: SettingsObject[] = []
  for (const one of input === undefined ? [] : [input].flat()) {
    if (typeof one === 'string') paths.push(one)
    else if (one instanceof URL) paths.push(...toPath(one, report))
    else if (isPlain(one)) objects.push(one)
    else {
      const message = `settings takes a path, a file URL, a plain object, or a list of these; it got ${one === null ? 'null' : typeof one}`
      report.fault('createApp', message)
    }
  }
  return { paths, objects }
}

function toPath(url: URL, report: Report): string[] {
  if (url.protocol === 'file:') return [fileURLToPath(url)]
  report.fault('createApp', `settings takes file URLs only; it got one with ${url.protocol}`)
  report.incomplete = true
  return []
}

/** The command line's flags. What is wrong with the text is not quoted: a flag may hold a secret. */
function readFlags({ FLAKON_FLAGS: text }: Environment, report: Report): SettingsObject {
  if (text === undefined || text === '') return {}
  try {
    const flags: unknown = JSON.parse(text)
    if (isPlain(flags)) return flags
  } catch {
    // Said below, as for a text that is JSON and no object.
  }
  report.fault('FLAKON_FLAGS', 'expected a JSON object of sections, as {"server":{"port":"8080"}}')
  return {}
}

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

import { readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Environment } from './environment.ts'
import { type Ini, type IniKey, type Place, parseIni, toItems, unevenQuotes } from './ini.ts'
import { type Expanded, interpolate } from './interpolate.ts'
import type { Written } from './resolution.ts'
import type { Report } from './settings-error.ts'

/** What was read: the keys of all files, weakest first, and where their sections are. */
export interface FileLayers {
  readonly written: Written[]
  /** The place of each section's header, for messages. */
  readonly headers: Map<string, string>
  /** Absolute paths of all files, extended ones first; also of those that could not be read. */
  readonly paths: Set<string>
  /** The place after the last line of the last file: where something may be added. */
  end: string
}

export interface FileOptions {
  readonly env: Environment
  readonly report: Report
  /** Whether the files belong to the surroundings and not to the code. */
  readonly lenient: boolean
}

/** Reads INI files and those that they extend; where the same key is in several, the later one wins. */
export function readFiles(paths: readonly string[], options: FileOptions): FileLayers {
  const layers: FileLayers = { written: [], headers: new Map(), paths: new Set(), end: '' }
  for (const path of paths) load(resolve(path), '', [], layers, options)
  // A value of [DEFAULT] is beneath whatever a section says itself, in any file.
  layers.written.sort((one, other) => Number(isOwn(one)) - Number(isOwn(other)))
  return layers
}

/** A path as messages show it: relative to the current folder where it is inside. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near === '..' || near.startsWith(`..${sep}`) ? path : near
}

/** The text of a UTF-8 file, or why there is none. */
export function readText(path: string): Expanded | string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return { text: text.replace(/\r?\n$/, ''), secret: true }
  } catch (error) {
    return `the file ${shownPath(path)} ${readFault(error)}`
  }
}

function isOwn(written: Written): boolean {
  return written.inherited !== true
}

function load(
  path: string,
  asked: string,
  chain: readonly string[],
  layers: FileLayers,
  options: FileOptions,
): void {
  const { report } = options
  const where = asked || shownPath(path)
  if (chain.includes(path)) {
    const round = [...chain.slice(chain.indexOf(path)), path].map(shownPath).join(' → ')
    report.fault(where, `these files extend each other in a circle, ${round}: remove one`)
    return
  }
  if (layers.paths.has(path)) return
  const content = readText(path)
  if (typeof content === 'string') {
    layers.paths.add(path)
    report.incomplete = true
    report.fault(where, content)
    return
  }
  const ini = parseIni(content.text)
  const at = ({ line, column }: Place) => `${shownPath(path)}:${line}:${column}`
  for (const fault of ini.faults) report.fault(at(fault), fault.message)
  for (const warning of ini.warnings) report.warn(at(warning), warning.message)
  for (const base of extended(ini, path, options, at)) {
    load(base.path, at(base), [...chain, path], layers, options)
  }
  layers.paths.add(path)
  layers.end = at({ line: content.text.split('\n').length + 1, column: 1 })
  collect(ini, path, layers, options, at)
}

function collect(
  ini: Ini,
  path: string,
  layers: FileLayers,
  options: FileOptions,
  at: (place: Place) => string,
): void {
  const defaults = defaultKeys(ini)
  const sections = ini.sections.filter(({ name }) => name !== 'DEFAULT')
  for (const section of sections) {
    layers.headers.set(section.name, at(section))
    const written = (key: IniKey, inherited: boolean): Written => ({
      section: section.name,
      key: key.name,
      raw: { lines: key.lines },
      source: 'file',
      where: at(key.lines[0] ?? key),
      named: at(key),
      lenient: options.lenient,
      inherited,
      file: path,
    })
    layers.written.push(...defaults.map((key) => written(key, true)))
    layers.written.push(...section.keys.map((key) => written(key, false)))
  }
}

function defaultKeys(ini: Ini): IniKey[] {
  const keys = ini.sections.filter(({ name }) => name === 'DEFAULT').flatMap(({ keys }) => keys)
  return keys.filter(({ name }) => name !== 'extends')
}

/** The files that a file extends, in order, each at the place where it is named. */
function extended(
  ini: Ini,
  path: string,
  { env, report }: FileOptions,
  at: (place: Place) => string,
): (Place & { readonly path: string })[] {
  const inDefault = ini.sections.filter(({ name }) => name === 'DEFAULT')
  const keys = [...ini.head, ...inDefault.flatMap(({ keys }) => keys)]
  const here = dirname(path)
  const scope = {
    env,
    here,
    refer: () => 'extends is read before all settings, so it cannot refer to one of them',
    readFile: readText,
    fault: (place: Place, message: string) => report.fault(at(place), message),
  }
  return keys
    .filter(({ name }) => name === 'extends')
    .flatMap(({ lines }) => lines)
    .flatMap((line) => {
      const items = toItems(line)
      if (items === undefined) report.fault(at(line), unevenQuotes)
      return items ?? []
    })
    .map((piece) => ({ ...piece, path: interpolate(piece, scope).text }))
    .filter(({ path }) => path !== '')
    .map((piece) => ({ ...piece, path: resolve(here, piece.path) }))
}

function readFault(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return 'does not exist: check the path (a relative one starts at the current folder, or at the folder of the file that names it)'
  if (code === 'EISDIR') return 'is a folder: name the file in it'
  if (code === 'EACCES') return 'may not be read by this user: change its permissions'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return 'is not UTF-8 text: save it in that encoding'
  return `cannot be read: ${message}`
}

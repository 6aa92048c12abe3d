import { fileURLToPath } from 'node:url'
import { type Environment, readEnvironment } from './environment.ts'
import { readFiles } from './files.ts'
import { flatten, isPlain } from './objects.ts'
import type { Report } from './report.ts'
import type { SettingsInput, SettingsObject } from './resolution.ts'
import type { Declaration } from './value.ts'
import type { Written } from './written.ts'

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

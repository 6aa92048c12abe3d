import { flakonError, isFlakonError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { foundation } from '../sections/index.ts'
import { explainDefaults, explainGet, explainJson, explainTable } from '../settings/explain.ts'
import type { Resolution } from '../settings/resolve.ts'
import type { Declaration } from '../settings/value.ts'
import { findState } from '../state.ts'
import type { Io } from './io.ts'
import { loadApp } from './load-app.ts'
import { type Flags, refuseWords } from './options.ts'

interface ConfigFlags extends Flags {
  readonly json?: boolean
  readonly defaults?: boolean
  readonly check?: boolean
}

interface Explained {
  readonly resolution: Resolution
  readonly declarations: readonly Declaration[]
}

/** `flakon config`: needs the import of the app and no more, so it works where the app does not start. */
export async function config(
  flags: ConfigFlags,
  words: readonly string[],
  io: Io,
): Promise<number> {
  const [verb, name] = words
  if (verb !== undefined && verb !== 'get') {
    throw flakonError('FLK_USAGE', [
      `flakon config does not know "${verb}": write flakon config get ${verb}`,
    ])
  }
  refuseWords(words, 2, 'config')
  if (verb === 'get' && name === undefined) {
    throw flakonError('FLK_USAGE', [
      'flakon config get needs a key, as in flakon config get server.port',
    ])
  }
  const { resolution, declarations } = await explained(flags, io)
  const { faults, warnings, entries } = resolution
  const bad = faults.length > 0 || (flags.check === true && warnings.length > 0)
  if (flags.defaults) io.stdout.write(explainDefaults(declarations))
  else if (name !== undefined) io.stdout.write(`${one(resolution, name)}\n`)
  else if (flags.json) io.stdout.write(explainJson(resolution))
  else if (flags.check && !bad) io.stdout.write(`${entries.length} settings, all valid\n`)
  else io.stdout.write(explainTable(resolution))
  return bad ? 2 : 0
}

function one(resolution: Resolution, name: string): string {
  const value = explainGet(resolution, name)
  if (value !== undefined) return value.trimEnd()
  const [near] = nearest(
    name,
    resolution.entries.map(({ section, key }) => `${section}.${key}`),
  )
  const fix = near === undefined ? 'flakon config lists them all' : `did you mean ${near}?`
  throw flakonError('FLK_USAGE', [`there is no setting ${name}: ${fix}`])
}

async function explained(flags: ConfigFlags, io: Io): Promise<Explained> {
  try {
    const { app, file } = await loadApp(flags.app, io)
    const state = findState(app)
    if (state !== undefined) return { resolution: state.resolution, declarations: state.sections }
    throw flakonError('FLK_APP_NOT_AN_APP', [
      file,
      'app',
      'a bare Fastify instance, which has no settings',
    ])
  } catch (error) {
    const { resolution, declarations } = error as Partial<Explained>
    if (resolution !== undefined) return { resolution, declarations: declarations ?? foundation }
    // Somebody may want the defaults to write the first settings.ini.
    const isFirst = flags.defaults === true && isFlakonError(error) && error.code === 'FLK_APP_NONE'
    if (!isFirst) throw error
    return {
      resolution: { settings: {}, entries: [], faults: [], warnings: [], files: [] },
      declarations: foundation,
    }
  }
}

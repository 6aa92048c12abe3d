import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { flakonError, isFlakonError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Settings } from '../settings/resolve.ts'
import type { Io } from './io.ts'
import { parseReference, type Reference } from './reference.ts'

/** An app as the command line finds it: one that `createApp` made, or any Fastify instance. */
export type FoundApp = FastifyInstance & { readonly settings?: Settings }

/** The app and where it was found. It is never awaited by itself: Fastify's instances are thenable, and would boot. */
export interface LoadedApp {
  readonly app: FoundApp
  /** Path of its module, relative to the current folder. */
  readonly file: string
}

const usual = ['src/app.ts', 'app.ts', 'dist/app.js', 'app.js']
const extensions = [
  '',
  '.ts',
  '.mts',
  '.js',
  '.mjs',
  '/index.ts',
  '/index.js',
  '/src/app.ts',
  '/app.ts',
  '/app.js',
]

/**
 * Finds the app as `FLASK_APP` does: what was named, or one of the usual modules.
 * @throws FlakonError `FLK_APP_…`, each with what to do
 */
export async function loadApp(named: string | undefined, io: Io): Promise<LoadedApp> {
  const text = named ?? (io.env.FLAKON_APP || undefined)
  const reference = text === undefined ? { module: findUsual(io.cwd) } : parseReference(text)
  const path = findModule(reference.module, io.cwd)
  const file = relative(io.cwd, path)
  const exported = await importModule(path, file)
  const { app } = await chooseApp(exported, reference, file)
  return { app, file }
}

function findUsual(cwd: string): string {
  const found = usual.find((file) => existsSync(join(cwd, file)))
  if (found === undefined) throw flakonError('FLK_APP_NONE', [usual.join(', ')])
  return found
}

function findModule(module: string, cwd: string): string {
  const path = module.startsWith('file:') ? fileURLToPath(module) : resolve(cwd, module)
  const found = extensions
    .map((extension) => path + extension)
    .find((one) => statSync(one, { throwIfNoEntry: false })?.isFile())
  if (found === undefined) throw flakonError('FLK_APP_MODULE_MISSING', [module])
  return found
}

type Exports = Readonly<Record<string, unknown>>

async function importModule(path: string, file: string): Promise<Exports> {
  if (/^\.[mc]?tsx?$/.test(extname(path))) await runTypeScript(path, file)
  try {
    return (await import(pathToFileURL(path).href)) as Exports
  } catch (error) {
    // What Flakon has to say is about settings or blueprints, not about importing.
    throw isFlakonError(error) ? error : flakonError('FLK_APP_IMPORT_FAILED', [file], error)
  }
}

/** Node strips types by itself from 22.18 on; before, the project's own tsx does. */
async function runTypeScript(path: string, file: string): Promise<void> {
  if (process.features.typescript) return
  const { register } = await import(findTsx(path, file))
  register()
}

/** The entry that `import` would take: `require.resolve` finds the one for CommonJS, which does not work as a module. */
function findTsx(path: string, file: string): string {
  try {
    const manifest = createRequire(path).resolve('tsx/package.json')
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8'))
    return new URL(exports['./esm/api'].import.default, pathToFileURL(manifest)).href
  } catch (error) {
    throw flakonError('FLK_APP_TYPESCRIPT', [file], error)
  }
}

interface Choice {
  readonly app: FoundApp
}

async function chooseApp(exported: Exports, reference: Reference, file: string): Promise<Choice> {
  const { name, args } = reference
  if (name !== undefined) {
    if (!(name in exported))
      throw flakonError('FLK_APP_NAME_MISSING', [file, name, nameHint(name, exported)])
    return toApp(exported[name], name, file, args)
  }
  for (const usualName of ['app', 'default']) {
    if (isApp(exported[usualName])) return { app: exported[usualName] }
  }
  const apps = Object.keys(exported).filter((key) => isApp(exported[key]))
  if (apps.length > 1)
    throw flakonError('FLK_APP_SEVERAL', [file, apps.join(', '), `${file}:${apps[0]}`])
  const found =
    apps[0] ??
    ['app', 'createApp', 'makeApp', 'default'].find((key) => typeof exported[key] === 'function')
  if (found !== undefined) return toApp(exported[found], found, file)
  if (exported.app !== undefined) return toApp(exported.app, 'app', file)
  throw flakonError('FLK_APP_ABSENT', [file, Object.keys(exported).join(', ') || 'nothing'])
}

async function toApp(
  value: unknown,
  name: string,
  file: string,
  args?: Reference['args'],
): Promise<Choice> {
  if (isApp(value)) return { app: value }
  if (typeof value !== 'function')
    throw flakonError('FLK_APP_NOT_AN_APP', [file, name, described(value)])
  if (args === undefined && value.length > 0) {
    const example = `${file}:${name}(${Array.from({ length: value.length }, () => '"…"').join(', ')})`
    throw flakonError('FLK_APP_FACTORY_ARGUMENTS', [name, value.length, example])
  }
  const made: unknown = await callFactory(
    value as (...args: unknown[]) => unknown,
    args ?? [],
    file,
  )
  const { app } = made as { app: unknown }
  if (!isApp(app)) throw flakonError('FLK_APP_NOT_AN_APP', [file, `${name}()`, described(app)])
  return { app }
}

/** The factory's result in a wrapper, so that an app that is returned at once is not booted by awaiting it. */
async function callFactory(
  factory: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  file: string,
): Promise<{ app: unknown }> {
  try {
    const made = factory(...args)
    return { app: isApp(made) ? made : await made }
  } catch (error) {
    throw isFlakonError(error) ? error : flakonError('FLK_APP_IMPORT_FAILED', [file], error)
  }
}

function isApp(value: unknown): value is FoundApp {
  if (typeof value !== 'object' || value === null) return false
  const app = value as Partial<FastifyInstance>
  return [app.inject, app.register, app.listen, app.ready].every(
    (method) => typeof method === 'function',
  )
}

function nameHint(name: string, exported: Exports): string {
  const [near] = nearest(name, Object.keys(exported))
  if (near !== undefined) return `: did you mean "${near}"?`
  return `; it exports ${Object.keys(exported).join(', ') || 'nothing'}`
}

function described(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object'
    ? `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`
    : `a ${typeof value}`
}

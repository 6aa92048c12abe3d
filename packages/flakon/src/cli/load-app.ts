import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, relative, resolve } from 'node:path'
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
  const { href } = pathToFileURL(path)
  try {
    return withCommonJs((await import(href)) as Exports)
  } catch (error) {
    // What Flakon has to say is about settings or blueprints, not about importing.
    if (isFlakonError(error)) throw error
    throw flakonError('FLK_APP_IMPORT_FAILED', [file], placed(error, href))
  }
}

/** What a CommonJS module exports is the default of what `import` gives. */
function withCommonJs(exported: Exports): Exports {
  const { default: inner } = exported
  const isExports = typeof inner === 'object' && inner !== null && !isApp(inner)
  return isExports ? { ...inner, ...exported } : exported
}

/** Node keeps to itself where the syntax of a JavaScript file is wrong, until it fails because of it. */
function placed(error: unknown, href: string): unknown {
  if (!(error instanceof SyntaxError) || /^\S+:\d+\n/.test(error.stack ?? '')) return error
  const code = `import(${JSON.stringify(href)})`
  const options = { encoding: 'utf8', timeout: 5000 } as const
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], options)
  const [place] = /^\S+:\d+\n.*\n\s*\^+\n/m.exec(stderr) ?? []
  if (place !== undefined) error.stack = `${place}${error.stack}`
  return error
}

/** Node strips types by itself from 22.18 on; before, the project's own tsx does. */
async function runTypeScript(path: string, file: string): Promise<void> {
  if (process.features.typescript) return
  for (const href of findTsx(path, file)) (await import(href)).register()
}

/**
 * Where tsx teaches Node to import TypeScript and, in a project that needs it, to require it: that costs every start.
 * `require.resolve` would find the entries for CommonJS, which do not work as modules.
 */
function findTsx(path: string, file: string): string[] {
  try {
    const manifest = createRequire(path).resolve('tsx/package.json')
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8'))
    const entries = requires(path) ? ['./cjs/api', './esm/api'] : ['./esm/api']
    return entries.map(
      (entry) => new URL(exports[entry].import.default, pathToFileURL(manifest)).href,
    )
  } catch (error) {
    throw flakonError('FLK_APP_TYPESCRIPT', [file], error)
  }
}

/** Whether a module's imports become `require`: the nearest package.json does not say "type": "module". */
function requires(path: string): boolean {
  if (extname(path).startsWith('.m')) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type !== 'module'
    if (folder === dirname(folder)) return true
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

import { once } from 'node:events'
import { isIP } from 'node:net'
import { relative } from 'node:path'
import { flakonError, isFlakonError } from '../errors.ts'
import { foundation } from '../sections/index.ts'
import { type ServeOptions, serve } from '../serve/listen.ts'
import { isStopping, obeySupervisor } from '../serve/process.ts'
import { resolveSettings, type Settings } from '../settings/resolve.ts'
import { SettingsError } from '../settings/settings-error.ts'
import { findState } from '../state.ts'
import { reportImports } from './imports.ts'
import type { Io } from './io.ts'
import { type LoadedApp, loadApp } from './load-app.ts'
import { applyFlags, type Flags, refuseWords, wantsDebug, yesOrNo } from './options.ts'
import { isSupervised, supervise, tellSupervisor } from './reload.ts'
import { reportError } from './report.ts'

/** `flakon run`: serves the app, itself or, with reload, in a child process. Returns when the service has ended. */
export async function run(
  flags: Flags,
  words: readonly string[],
  io: Io,
  argv: readonly string[],
): Promise<number> {
  refuseWords(words, 1, 'run')
  const named = namedApp(flags, words)
  const reload = flags.reload ?? yesOrNo('FLAKON_RELOAD', io.env) ?? wantsDebug(flags, io.env)
  if (isSupervised(io.env)) return serveSupervised(flags, named, io)
  if (reload) return supervise(argv, flags.envFile ?? io.env.FLAKON_ENV_FILE, io)
  return serveHere(flags, named, io)
}

function namedApp(flags: Flags, [word]: readonly string[]): string | undefined {
  if (word !== undefined && flags.app !== undefined && word !== flags.app) {
    throw flakonError('FLK_USAGE', [
      `two apps are named, "${flags.app}" by --app and "${word}": name one`,
    ])
  }
  return flags.app ?? word
}

/** The child of a supervisor: what it has imported and what became of it is told to its parent. */
async function serveSupervised(flags: Flags, named: string | undefined, io: Io): Promise<number> {
  obeySupervisor()
  const tellRest = reportImports((file) => tellSupervisor({ files: [file] }))
  try {
    return await serveHere(flags, named, io)
  } catch (error) {
    tellRest()
    const files = isFlakonError(error)
      ? (error as { resolution?: { files: string[] } }).resolution?.files
      : undefined
    const status = reportError(error, io)
    const hopeless =
      isFlakonError(error) &&
      /^FLK_(?:USAGE|SERVE_|APP_(?:NONE|SYNTAX|MODULE|TYPES))/.test(error.code)
    tellSupervisor({ ...(files && { files }), ...(hopeless && { hopeless: status }) })
    return status
  }
}

async function serveHere(flags: Flags, named: string | undefined, io: Io): Promise<number> {
  applyFlags(flags, io)
  const loaded = await loadApp(named, io)
  const { app } = loaded
  const state = findState(app)
  refuseUnsafeDebug(loaded, flags, io)
  tellSupervisor({ files: [...(state?.resolution.files ?? [])] })
  const settings = state?.settings ?? bareSettings(flags, io)
  const { address } = await serve(app, serveOptions(settings, state === undefined, io))
  const { port } = (app.server.address() ?? {}) as { port?: number }
  tellSupervisor({ listening: true, port })
  io.stderr.write(banner(loaded, address, io))
  await once(app.server, 'close')
  if (isStopping()) await new Promise(() => {}) // The exit status is the drain's to give.
  return 0
}

/** An instance that `createApp` did not make knows nothing of flags, variables and files; where it listens they say. */
function bareSettings(flags: Flags, io: Io): Settings {
  if (flags.cert !== undefined || flags.key !== undefined) {
    throw flakonError('FLK_USAGE', [
      '--cert and --key are for apps that createApp() made: give a bare Fastify instance its own https option',
    ])
  }
  const resolution = resolveSettings({ declarations: foundation, env: io.env })
  if (resolution.faults.length > 0) throw new SettingsError(resolution)
  return resolution.settings
}

/** A restarted child keeps the port that the first one got. */
function serveOptions({ server }: Settings, isBare: boolean, io: Io): ServeOptions {
  const kept = server.port === 0 && io.env._FLAKON_PORT
  const port = kept ? { port: Number(kept) } : {}
  if (!isBare) return port
  return server.socket === undefined
    ? { host: server.host, port: server.port, ...port }
    : { socket: server.socket }
}

/** Debug shows stacks to whoever asks. */
function refuseUnsafeDebug({ app }: LoadedApp, flags: Flags, io: Io): void {
  const settings = findState(app)?.settings
  if (settings?.app.mode !== 'debug' || settings.server.socket !== undefined) return
  const allowed = flags.unsafeDebug ?? yesOrNo('FLAKON_UNSAFE_DEBUG', io.env) ?? false
  const { host } = settings.server
  if (!allowed && !isLoopback(host)) throw flakonError('FLK_SERVE_UNSAFE_DEBUG', [host])
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** What somebody who has just started it wants to know; on stderr, so that stdout is the log's alone. */
function banner({ app, file }: LoadedApp, address: string, io: Io): string {
  const settings = findState(app)?.settings
  const name = `${settings?.app.name ?? 'app'} (${file})`
  if (settings?.app.mode !== 'debug')
    return `${name} on ${address}, debug off; stop it with Ctrl-C or SIGTERM\n`
  const files = findState(app)?.resolution.files.map((one) => relative(io.cwd, one)) ?? []
  const lines = [
    `${name}`,
    `on         ${address}`,
    `settings   ${files.join(', ') || 'defaults'}`,
    `debug      on: errors show details${isSupervised(io.env) ? ', every change reloads' : ''}; never in production`,
    'stop       Ctrl-C',
  ]
  return `\n${lines.map((line) => `  ${line}\n`).join('')}\n`
}

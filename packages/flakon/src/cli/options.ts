import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type Command, Option } from 'commander'
import { flakonError } from '../errors.ts'
import type { Io } from './io.ts'

/** Flags by name, as commander gives them. */
export interface Flags {
  readonly app?: string
  readonly settings?: string
  readonly set?: readonly string[]
  readonly envFile?: string
  readonly debug?: boolean
  readonly unsafeDebug?: boolean
  readonly reload?: boolean
  readonly host?: string
  readonly port?: string
  readonly socket?: string
  readonly cert?: string
  readonly key?: string
}

/** A flag, what it is for, and the key it sets or the variable that stands for it. */
interface Row {
  readonly flags: string
  readonly docs: string
  readonly key?: readonly [section: string, key: string]
  readonly variable?: string
}

/** Flags of every command that loads the app. */
const appRows: readonly Row[] = [
  {
    flags: '--app <reference>',
    docs: 'module, module:name or module:factory("argument", 1)',
    variable: 'FLAKON_APP',
  },
  {
    flags: '--settings <file>',
    docs: 'settings file to use instead of the app’s own',
    variable: 'FLAKON_SETTINGS',
  },
  { flags: '--set <section.key=value>', docs: 'sets one key; may be repeated' },
  {
    flags: '--env-file <file>',
    docs: 'variables to add to the environment',
    variable: 'FLAKON_ENV_FILE',
  },
  { flags: '--debug', docs: 'reload, readable log, details of errors, .env', key: ['app', 'mode'] },
]

/** Flags of `run` alone. */
const runRows: readonly Row[] = [
  { flags: '--host <address>', docs: 'address to listen on', key: ['server', 'host'] },
  {
    flags: '--port <number>',
    docs: 'port to listen on; 0 takes a free one',
    key: ['server', 'port'],
  },
  { flags: '--socket <path>', docs: 'Unix socket to listen on instead', key: ['server', 'socket'] },
  { flags: '--cert <file>', docs: 'TLS certificate (PEM)', key: ['server', 'cert'] },
  { flags: '--key <file>', docs: 'TLS private key (PEM)', key: ['server', 'key'] },
  {
    flags: '--reload',
    docs: 'restart on every change; on with --debug',
    variable: 'FLAKON_RELOAD',
  },
  { flags: '--no-reload', docs: 'do not restart on changes' },
  {
    flags: '--unsafe-debug',
    docs: 'debug on an address that is not loopback',
    variable: 'FLAKON_UNSAFE_DEBUG',
  },
]

/** Adds the flags of every command that loads the app, and those of `run`. */
export function addFlags(command: Command, forRun = false): Command {
  for (const row of [...appRows, ...(forRun ? runRows : [])]) {
    const variable = row.variable ?? (row.key && `FLAKON_${row.key.join('_').toUpperCase()}`)
    const option = new Option(row.flags, variable ? `${row.docs} (${variable})` : row.docs)
    if (row.flags.startsWith('--set ')) option.argParser(collect)
    command.addOption(option)
  }
  return command.allowExcessArguments() // refuseWords says it better.
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** Writes what the flags say into the environment, where `createApp` and child processes find it. */
export function applyFlags(flags: Flags, io: Io): void {
  readEnvFile(flags, io)
  if (flags.settings !== undefined) io.env.FLAKON_SETTINGS = resolve(io.cwd, flags.settings)
  const layer = flagLayer(flags, io)
  if (Object.keys(layer).length > 0) io.env.FLAKON_FLAGS = JSON.stringify(layer)
}

type Layer = Record<string, Record<string, string>>

/** The flags as a layer of settings, over those a parent process was given. */
function flagLayer(flags: Flags, { env }: Io): Layer {
  const layer = inherited(env.FLAKON_FLAGS)
  const put = (section: string, key: string, value: string) => {
    layer[section] = { ...layer[section], [key]: value }
  }
  for (const { flags: text, key } of [...appRows, ...runRows]) {
    const name = /^--(\w+)/.exec(text)?.[1] as keyof Flags
    const value = flags[name]
    if (key !== undefined && value !== undefined)
      put(key[0], key[1], value === true ? 'debug' : String(value))
  }
  for (const one of flags.set ?? []) {
    const [, section, key, value] = /^([\w.-]+)\.([\w-]+)\s*=(.*)$/s.exec(one) ?? []
    if (section === undefined || key === undefined || value === undefined) {
      throw flakonError('FLK_USAGE', [
        `--set ${one.replace(/=.*/s, '=…')} is not understood: write --set section.key=value`,
      ])
    }
    put(section, key, value.trim())
  }
  return layer
}

function inherited(text = '{}'): Layer {
  try {
    return JSON.parse(text || '{}') as Layer
  } catch {
    return {} // createApp reports a variable that is no JSON.
  }
}

/** Variables of the file that are not set already; `.env` in debug only, so never by accident in production. */
function readEnvFile(flags: Flags, { env, cwd }: Io): void {
  const named = flags.envFile ?? (env.FLAKON_ENV_FILE || undefined)
  if (named === undefined && !wantsDebug(flags, env)) return
  let text: string
  try {
    text = readFileSync(resolve(cwd, named ?? '.env'), 'utf8')
  } catch (error) {
    if (named === undefined) return
    const reason = (error as Error).message
    throw flakonError('FLK_USAGE', [`--env-file ${named} cannot be read: ${reason}`], error)
  }
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value
}

/** Whether debug is asked for before there is an app to ask. */
export function wantsDebug(flags: Flags, env: NodeJS.ProcessEnv): boolean {
  return flags.debug === true || env.FLAKON_APP_MODE === 'debug'
}

/** A variable that says yes or no; undefined when it is not set. */
export function yesOrNo(name: string, env: NodeJS.ProcessEnv): boolean | undefined {
  const value = env[name]?.trim().toLowerCase()
  if (value === undefined || value === '') return undefined
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  throw flakonError('FLK_USAGE', [`${name}=${value} is neither yes nor no: write 1 or 0`])
}

/** Refuses words that a command has no use for. */
export function refuseWords(words: readonly string[], allowed: number, command: string): void {
  const extra = words.slice(allowed)
  if (extra.length === 0) return
  const message = `flakon ${command} does not take "${extra.join(' ')}": see flakon ${command} --help`
  throw flakonError('FLK_USAGE', [message])
}

import { setTimeout } from 'node:timers/promises'
import { type BlueprintCommand, ownCommands } from '../blueprint.ts'
import { flakonError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { findState } from '../state.ts'
import type { Io } from './io.ts'
import { type LoadedApp, loadApp } from './load-app.ts'
import type { Flags } from './options.ts'

/** Commands of the app's blueprints: `home` → its commands by name. */
type Commands = ReadonlyMap<string, readonly BlueprintCommand[]>

/** The help waits no longer for an app whose import never ends, in ms. */
const patience = 3000

/** `flakon <blueprint> <command> [arguments]`. */
export async function runBlueprintCommand(
  flags: Flags,
  words: readonly string[],
  io: Io,
): Promise<number> {
  const [blueprint = '', name, ...args] = words
  const found = await loadApp(flags.app, io).catch((error: unknown) => {
    throw unknownCommand(blueprint, ownCommands, error)
  })
  const { app } = found
  const commands = await commandsOf(found)
  const all = commands.get(blueprint)
  if (all === undefined) throw unknownCommand(blueprint, [...ownCommands, ...commands.keys()])
  if (isHelp(name)) return printHelp(new Map([[blueprint, all]]), io)
  const command = all.find((one) => one.name === name)
  if (command === undefined) throw unknownWord(blueprint, name, all)
  // Whoever asks what a command does must not run it.
  if (isHelp(args[0])) return printHelp(new Map([[blueprint, [command]]]), io)
  try {
    await app.ready()
    const status = await command.run(app, args)
    return typeof status === 'number' ? status : 0
  } finally {
    await app.close()
  }
}

/** The lines of `flakon --help` about the app's own commands; none where no app can be loaded. */
export async function blueprintHelp(io: Io): Promise<string> {
  const late = new AbortController()
  try {
    const found = await Promise.race([
      loadApp(undefined, io),
      setTimeout(patience, undefined, late),
    ])
    const lines = found === undefined ? '' : linesOf(await commandsOf(found))
    return lines === '' ? '' : `\nCommands of this app:\n${lines}`
  } catch {
    return '' // Help is there for an app that is broken, too.
  } finally {
    late.abort()
  }
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h'
}

function printHelp(commands: Commands, io: Io): number {
  io.stdout.write(`Usage: flakon <blueprint> <command> [arguments]\n\n${linesOf(commands)}`)
  return 0
}

function linesOf(commands: Commands): string {
  const lines = [...commands].flatMap(([blueprint, all]) =>
    all.map(({ name, description = '' }) =>
      `  ${`${blueprint} ${name}`.padEnd(24)}  ${description}`.trimEnd(),
    ),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** The app becomes ready only for a command; its blueprints are known before. */
async function commandsOf({ app }: LoadedApp): Promise<Commands> {
  const state = findState(app)
  const commands = new Map<string, readonly BlueprintCommand[]>()
  for (const blueprint of state?.listed ?? []) {
    if (blueprint.commands === undefined || blueprint.commands.length === 0) continue
    if (ownCommands.includes(blueprint.name))
      throw flakonError('FLK_COMMAND_RESERVED', [blueprint.name])
    commands.set(blueprint.name, blueprint.commands)
  }
  return commands
}

function unknownCommand(word: string, known: readonly string[], cause?: unknown): unknown {
  const isFlag = word.startsWith('-')
  const [near] = nearest(word, known)
  // A misspelt command of ours needs no app; any other word may have been meant for one that does not load.
  if (cause !== undefined && near === undefined && !isFlag) return cause
  const fix = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`
  return flakonError('FLK_USAGE', [`unknown command "${word}": ${fix}`])
}

function unknownWord(
  blueprint: string,
  word: string | undefined,
  all: readonly BlueprintCommand[],
) {
  const names = all.map(({ name }) => name)
  if (word === undefined)
    return flakonError('FLK_USAGE', [
      `flakon ${blueprint} needs one of its commands: ${names.join(', ')}`,
    ])
  const [near] = nearest(word, names)
  const fix = near === undefined ? `it has ${names.join(', ')}` : `did you mean "${near}"?`
  return flakonError('FLK_USAGE', [`blueprint "${blueprint}" has no command "${word}": ${fix}`])
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Command, Option } from 'commander'
import { flakonError } from '../errors.ts'
import type { Io } from './io.ts'

/** A command of `@flakon/openapi`, as that package declares it. */
export interface ContractCommand {
  /** Its words: `mock`, `openapi lint`. */
  readonly name: string
  /** In commander's form: `<file>`. */
  readonly arguments: string
  readonly description: string
  readonly options: readonly { readonly flags: string; readonly docs: string }[]
  run(flags: Readonly<Record<string, unknown>>, words: readonly string[], io: Io): Promise<number>
}

const home = '@flakon/openapi'

/** What help says of them where the package is not installed; running one says what to install. */
const absent: readonly ContractCommand[] = [
  ['types', '<file>', 'Write the types of an OpenAPI document.'] as const,
  ['mock', '<file>', 'Answer as an OpenAPI document says.'] as const,
  ['openapi lint', '<file>', 'Say what is wrong with an OpenAPI document.'] as const,
  ['openapi diff', '<old> <new>', 'Say which changes of a document break clients.'] as const,
].map(([name, words, description]) => ({
  name,
  arguments: words,
  description: `${description} Needs ${home}.`,
  options: [],
  async run() {
    const hint = `npm install --save-dev ${home}`
    throw flakonError('FLK_USAGE', [
      `flakon ${name} needs ${home}, which is not installed: ${hint}`,
    ])
  },
}))

/** The commands that read OpenAPI documents; the package is loaded only when the command line has to do with them. */
export async function contractCommands(argv: readonly string[], io: Io) {
  const words = argv.filter((word) => !word.startsWith('-'))
  const isAsked = words.some((word) => ['types', 'mock', 'openapi', 'help'].includes(word))
  if (!isAsked && !argv.some((word) => word === '--help' || word === '-h') && argv.length > 0) {
    return absent
  }
  const path = find(io.cwd)
  if (path === undefined) return absent
  const { commands } = (await import(pathToFileURL(path).href)) as {
    commands: readonly ContractCommand[]
  }
  return commands
}

/** From the folder of the service, then from Flakon's own. */
function find(cwd: string): string | undefined {
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(`${home}/commands`)
    } catch {
      // The next one, or none.
    }
  }
  return undefined
}

/** Adds them to the program: `openapi lint` under the `openapi` that is there. */
export function addContractCommands(
  program: Command,
  commands: readonly ContractCommand[],
  io: Io,
  done: (status: number) => void,
): void {
  for (const one of commands) {
    const words = one.name.split(' ')
    const name = words.pop() as string
    const parent = words.reduce<Command>(
      (outer, word) => outer.commands.find((inner) => inner.name() === word) ?? outer,
      program,
    )
    const command = parent
      .command(`${name} ${one.arguments}`)
      .description(one.description)
      .allowUnknownOption(one.options.length === 0)
    for (const { flags, docs } of one.options) command.addOption(new Option(flags, docs))
    command.action(async function call(this: Command) {
      done(await one.run(this.opts(), this.args, io))
    })
  }
}

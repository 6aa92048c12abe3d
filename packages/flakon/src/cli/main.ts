import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { blueprintHelp, runBlueprintCommand } from './blueprint-command.ts'
import { config } from './config.ts'
import { addContractCommands, contractCommands } from './contract-commands.ts'
import type { Io } from './io.ts'
import { openapi } from './openapi.ts'
import { addFlags, applyFlags, type Flags } from './options.ts'
import { reportError } from './report.ts'
import { routes } from './routes.ts'
import { run } from './run.ts'
import { shell } from './shell.ts'

/** A command: what it gets is flags, its own words and the streams; what it returns is the exit status. */
type Action = (flags: Flags, words: readonly string[], io: Io) => Promise<number>

/**
 * Runs one command line. Nothing is printed but through `io`, and nothing exits.
 * Returns the exit status: 0, 1 when something failed, 2 for a mistake in the command line, the code or the settings.
 *
 * @example process.exitCode = await main(['routes', '--json'], { stdout, stderr, stdin, env, cwd })
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let status = 0
  const end = (result: number) => {
    status = result
  }
  const program = createProgram(io, argv, end)
  try {
    addContractCommands(program, await contractCommands(argv, io), io, end)
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h') {
      // The app comes second: whatever is wrong with it, the help is there.
      program.outputHelp()
      io.stdout.write(await blueprintHelp(io))
      return 0
    }
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return reportError(error, io)
  }
}

function createProgram(io: Io, argv: readonly string[], done: (status: number) => void): Command {
  const program = addFlags(new Command('flakon'))
    .description('Runs a JSON microservice, and explains it.')
    .version(version(), ...versionFlag)
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .usage('[flags] <command>')
    .argument('[command]')
    .argument('[words...]')
    .enablePositionalOptions()
    .passThroughOptions()
    .exitOverride()
    .configureOutput(outputOf(io))
    .configureHelp({ helpWidth: 100, visibleArguments: () => [] })
    .showHelpAfterError('(flakon --help lists commands and flags)')

  /** Every command but `run` loads the app in this process, so the flags are put where it finds them. */
  const here = (action: Action): Action => {
    return async (flags, words) => {
      applyFlags(flags, io)
      return action(flags, words, io)
    }
  }
  const act = (action: Action) =>
    async function call(this: Command): Promise<void> {
      done(await action(this.optsWithGlobals<Flags>(), this.args, io))
    }
  program.action(act(orVersion(here(runBlueprintCommand))))
  const runHere: Action = (flags, words) => run(flags, words, io, argv)
  addRun(program, act(runHere))
  addRoutes(program, act(here(routes)))
  addConfig(program, act(here(config)))
  addOpenApi(
    program,
    act((flags, words) => openapi(flags, words, io)),
  )
  addShell(program, act(here(shell)))
  return program
}

/** `flakon home --version` and `flakon home seed --version`: commander knows no words of blueprints. */
function orVersion(action: Action): Action {
  return async (flags, words, io) => {
    if (!words.slice(1, 3).includes('--version')) return action(flags, words, io)
    io.stdout.write(`${version()}\n`)
    return 0
  }
}

function outputOf({ stdout, stderr }: Io) {
  return {
    writeOut: (text: string) => stdout.write(text),
    writeErr: (text: string) => stderr.write(text),
  }
}

type Call = (this: Command) => Promise<void>

const versionFlag = ['--version', 'print the version'] as const

function addCommand(program: Command, name: string): Command {
  return addFlags(program.command(name), name === 'run').version(version(), ...versionFlag)
}

function addRun(program: Command, call: Call): void {
  const usual = 'the app, as for --app; by default src/app.ts, app.ts, dist/app.js or app.js'
  addCommand(program, 'run')
    .description('Serve the app, in development and in production.')
    .argument('[app]', usual)
    .action(call)
}

function addRoutes(program: Command, call: Call): void {
  addCommand(program, 'routes')
    .description('List methods, paths, blueprints and views.')
    .option('--json', 'as JSON')
    .option('--sort <column>', 'methods, path, blueprint or view', 'path')
    .action(call)
}

function addConfig(program: Command, call: Call): void {
  addCommand(program, 'config')
    .description('Explain every setting: value, source, what it overrode. Does not start the app.')
    .argument('[get]', 'the word get, to print one value')
    .argument('[key]', 'as server.port, or a section')
    .option('--json', 'as JSON')
    .option('--defaults', 'print a complete commented settings.ini')
    .option('--check', 'exit with 2 for warnings as well as for errors')
    .action(call)
}

function addOpenApi(program: Command, call: Call): void {
  addCommand(program, 'openapi')
    .description('Write the OpenAPI document of the app. Does not start the app.')
    .option('--yaml', 'as YAML; a file named .yaml is written so anyway')
    .option('-o, --output <file>', 'write it to a file')
    .option('--check <file>', 'exit with 1 when the file is not what the app says')
    .action(call)
}

function addShell(program: Command, call: Call): void {
  addCommand(program, 'shell')
    .description('A prompt with app, settings and inject at hand.')
    .action(call)
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

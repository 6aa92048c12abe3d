import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { ContractService } from './contract/service.ts'
import { GivenUp, type Io, UsageError } from './io.ts'
import { packageManagers } from './package-manager.ts'
import { type Flags, type Plan, toPlan } from './plan.ts'
import { initGit, install, type StepResult } from './steps.ts'
import { writeService } from './write.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string }

/**
 * Makes a service. Prints through `io` only, and returns the exit status: 0, 1 when something failed, 2 for a mistake
 * in the command line, 130 when it was given up.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let status = 0
  const program = createProgram(io, async (word, flags) => {
    status = await create(word, flags, io)
  })
  const giveUp = () => io.stderr.write('\ncreate-flakon: giving up …\n')
  io.signal.addEventListener('abort', giveUp)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof GivenUp || io.signal.aborted)
      return givenUp('given up, and nothing was made', io)
    io.stderr.write(`create-flakon: ${(error as Error).message}\n`)
    return error instanceof UsageError ? 2 : 1
  } finally {
    io.signal.removeEventListener('abort', giveUp)
  }
}

function createProgram(
  io: Io,
  act: (word: string | undefined, flags: Flags) => Promise<void>,
): Command {
  return new Command('create-flakon')
    .description('Makes a new JSON microservice. At a terminal it asks for what is not said.')
    .argument('[directory]', 'where it goes; its last part is the name')
    .option('--name <name>', 'name of the package, when it is not the directory’s')
    .option(
      '--package-manager <name>',
      `${packageManagers.join(', ')}; by default the one that was used to start this`,
    )
    .option('--yes', 'ask nothing, and take the default of what is not said')
    .option(
      '--force',
      'write into a directory that is not empty: files of the same name are replaced, others stay',
    )
    .option('--no-git', 'make no git repository')
    .option('--no-install', 'do not install the dependencies')
    .option('--json', 'print what was made as JSON, and ask nothing')
    .option(
      '--spec <file>',
      'begin with a contract: the path or URL of an OpenAPI document, which gets a handler for each operation',
    )
    .option('--flakon <version>', 'version of flakon to depend on, or the path of a packed one')
    .option('--openapi <version>', 'the same of @flakon/openapi, for --spec')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureHelp({ helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .showHelpAfterError('(create-flakon --help lists the flags)')
    .action(act)
}

async function create(word: string | undefined, flags: Flags, io: Io): Promise<number> {
  const plan = await toPlan(word, flags, version, io)
  const { packageManager, directory, contract, ...others } = plan
  const say = (text: string) => (flags.json ? io.stderr : io.stdout).write(`${text}\n`)
  if (contract !== undefined) sayContract(contract, say)
  const files = await writeService(plan, io.signal, version)
  say(`${plan.name}: ${files.length} files in ${directory}`)
  const git = await step('git init', plan.git, () => initGit(plan, io), say)
  const shown = io.prompt !== undefined && !flags.json
  const setUp = () => install(plan, io, shown)
  const installed = await step(`${packageManager} install`, plan.install, setUp, say)
  const next = nextSteps(plan, installed, io)
  const { path: spec } = contract ?? {}
  const made = { directory, ...others, packageManager, spec, files, git, installed, next }
  if (flags.json) io.stdout.write(`${JSON.stringify(made, undefined, 2)}\n`)
  else say(`\nNext:\n${next.map((line) => `  ${line}`).join('\n')}`)
  if (io.signal.aborted) return givenUp(`given up; ${directory} is complete as it is`, io)
  return plan.install && !installed ? 1 : 0
}

/** Warnings that are told; of more there is word. */
const mostWarnings = 10

function sayContract(contract: ContractService, say: (text: string) => void): void {
  const { path, operations, warnings } = contract
  for (const line of warnings.slice(0, mostWarnings)) say(line)
  const more = warnings.length - mostWarnings
  if (more > 0) say(`… and ${more} more warnings: npx flakon openapi lint ${path}`)
  say(`${path}: ${operations} ${operations === 1 ? 'operation' : 'operations'}`)
}

/** A step takes seconds, so it is named before it starts. */
async function step(
  name: string,
  wanted: boolean,
  run: () => Promise<StepResult>,
  say: (text: string) => void,
): Promise<boolean> {
  if (!wanted) return false
  say(`${name} …`)
  const { done, advice } = await run()
  if (advice !== '') say(advice)
  return done
}

function nextSteps(
  { directory, packageManager, contract }: Plan,
  installed: boolean,
  io: Io,
): string[] {
  const place = relative(io.cwd, directory)
  const word = /^[\w@%+:,./-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`
  return [
    ...(place === '' ? [] : [`cd ${word}`]),
    ...(installed ? [] : [`${packageManager} install`]),
    `make run     # http://127.0.0.1:5000/${contract === undefined ? '' : 'docs'}`,
    'make test',
  ]
}

function givenUp(what: string, io: Io): number {
  io.stderr.write(`create-flakon: ${what}\n`)
  return 130
}

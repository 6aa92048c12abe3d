import { readdirSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type Io, UsageError } from './io.ts'
import { packageNameFault, toPackageName } from './package-name.ts'

export const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const
export type PackageManager = (typeof packageManagers)[number]

/** Flags as given. */
export interface Flags {
  readonly name?: string
  readonly packageManager?: string
  readonly yes?: boolean
  readonly force?: boolean
  readonly git: boolean
  readonly install: boolean
  readonly json?: boolean
  readonly flakon?: string
}

/** Everything that is decided before the first file is written. */
export interface Plan {
  /** Absolute path of the new service. */
  readonly directory: string
  readonly name: string
  readonly packageManager: PackageManager
  readonly git: boolean
  readonly install: boolean
  /** Write into a folder that holds other files, which stay. */
  readonly force: boolean
  /** What to depend on: a version range, or the path of a packed `flakon`, which goes into the service. */
  readonly flakon: string
}

/**
 * Flags, and answers where a person is there to give them → the plan; undefined when the person gives up.
 * @throws UsageError for a name or a folder that cannot be used
 */
export async function toPlan(
  word: string | undefined,
  flags: Flags,
  version: string,
  io: Io,
): Promise<Plan | undefined> {
  const prompt = flags.yes || flags.json ? undefined : io.prompt
  const place =
    word ??
    (await prompt?.text({
      message: 'Where?',
      initial: './my-service',
      validate: (text) => folderFault(resolve(io.cwd, text), flags),
    }))
  if (place === undefined) {
    if (prompt !== undefined) return undefined
    throw new UsageError('say where the service goes: create-flakon my-service')
  }
  const directory = resolve(io.cwd, place)
  const fault = folderFault(directory, flags)
  if (fault !== undefined) throw new UsageError(fault)

  const guess = toPackageName(basename(directory))
  const ask = word === undefined ? prompt : undefined
  const name =
    flags.name ??
    (ask === undefined
      ? nameOf(directory)
      : await ask.text({ message: 'Name?', initial: guess, validate: nameFault }))
  if (name === undefined) return undefined
  const wrong = nameFault(name)
  if (wrong !== undefined) throw new UsageError(wrong)

  const packageManager = await choosePackageManager(flags, io, ask)
  if (packageManager === undefined) return undefined
  const { git, install, force = false, flakon = `^${version}` } = flags
  return { directory, name, packageManager, git, install, force, flakon }
}

/** The folder's own name, as it is: a person who chose a bad one is told. */
function nameOf(directory: string): string {
  return basename(directory)
}

function nameFault(name: string): string | undefined {
  const fault = packageNameFault(name)
  return fault && `the package name "${name}" ${fault}, or choose another with --name`
}

/** A folder with something in it is not ours to fill. */
function folderFault(directory: string, { force }: Flags): string | undefined {
  const found = statSync(directory, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (!found.isDirectory()) return `${directory} is a file: choose another place`
  const inside = readdirSync(directory)
  if (inside.length === 0 || force) return undefined
  const some = inside.slice(0, 3).join(', ') + (inside.length > 3 ? ', …' : '')
  return `${directory} is not empty (${some}): choose another place, or add --force to write over files of the same name and keep the rest`
}

async function choosePackageManager(
  flags: Flags,
  io: Io,
  prompt: Io['prompt'],
): Promise<PackageManager | undefined> {
  const given = flags.packageManager
  const started =
    packageManagers.find((one) => io.env.npm_config_user_agent?.startsWith(`${one}/`)) ?? 'npm'
  const asked =
    given ??
    (prompt === undefined
      ? started
      : await prompt.choose({
          message: 'Package manager?',
          initial: started,
          choices: packageManagers,
        }))
  if (asked === undefined) return undefined
  const found = packageManagers.find((one) => one === asked)
  if (found === undefined)
    throw new UsageError(
      `--package-manager ${asked} is not known: ${packageManagers.join(', ')} are`,
    )
  return found
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ContractService } from './contract/service.ts'
import { GivenUp, type Io, type Prompt, UsageError } from './io.ts'
import { type PackageManager, packageManagers } from './package-manager.ts'
import { packageNameFault, toPackageName } from './package-name.ts'

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
  readonly spec?: string
  readonly openapi?: string
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
  /** The same for `@flakon/openapi`, which a service with a contract depends on. */
  readonly openapi: string
  /** Of a service that begins with an OpenAPI document. */
  readonly contract?: ContractService
}

/** Where a service goes when nobody says so. */
const usualPlace = './my-service'

/**
 * Flags, and answers where a person is there to give them → the plan. What is wrong with a flag is said before anything
 * is asked, and so is what is wrong with a contract.
 * @throws UsageError for a flag, a name or a folder that cannot be used; GivenUp when the person gives up
 */
export async function toPlan(
  word: string | undefined,
  flags: Flags,
  version: string,
  io: Io,
): Promise<Plan> {
  const ask = flags.yes || flags.json ? undefined : io.prompt
  const { force = false } = flags
  if (word !== undefined) refuse(folderFault(resolve(io.cwd, word), force))
  if (flags.name !== undefined) refuse(nameFault(flags.name))
  const known = toPackageManager(flags.packageManager)
  const flakon = toDependency('flakon', flags.flakon ?? `^${version}`, io)
  const openapi = toDependency('openapi', flags.openapi ?? `^${version}`, io)
  const contract = await readSpec(flags.spec, io)

  const directory = resolve(io.cwd, word ?? (await askDirectory(flags, ask, io)))
  const name = flags.name ?? (await chooseName(basename(directory), ask))
  const packageManager = known ?? (await choosePackageManager(ask, io))
  const git = flags.git && (await confirm('Make a git repository?', ask))
  const install = flags.install && (await confirm('Install the dependencies?', ask))
  const plan = { directory, name, packageManager, git, install, force, flakon, openapi }
  return contract === undefined ? plan : { ...plan, contract }
}

/** Only a service that begins with a contract waits for what reads one. */
async function readSpec(spec: string | undefined, io: Io): Promise<ContractService | undefined> {
  if (spec === undefined) return undefined
  const { contractService } = await import('./contract/service.ts')
  const contract = await contractService(spec, io)
  io.signal.throwIfAborted()
  return contract
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw new UsageError(fault)
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new GivenUp()
  return answer
}

async function askDirectory(
  { yes, force = false }: Flags,
  ask: Prompt | undefined,
  io: Io,
): Promise<string> {
  const validate = (text: string) => folderFault(resolve(io.cwd, text), force)
  if (ask !== undefined)
    return answered(await ask.text({ message: 'Where?', initial: usualPlace, validate }))
  if (!yes) throw new UsageError('say where the service goes: create-flakon my-service')
  refuse(validate(usualPlace))
  return usualPlace
}

/** Without a person it is the folder's own name, as it is: whoever chose a bad one is told. */
async function chooseName(folder: string, ask: Prompt | undefined): Promise<string> {
  const question = { message: 'Name?', initial: toPackageName(folder), validate: nameFault }
  const name = ask === undefined ? folder : answered(await ask.text(question))
  refuse(nameFault(name))
  return name
}

function nameFault(name: string): string | undefined {
  const fault = packageNameFault(name)
  return fault && `the package name "${name}" ${fault}, or choose another with --name`
}

/** A folder with something in it is not ours to fill. */
function folderFault(directory: string, force: boolean): string | undefined {
  const found = statSync(directory, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (!found.isDirectory()) return `${directory} is a file: choose another place`
  const inside = readdirSync(directory)
  if (inside.length === 0 || force) return undefined
  const some = inside.slice(0, 3).join(', ') + (inside.length > 3 ? ', …' : '')
  return `${directory} is not empty (${some}): choose another place, or add --force to write over files of the same name and keep the rest`
}

function toPackageManager(word: string | undefined): PackageManager | undefined {
  const found = packageManagers.find((one) => one === word)
  if (found === undefined && word !== undefined)
    throw new UsageError(
      `--package-manager ${word} is not known: ${packageManagers.join(', ')} are`,
    )
  return found
}

/** Whether a service is to depend on a packed `flakon` of this machine, which then goes into it. */
export function isTarball(spec: string): boolean {
  return spec.endsWith('.tgz') && !/^[a-z+]+:/.test(spec)
}

/** A path is the user's own, seen from where the user is. */
function toDependency(flag: 'flakon' | 'openapi', spec: string, io: Io): string {
  if (!isTarball(spec)) return spec
  const path = resolve(io.cwd, spec)
  const what = flag === 'flakon' ? flag : '@flakon/openapi'
  if (!existsSync(path))
    throw new UsageError(`--${flag} ${spec} is not there: give the path of a packed ${what}`)
  return path
}

async function choosePackageManager(ask: Prompt | undefined, io: Io): Promise<PackageManager> {
  const agent = io.env.npm_config_user_agent
  const started = packageManagers.find((one) => agent?.startsWith(`${one}/`)) ?? 'npm'
  if (ask === undefined) return started
  const question = { message: 'Package manager?', initial: started, choices: packageManagers }
  return toPackageManager(answered(await ask.choose(question))) ?? started
}

async function confirm(message: string, ask: Prompt | undefined): Promise<boolean> {
  return ask === undefined ? true : answered(await ask.confirm({ message }))
}

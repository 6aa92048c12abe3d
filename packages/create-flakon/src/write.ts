import {
  chmod,
  constants,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Io } from './io.ts'
import type { Plan } from './plan.ts'

const template = fileURLToPath(new URL('../template/', import.meta.url))
/** What a developer of the template has in it. */
const notTemplate = ['node_modules', 'dist', '.env']

/**
 * Writes the service: beside its place first, then in one step to it, so that a failure leaves nothing behind.
 * Returns the files, relative to the service.
 */
export async function writeService(
  plan: Plan,
  signal: Io['signal'],
  version: string,
): Promise<string[]> {
  const parent = dirname(plan.directory)
  const made = await mkdir(parent, { recursive: true })
  const draft = await mkdtemp(join(parent, `.${basename(plan.directory)}-`))
  try {
    await chmod(draft, 0o777 & ~process.umask()) // mkdtemp makes it for one user only
    const files = await copyTemplate(plan, draft, version, signal)
    signal.throwIfAborted()
    await moveTo(draft, plan)
    return files
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
}

async function copyTemplate(
  plan: Plan,
  draft: string,
  version: string,
  signal: AbortSignal,
): Promise<string[]> {
  const files: string[] = []
  for (const entry of await readdir(template, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name)
    const path = from.slice(template.length)
    if (!entry.isFile() || path.split(/[\\/]/).some((part) => notTemplate.includes(part))) continue
    signal.throwIfAborted()
    // npm leaves .gitignore out of a package, so it is stored under another name.
    const to = path.replace(/(^|[\\/])_(gitignore|npmrc)$/, '$1.$2')
    await mkdir(dirname(join(draft, to)), { recursive: true })
    await writeFile(join(draft, to), adapt(to, await readFile(from, 'utf8'), plan, version))
    files.push(to)
  }
  if (isTarball(plan.flakon)) files.push(await vendor(plan.flakon, draft))
  return files.sort()
}

/** A packed `flakon` goes into the service, so that it needs nothing from where it was made. */
async function vendor(tarball: string, draft: string): Promise<string> {
  const file = join('vendor', basename(tarball))
  await mkdir(join(draft, 'vendor'))
  await copyFile(tarball, join(draft, file), constants.COPYFILE_EXCL)
  return file
}

function isTarball(spec: string): boolean {
  return spec.endsWith('.tgz')
}

async function moveTo(draft: string, plan: Plan): Promise<void> {
  try {
    await rmdir(plan.directory) // Only an empty one goes.
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST') {
      await cp(draft, plan.directory, { recursive: true })
      await rm(draft, { recursive: true })
      return
    }
    if (code !== 'ENOENT') throw error
  }
  await rename(draft, plan.directory)
}

/** The text of a file of the template, with the service's own name and dependency. */
function adapt(path: string, text: string, plan: Plan, version: string): string {
  const short = plan.name.replace(/^@[^/]+\//, '')
  if (path === 'package.json') return adaptManifest(text, plan, version)
  if (path === 'settings.ini') return text.replace('name = microservice', `name = ${short}`)
  if (path === 'README.md') return text.replace('# microservice', `# ${short}`)
  if (path === 'Dockerfile' && isTarball(plan.flakon)) {
    return text.replace(/^COPY package\.json .*$/m, '$&\nCOPY vendor ./vendor')
  }
  const { packageManager } = plan
  if (packageManager === 'npm') return text
  if (path === 'Makefile') return text.replace('npm install', `${packageManager} install`)
  if (!path.startsWith('.github')) return text
  return text.replace('npm ci', `npx --yes ${packageManager} install`).replace(/\n +cache: npm/, '')
}

function adaptManifest(text: string, plan: Plan, version: string): string {
  const manifest = JSON.parse(text)
  const { name, packageManager, flakon } = plan
  manifest.name = name
  manifest.dependencies.flakon = isTarball(flakon) ? `file:vendor/${basename(flakon)}` : flakon
  // Where it comes from, so that a later release can bring it up to date.
  manifest.flakon = { template: version, answers: { name, packageManager } }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

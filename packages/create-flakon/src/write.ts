import {
  chmod,
  constants,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adapt, filesFor, isForService } from './adapt.ts'
import type { Io } from './io.ts'
import { moveInto } from './place.ts'
import { isTarball, type Plan } from './plan.ts'

const template = fileURLToPath(new URL('../template/', import.meta.url))
/** What a developer of the template has in it. */
const notTemplate = ['node_modules', 'dist', 'coverage', '.env']

/**
 * Writes the service: a draft first, then all of it to its place, so that a failure leaves nothing behind.
 * Returns the files, relative to the service.
 */
export async function writeService(
  plan: Plan,
  signal: Io['signal'],
  version: string,
): Promise<string[]> {
  const { directory } = plan
  const exists = await stat(directory).then(
    () => true,
    () => false,
  )
  // On the file system of the service, so that moving is renaming. A directory that is there stays the same one: a
  // shell may stand in it, or something may be mounted on it.
  const parent = exists ? directory : dirname(directory)
  const made = exists ? undefined : await mkdir(parent, { recursive: true })
  try {
    const work = await mkdtemp(join(parent, `.${basename(directory)}-`))
    try {
      const draft = join(work, 'draft')
      const files = await writeDraft(plan, draft, version, signal)
      signal.throwIfAborted()
      if (exists) await moveInto(directory, draft, files, join(work, 'replaced'), signal)
      else await rename(draft, directory)
      return files
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
}

async function writeDraft(
  plan: Plan,
  draft: string,
  version: string,
  signal: AbortSignal,
): Promise<string[]> {
  const files: string[] = []
  const write = async (path: string, text: string | Uint8Array) => {
    signal.throwIfAborted()
    await mkdir(dirname(join(draft, path)), { recursive: true })
    await writeFile(join(draft, path), text)
    files.push(path)
  }
  for (const path of await templateFiles()) {
    // npm leaves .gitignore out of a package, so it is stored under another name.
    const to = path.replace(/(^|[\\/])_(gitignore|npmrc)$/, '$1.$2')
    if (isForService(to, plan))
      await write(to, adapt(to, await readFile(join(template, path), 'utf8'), plan, version))
  }
  for (const [path, text] of filesFor(plan)) await write(path, text)
  const packed = [plan.flakon, ...(plan.contract === undefined ? [] : [plan.openapi])]
  for (const one of packed.filter(isTarball)) files.push(await vendor(one, draft))
  return files.sort()
}

async function templateFiles(): Promise<string[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length))
    .filter((path) => !path.split(/[\\/]/).some((part) => notTemplate.includes(part)))
}

/** A packed `flakon` goes into the service, so that it needs nothing from where it was made. */
async function vendor(tarball: string, draft: string): Promise<string> {
  const file = join('vendor', basename(tarball))
  await mkdir(join(draft, 'vendor'), { recursive: true })
  await copyFile(tarball, join(draft, file), constants.COPYFILE_EXCL)
  await chmod(join(draft, file), 0o666 & ~process.umask()) // npm may have packed it for one user only
  return file
}

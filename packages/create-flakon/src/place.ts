import { lstat, mkdir, rename, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** One step back. */
type Undo = () => Promise<void>

/**
 * Moves files from a draft into a directory that exists. What has the name of one of them goes to `replaced`; other
 * files are not touched. When one cannot be moved, everything is put back as it was.
 * @throws Error of the file system, or one that names the directory in the way of a file
 */
export async function moveInto(
  directory: string,
  draft: string,
  files: Iterable<string>,
  replaced: string,
  signal: AbortSignal,
): Promise<void> {
  const done: Undo[] = []
  try {
    for (const file of files) {
      signal.throwIfAborted()
      await makeFolders(directory, dirname(file), done)
      await setAside(join(directory, file), join(replaced, file), done)
      await move(join(draft, file), join(directory, file), done)
    }
  } catch (error) {
    for (const undo of done.reverse()) await undo()
    throw error
  }
}

async function makeFolders(directory: string, path: string, done: Undo[]): Promise<void> {
  if (path === '.') return
  await makeFolders(directory, dirname(path), done)
  const folder = join(directory, path)
  try {
    await mkdir(folder)
    done.push(() => rmdir(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function setAside(target: string, place: string, done: Undo[]): Promise<void> {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return
  if (found.isDirectory())
    throw new Error(
      `${target} is a directory, and the service has a file of that name: move it away`,
    )
  await mkdir(dirname(place), { recursive: true })
  await move(target, place, done)
}

async function move(from: string, to: string, done: Undo[]): Promise<void> {
  await rename(from, to)
  done.push(() => rename(to, from))
}

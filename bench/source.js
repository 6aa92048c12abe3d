// What a package keeps to itself, for the measurements of a part: put together as in the package's dist folder.
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} path of a source file from the root of the repository
 * @returns {Promise<any>} what it exports
 */
export async function source(path) {
  const external = (id) => !/^[./]/.test(id)
  const made = await rolldown({ input: join(root, path), external, platform: 'node' })
  const file = join(root, '.cache/bench', `${basename(path, '.ts')}.js`)
  await made.write({ file })
  return import(pathToFileURL(file).href)
}

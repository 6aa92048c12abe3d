import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../root.js'

/**
 * A folder that looks like this repository to its scripts, with these files in it; removed after the test.
 * @param {Record<string, string | object>} files by path; objects are written as JSON
 * @returns {string}
 */
export function checkout(files) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flakon-checkout-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  write(folder, { 'package.json': { type: 'module' }, ...files })
  return folder
}

/**
 * @param {string} folder
 * @param {Record<string, string | object>} files
 */
export function write(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), {
      mode: 0o755,
    })
  }
}

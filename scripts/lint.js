// Checks style and formatting with Biome, or mends what can be mended.
//   node scripts/lint.js [--write]
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './root.js'

/** The skeleton has rules of its own, as the services made from it have. */
const folders = ['.', 'packages/create-flakon/template']

/**
 * Lints the repository and then the skeleton. Returns what Biome had to say about those that are not clean.
 * @param {{ write?: boolean, colours?: boolean }} options
 * @returns {string[]}
 */
export function lint({ write = false, colours = false }) {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [
    'check',
    '--error-on-warnings',
    `--colors=${colours ? 'force' : 'off'}`,
    ...(write ? ['--write'] : []),
    '.',
  ]
  return folders.flatMap((folder) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
      cwd: join(root, folder),
      encoding: 'utf8',
    })
    return status === 0 ? [] : [`${folder}:\n${stdout}${stderr}`]
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const complaints = lint({
    write: process.argv.includes('--write'),
    colours: process.stdout.isTTY,
  })
  if (complaints.length > 0) console.error(complaints.join('\n'))
  else console.log('clean')
  process.exitCode = complaints.length > 0 ? 1 : 0
}

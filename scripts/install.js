// Installs the dependencies, only when what is installed is not what package-lock.json says.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.js'

/**
 * @typedef {Record<string, unknown> & { version?: string, link?: boolean, optional?: boolean, peer?: boolean }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

const dependencyKinds = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
]

/**
 * Installs when that is needed. Returns what it did, in a word or two, and throws when npm failed.
 * @param {string} [folder] where the lock file is
 * @returns {Promise<string>}
 */
export async function install(folder = root) {
  const reason = whyStale(folder)
  if (reason === undefined) return 'up to date'
  console.log(`install   ${reason}: npm ci`)
  // Nothing here needs an install script, so none is given the chance to run. Warnings about other people's
  // packages are for those who change package.json, and npm install shows them.
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ]
  const child = spawn('npm', ['ci', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const status = await new Promise((done, fail) => child.on('close', done).on('error', fail)).catch(
    ({ message }) => {
      throw new Error(
        `npm could not be started (${message}): it comes with Node, is it on the PATH?`,
      )
    },
  )
  if (status !== 0) throw new Error('npm ci failed; its own message is above')
  return 'installed'
}

/**
 * Why the installed packages are not what the lock file says; nothing when they are.
 * npm writes what it installed to node_modules/.package-lock.json, last: an install cut short leaves none.
 * @param {string} folder
 * @returns {string | undefined}
 */
function whyStale(folder) {
  const installedFile = join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return 'nothing is installed yet'
  const wanted = read(join(folder, 'package-lock.json')).packages
  const installed = read(installedFile).packages
  for (const [path, entry] of Object.entries(wanted)) {
    const reason = path.includes('node_modules/')
      ? packageStale(folder, path, entry, installed[path])
      : workspaceStale(folder, path, entry)
    if (reason !== undefined) return reason
  }
  return undefined
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {Entry} wanted
 * @param {Entry | undefined} installed
 */
function packageStale(folder, path, wanted, installed) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  if (wanted.link) return existsSync(join(folder, path)) ? undefined : `${name} is not linked`
  // Optional packages are mostly the binaries of other platforms, which npm leaves out.
  if (installed === undefined)
    return wanted.optional || wanted.peer ? undefined : `${name} is missing`
  return installed.version === wanted.version ? undefined : `${name} is not ${wanted.version}`
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {Entry} locked
 */
function workspaceStale(folder, path, locked) {
  const file = join(path, 'package.json')
  const manifest = /** @type {Entry} */ (/** @type {unknown} */ (read(join(folder, file))))
  const changed = dependencyKinds.some(
    (kind) => canonical(manifest[kind]) !== canonical(locked[kind]),
  )
  return changed ? `${file} names other dependencies than package-lock.json` : undefined
}

/** @param {unknown} dependencies */
function canonical(dependencies) {
  return JSON.stringify(Object.entries(dependencies ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * @param {string} file
 * @returns {Lock}
 */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

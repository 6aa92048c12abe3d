// Everything `make test` does: installs, builds, lints, type-checks, and runs every test on the Node it was
// started with. The last line is always "N passed, N failed", with ", N skipped" where there are some.
//   node scripts/test.js [what vitest takes, such as the path of a test file]
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.js'
import { extractDocs, inPages } from './docs.js'
import { install } from './install.js'
import { lint } from './lint.js'
import { checkTypes, installTools, lintDocuments } from './outside.js'
import { root } from './root.js'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
const counts = { passed: 0, failed: 0, skipped: 0 }
const results = join(root, '.cache/test-results.json')
const environment =
  process.stdout.isTTY || process.env.FORCE_COLOR ? process.env : { ...process.env, NO_COLOR: '1' }

await main(process.argv.slice(2))
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
process.exitCode = counts.failed > 0 ? 1 : 0
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`)

/** @param {string[]} args */
async function main(args) {
  // Without these two nothing else can run; after them, one failure does not hide the next.
  if (!(await step('install', () => install()))) return
  const hasTools = existsSync(join(root, 'tools'))
  if (hasTools) installTools()
  if (!(await step('build', build))) return
  await step('lint', async () => style())
  const extracted = await step('docs', async () => docs())
  // Each uses one core for most of its time.
  const checks = [step('types', () => types(extracted))]
  if (hasTools) checks.push(step('older', checkTypes), step('spectral', lintDocuments))
  await Promise.all(checks)
  await tests(args)
}

/**
 * Runs one step, shows how it ended, and counts it as one check.
 * @param {string} name
 * @param {() => Promise<string>} run returns what it did; throws what is wrong
 * @returns {Promise<boolean>}
 */
async function step(name, run) {
  const start = performance.now()
  try {
    const summary = await run()
    console.log(
      `${name.padEnd(9)} ${summary} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
    )
    counts.passed += 1
    return true
  } catch (error) {
    console.log(
      `${name.padEnd(9)} FAILED\n${/** @type {Error} */ (error).message.replace(/^/gm, '  ')}`,
    )
    counts.failed += 1
    return false
  }
}

/** @returns {string} */
function style() {
  const complaints = lint({ colours: environment === process.env })
  if (complaints.length > 0)
    throw new Error(`${complaints.join('\n')}\nmake format mends what can be mended`)
  return 'clean'
}

/** @returns {string} */
function docs() {
  const { summary, mistakes } = extractDocs()
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  return summary
}

/**
 * Type-checks every project of the repository, the examples of the documentation among them.
 * @param {boolean} withDocs
 */
async function types(withDocs) {
  const projects = [
    '.',
    'packages/flakon',
    'packages/openapi',
    'packages/client',
    'packages/create-flakon',
    'packages/create-flakon/template',
    'examples/bookshop',
    'examples/runs',
  ]
  if (withDocs) projects.push('.cache/docs')
  /** @type {string[]} */
  const failures = []
  for (const project of projects.filter((path) => existsSync(join(root, path, 'tsconfig.json')))) {
    await tool('typescript/bin/tsc', ['--noEmit', '--pretty', 'false', '-p', project]).catch(
      (error) => failures.push(error.message),
    )
  }
  if (failures.length > 0) throw new Error(inPages(failures.join('\n')))
  return `${projects.length} projects`
}

/**
 * Runs a tool of node_modules and gives its output when it fails.
 * @param {string} path
 * @param {string[]} args
 * @returns {Promise<string>}
 */
async function tool(path, args) {
  const child = spawn(process.execPath, [join(root, 'node_modules', path), ...args], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  const status = await new Promise((done) => child.on('close', done))
  if (status !== 0) throw new Error(output.trim() || `${path} ended with status ${status}`)
  return 'clean'
}

/**
 * Runs the tests, which report for themselves, and adds up what they wrote.
 * @param {string[]} args
 */
async function tests(args) {
  rmSync(results, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const status = await new Promise((done) => child.on('close', done))
  const failedBefore = counts.failed
  if (existsSync(results)) addUp(JSON.parse(readFileSync(results, 'utf8')))
  // A run can fail without a failed test: an error outside of any, or no test found at all.
  if (status !== 0 && counts.failed === failedBefore) counts.failed += 1
}

/** @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} report */
function addUp(report) {
  counts.passed += report.numPassedTests
  counts.failed += report.numFailedTests
  counts.skipped += report.numPendingTests + report.numTodoTests
  // A file that could not be loaded holds no tests to count: it counts as one.
  const isBroken = (
    /** @type {{ status: string, assertionResults: { status: string }[] }} */ file,
  ) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
  counts.failed += report.testResults.filter(isBroken).length
}

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { checkout } from './checkout.js'

const nothing = { packages: {} }
/** A tool of node_modules that always ends well. */
const well = ''
const files = {
  'package-lock.json': nothing,
  'node_modules/.package-lock.json': nothing,
  'README.md': '```ts\n// tests/readme.test.ts\n```\n',
  'docs/.keep': '',
  'tsconfig.base.json': {},
  'packages/create-flakon/template/settings.ini': '',
  'packages/create-flakon/template/src/app.ts': '',
  'node_modules/@biomejs/biome/bin/biome': well,
  'node_modules/typescript/package.json': {},
  'node_modules/typescript/bin/tsc':
    "import('node:fs').then(({ mkdirSync }) => mkdirSync(process.argv.at(-1), { recursive: true }))",
  'node_modules/vitest/vitest.mjs': report({ numPassedTests: 5 }, 0),
}
for (const name of ['flakon', 'openapi', 'client', 'create-flakon']) {
  Object.assign(files, {
    [`packages/${name}/package.json`]: {},
    [`packages/${name}/tsconfig.build.json`]: {},
    [`packages/${name}/src/index.ts`]: '',
  })
}

describe('the last line of make test counts', () => {
  test('the five checks and the tests', () => {
    expect(run({})).toMatchObject({ status: 0, last: '10 passed, 0 failed' })
  })

  test('the skipped tests, where there are some', () => {
    const vitest = report({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 1 }, 0)
    expect(run({ 'node_modules/vitest/vitest.mjs': vitest }).last).toBe(
      '10 passed, 0 failed, 2 skipped',
    )
  })

  test('a failed test', () => {
    const vitest = report({ numPassedTests: 4, numFailedTests: 1 }, 1)
    expect(run({ 'node_modules/vitest/vitest.mjs': vitest })).toMatchObject({
      status: 1,
      last: '9 passed, 1 failed',
    })
  })

  test('a test file that could not be loaded', () => {
    const broken = { testResults: [{ status: 'failed', assertionResults: [] }] }
    const vitest = report({ numPassedTests: 4, ...broken }, 1)
    expect(run({ 'node_modules/vitest/vitest.mjs': vitest })).toMatchObject({
      status: 1,
      last: '9 passed, 1 failed',
    })
  })

  test('a run that failed with no test to blame, or without a word', () => {
    const vitest = report({ numPassedTests: 5 }, 1)
    expect(run({ 'node_modules/vitest/vitest.mjs': vitest })).toMatchObject({
      status: 1,
      last: '10 passed, 1 failed',
    })
    expect(run({ 'node_modules/vitest/vitest.mjs': 'process.exit(3)' })).toMatchObject({
      status: 1,
      last: '5 passed, 1 failed',
    })
  })

  test('a failed check, whose message is shown and which hides no later one', () => {
    const biome = "console.error('a.ts: bad style'); process.exit(1)"
    const { status, last, output } = run({ 'node_modules/@biomejs/biome/bin/biome': biome })
    expect({ status, last }).toEqual({ status: 1, last: '9 passed, 1 failed' })
    expect(output).toContain('a.ts: bad style')
  })

  test('a mistake in the documentation', () => {
    const { status, last, output } = run({ 'README.md': '```ts\nconst nameless = true\n```\n' })
    expect({ status, last }).toEqual({ status: 1, last: '9 passed, 1 failed' })
    expect(output).toContain('README.md:2: the first line of this example names no file')
  })

  test('a build that failed, after which nothing is tested', () => {
    const { status, last } = run({ 'node_modules/typescript/bin/tsc': 'process.exit(1)' })
    expect({ status, last }).toEqual({ status: 1, last: '1 passed, 1 failed' })
  })
})

/**
 * A vitest that runs nothing and reports this.
 * @param {object} counts
 * @param {number} status
 */
function report(counts, status) {
  const all = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  }
  return `import { writeFileSync } from 'node:fs'
const file = process.argv.find((arg) => arg.startsWith('--outputFile.json=')).slice('--outputFile.json='.length)
writeFileSync(file, ${JSON.stringify(JSON.stringify(all))})
process.exitCode = ${status}`
}

/**
 * Runs scripts/test.js in a small repository whose tools are stand-ins.
 * @param {Record<string, string>} changes
 */
function run(changes) {
  const folder = checkout({ ...files, ...changes })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/test.js'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, last: stdout.trimEnd().split('\n').at(-1), output: stdout + stderr }
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout, write } from './checkout.js'

const tool = { version: '1.2.3' }
const binaryOfAnotherPlatform = { version: '1.2.3', optional: true }
const lock = {
  packages: {
    '': { dependencies: { tool: '^1.0.0' } },
    'packages/flakon': {},
    'node_modules/flakon': { link: true },
    'node_modules/tool': tool,
    'node_modules/tool-win32': binaryOfAnotherPlatform,
  },
}
const files = {
  'package.json': { type: 'module', dependencies: { tool: '^1.0.0' } },
  'package-lock.json': lock,
  'packages/flakon/package.json': {},
}
const installed = { 'node_modules/.package-lock.json': { packages: { 'node_modules/tool': tool } } }

describe('the dependencies are', () => {
  test('left alone when what is installed is what the lock file says', () => {
    const folder = checkout({ ...files, ...installed })
    mkdirSync(join(folder, 'node_modules/flakon'))
    expect(prepare(folder)).toEqual({ status: 0, output: '', asked: false })
  })

  test('installed when nothing is', () => {
    const { asked, output } = prepare(checkout(files))
    expect(asked).toBe(true)
    expect(output).toContain('nothing is installed yet: npm ci')
  })

  test('installed when one has another version', () => {
    const older = { packages: { 'node_modules/tool': { version: '1.0.0' } } }
    const folder = checkout({ ...files, 'node_modules/.package-lock.json': older })
    mkdirSync(join(folder, 'node_modules/flakon'))
    expect(prepare(folder)).toMatchObject({
      asked: true,
      output: expect.stringContaining('tool is not 1.2.3'),
    })
  })

  test('installed when a package of the workspace is not linked', () => {
    const { asked, output } = prepare(checkout({ ...files, ...installed }))
    expect(asked).toBe(true)
    expect(output).toContain('flakon is not linked')
  })

  test('given to npm to complain about when package.json and the lock file differ', () => {
    const folder = checkout({
      ...files,
      ...installed,
      'packages/flakon/package.json': { dependencies: { new: '1' } },
    })
    mkdirSync(join(folder, 'node_modules/flakon'))
    const { asked, output } = prepare(folder)
    expect(asked).toBe(true)
    expect(output).toContain('packages/flakon/package.json names other dependencies')
  })
})

test('a failed install ends in one line that says so and the status 1', () => {
  const { status, output } = prepare(checkout(files), 'exit 7')
  expect(status).toBe(1)
  expect(output.trim().split('\n').at(-1)).toBe('npm ci failed; its own message is above')
})

/**
 * Runs the script with an npm that only notes that it was asked.
 * @param {string} folder
 * @param {string} npm what npm does, in sh
 */
function prepare(folder, npm = 'exit 0') {
  write(folder, { 'bin/npm': `#!/bin/sh\ntouch "${folder}/asked"\n${npm}\n` })
  const PATH = `${join(folder, 'bin')}:${process.env.PATH}`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/prepare.js', '--only-install'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    },
  )
  return { status, output: stdout + stderr, asked: existsSync(join(folder, 'asked')) }
}

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../root.js'
import { checkout } from './checkout.js'

describe('make', () => {
  test('alone prints the verbs, each of which exists', () => {
    const { status, output } = make([])
    expect(status).toBe(0)
    const shown = [...output.matchAll(/^make (\w+)/gm)].map((match) => match[1])
    expect(shown).toEqual(['run', 'test', 'build', 'new', 'lint', 'format', 'matrix', 'clean'])
    const makefile = readFileSync(join(root, 'Makefile'), 'utf8')
    for (const verb of shown) expect(makefile).toMatch(new RegExp(`^${verb}:`, 'm'))
  })

  test('new without a name says how to give one', () => {
    const { status, output } = make(['new'])
    expect(status).not.toBe(0)
    expect(output).toContain('Say where the new service goes: make new NAME=../my-service')
  })

  test('without Node says which one to install, and tries nothing', () => {
    const { status, output } = make(['run', 'NODE=no-such-node'])
    expect(status).not.toBe(0)
    expect(output).toContain(
      'Flakon needs Node 20.19 or later, and there is no "no-such-node" here',
    )
  })

  test('with too old a Node says so, and tries nothing', () => {
    const folder = checkout({
      old: `#!/bin/sh\nexec "${process.execPath}" -r ./pretend.cjs "$@"\n`,
      'pretend.cjs': pretend,
    })
    const { status, output } = make(['test', `NODE=${join(folder, 'old')}`], folder)
    expect(status).not.toBe(0)
    expect(output).toContain('Flakon needs Node 20.19 or later, and this is Node 20.18.3')
    expect(output).not.toContain('install ')
  })
})

test('continuous integration runs make test and nothing else', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8')
  expect(script.split('\n').filter((line) => /make|npm|node/.test(line))).toEqual([
    'exec make test',
  ])
})

const pretend =
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })"

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function make(args, cwd = root) {
  const file = ['-f', join(root, 'Makefile'), '--no-print-directory']
  const { status, stdout, stderr } = spawnSync('make', [...file, ...args], {
    cwd,
    encoding: 'utf8',
    env: unnested(),
  })
  return { status, output: stdout + stderr }
}

/** The environment without what an outer `make test` hands down. */
function unnested() {
  const { MAKEFLAGS, MAKELEVEL, MFLAGS, NAME, ...rest } = process.env
  return rest
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { endAll, Service } from '../process.ts'
import { folderOf } from './fixture.ts'

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url))
const door = fileURLToPath(new URL('../../dist/index.js', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'flakon-bin-'))
afterEach(endAll)
afterAll(() => rmSync(work, { recursive: true }))

const start = (folder: string, ...argv: string[]) =>
  new Service(process.execPath, [bin, ...argv], folder)

test('help is there for an app whose import never ends', async () => {
  const help = start(folderOf('hanging-import'), '--help')
  await help.says(/^Usage: flakon/m)
  await help.says(/ended with 0/)
})

test('help is there for an app whose import exits', async () => {
  const help = start(folderOf('exiting-import'), '--help')
  await help.says(/^Usage: flakon/m)
  await help.says(/ended with 3/)
})

test.runIf(existsSync('/dev/full'))('a standard output that takes nothing is said', () => {
  const command = '"$0" "$1" config > /dev/full'
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, bin], {
    cwd: folderOf('one-app'),
    encoding: 'utf8',
  })
  expect(stderr).toMatch(/^flakon: standard output cannot be written: ENOSPC/)
  expect(status).toBe(1)
})

test('an import that can never end is said', async () => {
  const service = start(folderOf('hanging-import'), 'run')
  await service.says(/a top-level await in the modules of the app never ends/)
  await service.says(/ended with 13/)
})

test('wrong syntax is shown with its file, line and column, also in a module that is imported', async () => {
  writeFileSync(join(work, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(work, 'outer.js'), "import './inner.js'\n")
  writeFileSync(join(work, 'inner.js'), 'const one = 1\nconst two = = 2\n')
  for (const module of ['outer.js', 'inner.js']) {
    const routes = start(work, 'routes', '--app', module)
    await routes.says(/inner\.js:2\nconst two = = 2\n +\^\nSyntaxError: Unexpected token '='/)
    await routes.says(/ended with 2/)
  }
})

test('what a CommonJS module exports is found', async () => {
  const folder = mkdtempSync(join(work, 'commonjs-'))
  const made = "createApp({ settings: { app: { name: 'required' } } })"
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(
    join(folder, 'app.js'),
    `const { createApp } = require(${JSON.stringify(door)})\nmodule.exports = Object.assign({}, { app: ${made} })\n`,
  )
  const config = start(folder, 'config', 'get', 'app.name')
  await config.says(/^required$/m)
  await config.says(/ended with 0/)
})

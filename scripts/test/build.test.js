import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.js'
import { checkout, write } from './checkout.js'

const options = {
  module: 'nodenext',
  target: 'es2023',
  rootDir: 'src',
  rewriteRelativeImportExtensions: true,
  types: [],
}
const tsconfig = { compilerOptions: options, include: ['src'] }
const files = {
  'tsconfig.base.json': {},
  'packages/flakon/package.json': {
    name: 'flakon',
    type: 'module',
    bin: { flakon: 'dist/bin.js' },
  },
  'packages/flakon/tsconfig.build.json': tsconfig,
  'packages/flakon/src/bin.ts':
    "#!/usr/bin/env node\nexport { part } from './part.ts'\nexport const answer: number = 42\n",
  'packages/flakon/src/old.ts': 'export {}\n',
  'packages/flakon/src/part.ts': "/** A part. */\nexport const part: string = 'a part…'\n",
  'packages/openapi/package.json': { name: '@flakon/openapi', type: 'module' },
  'packages/openapi/tsconfig.build.json': tsconfig,
  'packages/openapi/src/index.ts': 'export {}\n',
  'packages/client/package.json': { name: '@flakon/client', type: 'module' },
  'packages/client/tsconfig.build.json': tsconfig,
  'packages/client/src/index.ts': 'export {}\n',
  'packages/create-flakon/package.json': { name: 'create-flakon', type: 'module' },
  'packages/create-flakon/tsconfig.build.json': tsconfig,
  'packages/create-flakon/src/index.ts': 'export {}\n',
  'node_modules/.bin/none': '',
}

test('packages are built once, again when a source changes, and a mistake leaves the last good build', {
  timeout: 60_000,
}, () => {
  const folder = checkout(files)
  symlinkSync(join(root, 'node_modules/typescript'), join(folder, 'node_modules/typescript'))
  for (const name of ['@typescript', 'rolldown', '@rolldown', '@oxc-project'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  const built = join(folder, 'packages/flakon/dist/bin.js')

  expect(build(folder)).toEqual({
    status: 0,
    output: 'build     flakon, openapi, client, create-flakon\n',
  })
  expect(readFileSync(built, 'utf8')).toContain('answer = 42')
  expect(readFileSync(built, 'utf8')).toContain('"a part\\u2026"')
  expect(readFileSync(built, 'utf8')).not.toMatch(/A part|\.cache/)
  expect(existsSync(join(folder, 'packages/flakon/dist/part.js'))).toBe(false)
  expect(statSync(built).mode & 0o111).toBe(0o111)
  expect(existsSync(join(folder, 'node_modules/.bin/flakon'))).toBe(false)
  symlinkSync('../packages/flakon', join(folder, 'node_modules/flakon'))

  expect(build(folder)).toEqual({ status: 0, output: 'build     up to date\n' })
  expect(existsSync(join(folder, 'node_modules/.bin/flakon'))).toBe(true)

  rmSync(join(folder, 'packages/flakon/src/old.ts'))
  write(folder, { 'packages/flakon/src/bin.ts': 'export const answer: number = 43\n' })
  expect(build(folder)).toEqual({ status: 0, output: 'build     flakon\n' })
  expect(readFileSync(built, 'utf8')).toContain('answer = 43')
  expect(existsSync(join(folder, 'packages/flakon/dist/old.js'))).toBe(false)

  write(folder, { 'packages/flakon/src/bin.ts': "export const answer: number = 'x'\n" })
  const { status, output } = build(folder)
  expect(status).toBe(1)
  expect(output).toContain('src/bin.ts(1,14)')
  expect(readFileSync(built, 'utf8')).toContain('answer = 43')
})

/** @param {string} folder */
function build(folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.js'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

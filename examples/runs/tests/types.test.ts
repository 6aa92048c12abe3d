import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const flakon = join(
  dirname(createRequire(import.meta.url).resolve('flakon/package.json')),
  'dist/cli/bin.js',
)

test('what is made of openapi.yaml is what it says', () => {
  const command = [flakon, 'types', 'openapi.yaml', '--table', '-o', 'src/api.ts', '--check']
  const said = execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  expect(said).toBe('src/api.ts is up to date\n')
})

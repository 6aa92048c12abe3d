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

test.each([[['-o', 'src/api.ts']], [['--table', '-o', 'reports/runs-api.ts']]])(
  'what is made of openapi.yaml is what it says: %s',
  (flags) => {
    const command = [flakon, 'types', 'openapi.yaml', ...flags, '--check']
    const said = execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
    expect(said).toBe(`${flags.at(-1)} is up to date\n`)
  },
)

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const flakon = fileURLToPath(new URL('../../flakon/dist/cli/bin.js', import.meta.url))

test('the types that these tests use are those of their document', () => {
  const command = [flakon, 'types', 'users.yaml', '-o', 'users-api.ts', '--table', '--check']
  const said = execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  expect(said).toBe('users-api.ts is up to date\n')
})

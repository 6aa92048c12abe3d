import { execFile } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const skeleton = join(repository, 'packages/create-flakon/template')
/** Inside the repository, so that fastify and vitest are found. */
const copy = join(repository, '.cache/removed')

const page = readFileSync(join(repository, 'docs/removing.md'), 'utf8')
const [, replacement = ''] = /^```ts\n(\/\/ src\/flakon\.ts\n[\s\S]*?)^```/m.exec(page) ?? []

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true })
  const left = ['node_modules', 'dist']
  cpSync(skeleton, copy, { recursive: true, filter: (path) => !left.includes(basename(path)) })
  writeFileSync(join(copy, 'vitest.config.js'), 'export default {}\n') // else the repository's own is taken
  writeFileSync(join(copy, 'src/flakon.ts'), replacement)
  replaceIn('src', "'./flakon.ts'")
  replaceIn('src/views', "'../flakon.ts'")
  replaceIn('tests', "'../src/flakon.ts'")
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

function replaceIn(folder: string, specifier: string): void {
  for (const file of readdirSync(join(copy, folder)).filter((name) => name.endsWith('.ts'))) {
    const path = join(copy, folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll("'flakon'", specifier))
  }
}

test('the file that replaces Flakon has at most 60 lines', () => {
  expect(replacement.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  expect(replacement).toContain('createApp')
})

test("the skeleton's own suite passes with Flakon replaced by that file", async () => {
  const sources = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  for (const file of sources)
    expect(readFileSync(join(copy, file), 'utf8')).not.toContain("'flakon'")
  const vitest = join(
    createRequire(import.meta.url).resolve('vitest/package.json'),
    '../vitest.mjs',
  )
  const args = [vitest, 'run', '--root', copy, '--reporter', 'json', '--no-color']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy })
  const result = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect(result).toMatchObject({ success: true, numFailedTests: 0 })
  expect(result.numPassedTests).toBeGreaterThanOrEqual(3)
})

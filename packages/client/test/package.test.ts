import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
let work = ''
let tarball = ''

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'flakon-client-'))
  execFileSync('npm', ['pack', '--silent', '--pack-destination', work], { cwd: folder })
  tarball = join(work, String(readdirSync(work)[0]))
})
afterAll(() => rmSync(work, { recursive: true }))

/** What a tool says of a package that it has nothing against. */
function said(tool: string, path: string, ...args: string[]): string {
  const command = join(modules, tool, path)
  const env = { ...process.env, NO_COLOR: '1' }
  return execFileSync(process.execPath, [command, ...args], { encoding: 'utf8', cwd: work, env })
}

describe('what is published', () => {
  test('is the dist folder, README, LICENSE and package.json, and needs nothing else', () => {
    const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
    const others = files.filter((file) => !/^package\/dist\/[\w-]+\.(js|d\.ts)$/.test(file))
    expect(others.sort()).toEqual(['package/LICENSE', 'package/README.md', 'package/package.json'])
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([])
    expect(manifest.engines).toEqual({ node: '>=20.19' })
  })

  test('is right to publint, and its types to those who import it as ESM', () => {
    expect(said('publint', 'src/cli.js', tarball, '--strict')).toContain('All good!')
    const args = [tarball, '--profile', 'esm-only', '--no-color']
    const types = said('@arethetypeswrong/cli', 'dist/index.js', ...args)
    expect(types).toContain('node16 (from ESM) │ 🟢 (ESM)')
    expect(types).toMatch(/bundler +│ 🟢/)
  })

  test('has these names and no others', async () => {
    const module = await import('../src/index.ts')
    expect(Object.keys(module).sort()).toEqual(['ProblemError', 'createClient'])
  })
})

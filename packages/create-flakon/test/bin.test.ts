import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { plainEnv, Service } from '../../flakon/test/process.ts'
import { emptyFolder, only } from './create.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const bin = join(dist, 'bin.js')

beforeAll(() => {
  if (!existsSync(bin)) throw new Error(`${bin} is missing: run make build`)
})

test('without a terminal nothing is asked, though the input stays open', async () => {
  const cwd = emptyFolder()
  const child = spawn(process.execPath, [bin, ...only], { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  expect((await once(child, 'exit'))[0]).toBe(2)
  expect(readdirSync(cwd)).toEqual([])
})

test('a file that cannot be written whole leaves nothing behind', () => {
  const cwd = emptyFolder()
  // No file may be longer than one block of 512 bytes, which is met in the middle, as a full disk is.
  const script = `ulimit -f 1; exec "${process.execPath}" "${bin}" a/b --yes ${only.join(' ')}`
  const { status, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toMatch(/^create-flakon: EFBIG: file too large/)
  expect(readdirSync(cwd)).toEqual([])
})

/** Whether the draft has come to its last file. */
function isVendoring(parent: string): boolean {
  if (!existsSync(parent)) return false
  const [draft = ''] = readdirSync(parent)
  return existsSync(join(parent, draft, 'draft/vendor'))
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while writing leaves nothing behind, with status 130',
  async (signal) => {
    const cwd = emptyFolder()
    // A package that never ends, so that writing it does not either until somebody writes the other end.
    const pipe = join(cwd, 'flakon.tgz')
    spawnSync('mkfifo', [pipe])
    const args = [bin, 'a/b', '--flakon', pipe, ...only]
    const service = new Service(process.execPath, args, cwd)
    while (!isVendoring(join(cwd, 'a'))) await new Promise(setImmediate)
    service.child.kill(signal)
    await service.says(/giving up/)
    await (await open(pipe, 'w')).close()
    await service.says(/given up, and nothing was made[\s\S]*ended with 130/)
    expect(readdirSync(cwd)).toEqual(['flakon.tgz'])
  },
)

test('SIGTERM while installing ends the package manager and keeps the service', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'bin'))
  // An npm that never ends, and says when it has started.
  writeFileSync(join(cwd, 'bin/npm'), '#!/bin/sh\necho $$ > pid\nexec sleep 60\n', { mode: 0o755 })
  const PATH = `${join(cwd, 'bin')}:${process.env.PATH}`
  const service = new Service(process.execPath, [bin, 'x', '--no-git'], cwd, { PATH })
  while (!existsSync(join(cwd, 'x/pid'))) await new Promise(setImmediate)
  expect(await service.terminate()).toBe(130)
  expect(service.said).toMatch(/given up; .*x is complete as it is/)
  expect(readdirSync(join(cwd, 'x'))).toContain('package.json')
})

test('from a checkout the service depends on the flakon packed there, and nothing is asked', () => {
  const cwd = emptyFolder()
  const script = join(dist, 'from-checkout.js')
  const args = [script, '../x', ...only, '--json']
  mkdirSync(join(cwd, 'here'))
  const options = { cwd: join(cwd, 'here'), encoding: 'utf8', env: plainEnv() } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const made = JSON.parse(stdout)
  expect(made.directory).toBe(join(cwd, 'x'))
  const [vendored] = readdirSync(join(cwd, 'x/vendor'))
  expect(vendored).toMatch(/^flakon-\d+\.\d+\.\d+\.tgz$/)
  expect(made.files).toContain(`vendor/${vendored}`)
  expect(existsSync(made.flakon)).toBe(false) // what was packed on the way is gone
})

test('with a contract it depends on what reads that as well', () => {
  const cwd = emptyFolder()
  const spec = fileURLToPath(new URL('fixtures/corners.yaml', import.meta.url))
  const args = [join(dist, 'from-checkout.js'), 'x', '--spec', spec, ...only]
  const options = { cwd, encoding: 'utf8', env: plainEnv() } as const
  const { status, stderr } = spawnSync(process.execPath, args, options)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const { dependencies } = JSON.parse(readFileSync(join(cwd, 'x/package.json'), 'utf8'))
  expect(readdirSync(join(cwd, 'x/vendor')).sort()).toEqual([
    expect.stringMatching(/^flakon-\d/),
    expect.stringMatching(/^flakon-openapi-\d/),
  ])
  expect(dependencies['@flakon/openapi']).toMatch(/^file:vendor\/flakon-openapi-/)
})

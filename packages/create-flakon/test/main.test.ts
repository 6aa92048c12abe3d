import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { text } from '../../flakon/test/text.ts'
import type { Io, Prompt } from '../src/io.ts'
import { main } from '../src/main.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'create-flakon-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

/** Runs the scaffolder in an empty folder, without a terminal unless a prompt is given. */
async function create(argv: string[], more: Partial<Io> = {}) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const { signal } = new AbortController()
  const env = { PATH: process.env.PATH }
  const status = await main(argv, { stdout, stderr, env, cwd, signal, ...more })
  return { status, out: text(stdout), err: text(stderr) }
}

const only = ['--no-git', '--no-install']
const inside = (path = '') => readdirSync(join(cwd, path)).sort()

test('a service is made without a question where there is no terminal, and the next steps are said', async () => {
  const { status, out, err } = await create(['my-service', ...only])
  expect({ status, err }).toEqual({ status: 0, err: '' })
  expect(out).toMatch(
    /my-service: \d+ files in .*my-service\n\nNext:\n {2}cd my-service\n {2}npm install\n {2}make run/,
  )
  expect(inside()).toEqual(['my-service'])
  expect(inside('my-service')).toEqual(
    expect.arrayContaining([
      '.gitignore',
      'Makefile',
      'package.json',
      'settings.ini',
      'src',
      'tests',
    ]),
  )
  const manifest = JSON.parse(readFileSync(join(cwd, 'my-service/package.json'), 'utf8'))
  expect(manifest).toMatchObject({
    name: 'my-service',
    dependencies: { flakon: expect.stringMatching(/^\^\d/) },
  })
})

test('--json says for a program what was made', async () => {
  const { out } = await create([
    'a/b',
    '--json',
    '--name',
    '@me/b',
    '--package-manager',
    'pnpm',
    ...only,
  ])
  expect(JSON.parse(out)).toMatchObject({
    name: '@me/b',
    directory: join(cwd, 'a/b'),
    packageManager: 'pnpm',
    files: expect.arrayContaining(['src/app.ts', '.gitignore']),
    git: false,
    installed: false,
    next: ['cd a/b', 'pnpm install', expect.stringMatching(/^make run/), 'make test'],
  })
  expect(readFileSync(join(cwd, 'a/b/Makefile'), 'utf8')).toContain('pnpm install')
  expect(readFileSync(join(cwd, 'a/b/settings.ini'), 'utf8')).toContain('name = b\n')
})

test('the package manager is the one that started it', async () => {
  const env = { PATH: process.env.PATH, npm_config_user_agent: 'yarn/4.1.0 npm/? node/v20' }
  expect(JSON.parse((await create(['x', '--json', ...only], { env })).out)).toMatchObject({
    packageManager: 'yarn',
  })
})

test('a git repository is made, unless the folder lies in one', async () => {
  expect(JSON.parse((await create(['x', '--json', '--no-install'])).out)).toMatchObject({
    git: true,
  })
  expect(existsSync(join(cwd, 'x/.git'))).toBe(true)
  expect(JSON.parse((await create(['x/y', '--json', '--no-install'])).out)).toMatchObject({
    git: false,
  })
})

test('a directory with something in it is refused; --force writes into it and keeps the rest', async () => {
  mkdirSync(join(cwd, 'full'))
  writeFileSync(join(cwd, 'full/notes.txt'), 'mine')
  writeFileSync(join(cwd, 'full/Makefile'), 'old')
  const refused = await create(['full', ...only])
  expect(refused).toMatchObject({
    status: 2,
    err: expect.stringMatching(/not empty \(Makefile, notes\.txt\).*--force/),
  })
  expect(inside('full')).toEqual(['Makefile', 'notes.txt'])
  expect(await create(['full', '--force', ...only])).toMatchObject({ status: 0 })
  expect(readFileSync(join(cwd, 'full/notes.txt'), 'utf8')).toBe('mine')
  expect(readFileSync(join(cwd, 'full/Makefile'), 'utf8')).toContain('flakon run')
  expect(inside()).toEqual(['full'])
})

test('an empty directory, this one too, is used as it is', async () => {
  mkdirSync(join(cwd, 'empty'))
  expect(await create(['empty', ...only])).toMatchObject({ status: 0 })
  const here = join(cwd, 'here')
  mkdirSync(here)
  const { status, out } = await create(['.', ...only], { cwd: here })
  expect(status).toBe(0)
  expect(out).toContain('Next:\n  npm install')
})

test.each([
  [
    ['My Service'],
    /package name "My Service" has upper-case letters: write my-service, or choose another with --name/,
  ],
  [['x', '--name', 'node_modules'], /is a name that npm keeps for itself/],
  [
    ['x', '--package-manager', 'pip'],
    /--package-manager pip is not known: npm, pnpm, yarn, bun are/,
  ],
  [['x', '--no-instal'], /unknown option '--no-instal'[\s\S]*Did you mean --no-install\?/],
  [[], /say where the service goes: create-flakon my-service/],
])(
  '%j is a mistake with status 2 that names the fix, and nothing is written',
  async (argv, message) => {
    const { status, err } = await create([...argv, ...(argv.length > 2 ? [] : only)])
    expect(status).toBe(2)
    expect(err).toMatch(message)
    expect(inside()).toEqual([])
  },
)

test('a file in the way is said to be one', async () => {
  writeFileSync(join(cwd, 'file'), '')
  expect(await create(['file', ...only])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/is a file/),
  })
})

test('a failure while writing leaves nothing behind, and is said', async () => {
  const { status, err } = await create(['a/b', '--flakon', '/no/flakon-1.tgz', ...only])
  expect(status).toBe(1)
  expect(err).toMatch(/no such file/)
  expect(inside()).toEqual([])
})

test('Ctrl-C while writing leaves nothing behind', async () => {
  const controller = new AbortController()
  controller.abort()
  expect(await create(['a/b', ...only], { signal: controller.signal })).toMatchObject({
    status: 130,
  })
  expect(inside()).toEqual([])
})

test('a failed installation keeps the service and says how to go on', async () => {
  const env = { PATH: '/nowhere' }
  const { status, out } = await create(['x', '--no-git'], { env })
  expect(status).toBe(1)
  expect(out).toMatch(/npm install failed \(there is no npm here\)\. Run it again in .*x/)
  expect(out).toMatch(/Next:\n {2}cd x\n {2}npm install/)
  expect(inside('x')).toContain('package.json')
})

/** A person who gives these answers, one after another. */
function person(...answers: (string | undefined)[]): Prompt & { asked: string[] } {
  const asked: string[] = []
  const answer = async ({ message }: { message: string }) => {
    asked.push(message)
    return answers.shift()
  }
  return { asked, text: answer, choose: answer }
}

test('at a terminal it asks for directory, name and package manager', async () => {
  const prompt = person('./asked', 'other-name', 'npm')
  expect(await create(only, { prompt })).toMatchObject({ status: 0 })
  expect(prompt.asked).toEqual(['Where?', 'Name?', 'Package manager?'])
  expect(readFileSync(join(cwd, 'asked/package.json'), 'utf8')).toContain('"name": "other-name"')
})

test('a person may give up at any question, and nothing is written', async () => {
  for (const answers of [[undefined], ['./x', undefined], ['./x', 'x', undefined]]) {
    expect(await create(only, { prompt: person(...answers) })).toMatchObject({ status: 130 })
  }
  expect(inside()).toEqual([])
})

test('--yes asks nothing at a terminal', async () => {
  const prompt = person()
  expect(await create(['x', '--yes', ...only], { prompt })).toMatchObject({ status: 0 })
  expect(prompt.asked).toEqual([])
})

test('--help and --version', async () => {
  expect(await create(['--help'])).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^Usage: create-flakon/),
  })
  expect((await create(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('SIGTERM to the process gives up, with status 130', async () => {
  const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
  mkdirSync(join(cwd, 'bin'))
  // An npm that never ends, and says when it has started.
  writeFileSync(join(cwd, 'bin/npm'), '#!/bin/sh\ntouch started\nexec sleep 60\n', { mode: 0o755 })
  const env = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` }
  const child = spawn(process.execPath, [bin, 'x', '--no-git'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await once(child.stdout, 'data')
  while (!existsSync(join(cwd, 'x/started'))) await new Promise(setImmediate)
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(130)
  expect(inside('x')).toContain('package.json')
})

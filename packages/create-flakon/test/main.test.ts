import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { create, emptyFolder, only } from './create.ts'

test('a service is made without a question where there is no terminal, and the next steps are said', async () => {
  const cwd = emptyFolder()
  const { status, out, err } = await create(cwd, ['my-service', ...only])
  expect({ status, err }).toEqual({ status: 0, err: '' })
  expect(out).toMatch(
    /my-service: \d+ files in .*my-service\n\nNext:\n {2}cd my-service\n {2}npm install\n {2}make run/,
  )
  expect(readdirSync(cwd)).toEqual(['my-service'])
  const files = ['.gitignore', 'Makefile', 'package.json', 'settings.ini', 'src', 'tests']
  expect(readdirSync(join(cwd, 'my-service'))).toEqual(expect.arrayContaining(files))
})

test('--json says for a program what was made', async () => {
  const cwd = emptyFolder()
  const flags = ['--json', '--name', '@me/b', '--package-manager', 'pnpm', ...only]
  const { out } = await create(cwd, ['a/b', ...flags])
  expect(JSON.parse(out)).toMatchObject({
    name: '@me/b',
    directory: join(cwd, 'a/b'),
    packageManager: 'pnpm',
    files: expect.arrayContaining(['src/app.ts', '.gitignore']),
    git: false,
    installed: false,
    next: ['cd a/b', 'pnpm install', expect.stringMatching(/^make run/), 'make test'],
  })
})

test('a path that a shell would take apart is quoted in the next steps', async () => {
  const { out } = await create(emptyFolder(), ["it's $mine", '--json', '--name', 'mine', ...only])
  expect(JSON.parse(out).next[0]).toBe("cd 'it'\\''s $mine'")
})

test('a git repository is made, unless the folder lies in one', async () => {
  const cwd = emptyFolder()
  const first = await create(cwd, ['x', '--json', '--no-install'])
  expect(JSON.parse(first.out)).toMatchObject({ git: true })
  expect(existsSync(join(cwd, 'x/.git'))).toBe(true)
  const second = await create(cwd, ['x/y', '--json', '--no-install'])
  expect(JSON.parse(second.out)).toMatchObject({ git: false })
  expect(second.err).toContain('lies in a repository already')
})

test('without git the service is made, and what is missing is said', async () => {
  const cwd = emptyFolder()
  const { status, out } = await create(cwd, ['x', '--no-install'], { env: { PATH: '/nowhere' } })
  expect(status).toBe(0)
  expect(out).toMatch(/git init failed: there is no git here\nRun it yourself in .*x\n/)
})

test('a failed installation keeps the service and says how to go on', async () => {
  const cwd = emptyFolder()
  const { status, out } = await create(cwd, ['x', '--no-git'], { env: { PATH: '/nowhere' } })
  expect(status).toBe(1)
  expect(out).toMatch(/npm install failed: there is no npm here\nRun it again in .*x\n/)
  expect(out).toMatch(/Next:\n {2}cd x\n {2}npm install/)
  expect(readdirSync(join(cwd, 'x'))).toContain('package.json')
})

test('what the package manager says when it fails is shown', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'bin'))
  const broken = '#!/bin/sh\necho "the disk is full" >&2\nexit 3\n'
  writeFileSync(join(cwd, 'bin/npm'), broken, { mode: 0o755 })
  const env = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` }
  const { status, out } = await create(cwd, ['x', '--no-git'], { env })
  expect(status).toBe(1)
  expect(out).toContain('npm install failed: the disk is full\n')
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
  [['x', '--flakon', '/no/flakon-1.tgz'], /--flakon \/no\/flakon-1\.tgz is not there/],
  [['x', '--no-instal'], /unknown option '--no-instal'[\s\S]*Did you mean --no-install\?/],
  [['x', 'y'], /too many arguments/],
  [[], /say where the service goes: create-flakon my-service/],
])(
  '%j is a mistake with status 2 that names the fix, and nothing is written',
  async (argv, message) => {
    const cwd = emptyFolder()
    const { status, err } = await create(cwd, [...argv, '--no-git'])
    expect(status).toBe(2)
    expect(err).toMatch(message)
    expect(readdirSync(cwd)).toEqual([])
  },
)

test('a file in the way is said to be one', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'file'), '')
  const said = { status: 2, err: expect.stringMatching(/is a file/) }
  expect(await create(cwd, ['file', ...only])).toMatchObject(said)
})

test('--help and --version', async () => {
  const cwd = emptyFolder()
  const help = { status: 0, out: expect.stringMatching(/^Usage: create-flakon/) }
  expect(await create(cwd, ['--help'])).toMatchObject(help)
  expect((await create(cwd, ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('what is released together has one version', () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(new URL(`../${path}/package.json`, import.meta.url), 'utf8'))
  const { version } = read('.')
  expect(read('../flakon').version).toBe(version)
  expect(read('template').flakon.template).toBe(version)
  expect(read('template').dependencies.flakon).toBe(`^${version}`)
})

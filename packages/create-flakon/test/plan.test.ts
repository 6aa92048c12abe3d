import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Io, Prompt } from '../src/io.ts'
import { type Flags, toPlan } from '../src/plan.ts'
import { create, emptyFolder, only } from './create.ts'

/** A person who gives these answers, one after another. */
function person(...answers: (string | boolean | undefined)[]): Prompt & { asked: string[] } {
  const asked: string[] = []
  const answer = async ({ message }: { message: string }) => {
    asked.push(message)
    return answers.shift() as never
  }
  return { asked, text: answer, choose: answer, confirm: answer }
}

function plan(word: string | undefined, flags: Partial<Flags>, more: Partial<Io> = {}) {
  const { stdout, stderr } = process
  const io = { stdout, stderr, env: {}, cwd: '/empty', signal: new AbortController().signal }
  return toPlan(word, { git: true, install: true, ...flags }, '1.2.3', { ...io, ...more })
}

test('at a terminal everything that is not said is asked', async () => {
  const prompt = person('./asked', 'other-name', 'pnpm', false, true)
  expect(await plan(undefined, {}, { prompt })).toMatchObject({
    directory: '/empty/asked',
    name: 'other-name',
    packageManager: 'pnpm',
    git: false,
    install: true,
    flakon: '^1.2.3',
  })
  expect(prompt.asked).toEqual([
    'Where?',
    'Name?',
    'Package manager?',
    'Make a git repository?',
    'Install the dependencies?',
  ])
})

test('a directory that is said is not asked for; the rest is', async () => {
  const prompt = person('x', 'npm', true, true)
  await plan('x', {}, { prompt })
  expect(prompt.asked).not.toContain('Where?')
  expect(prompt.asked).toHaveLength(4)
})

test.each([
  [{ name: 'x', packageManager: 'npm', git: false, install: false }],
  [{ yes: true }],
  [{ json: true }],
])('with %j nothing is asked at a terminal', async (flags) => {
  const prompt = person()
  expect(await plan('x', flags, { prompt })).toMatchObject({ name: 'x', packageManager: 'npm' })
  expect(prompt.asked).toEqual([])
})

test('--yes takes the usual place', async () => {
  expect(await plan(undefined, { yes: true })).toMatchObject({ directory: '/empty/my-service' })
})

test('a mistake in a flag is said before anything is asked', async () => {
  const prompt = person()
  await expect(plan(undefined, { packageManager: 'pip' }, { prompt })).rejects.toThrow('pip')
  await expect(plan(undefined, { name: 'A' }, { prompt })).rejects.toThrow('upper-case')
  expect(prompt.asked).toEqual([])
})

test('the package manager is the one that started it', async () => {
  const env = { npm_config_user_agent: 'yarn/4.1.0 npm/? node/v20' }
  expect(await plan('x', {}, { env })).toMatchObject({ packageManager: 'yarn' })
})

test('a person may give up at any question, and nothing is written', async () => {
  const cwd = emptyFolder()
  for (const answers of [[], ['./x'], ['./x', 'x'], ['./x', 'x', 'npm'], ['./x', 'x', 'npm', true]])
    expect(await create(cwd, [], { prompt: person(...answers) })).toMatchObject({ status: 130 })
  expect(readdirSync(cwd)).toEqual([])
})

test('the path of a packed flakon is seen from where the user is', async () => {
  const cwd = emptyFolder()
  await create(cwd, ['x', ...only])
  await expect(plan('y', { flakon: 'x/flakon.tgz' }, { cwd })).rejects.toThrow('is not there')
  expect(await plan('y', { flakon: '2.x' }, { cwd })).toMatchObject({ flakon: '2.x' })
  const url = 'https://example.com/flakon.tgz'
  expect(await plan('y', { flakon: url }, { cwd })).toMatchObject({ flakon: url })
  expect(join(cwd, 'y')).toBe((await plan('y', {}, { cwd })).directory)
})

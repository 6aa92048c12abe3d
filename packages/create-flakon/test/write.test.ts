import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { create, emptyFolder, only } from './create.ts'

/** Every path below a folder, with the text of the files. */
function everything(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(
    paths.map((path) => [path, statSync(path).isFile() ? readFileSync(path, 'utf8') : '']),
  )
}

test('a directory with something in it is refused; --force writes into it and keeps the rest', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'full/src'), { recursive: true })
  for (const file of ['notes.txt', 'Makefile', 'src/mine.ts'])
    writeFileSync(join(cwd, 'full', file), 'mine')
  const before = everything(cwd)
  expect(await create(cwd, ['full', ...only])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/not empty \(Makefile, notes\.txt, src\).*--force/),
  })
  expect(everything(cwd)).toEqual(before)
  expect(await create(cwd, ['full', '--force', ...only])).toMatchObject({ status: 0 })
  for (const file of ['notes.txt', 'src/mine.ts'])
    expect(readFileSync(join(cwd, 'full', file), 'utf8')).toBe('mine')
  expect(readFileSync(join(cwd, 'full/Makefile'), 'utf8')).toContain('flakon run')
  expect(readdirSync(cwd)).toEqual(['full'])
  expect(readdirSync(join(cwd, 'full')).filter((name) => name.startsWith('.full'))).toEqual([])
})

test('a directory in the way of a file stops --force, and everything is as it was', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'full/tests/home.test.ts'), { recursive: true })
  writeFileSync(join(cwd, 'full/Makefile'), 'mine')
  const before = everything(cwd)
  const { status, err } = await create(cwd, ['full', '--force', ...only])
  expect(status).toBe(1)
  expect(err).toMatch(/tests\/home\.test\.ts is a directory, and the service has a file of that na/)
  expect(everything(cwd)).toEqual(before)
})

test('what a link of the same name leads to is not written over', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'elsewhere'), 'mine')
  mkdirSync(join(cwd, 'full'))
  symlinkSync('../elsewhere', join(cwd, 'full/Makefile'))
  expect(await create(cwd, ['full', '--force', ...only])).toMatchObject({ status: 0 })
  expect(readFileSync(join(cwd, 'elsewhere'), 'utf8')).toBe('mine')
})

test('an empty directory stays the same one, for the shell that stands in it', async () => {
  const here = emptyFolder()
  chmodSync(here, 0o750)
  const before = statSync(here)
  const { status, out } = await create(here, ['.', '--name', 'x', ...only])
  expect(status).toBe(0)
  expect(out).toContain('Next:\n  npm install')
  expect(statSync(here)).toMatchObject({ ino: before.ino, mode: before.mode })
  expect(existsSync(join(here, 'src/app.ts'))).toBe(true)
})

test('a new directory has the rights that any new one would have', async () => {
  const cwd = emptyFolder()
  await create(cwd, ['x', ...only])
  mkdirSync(join(cwd, 'usual'))
  expect(statSync(join(cwd, 'x')).mode).toBe(statSync(join(cwd, 'usual')).mode)
})

test('Ctrl-C while writing leaves nothing behind, not even the folders above', async () => {
  const cwd = emptyFolder()
  const signal = AbortSignal.abort()
  expect(await create(cwd, ['a/b', ...only], { signal })).toMatchObject({ status: 130 })
  expect(readdirSync(cwd)).toEqual([])
})

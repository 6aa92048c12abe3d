import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveInto } from '../src/place.ts'
import { emptyFolder } from './create.ts'

/** A draft of two files, and a directory that has one of them already. */
function situation() {
  const folder = emptyFolder()
  const [place, draft, replaced] = [
    join(folder, 'place'),
    join(folder, 'draft'),
    join(folder, 'old'),
  ]
  for (const path of [place, join(draft, 'src/views')]) mkdirSync(path, { recursive: true })
  writeFileSync(join(place, 'Makefile'), 'old')
  writeFileSync(join(draft, 'Makefile'), 'new')
  writeFileSync(join(draft, 'src/views/home.ts'), 'new')
  return { place, draft, replaced }
}

const { signal } = new AbortController()
const all = ['Makefile', 'src/views/home.ts']

test('files are moved to their places, and what they replace is set aside', async () => {
  const { place, draft, replaced } = situation()
  await moveInto(place, draft, all, replaced, signal)
  expect(readFileSync(join(place, 'src/views/home.ts'), 'utf8')).toBe('new')
  expect(readFileSync(join(place, 'Makefile'), 'utf8')).toBe('new')
  expect(readFileSync(join(replaced, 'Makefile'), 'utf8')).toBe('old')
})

test('a file that cannot be moved takes the others back, and the folders made for them', async () => {
  const { place, draft, replaced } = situation()
  const moved = moveInto(place, draft, [...all, 'missing'], replaced, signal)
  await expect(moved).rejects.toThrow('ENOENT')
  expect(readdirSync(place)).toEqual(['Makefile'])
  expect(readFileSync(join(place, 'Makefile'), 'utf8')).toBe('old')
})

test('Ctrl-C between two files takes the first back', async () => {
  const { place, draft, replaced } = situation()
  const controller = new AbortController()
  const files = {
    *[Symbol.iterator]() {
      yield 'Makefile'
      controller.abort()
      yield 'src/views/home.ts'
    },
  }
  const moved = moveInto(place, draft, files, replaced, controller.signal)
  await expect(moved).rejects.toThrow('aborted')
  expect(readdirSync(place)).toEqual(['Makefile'])
  expect(readFileSync(join(place, 'Makefile'), 'utf8')).toBe('old')
})

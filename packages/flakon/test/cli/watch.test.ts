import { EventEmitter, once } from 'node:events'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileWatcher } from '../../src/cli/watch.ts'

let folder: string
let watcher: FileWatcher
let events: EventEmitter

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flakon-watch-'))
  events = new EventEmitter()
  watcher = new FileWatcher((files) => {
    watcher.rest()
    events.emit('change', ...files)
  })
})
afterEach(() => {
  watcher.close()
  rmSync(folder, { recursive: true })
})

const watched = (file: string, text?: string) => {
  const path = join(folder, file)
  if (text !== undefined) writeFileSync(path, text)
  watcher.add(path)
  return path
}

test('a file that is written, replaced or made is a change; its neighbour and reading are none', async () => {
  const file = watched('one.ts', '1')
  const made = watched('made.ts')
  readFileSync(file)
  writeFileSync(join(folder, 'neighbour.ts'), '1')
  writeFileSync(file, '22')
  expect(await once(events, 'change')).toEqual([file])
  writeFileSync(`${file}~`, '333')
  renameSync(`${file}~`, file)
  expect(await once(events, 'change')).toEqual([file])
  writeFileSync(made, '1')
  expect(await once(events, 'change')).toEqual([made])
})

test('a folder that does not exist yet, or that goes and comes back, is watched again', async () => {
  const file = watched('deep/er/one.ts')
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  writeFileSync(file, '1')
  expect(await once(events, 'change')).toEqual([file])
  rmSync(join(folder, 'deep'), { recursive: true })
  expect(await once(events, 'change')).toEqual([file])
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  writeFileSync(file, '22')
  expect(await once(events, 'change')).toEqual([file])
  writeFileSync(file, '333')
  expect(await once(events, 'change')).toEqual([file])
})

test('a log that is written all the time does not hide a change', async () => {
  const file = watched('one.ts', '1')
  const busy = setInterval(() => appendFileSync(join(folder, 'busy.log'), 'line\n'), 5)
  writeFileSync(file, '22')
  expect(await once(events, 'change')).toEqual([file])
  clearInterval(busy)
})

test('a file that is younger than what was read last counts as changed', async () => {
  const file = join(folder, 'late.ts')
  writeFileSync(file, '1')
  const later = Date.now() / 1000 + 1
  utimesSync(file, later, later)
  const change = once(events, 'change')
  watcher.add(file)
  expect(await change).toEqual([file])
})

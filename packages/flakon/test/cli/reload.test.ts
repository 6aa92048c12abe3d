import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endAll, Service } from '../process.ts'
import { folderOf } from './fixture.ts'

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url))
let folder: string

/** A copy of the fixture beside it, so that its imports still lead to the source. */
beforeEach(() => {
  folder = mkdtempSync(folderOf('reloaded-'))
  cpSync(folderOf('served'), folder, { recursive: true })
})
afterEach(() => {
  endAll()
  rmSync(folder, { recursive: true, force: true })
})

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
const edit = (file: string, from: string, to: string) => {
  write(file, readFileSync(join(folder, file), 'utf8').replace(from, to))
}
const run = (...flags: string[]) =>
  new Service(process.execPath, [bin, 'run', '--debug', ...flags], folder)
const word = async (address: string) =>
  ((await (await fetch(address)).json()) as { word: string }).word

test('a change of an import, of settings, of what they extend and of .env is served at the same address', async () => {
  write('base.ini', '[shutdown]\ntimeout = 9s\n')
  write('settings.ini', `extends = base.ini\n${readFileSync(join(folder, 'settings.ini'), 'utf8')}`)
  const service = run()
  const address = await service.address()
  edit('app.js', "'none'", "'edited'")
  expect(await service.address(1)).toBe(address)
  expect(await word(address)).toBe('edited')
  write('.env', 'WORD=env\n')
  expect(await service.address(2)).toBe(address)
  expect(await word(address)).toBe('env')
  edit('settings.ini', 'name = served', 'name = renamed')
  expect(await service.address(3)).toBe(address)
  await service.says(/^ +renamed \(app\.js\)$/m)
  edit('base.ini', '9s', '8s')
  expect(await service.address(4)).toBe(address)
  expect(await service.terminate()).toBe(0)
})

test('a broken edit, broken settings and a missing import print their error and wait to be mended', async () => {
  renameSync(join(folder, 'app.js'), join(folder, 'app.ts'))
  const service = run()
  const address = await service.address()
  const before = readFileSync(join(folder, 'app.ts'), 'utf8')
  write('app.ts', `import { word } from './word.ts'\n${before.replace("'none'", 'word')}`)
  await service.says(/word\.ts/)
  await service.says(/waiting for a change/)
  write('word.ts', "export const word = 'made'\n")
  expect(await service.address(1)).toBe(address)
  expect(await word(address)).toBe('made')
  edit('settings.ini', 'port = 0', 'port = none')
  await service.says(/settings\.ini:5:8.*none/)
  await service.says(/waiting for a change/, 1)
  edit('settings.ini', 'port = none', 'port = 0')
  expect(await service.address(2)).toBe(address)
  expect(await service.terminate()).toBe(0)
})

test('an app, or a file of settings, that is missing for a while is waited for', async () => {
  const service = run()
  const address = await service.address()
  const before = readFileSync(join(folder, 'app.js'), 'utf8')
  unlinkSync(join(folder, 'app.js'))
  await service.says(/No app found/)
  await service.says(/waiting for a change/)
  write('app.js', before.replace("'none'", "'back'"))
  expect(await service.address(1)).toBe(address)
  expect(await word(address)).toBe('back')
  write('settings.ini', `extends = more/base.ini\n${readFileSync(join(folder, 'settings.ini'))}`)
  await service.says(/more\/base\.ini does not exist/)
  await service.says(/waiting for a change/, 1)
  mkdirSync(join(folder, 'more'))
  write('more/base.ini', '[shutdown]\ntimeout = 9s\n')
  expect(await service.address(2)).toBe(address)
  expect(await service.terminate()).toBe(0)
})

test('a project without "type": "module" reloads for what its modules require', async () => {
  write('package.json', '{}')
  write('inner.ts', "export const word: string = 'none'\n")
  write('outer.ts', "export { word } from './inner.ts'\n")
  write(
    'app.ts',
    `import { createApp, JsonBlueprint } from 'flakon'
     import { word } from './outer.ts'
     const home = new JsonBlueprint('home').get('/', () => ({ word }))
     export const app = createApp({ blueprints: [home], settings: { server: { port: 0 } } })`,
  )
  const service = run()
  const address = await service.address()
  expect(await word(address)).toBe('none')
  edit('inner.ts', "'none'", "'edited'")
  expect(await service.address(1)).toBe(address)
  expect(await word(address)).toBe('edited')
  expect(await service.terminate()).toBe(0)
})

test('a child that is stuck is ended, and the next one serves', async () => {
  const service = run()
  const address = await service.address()
  fetch(`${address}/stuck`).catch(() => undefined)
  await service.says(/stuck has started/)
  edit('app.js', "'none'", "'next'")
  expect(await service.address(1)).toBe(address)
  expect(await word(address)).toBe('next')
  expect(await service.terminate()).toBe(0)
})

test('no child is left when the parent is killed', async () => {
  const service = run()
  const address = await service.address()
  service.child.kill('SIGKILL')
  await once(service.child, 'close') // The child holds the same streams: they close when it has gone.
  await expect(fetch(address)).rejects.toThrow()
})

test('not even a child that is stuck is left', async () => {
  const service = run()
  fetch(`${await service.address()}/stuck`).catch(() => undefined)
  await service.says(/stuck has started/)
  service.child.kill('SIGKILL')
  await once(service.child, 'close')
})

test('what no change can mend ends it: no app, a port in use', async () => {
  unlinkSync(join(folder, 'app.js'))
  const none = run()
  await none.says(/No app found/)
  await none.says(/ended with 2/)
  symlinkSync(join(folderOf('served'), 'app.js'), join(folder, 'app.js'))
  const other = new Service(process.execPath, [bin, 'run'], folderOf('served'))
  const { port } = new URL(await other.address())
  const busy = run('--port', port)
  await busy.says(/already in use/)
  await busy.says(/ended with 1/)
  expect(await other.terminate()).toBe(0)
})

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { text } from '../../src/kind.ts'
import { situation } from './situation.ts'

describe('precedence', () => {
  const files = {
    'base.ini': '[server]\nport = 1\n',
    'settings.ini': 'extends = base.ini\n[server]\nport = 2\n',
  }
  const flags = { FLAKON_FLAGS: '{"server":{"port":"6"}}' }
  const both = (folder: string) => [{ server: { port: 5 } }, join(folder, 'settings.ini')]

  test.each([
    ['default', {}, 5000],
    ['surroundings', { defaults: { server: { port: 9 } } }, 9],
    ['extended file', { files: { ...files, 'settings.ini': 'extends = base.ini\n' } }, 1],
    ['settings file', { files }, 2],
    ['customary variable', { files, env: { PORT: '3' } }, 3],
    ['variable', { files, env: { PORT: '3', FLAKON_SERVER_PORT: '4' } }, 4],
    ['object, wherever it stands', { files, env: { FLAKON_SERVER_PORT: '4' }, settings: both }, 5],
    ['flag', { files, env: { FLAKON_SERVER_PORT: '4', ...flags }, settings: both }, 6],
  ])('%s wins over what is beneath it', (_name, given, port) => {
    const { settings, faults } = situation(given)
    expect(faults).toEqual([])
    expect(settings.server.port).toBe(port)
  })

  test('an entry tells what it overrode, strongest first', () => {
    const { resolution, folder } = situation({
      files,
      settings: both,
      env: { PORT: '3', FLAKON_SERVER_PORT: '4', ...flags },
    })
    const entry = resolution.entries.find(({ key }) => key === 'port')
    expect(entry).toMatchObject({
      source: 'flag',
      where: '--set server.port',
      shown: '6',
      variable: 'FLAKON_SERVER_PORT',
    })
    expect(
      entry?.overrode.map(({ where, shown }) => [where.replace(`${folder}/`, ''), shown]),
    ).toEqual([
      ['createApp', '5'],
      ['FLAKON_SERVER_PORT', '4'],
      ['PORT', '3'],
      ['settings.ini:3:8', '2'],
      ['base.ini:2:8', '1'],
      ['default', '5000'],
    ])
  })

  test('later files and later objects win; a file URL is a file', () => {
    const { settings, resolution } = situation({
      files: { 'a.ini': '[server]\nport = 1\nhost = a\n', 'b.ini': '[server]\nport = 2\n' },
      settings: (folder) => [
        join(folder, 'a.ini'),
        pathToFileURL(join(folder, 'b.ini')),
        { log: { level: 'info' } },
        { log: { level: 'warn' } },
      ],
    })
    expect(settings).toMatchObject({ server: { port: 2, host: 'a' }, log: { level: 'warn' } })
    expect(resolution.files.map((path) => path.slice(-5))).toEqual(['a.ini', 'b.ini'])
  })
})

describe('extends', () => {
  test('is read from the top or from [DEFAULT], in lists, recursively, relative to the file', () => {
    const { settings, faults } = situation({
      files: {
        'root.ini': '[x]\na = root\nb = root\nc = root\nd = root\n',
        'one.ini': 'extends = root.ini\n[x]\na = one\nb = one\n',
        'two.ini': '[DEFAULT]\nextends = ${HERE}/root.ini\n[x]\nb = two\nc = two\n',
        'settings.ini': 'extends = one.ini,\n  two.ini\n[x]\nc = own\n',
      },
    })
    expect(faults).toEqual([])
    expect(settings.x).toEqual({ a: 'one', b: 'two', c: 'own', d: 'root' })
  })

  test('a circle is refused, at the place that closes it', () => {
    const { faults } = situation({
      files: { 'settings.ini': 'extends = a.ini\n', 'a.ini': 'extends = settings.ini\n' },
    })
    expect(faults).toEqual([
      'a.ini:1:11  these files extend each other in a circle, settings.ini → a.ini → settings.ini: remove one',
    ])
  })

  test('a missing, unreadable or garbled file is a fault at the place that names it', () => {
    const { faults } = situation({
      files: {
        'settings.ini': 'extends = none.ini, ., odd.ini\n',
        'odd.ini': new Uint8Array([0xff, 0xfe, 0x5b]),
      },
    })
    expect(faults).toHaveLength(3)
    expect(faults[0]).toMatch(
      /^settings\.ini:1:11 {2}the file none\.ini does not exist: check the path/,
    )
    expect(faults[1]).toMatch(/^settings\.ini:1:21 {2}the file .* is a folder/)
    expect(faults[2]).toMatch(/^settings\.ini:1:24 {2}the file odd\.ini is not UTF-8/)
  })

  test('a missing settings file is a fault, alone', () => {
    const { faults } = situation({
      settings: (folder) => join(folder, 'none.ini'),
      declarations: [{ name: 'db', keys: { dsn: text('address') } }],
    })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('the file none.ini does not exist')
  })
})

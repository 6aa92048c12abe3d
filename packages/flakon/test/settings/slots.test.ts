import { describe, expect, test } from 'vitest'
import { boolean, duration, integer, list, text } from '../../src/kind.ts'
import { ini, situation } from './situation.ts'

describe('strictness', () => {
  const typo = '[server]\nprot = 5000\n'

  test('an unknown key in a file of the code is a fault with the nearest name', () => {
    expect(situation(ini(`\n${typo}`)).faults).toEqual([
      'settings.ini:3:1  unknown key "prot" in [server] (= 5000): did you mean "port"?',
    ])
  })

  test('an unknown key in an object or a flag is a fault', () => {
    expect(situation({ settings: { server: { prot: 5000 } } }).faults).toEqual([
      'createApp  unknown key "prot" in [server] (= 5000): did you mean "port"?',
    ])
    expect(situation({ env: { FLAKON_FLAGS: '{"server":{"prot":"1"}}' } }).faults).toEqual([
      '--set server.prot  unknown key "prot" in [server] (= 1): did you mean "port"?',
    ])
  })

  test('the same key in the file named by FLAKON_SETTINGS is one warning', () => {
    const { faults, warnings, settings } = situation({
      files: { 'own.ini': typo, 'settings.ini': '[server]\nport = 1\n' },
      env: { FLAKON_SETTINGS: '@/own.ini' },
    })
    expect(faults).toEqual([])
    expect(warnings).toEqual([
      'own.ini:2:1  unknown key "prot" in [server] (= 5000): did you mean "port"? (ignored)',
    ])
    expect(settings.server.port).toBe(5000)
  })

  test('the same key in the environment is one warning', () => {
    const { faults, warnings } = situation({ env: { FLAKON_SERVER_PROT: '5000' } })
    expect(faults).toEqual([])
    expect(warnings).toEqual([
      'FLAKON_SERVER_PROT  no setting has this variable (ignored): did you mean FLAKON_SERVER_PORT?',
    ])
  })

  test('FLAKON_SETTINGS replaces files and never objects', () => {
    const { settings } = situation({
      files: { 'own.ini': '[server]\nport = 2\n' },
      env: { FLAKON_SETTINGS: '@/own.ini' },
      settings: ['/nowhere/settings.ini', { server: { host: 'b' } }],
    })
    expect(settings.server).toMatchObject({ port: 2, host: 'b' })
  })

  test('a missing file named by FLAKON_SETTINGS stops the boot', () => {
    expect(situation({ env: { FLAKON_SETTINGS: '@/none.ini' } }).faults).toHaveLength(1)
  })

  test.each(['sever', 'servers', 'Server', 'lgo', 'tag'])(
    'section [%s] is a misspelt one',
    (name) => {
      expect(situation(ini(`[${name}]\nx = 1\n`)).faults).toHaveLength(1)
      expect(situation(ini(`[${name}]\n`)).faults).toHaveLength(1)
      expect(
        situation({
          files: { 'own.ini': `[${name}]\nx = 1\n` },
          env: { FLAKON_SETTINGS: '@/own.ini' },
        }),
      ).toMatchObject({ faults: [], warnings: [expect.stringContaining('did you mean')] })
    },
  )

  test.each(['api', 'blog', 'job', 'db', 'client.users', 'strava', 'service'])(
    'section [%s] is a section of the user',
    (name) => {
      expect(situation(ini(`[${name}]\nx = 1\n`)).faults).toEqual([])
    },
  )

  test('all faults of all files come in one report, in the order of files and lines', () => {
    const { faults } = situation({
      files: {
        'base.ini': '[server]\nport = many\nport = 2\n',
        'settings.ini': 'extends = base.ini\n[log]\nlevel = ${NONE}\nodd\n[server]\nhots = x\n',
      },
      declarations: [
        { name: 'server', keys: { host: text('a', 'x'), port: integer('x') } },
        { name: 'log', keys: { level: text('info', 'x') } },
        { name: 'db', keys: { dsn: text('address') } },
      ],
    })
    expect(faults.map((line) => line.split('  ')[0])).toEqual([
      'base.ini:2:8',
      'base.ini:3:1',
      'settings.ini:3:9',
      'settings.ini:4:1',
      'settings.ini:6:1',
      'settings.ini:7:1',
    ])
  })
})

describe('declared keys', () => {
  const declarations = [
    {
      name: 'client.users',
      keys: {
        timeout: duration('5s', 'wait', { renamed: 'wait', reloadable: true }),
        hosts: list('hosts', { of: text('a host', { min: 2 }), optional: true }),
        retry: boolean(false, 'again'),
        note: text('', 'a note'),
      },
    },
  ]

  test('are typed by their declaration, and nested sections are nested objects', () => {
    const { settings } = situation({
      ...ini('[client.users]\ntimeout = 1m30s\nhosts = aa, "b,b"\n  cc\nretry = Yes\nnote = 5\n'),
      declarations,
    })
    expect(settings).toEqual({
      client: { users: { timeout: 90_000, hosts: ['aa', 'b,b', 'cc'], retry: true, note: '5' } },
    })
  })

  test('a former name works and warns, in files and variables', () => {
    const { settings, warnings, faults } = situation({
      ...ini('[client.users]\nwait = 1s\n'),
      declarations,
    })
    expect({ timeout: settings.client.users.timeout, faults }).toEqual({
      timeout: 1000,
      faults: [],
    })
    expect(warnings).toEqual([
      'settings.ini:2:1  "wait" in [client.users] is now called "timeout": rename it',
    ])
    const variable = situation({ env: { FLAKON_CLIENT_USERS_WAIT: '2s' }, declarations })
    expect(variable.settings.client.users.timeout).toBe(2000)
    expect(variable.warnings).toHaveLength(1)
  })

  test('beside the new name, a former one is ignored and warns', () => {
    const { settings, warnings } = situation({
      ...ini('[client.users]\ntimeout = 3s\nwait = 1s\n'),
      declarations,
    })
    expect(settings.client.users.timeout).toBe(3000)
    expect(warnings[0]).toContain('which is set too: this one is ignored')
  })

  test('an empty value takes an optional key away, is no integer, and is an empty text or list', () => {
    const { settings, faults } = situation({
      ...ini('[server]\nsocket = /x\nhost =\nport =\n[tags]\nnames =\n'),
      env: { FLAKON_SERVER_SOCKET: '' },
    })
    expect(settings).toMatchObject({ server: { host: '', socket: undefined }, tags: { names: [] } })
    expect(faults).toHaveLength(1)
    expect(situation(ini('[server]\nsocket = ""\n')).settings.server.socket).toBe('')
  })

  test('a text continues on indented lines', () => {
    expect(situation(ini('[server]\nhost =\n  a\n  # no\n\n  b\n')).settings.server.host).toBe(
      'a\n\nb',
    )
  })

  test('undefined in an object is as if it were left out; null takes an optional key away', () => {
    const { settings, faults } = situation({
      settings: { server: { port: undefined, socket: null }, log: undefined },
    })
    expect(settings.server).toMatchObject({ port: 5000, socket: undefined })
    expect(faults).toEqual([])
  })

  test('objects may give text or typed values; a number of a duration is milliseconds', () => {
    const given = (timeout: unknown) =>
      situation({ settings: { client: { users: { timeout } } }, declarations }).settings.client
        .users.timeout
    expect([given('2s'), given(1500)]).toEqual([2000, 1500])
    expect(
      situation({ settings: { 'client.users': { timeout: '2s' } }, declarations }).settings.client
        .users.timeout,
    ).toBe(2000)
  })

  test('[DEFAULT] counts for keys that a section of the file declares, beneath what a section says itself', () => {
    const { settings, faults } = situation({
      files: {
        'base.ini': '[server]\nport = 7\n',
        'settings.ini': 'extends = base.ini\n[DEFAULT]\nport = 1\nhost = d\nnone = 1\n[server]\n',
      },
    })
    expect(settings.server).toMatchObject({ port: 7, host: 'd' })
    expect(faults).toEqual([
      'settings.ini:5:1  unknown key "none" in [DEFAULT]: no section of this file has it',
    ])
  })
})

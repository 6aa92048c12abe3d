import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { boolean, duration, integer, list, secret, text } from '../../src/kind.ts'
import { situation } from './situation.ts'

const ini = (text: string) => ({ files: { 'settings.ini': text } })

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

describe('faults', () => {
  test('a wrong type names the place of the value, the value, what was expected and an example', () => {
    expect(situation(ini('[server]\nport = 99999\n')).faults).toEqual([
      'settings.ini:2:8  [server] port = 99999: expected an integer from 0 to 65535, such as 5000',
    ])
    expect(situation({ env: { PORT: 'x' } }).faults).toEqual([
      'PORT  [server] port = x: expected an integer from 0 to 65535, such as 5000',
    ])
    expect(situation({ settings: { server: { port: {} } } }).faults).toEqual([
      'createApp  [server] port = an object (Object): expected an integer from 0 to 65535, such as 5000',
    ])
    expect(situation({ settings: { server: { host: null } } }).faults).toEqual([
      'createApp  [server] host = null: expected text',
    ])
  })

  test('a value that is overridden is not checked, so that a variable can mend a file', () => {
    const { faults, settings } = situation({
      ...ini('[server]\nport = ${NONE}\n'),
      env: { FLAKON_SERVER_PORT: '1' },
    })
    expect({ faults, port: settings.server.port }).toEqual({ faults: [], port: 1 })
  })

  test('a missing required key says the line to add and the variable', () => {
    const declarations = [
      { name: 'db', keys: { dsn: text('address'), password: secret('password') } },
    ]
    const { faults } = situation({ ...ini('\n[db]\n'), declarations })
    expect(faults).toEqual([
      'settings.ini:2:1  [db] dsn is required and not set, expected text: add "dsn = …" under [db], or set FLAKON_DB_DSN',
      'settings.ini:2:1  [db] password is required and not set, expected text: add "password = ${file:/run/secrets/password}" under [db], or set FLAKON_DB_PASSWORD',
    ])
    expect(situation({ ...ini('[x]\n'), declarations }).faults[0]).toMatch(
      /^settings\.ini:2:1 {2}\[db\] dsn is required/,
    )
    expect(situation({ declarations }).faults).toHaveLength(2)
  })

  test('two keys with one variable stop the boot', () => {
    const keys = { c: text('x', 'x') }
    const { faults } = situation({
      declarations: [
        { name: 'a.b', keys },
        { name: 'a-b', keys },
      ],
    })
    expect(faults).toEqual([
      'FLAKON_A_B_C  this variable would set both c of [a.b] and c of [a-b]: rename one of the two',
    ])
    expect(
      situation({ declarations: [], ...ini('[a]\nb_c = 1\n[a.b]\nc = 2\n') }).faults,
    ).toHaveLength(1)
  })

  test('a key and a nested section of one name clash', () => {
    const { faults } = situation({ ...ini('[server.port]\nx = 1\n') })
    expect(faults).toEqual([
      'settings.ini:1:1  "port" in [server] is a key, and [server.port] needs it to be a section: rename one of the two',
    ])
  })

  test('settings that are no settings are faults', () => {
    expect(
      situation({
        settings: [5 as never, new URL('http://x/'), { port: 1 } as never, null as never],
      }).faults,
    ).toHaveLength(4)
    expect(situation({ env: { FLAKON_FLAGS: '{oops: hunter2' } }).faults).toEqual([
      'FLAKON_FLAGS  expected a JSON object of sections, as {"server":{"port":"8080"}}',
    ])
    const loop: Record<string, unknown> = {}
    loop.again = loop
    expect(situation({ settings: { loop } }).faults).toHaveLength(1)
  })

  test('__proto__ is refused everywhere and touches nothing', () => {
    expect(
      situation({ env: { FLAKON_FLAGS: '{"__proto__":{"a":1},"x":{"__proto__":{"b":1}}}' } })
        .faults,
    ).toHaveLength(2)
    expect(situation(ini('[x.__proto__]\na = 1\n')).faults).toHaveLength(1)
    expect(situation({ settings: JSON.parse('{"x":{"__proto__":5}}') }).faults).toHaveLength(1)
    expect(Object.prototype).not.toHaveProperty('a')
    expect(situation(ini('[constructor]\nname = 1\n')).settings.constructor).toEqual({ name: 1 })
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

describe('undeclared sections', () => {
  test('are typed by their form', () => {
    const { settings, resolution } = situation(
      ini(
        '[strava]\nint = 5\nminus = -3\nfloat = 0.50\nzeros = 007\nflag = True\nno = no\nquoted = "5"\nexp = 1e3\nbig = 12345678901234567890\ntext = a, b\nempty =\nlist =\n  1\n  "2"\n  x\n[bare]\n',
      ),
    )
    expect(settings.strava).toEqual({
      int: 5,
      minus: -3,
      float: 0.5,
      zeros: '007',
      flag: true,
      no: 'no',
      quoted: '5',
      exp: '1e3',
      big: '12345678901234567890',
      text: 'a, b',
      empty: '',
      list: [1, '2', 'x'],
    })
    expect(settings.bare).toEqual({})
    expect(resolution.entries.find(({ key }) => key === 'int')?.declared).toBe(false)
  })

  test('have a variable each, which takes the form of what it overrides', () => {
    const { settings, warnings } = situation({
      ...ini('[strava]\nids =\n  1\nzip = "1"\nport = 1\n'),
      env: { FLAKON_STRAVA_IDS: '3, 4', FLAKON_STRAVA_ZIP: '12345', FLAKON_STRAVA_PORT: '2' },
    })
    expect(settings.strava).toEqual({ ids: [3, 4], zip: '12345', port: 2 })
    expect(warnings).toEqual([])
  })

  test('keep what an object gives as it is, in a frozen copy', () => {
    const made = new Date(0)
    const given = { own: { zip: '007', deep: { list: [{ a: 1 }], made } } }
    const { settings } = situation({ settings: given })
    expect(settings.own).toEqual(given.own)
    expect(Object.isFrozen(settings.own.deep.list[0])).toBe(true)
    expect(Object.isFrozen(given.own.deep.list)).toBe(false)
  })
})

test('settings are frozen all the way down', () => {
  const { settings } = situation(ini('[client.users]\nlist =\n  1\n[tags]\nnames = a, b\n'))
  for (const one of [
    settings,
    settings.server,
    settings.client,
    settings.client.users,
    settings.client.users.list,
    settings.tags.names,
  ])
    expect(Object.isFrozen(one)).toBe(true)
})

describe('the environment', () => {
  test('a list splits at commas', () => {
    expect(situation({ env: { FLAKON_TAGS_NAMES: 'a, b,c' } }).settings.tags.names).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  test('nothing is looked up in it: a dollar is a dollar', () => {
    expect(situation({ env: { FLAKON_SERVER_HOST: '$${X}' } }).settings.server.host).toBe('$${X}')
  })

  test('HOST, PORT and LOG_LEVEL are honoured, and not when they are empty', () => {
    expect(situation({ env: { HOST: 'h', PORT: '1', LOG_LEVEL: 'WARN' } }).settings).toMatchObject({
      server: { host: 'h', port: 1 },
      log: { level: 'warn' },
    })
    expect(situation({ env: { HOST: '', PORT: '' } }).settings.server).toMatchObject({
      host: '127.0.0.1',
      port: 5000,
    })
  })

  test('Flakon’s own variables set no key', () => {
    const env = {
      FLAKON_APP: 'a',
      FLAKON_RELOAD: '1',
      FLAKON_ENV_FILE: 'b',
      FLAKON_UNSAFE_DEBUG: '1',
      FLAKON_SETTINGS: '',
      FLAKON_FLAGS: '',
    }
    expect(situation({ env })).toMatchObject({ faults: [], warnings: [] })
  })

  test('service links of Kubernetes are never settings', () => {
    const { faults, warnings, settings } = situation({
      env: {
        PORT: 'tcp://10.0.0.1:80',
        FLAKON_SERVER_PORT: 'tcp://10.0.0.1:80',
        FLAKON_SERVER_SERVICE_HOST: '10.0.0.1',
        FLAKON_SERVER_SERVICE_PORT: '80',
        FLAKON_SERVER_SERVICE_PORT_HTTP: '80',
        FLAKON_SERVER_PORT_80_TCP: 'tcp://10.0.0.1:80',
        FLAKON_SERVER_PORT_80_TCP_ADDR: '10.0.0.1',
      },
    })
    expect({ faults, warnings, port: settings.server.port }).toEqual({
      faults: [],
      warnings: [],
      port: 5000,
    })
  })

  test('a variable of that form which a key would have says that it does not count', () => {
    const declarations = [{ name: 'user_service', keys: { host: text('a', 'host') } }]
    const { warnings, settings } = situation({
      env: { FLAKON_USER_SERVICE_HOST: 'b' },
      declarations,
    })
    expect(settings.user_service.host).toBe('a')
    expect(warnings).toEqual([
      expect.stringContaining('FLAKON_USER_SERVICE_HOST  ignored: Kubernetes'),
    ])
  })
})

describe('secrets', () => {
  const declarations = [
    {
      name: 'db',
      keys: {
        pin: secret('a pin', { min: 20, optional: true }),
        pool: integer(1, 'pool'),
        dsn: text('', 'address'),
      },
    },
  ]
  test.each([
    ['a declared secret of the wrong form', '[db]\npin = hunter2\n'],
    ['a misspelt secret', '[db]\npinn = hunter2\n'],
    ['an unknown key beside a secret', '[db]\nsomething = hunter2\n'],
    [
      'a secret in an undeclared section',
      '[x]\napi_key = hunter2\n[y]\nPassWord = hunter2\n[credentials]\nme = hunter2\n',
    ],
    [
      'the user part of a URL',
      '[db]\ndsn = postgres://me:hunter2@db/x\npool = postgres://me:hunter2/@db\n',
    ],
    ['a secret file', '[db]\ndsn = ${file:secret.txt}\npool = ${file:secret.txt}\n'],
    ['a secret variable', '[db]\ndsn = ${DB_PASSWORD}\npool = ${db:dsn}\n'],
    ['a line without delimiter', '[db]\npassword hunter2\n'],
  ])('%s is never shown', (_name, text) => {
    const { resolution } = situation({
      files: { 'settings.ini': text, 'secret.txt': 'hunter2\n' },
      env: { DB_PASSWORD: 'hunter2' },
      declarations,
    })
    const { entries, faults, warnings } = resolution
    const written = JSON.stringify([
      faults,
      warnings,
      entries.map(({ value: _, ...entry }) => entry),
    ])
    expect(written).not.toContain('hunter2')
  })

  test('an overridden secret is not shown either', () => {
    const { resolution } = situation({
      ...ini('[x]\na = ${TOKEN:-hunter2}\n'),
      env: { FLAKON_X_A: '1' },
    })
    expect(resolution.entries.at(-1)?.overrode).toEqual([expect.objectContaining({ shown: '***' })])
  })
})

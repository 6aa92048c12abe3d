import { describe, expect, test } from 'vitest'
import { integer, secret, text } from '../../src/kind.ts'
import { ini, situation } from './situation.ts'

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

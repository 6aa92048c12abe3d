import { describe, expect, test } from 'vitest'
import { bytes, duration, integer, list, secret, text, url } from '../../src/kind.ts'
import { foundation } from '../../src/sections/index.ts'
import {
  explainDefaults,
  explainGet,
  explainJson,
  explainTable,
} from '../../src/settings/explain.ts'
import { resolveSettings } from '../../src/settings/resolve.ts'
import { declarations, situation } from './situation.ts'

const resolution = resolveSettings({
  settings: {
    server: { port: 8080, prot: 1 },
    strava: { token: 'hunter2', url: 'http://me:hunter2@h/', ids: [1, 'http://me:hunter2@h/'] },
  },
  declarations,
  env: { PORT: '80', FLAKON_FLAGS: '{"log":{"level":"warn"}}', FLAKON_OOPS: '1' },
})

test('the table has a line a key, then faults and warnings', () => {
  expect(explainTable(resolution)).toMatchInlineSnapshot(`
    "KEY            VALUE             SOURCE                  OVERRODE                 VARIABLE              NOTES
    server.host    127.0.0.1         default                                          FLAKON_SERVER_HOST
    server.port    8080              createApp               80 (PORT), default 5000  FLAKON_SERVER_PORT
    server.socket  (not set)         default                                          FLAKON_SERVER_SOCKET
    log.level      warn              flag (--set log.level)  default info             FLAKON_LOG_LEVEL
    tags.names     a                 default                                          FLAKON_TAGS_NAMES
    tags.token     ***               default                                          FLAKON_TAGS_TOKEN
    strava.token   ***               createApp                                        FLAKON_STRAVA_TOKEN   undeclared
    strava.url     http://***@h/     createApp                                        FLAKON_STRAVA_URL     undeclared
    strava.ids     1, http://***@h/  createApp                                        FLAKON_STRAVA_IDS     undeclared

    Faults:
      createApp  unknown key "prot" in [server] (= 1): did you mean "port"?

    Warnings:
      FLAKON_OOPS  no setting has this variable (ignored): flakon config lists them all
    "
  `)
})

test('the JSON has typed values and no secret', () => {
  const text = explainJson(resolution)
  expect(text).not.toContain('hunter2')
  const { keys, faults, warnings, files } = JSON.parse(text)
  expect(keys).toContainEqual({
    section: 'server',
    key: 'port',
    value: 8080,
    shown: '8080',
    source: 'object',
    where: 'createApp',
    secret: false,
    declared: true,
    reloadable: false,
    variable: 'FLAKON_SERVER_PORT',
    overrode: [
      { source: 'environment', where: 'PORT', shown: '80' },
      { source: 'default', where: 'default', shown: '5000' },
    ],
  })
  expect(keys.find(({ key }: { key: string }) => key === 'token')).toMatchObject({ value: '***' })
  expect([faults.length, warnings.length, files]).toEqual([1, 1, []])
})

test('one key is its value; a section is its lines; a secret stays one', () => {
  expect(explainGet(resolution, 'server.port')).toBe('8080')
  expect(explainGet(resolution, 'server')).toBe('host = 127.0.0.1\nport = 8080\nsocket = ')
  expect(explainGet(resolution, 'strava.token')).toBe('***')
  expect(explainGet(resolution, 'serve')).toBeUndefined()
  expect(explainGet(resolution, 'server.prot')).toBeUndefined()
})

describe('the defaults', () => {
  const odd = {
    name: 'odd.nested',
    keys: {
      empty: text('', 'empty'),
      spaces: text(' a ', 'spaces'),
      quoted: text('"a" \\ b', 'quotes and a backslash'),
      dollar: text('$HOME ${x:y} $$', 'dollars'),
      hash: text('a # b', 'a comment sign'),
      lines: text('one\n\n# two\n three', 'several\nlines'),
      carriage: text('a; b = c', 'signs'),
      none: list([], 'an empty list'),
      items: list(['a,b', '"', '# c', ' d', '${e}'], 'odd items'),
      waits: list('1s, 90s', 'waits', { of: duration('a wait') }),
      wait: duration(1500, 'wait', { reloadable: true, renamed: 'delay' }),
      size: bytes(1_500_000, 'size'),
      count: integer('a count', { optional: true }),
      dsn: url('postgres://me:hunter2@h/', 'address'),
      token: secret('hunter2', 'token'),
    },
  }

  test('read back as they are, with every section and key', () => {
    const all = [...foundation, odd]
    const file = explainDefaults(all)
    const { settings, faults, warnings } = situation({
      files: { 'settings.ini': file },
      declarations: all,
    })
    const bare = resolveSettings({ declarations: all, env: {} }).settings
    expect({ faults, warnings }).toEqual({ faults: [], warnings: [] })
    expect(settings).toEqual(bare)
    for (const { name, keys } of all) {
      expect(file).toContain(`\n[${name}]\n`)
      for (const key of Object.keys(keys)) expect(file).toMatch(new RegExp(`^(# )?${key} =`, 'm'))
    }
    expect(file).not.toContain('hunter2')
  })

  test('name docs, unit, notes and variable', () => {
    expect(
      explainDefaults([{ name: 'odd', keys: { wait: odd.keys.wait, key: text('needed') } }]),
    ).toBe(
      '# Every setting with its default. Remove what you do not change.\n\n[odd]\n\n# wait\n# a duration, such as 1500ms; reloadable; formerly delay; FLAKON_ODD_WAIT\nwait = 1500ms\n\n# needed\n# text; required; FLAKON_ODD_KEY\n# key =\n',
    )
  })
})

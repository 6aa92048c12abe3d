import { expect, test } from 'vitest'
import { folderOf } from './fixture.ts'
import { flakon } from './situation.ts'

test('config prints key, value, source and what it overrode, and no secret', async () => {
  const { status, out } = await flakon('one-app', ['config'], { FLAKON_SERVER_PORT: '8080' })
  expect(status).toBe(0)
  expect(out).toMatch(
    /^server\.port +8080 +FLAKON_SERVER_PORT +0 \(\S*settings\.ini:5:8\), default 5000/m,
  )
  expect(out).toMatch(/^strava\.token +\*\*\* .*undeclared/m)
  expect(out).not.toContain('hunter2')
})

test('config --json is for machines, and holds no secret', async () => {
  const { out } = await flakon('one-app', ['config', '--json'])
  const { keys } = JSON.parse(out)
  expect(keys).toContainEqual(
    expect.objectContaining({ section: 'server', key: 'port', value: 0, source: 'file' }),
  )
  expect(out).not.toContain('hunter2')
})

test('config get prints one value, a section, or the nearest name', async () => {
  expect(await flakon('one-app', ['config', 'get', 'app.name'])).toMatchObject({
    status: 0,
    out: 'one\n',
  })
  expect((await flakon('one-app', ['config', 'get', 'shutdown'])).out).toMatch(/timeout = 25s/)
  const wrong = await flakon('one-app', ['config', 'get', 'server.prot'])
  expect(wrong).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringMatching(/did you mean server\.port\?/),
  })
  expect(await flakon('one-app', ['config', 'get'])).toMatchObject({ status: 2 })
  expect(await flakon('one-app', ['config', 'server.port'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/flakon config get server\.port/),
  })
})

test('config with invalid settings exits with 2 and still prints its table, with every fault', async () => {
  const { status, out } = await flakon('typo-settings', ['config'])
  expect(status).toBe(2)
  expect(out).toMatch(/^server\.host +127\.0\.0\.1/m)
  expect(out).toMatch(/settings\.ini:2:1 .*prot.*\[server\].*did you mean "?port"?\?/)
  expect(out).toMatch(/settings\.ini:6:\d+ .*loud/)
})

test('an unknown key of a file named by FLAKON_SETTINGS or of the environment is a warning, and --check refuses it', async () => {
  const env = {
    FLAKON_SETTINGS: `${folderOf('typo-settings')}/settings.ini`,
    FLAKON_LOG_LEVEL: 'info',
  }
  const named = await flakon('one-app', ['config'], env)
  expect(named.status).toBe(0)
  expect(named.out).toMatch(/Warnings:\n.*prot.*did you mean "?port"?\?/)
  expect(await flakon('one-app', ['config', '--check'], env)).toMatchObject({ status: 2 })
  const variable = { FLAKON_SERVER_PROT: '1' }
  expect((await flakon('one-app', ['config'], variable)).out).toMatch(
    /FLAKON_SERVER_PROT.*did you mean FLAKON_SERVER_PORT\?/,
  )
  expect(await flakon('one-app', ['config', '--check'], variable)).toMatchObject({ status: 2 })
  expect(await flakon('one-app', ['config', '--check'])).toMatchObject({
    status: 0,
    out: expect.stringMatching(/all valid/),
  })
})

test('config --defaults prints every setting of the app, also where there is no app yet', async () => {
  for (const fixture of ['one-app', 'no-app']) {
    const { status, out } = await flakon(fixture, ['config', '--defaults'])
    expect(status).toBe(0)
    expect(out).toMatch(/^\[shutdown\]$[\s\S]*^timeout = 25s$/m)
  }
})

test('--settings, --set and --debug are layers that config shows', async () => {
  const set = await flakon('one-app', [
    'config',
    '--set',
    'app.name=x y',
    '--set',
    'log.level=warn',
  ])
  expect(set.out).toMatch(/^app\.name +x y +flag/m)
  expect(set.out).toMatch(/^log\.level +warn +flag/m)
  expect((await flakon('one-app', ['config', 'get', 'app.mode', '--debug'])).out).toBe('debug\n')
  expect(await flakon('one-app', ['config', '--set', 'nonsense'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/--set nonsense is not understood: write --set section\.key=value/),
  })
  const missing = await flakon('one-app', ['config', '--settings', 'nope.ini'])
  expect(missing.status).toBe(2)
  expect(missing.out).toMatch(/nope\.ini/)
})

import { inspect } from 'node:util'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { FlakonError } from '../../src/errors.ts'
import { resolveSettings } from '../../src/settings/resolve.ts'
import { SettingsError } from '../../src/settings/settings-error.ts'
import { declarations } from './situation.ts'

const given = { server: { prot: 5000, port: 'x' }, strava: { token: 'hunter2' } }
const resolution = resolveSettings({ settings: given, declarations, env: {} })

test('its message is the whole report, one fault a line', () => {
  const error = new SettingsError(resolution)
  expect(error).toBeInstanceOf(FlakonError)
  expect(error).toMatchObject({ name: 'SettingsError', code: 'FLK_SETTINGS_INVALID', resolution })
  expect(error.message.split('\n')).toEqual([
    'There are 2 faults in the settings:',
    '  createApp  unknown key "prot" in [server] (= 5000): did you mean "port"?',
    '  createApp  [server] port = x: expected an integer from 0 to 65535, such as 5000',
  ])
})

test('neither printing nor logging it shows a secret', () => {
  const error = new SettingsError(resolution)
  expect(inspect(error, { depth: 10 })).not.toContain('hunter2')
  expect(JSON.stringify(pino.stdSerializers.err(error))).not.toContain('hunter2')
})

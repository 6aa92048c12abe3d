import { describe, expect, test } from 'vitest'
import { text } from '../../src/kind.ts'
import { situation } from './situation.ts'

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

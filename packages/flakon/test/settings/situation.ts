import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { integer, list, oneOf, secret, text } from '../../src/kind.ts'
import {
  resolveSettings,
  type SettingsInput,
  type SettingsObject,
} from '../../src/settings/resolve.ts'
import type { Declaration } from '../../src/settings/value.ts'

/** The sections that most tests declare. */
export const declarations: readonly Declaration[] = [
  {
    name: 'server',
    keys: {
      host: text('127.0.0.1', 'address', { variable: 'HOST' }),
      port: integer(5000, 'port', { min: 0, max: 65_535, variable: 'PORT' }),
      socket: text('path of a socket', { optional: true }),
    },
  },
  {
    name: 'log',
    keys: { level: oneOf(['info', 'warn'], 'info', 'least important', { variable: 'LOG_LEVEL' }) },
  },
  { name: 'tags', keys: { names: list(['a'], 'names of tags'), token: secret('none', 'a token') } },
]

export interface Situation {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly settings?: SettingsInput | ((folder: string) => SettingsInput)
  readonly env?: Readonly<Record<string, string>>
  readonly declarations?: readonly Declaration[]
  readonly defaults?: SettingsObject
}

/** Writes the files into a folder that goes with the test, and resolves; that folder is `@` in all messages. */
export function situation(given: Situation) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flakon-settings-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(given.files ?? {}))
    writeFileSync(join(folder, name), content)
  const env = Object.fromEntries(
    Object.entries(given.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll('@/', `${folder}/`),
    ]),
  )
  const fallback =
    given.files?.['settings.ini'] === undefined ? undefined : join(folder, 'settings.ini')
  const settings =
    typeof given.settings === 'function' ? given.settings(folder) : (given.settings ?? fallback)
  const resolution = resolveSettings({
    declarations: given.declarations ?? declarations,
    env,
    ...(settings === undefined ? {} : { settings }),
    ...(given.defaults === undefined ? {} : { defaults: given.defaults }),
  })
  const lines = (list: readonly { where: string; message: string }[]) =>
    list.map(({ where, message }) => `${where}  ${message}`.replaceAll(`${folder}/`, ''))
  return {
    folder,
    resolution,
    settings: resolution.settings,
    faults: lines(resolution.faults),
    warnings: lines(resolution.warnings),
  }
}

/** The files of a situation that has one file. */
export function ini(text: string) {
  return { files: { 'settings.ini': text } }
}

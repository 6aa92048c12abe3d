import { createApp, type SettingsObject } from 'flakon'
import { db } from '../src/db.ts'
import { blueprints } from '../src/views/index.ts'
import { credentials, runs } from './runs.ts'
import { reports } from './views.ts'

const settings = new URL('./together.ini', import.meta.url)

/** Both services as one process. What calls what is as before; `url = app:api` in the settings is the difference. */
export const makeApp = (more: SettingsObject = {}) =>
  createApp({
    blueprints: [...blueprints, reports],
    sections: [db, credentials, runs],
    settings: [settings, more],
  })

export const app = makeApp()

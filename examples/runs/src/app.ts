import { createApp, type SettingsObject } from 'flakon'
import { db } from './db.ts'
import { blueprints } from './views/index.ts'

const settings = new URL('../settings.ini', import.meta.url)

/** A new service with an empty book of runs: one to serve, one for each test. */
export const makeApp = (more: SettingsObject = {}) =>
  createApp({ blueprints, sections: [db], settings: [settings, more] })

export const app = makeApp()

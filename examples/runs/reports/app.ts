import { createApp, type SettingsObject } from 'flakon'
import { credentials, runs } from './runs.ts'
import { reports } from './views.ts'

const settings = new URL('./settings.ini', import.meta.url)

export const makeApp = (more: SettingsObject = {}) =>
  createApp({ blueprints: [reports], sections: [credentials, runs], settings: [settings, more] })

export const app = makeApp()

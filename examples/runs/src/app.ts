import { createApp } from 'flakon'
import { db } from './db.ts'
import { blueprints } from './views/index.ts'

const settings = new URL('../settings.ini', import.meta.url)

/** A new service with an empty book of runs: one to serve, one for each test. */
export const makeApp = () => createApp({ blueprints, sections: [db], settings })

export const app = makeApp()

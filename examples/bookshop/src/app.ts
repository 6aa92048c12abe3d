import { createApp } from 'flakon'
import { store } from './store.ts'
import { blueprints } from './views/index.ts'

const settings = new URL('../settings.ini', import.meta.url)

/** A new shop with an empty order book: one for the service, one for each test. */
export const makeApp = () => createApp({ blueprints, sections: [store], settings })

export const app = makeApp()

import { createApp } from 'flakon'
import { blueprints } from './views/index.ts'

export const app = createApp({ blueprints, settings: new URL('../settings.ini', import.meta.url) })

import { home } from './home.ts'

export const blueprints = [home]

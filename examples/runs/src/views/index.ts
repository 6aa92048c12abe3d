import { api } from './api.ts'

export const blueprints = [api]

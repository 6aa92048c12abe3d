import { createClient } from '@flakon/client'
import { clientSection, defineSection, secret } from 'flakon'
import { type Operations, operations } from '../src/api.ts'

export const credentials = defineSection('credentials', {
  runs: secret('by which the runs service knows this one'),
})

/** The runs service: `runs.of(request)` has its operations, and waits no longer than who asks. */
export const runs = clientSection('runs', (options, app) => {
  const authorization = `Bearer ${credentials.settings(app).runs}`
  return createClient<Operations>({ ...options, operations, headers: { authorization } })
})

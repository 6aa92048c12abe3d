import { oneOf, text } from '../kind.ts'
import { defineSection } from '../section.ts'

/** `[app]`: what the service is called and how it runs. Nothing else says which mode an app is in. */
export const appSection = defineSection('app', {
  name: text('app', 'name of the service, in logs and at start-up', { min: 1 }),
  mode: oneOf(
    ['production', 'test', 'debug'],
    'production',
    'debug shows details of errors to clients: never in production',
  ),
})

/** Variables by which a test runner can be recognised. */
const runners = ['VITEST', 'JEST_WORKER_ID', 'NODE_TEST_CONTEXT']

/** Defaults that depend on the surroundings: under a test runner the mode is `test` and the log is quiet. */
export function surroundings(env: NodeJS.ProcessEnv) {
  const tested = env.NODE_ENV === 'test' || runners.some((name) => env[name] !== undefined)
  return tested ? { app: { mode: 'test' }, log: { level: 'warn' } } : {}
}

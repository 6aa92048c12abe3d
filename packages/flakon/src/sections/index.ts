import type { Section } from '../section.ts'
import { appSection } from './app.ts'
import { errorsSection } from './errors.ts'
import { jsonSection } from './json.ts'
import { logSection } from './log.ts'
import { openapiSection } from './openapi.ts'
import { serverSection } from './server.ts'
import { shutdownSection } from './shutdown.ts'

/** The sections every app has, in the order of their set-up. */
export const foundation: readonly Section[] = [
  appSection,
  serverSection,
  logSection,
  errorsSection,
  jsonSection,
  shutdownSection,
  openapiSection,
]

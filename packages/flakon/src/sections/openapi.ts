import { boolean, text } from '../kind.ts'
import { defineSection } from '../section.ts'

/** `[openapi]`: the document of the service, made of its views, and the page that shows it. */
export const openapiSection = defineSection('openapi', {
  enabled: boolean('serve the document; by default in debug only', { optional: true }),
  path: text('/openapi.json', 'where the document is served', { min: 1 }),
  docs: boolean(
    'serve the reference page at /docs; by default in debug only; needs @fastify/swagger-ui',
    { optional: true },
  ),
  title: text('title of the document; by default the name in package.json', { optional: true }),
  version: text('version of the service; by default the one in package.json', { optional: true }),
  validate_responses: boolean(
    false,
    'check every answer against its schema in production, too; debug and test always do',
  ),
})

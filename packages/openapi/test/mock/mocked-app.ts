import type { App } from 'flakon'
import { createApp } from 'flakon'
import { loadDocument } from '../../src/load.ts'
import type { BadDay } from '../../src/mock/bad-day.ts'
import { createMockApp } from '../../src/mock/mock-app.ts'
import type { SpecBlueprint } from '../../src/spec-blueprint.ts'

const calm: BadDay = { delay: [0, 0], fail: 0 }

/** An app as `flakon mock` makes it. */
export async function mockOf(spec: object, seed = 'flakon', badDay = calm): Promise<App> {
  return createMockApp({ loaded: await loadDocument(spec), seed, badDay })
}

/** An app with a blueprint of which some operations may be missing. */
export function appWith(api: SpecBlueprint, missing: string, mode = 'debug'): App {
  const settings = { app: { mode }, contract: { missing }, log: { level: 'silent' } }
  return createApp({ blueprints: [api], settings } as never)
}

/** A document with one operation, `GET /`, and these answers. */
export function answering(responses: object, components: object = {}): object {
  const get = { operationId: 'get', responses }
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/': { get } },
    components,
  }
}

/** The same with one JSON answer of this schema. */
export function answeringJson(schema: unknown, more: object = {}): object {
  const content = { 'application/json': { schema, ...more } }
  return answering({ 200: { description: '', content } })
}

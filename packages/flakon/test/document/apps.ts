import { Validator } from '@seriousme/openapi-schema-validator'
import { describeApp, type OpenApiDocument } from '../../src/document/document.ts'
import type { JsonBlueprint } from '../../src/json-blueprint.ts'
import { findState } from '../../src/state.ts'
import { appOf } from '../apps.ts'

/** The document of an app with these blueprints; it is a valid one. */
export async function documentOf(...blueprints: JsonBlueprint[]): Promise<OpenApiDocument> {
  const app = appOf(...(blueprints as never[]))
  await app.ready()
  const state = findState(app)
  if (state === undefined) throw new Error('no app')
  const document = describeApp(state, { title: 'A service', version: '1.0.0' })
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  if (!valid) throw new Error(JSON.stringify(errors, undefined, 2))
  return document
}

/** The operation of a document on a path. */
// biome-ignore lint/suspicious/noExplicitAny: what is expected of it is said in the test
export function operation(document: OpenApiDocument, method: string, path: string): any {
  return document.paths[path]?.[method]
}

import { Compiler } from '../../src/schema/compiler.ts'
import { createProjection } from '../../src/schema/projection.ts'
import type { JsonSchema } from '../../src/schema/subschema.ts'

/** What is sent of a value. */
export function sent(
  schema: JsonSchema,
  value: unknown,
  shared: readonly JsonSchema[] = [],
): unknown {
  const projection = createProjection(schema, new Compiler(shared))
  return JSON.parse(JSON.stringify(projection(value)))
}

export const text = { type: 'string' }
export const user = { type: 'object', properties: { id: { type: 'integer' }, name: text } }

import type { Schema, SchemaObject } from '../src/document.ts'
import { type Components, merge } from '../src/mock/merged-schema.ts'
import { createRandom } from '../src/mock/random.ts'
import { createSampler as createMaker } from '../src/mock/sampler.ts'
import { none } from '../src/mock/scalar.ts'
import { createCheck, type Side } from './sample-check.ts'

export { typeOf } from '../src/mock/merged-schema.ts'
export { none }

export interface Sampler {
  /** A value that is valid on this side, of examples where they are; `none` where none was found. */
  value(schema: Schema, side: Side): unknown
  isValid(schema: Schema, side: Side, value: unknown): boolean
  /** The schema itself, all of `allOf` and of references merged into it; of alternatives the first. */
  plain(schema: Schema): SchemaObject
}

/** Makes values as the mock does, the same each time, and checks them by the letter of JSON Schema. */
export function createSampler(components: Components): Sampler {
  const check = createCheck(components)
  const maker = createMaker(components, check)
  return {
    value(schema, side) {
      const wish = { side, random: createRandom('tests'), plain: true }
      const sampled = maker.sample(schema, wish)
      return 'value' in sampled ? sampled.value : none
    },
    isValid: (schema, side, value) => check(schema, side)(value),
    plain: (schema) => firstOf(components, schema),
  }
}

function firstOf(components: Components, schema: Schema): SchemaObject {
  const { plain = {}, unions = [] } = merge(schema, components) ?? {}
  const branches = unions.map(([first = true]) => first)
  return branches.length === 0 ? plain : firstOf(components, { allOf: [plain, ...branches] })
}

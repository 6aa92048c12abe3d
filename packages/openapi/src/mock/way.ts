import type { ErrorObject } from 'ajv'
import type { Schema } from '../document.ts'
import type { Side } from '../forms.ts'
import type { Random } from './random.ts'
import { none } from './scalar.ts'

/** What stood in the way of a value. */
export interface Obstacle {
  readonly keyword: string
  /** Where in the value: a JSON pointer. */
  readonly pointer: string
}

export interface Wish {
  readonly side: Side
  readonly random: Random
  /** What a view could answer: the first of alternatives, and no examples of objects, which may hold what nothing declares. */
  readonly plain: boolean
}

/** How a value is made, and what is on the way to it. */
export interface Way extends Wish {
  readonly full: boolean
  readonly examples: boolean
  /** Whether examples and alternatives are looked at one by one, and not only the value as a whole. */
  readonly checks: boolean
  /** Whether the schema is one alternative of another, which checks what is made of it. */
  readonly isPart: boolean
  readonly refs: readonly string[]
  readonly pointer: string
  /** Values that may still be made, so that what is recursive and wide ends. */
  readonly budget: { left: number }
  readonly obstacles: Obstacle[]
}

export type Make = (schema: Schema, way: Way) => unknown

/** Notes what stood in the way. */
export function stopped({ obstacles, pointer }: Way, keyword: string): typeof none {
  obstacles.push({ keyword, pointer })
  return none
}

/** What Ajv says stood in the way: the last error is that of the outermost schema. */
export function obstacleOf(errors: readonly ErrorObject[] | null | undefined): Obstacle {
  const { keyword = 'schema', instancePath = '', params = {} } = errors?.at(-1) ?? {}
  const { missingProperty: missing } = params as { missingProperty?: string }
  return { keyword, pointer: missing === undefined ? instancePath : `${instancePath}/${missing}` }
}

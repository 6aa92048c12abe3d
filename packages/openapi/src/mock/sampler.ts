import type { ErrorObject } from 'ajv'
import { isNode, type Schema, type SchemaObject } from '../document.ts'
import { oneSidedNames, type Side } from '../forms.ts'
import { makeContainer } from './container.ts'
import { type Components, listOf, type Merged, merge, nameOf, typeOf } from './merged-schema.ts'
import type { Random } from './random.ts'
import { makeNumber, makeText, none } from './scalar.ts'
import { type Make, type Obstacle, obstacleOf, stopped, type Way, type Wish } from './way.ts'

/** Whether a value is valid; `errors` says why the last one was not. */
export type IsValid = ((value: unknown) => boolean) & { errors?: ErrorObject[] | null }

/** The check of a schema for one side. */
export type Check = (schema: Schema, side: Side) => IsValid

export type Sampled = { readonly value: unknown } | { readonly obstacle: Obstacle }

/** From the best kind of value to the plainest; the last ones draw again. */
const kinds = [
  { full: true, examples: true, checks: false },
  { full: true, examples: true, checks: true },
  { full: true, examples: false, checks: true },
  { full: false, examples: false, checks: true },
  { full: true, examples: false, checks: true },
  { full: false, examples: false, checks: true },
]

/** Values of one answer, at most; then only what has to be there. */
const most = 2_000

export interface Sampler {
  /** A value that is valid on this side, of the document's own examples where there are some. */
  sample(schema: Schema, wish: Wish): Sampled
}

/** Makes values of the schemas of a bundled document. */
export function createSampler(components: Components, check: Check): Sampler {
  const make = createMaker(components, check)
  return {
    sample(schema, wish) {
      let obstacle: Obstacle = { keyword: 'schema', pointer: '' }
      for (const kind of kinds) {
        const obstacles: Obstacle[] = []
        const start = { isPart: false, refs: [], pointer: '', budget: { left: most }, obstacles }
        const value = make(schema, { ...wish, ...kind, ...start })
        if (value === none) {
          obstacle = obstacles.at(-1) ?? obstacle
          continue
        }
        const isValid = check(schema, wish.side)
        if (isValid(value)) return { value }
        obstacle = obstacleOf(isValid.errors)
      }
      return { obstacle }
    },
  }
}

function createMaker(components: Components, check: Check): Make {
  const makePlain = plainMaker(components, (schema, way) => make(schema, way))
  const make: Make = (schema, way) => {
    const merged = merge(schema, components, way.refs)
    const refs = [...way.refs, ...(merged?.refs ?? [])]
    if (merged === undefined || refs.length > 60) {
      const leadsBack = merged !== undefined || (isNode(schema) && schema.$ref !== undefined)
      return stopped(way, leadsBack ? '$ref' : 'false')
    }
    way.budget.left--
    const own = { ...way, refs }
    const isOk = (value: unknown) =>
      value !== none && (way.isPart || !way.checks || check(schema, way.side)(value))
    const given = exampleOf(merged.plain, way, isOk)
    return given === none ? makeUnion(merged, own, isOk) : given
  }
  /** Of alternatives one with a value that is valid by all that is said here. */
  const makeUnion = ({ plain, unions }: Merged, way: Way, isOk: (value: unknown) => boolean) => {
    const [union, ...others] = unions
    if (union === undefined) return makePlain(plain, { ...way, isPart: false })
    const rest = others.map((branches) => ({ anyOf: branches }))
    const { examples, default: usual, ...said } = plain
    for (const branch of byUse(union, way)) {
      const value = make({ allOf: [said, branch, ...rest] }, { ...way, isPart: true })
      if (isOk(value)) return value
    }
    return stopped(way, 'oneOf')
  }
  return make
}

/** Makes a value of a schema that says everything by itself. */
function plainMaker(components: Components, make: Make) {
  const follow = (schema: Schema): Schema => {
    const name = isNode(schema) ? nameOf(schema.$ref) : undefined
    return name !== undefined && Object.hasOwn(components, name) ? (components[name] ?? true) : true
  }
  return (schema: SchemaObject, way: Way): unknown => {
    if ('const' in schema) return schema.const
    if (Array.isArray(schema.enum)) return oneOf(schema.enum, way)
    const type = typeOf(schema)
    if (type === 'object' || type === 'array') {
      const isHidden = (name: string, property: unknown) =>
        oneSidedNames({ properties: { [name]: property } }, way.side, follow).length > 0
      return makeContainer(type, schema, way, { make, isHidden })
    }
    return makeScalar(type, schema, way)
  }
}

function makeScalar(type: unknown, schema: SchemaObject, way: Way): unknown {
  const { random } = way
  if (type === 'boolean') return random.next() < 0.5
  if (type === 'null') return null
  if (type === 'integer' || type === 'number') {
    const keyword = 'multipleOf' in schema ? 'multipleOf' : 'minimum'
    return orStopped(makeNumber(schema, random), way, keyword)
  }
  if (type === 'string') {
    const keyword = 'pattern' in schema ? 'pattern' : 'minLength'
    return orStopped(makeText(schema, random), way, keyword)
  }
  return way.pointer === '' ? {} : makeText({}, random)
}

/** An example of the schema itself, or its default; `none` where there is none to take. */
function exampleOf(
  { examples, default: usual }: SchemaObject,
  { examples: isWanted, plain, random }: Way,
  isOk: (value: unknown) => boolean,
): unknown {
  if (!isWanted) return none
  const isTaken = (value: unknown) => isKnown(value) && (!plain || typeof value !== 'object')
  const given = [...drawn(listOf(examples), random), usual].filter(isTaken)
  const found = given.findIndex(isOk)
  return found === -1 ? none : given[found]
}

/** Whether an example says something; of integers that a number cannot hold, JSON says another one. */
function isKnown(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return !Number.isInteger(value) || Number.isSafeInteger(value)
}

/** A list from a drawn place on. */
function drawn<T>(list: readonly T[], random: Random): readonly T[] {
  const start = list.length < 2 ? 0 : random.integer(0, list.length - 1)
  return [...list.slice(start), ...list.slice(0, start)]
}

/** Alternatives in the order in which they are tried, at most 40; null last. */
function byUse(branches: readonly Schema[], { plain, random }: Way): readonly Schema[] {
  const isNull = (schema: Schema) => isNode(schema) && schema.type === 'null'
  const others = branches.filter((one) => !isNull(one))
  const usual = plain ? others : drawn(others, random)
  return [...usual.slice(0, 40), ...branches.filter(isNull)]
}

function oneOf(list: readonly unknown[], way: Way): unknown {
  const some = list.filter((one) => one !== null)
  if (list.length === 0) return stopped(way, 'enum')
  return some.length === 0 ? null : way.random.pick(some)
}

function orStopped(value: unknown, way: Way, keyword: string): unknown {
  return value === none ? stopped(way, keyword) : value
}

import { isSchemaObject, type JsonSchemaObject, subschemas } from './subschema.ts'

/** A schema whose circle, if it is in one, is not closed yet. */
interface Visit {
  readonly schema: JsonSchemaObject
  readonly inner: readonly JsonSchemaObject[]
  readonly number: number
  next: number
  /** The first schema that leads here and is reached from here. */
  low: number
  found: boolean
}

/**
 * Whether a schema leads to a union that holds itself. Finds the circles by Tarjan's algorithm, without recursion of
 * its own, since chains of schemas may be long.
 *
 * @param done - what is known already, for all that was ever looked at
 */
export function leadsToRecursiveUnion(
  start: JsonSchemaObject,
  resolve: (ref: string) => unknown,
  done: WeakMap<object, boolean>,
): boolean {
  const open = new Map<object, Visit>()
  const path: Visit[] = []
  const waiting: Visit[] = []
  const enter = (schema: JsonSchemaObject) => {
    const number = open.size
    const inner = innerOf(schema, resolve)
    const visit = { schema, inner, number, next: 0, low: number, found: false }
    open.set(schema, visit)
    path.push(visit)
    waiting.push(visit)
  }
  if (!done.has(start)) enter(start)
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const inner = visit.inner[visit.next]
    visit.next += 1
    if (inner === undefined) {
      path.pop()
      const found = visit.low < visit.number ? visit.found : close(visit, waiting, done)
      const outer = path.at(-1)
      if (outer === undefined) continue
      outer.found ||= found
      outer.low = Math.min(outer.low, visit.low)
    } else if (done.has(inner)) visit.found ||= done.get(inner) === true
    else {
      const other = open.get(inner)
      if (other === undefined) enter(inner)
      else visit.low = Math.min(visit.low, other.number)
    }
  }
  return done.get(start) === true
}

/** All that was entered since `first`, and leads back to it. */
function close(first: Visit, waiting: Visit[], done: WeakMap<object, boolean>): boolean {
  const circle = waiting.splice(waiting.lastIndexOf(first))
  const isCircle = circle.length > 1 || first.inner.includes(first.schema)
  const found = circle.some(
    ({ schema, found }) => found || (isCircle && (schema.anyOf ?? schema.oneOf) !== undefined),
  )
  for (const { schema } of circle) done.set(schema, found)
  return found
}

function innerOf(schema: JsonSchemaObject, resolve: (ref: string) => unknown): JsonSchemaObject[] {
  const inner: JsonSchemaObject[] = []
  for (const [one, keyword] of subschemas(schema)) {
    if (keyword !== '$defs' && keyword !== 'definitions') inner.push(one)
  }
  for (const ref of [schema.$ref, schema.$dynamicRef]) {
    const target = typeof ref === 'string' ? resolve(ref) : undefined
    if (isSchemaObject(target)) inner.push(target)
  }
  return inner
}

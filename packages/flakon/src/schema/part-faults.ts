import type { FastifyRequest } from 'fastify'
import type { Adapted } from './adapter.ts'
import type { Compiler } from './compiler.ts'
import { type Fault, isVague, type PartName, toFaults, toPointer } from './fault.ts'
import type { JsonSchema } from './subschema.ts'
import type { ToDeclared } from './text.ts'
import type { Issue } from './vendor.ts'

/** One part of one view, with what checks it. */
export interface Part {
  readonly name: PartName
  readonly adapted: Adapted
  readonly compiler: Compiler
  /** From text; a body has none. */
  readonly convert: ToDeclared | undefined
}

/** Larger bodies are told their first fault only, in bytes: to find all takes too long. */
const small = 16 * 1024
const longestMessage = 300

/** What a schema says of a value that it refuses: everything, of a large body the first thing. */
export function faultsOf(
  { name, compiler }: Part,
  schema: JsonSchema,
  value: unknown,
  request: FastifyRequest,
): Fault[] {
  const isLarge = isLargeBody(name, value, request)
  const extent = isLarge ? 'first' : compiler.extentOf(schema)
  const check = compiler.compile(schema, extent)
  check(value)
  const faults = toFaults(name, check.errors ?? [])
  return extent === 'first' ? faults.slice(0, 1) : faults
}

/**
 * What a library found, beside what its structure has shown already: in our words where its JSON Schema says the
 * same, else in its own.
 */
export function libraryFaults(
  part: Part,
  value: unknown,
  issues: readonly Issue[],
  broken: readonly Fault[],
  request: FastifyRequest,
): Fault[] {
  const { input } = part.adapted
  const ours = input === undefined ? [] : faultsOf(part, input, value, request)
  const told = isLargeBody(part.name, value, request) ? issues.slice(0, 1) : issues
  const pointers = new Set(told.map(pointerOf))
  const others = ours.filter(({ pointer }) => !pointers.has(pointer))
  // Of a union the library may know better which form was meant.
  const isBetter = (pointer: string) => [...pointers].some((one) => one.startsWith(`${pointer}/`))
  const found = broken.filter((fault) => !(isVague(fault) && isBetter(fault.pointer)))
  for (const issue of told) {
    const pointer = pointerOf(issue)
    const exact = ours.filter((fault) => fault.pointer === pointer)
    const inside = others.filter((fault) => fault.pointer.startsWith(`${pointer}/`))
    const same = exact.length > 0 ? exact : inside
    if (same.length > 0) found.push(...same)
    else if (!broken.some((fault) => isAbout(fault.pointer, pointer))) {
      found.push({ in: part.name, pointer, detail: messageOf(issue, part.name) })
    }
  }
  const unique = new Map(found.map((fault) => [`${fault.pointer} ${fault.detail}`, fault]))
  return [...unique.values()]
}

export function isLargeBody(name: PartName, value: unknown, request: FastifyRequest): boolean {
  if (name !== 'body') return false
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  return length >= 0 ? length > small : sizeOf(value) > small
}

/** Of a body that came in chunks. */
function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value)?.length ?? 0
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function pointerOf({ path = [] }: Issue): string {
  return toPointer(path.map((one) => (typeof one === 'object' ? one.key : one)))
}

/** Of a union that is refused a library tells the union's place, we perhaps a place inside it. */
function isAbout(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`)
}

/** Messages of libraries may hold the value, and headers and cookies hold credentials. */
function messageOf({ message }: Issue, name: PartName): string {
  if (name === 'headers' || name === 'cookies') return 'is not valid'
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message
}

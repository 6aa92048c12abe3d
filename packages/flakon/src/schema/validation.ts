import type { FastifyRequest } from 'fastify'
import { pathOf } from '../request-path.ts'
import type { Adapted } from './adapter.ts'
import { type Body, chooserOf } from './body.ts'
import type { Check, Compiler } from './compiler.ts'
import { type Decode, type Decoded, take, withTold } from './decoded.ts'
import { type Fault, type PartName, refusal } from './fault.ts'
import { faultsOf, isLargeBody, libraryFaults, type Part } from './part-faults.ts'
import { type ToDeclared, textConverter } from './text.ts'
import type { Found } from './vendor.ts'

export type TextPart = Exclude<PartName, 'body'>

/** The parts of a request that a view declares, in the order in which their faults are told. */
export type Parts = ReadonlyMap<TextPart, Adapted>

/**
 * Checks one part and replaces it by what its schema makes of it; gives what is wrong, or nothing. `given` is the part
 * as the view's `decode` has read it, where it has.
 */
type PartCheck = (request: FastifyRequest, given: unknown) => Faults | Promise<Faults>
type Faults = readonly Fault[] | undefined
type Done = (error?: Error) => void

/** What a view wants to be checked, and how. */
export interface Wanted {
  readonly parts: Parts
  readonly body: Body | undefined
  /** Fastify's `attachValidation`: the view decides what becomes of faults. */
  readonly tolerant: boolean
  readonly decode?: Decode | undefined
}

const missing: Fault = { in: 'body', pointer: '', detail: 'is required' }
const nothing: Decoded = {}

/**
 * Makes the hook that checks the declared parts of a request, all of them, and refuses it with every fault at once.
 * Synchronous as long as the schemas' own checks are.
 */
export function createValidation(wanted: Wanted, compiler: Compiler) {
  const { parts, body, tolerant, decode } = wanted
  const names = [...parts.keys()]
  const checks = [...parts].map(([name, adapted]) => createCheck(name, adapted, compiler))
  const choose = body && chooserOf(body, bodyChecks(body, compiler))
  return function validate(request: FastifyRequest, _reply: unknown, done: Done): void {
    let decoded = nothing
    let found: (Faults | Promise<Faults>)[] | undefined
    try {
      // Whatever a check would say of a body of another type is of no use.
      const checkBody = choose?.(request)
      if (decode !== undefined) {
        decoded = decode(request)
        take(decoded, request)
      }
      for (let i = 0; i < checks.length; i++) {
        const one = checks[i]?.(request, decoded[names[i] as TextPart])
        if (one !== undefined) found = [...(found ?? []), one]
      }
      const one = checkBody?.(request, undefined)
      if (one !== undefined) found = [...(found ?? []), one]
    } catch (error) {
      done(toError(error))
      return
    }
    const { faults: told } = decoded
    if (found === undefined && (told === undefined || told.length === 0)) done()
    else settle(found ?? [], told, { request, tolerant, done })
  }
}

interface Settling {
  readonly request: FastifyRequest
  readonly tolerant: boolean
  readonly done: Done
}

function settle(
  found: readonly (Faults | Promise<Faults>)[],
  told: Faults,
  { request, tolerant, done }: Settling,
): void {
  const end = (all: readonly Faults[]) => {
    const own = all.flatMap((one) => one ?? [])
    const faults = told === undefined ? own : withTold(told, own)
    const error = faults.length === 0 ? undefined : refusal(faults, pathOf(request))
    if (tolerant && error !== undefined) Object.assign(request, { validationError: error })
    done(tolerant ? undefined : error)
  }
  if (found.some(isPromise)) Promise.all(found).then(end, (reason) => done(toError(reason)))
  else end(found as Faults[])
}

/** A check that fails by itself is no verdict, whatever it threw: never a request that passes. */
function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(`a check threw: ${reason}`, { cause: reason })
}

function bodyChecks({ content }: Body, compiler: Compiler): ReadonlyMap<string, PartCheck> {
  const checks = [...content].map(([type, adapted]) => {
    return [type, createCheck('body', adapted, compiler)] as const
  })
  return new Map(checks)
}

function createCheck(name: PartName, adapted: Adapted, compiler: Compiler): PartCheck {
  const { input } = adapted
  let converter: ToDeclared | undefined
  const convert: ToDeclared | undefined =
    name === 'body' || input === undefined
      ? undefined
      : (texts) => {
          converter ??= textConverter(input, name !== 'query', compiler.shared)
          return converter(texts)
        }
  const part = { name, adapted, compiler, convert }
  return adapted.validate === undefined ? plainCheck(part) : libraryCheck(part, adapted.validate)
}

/** What was decoded has its types already. */
function received({ name, convert }: Part, request: FastifyRequest, given: unknown): unknown {
  if (given !== undefined) return given
  const value = (request as Partial<Record<PartName, unknown>>)[name]
  return convert === undefined ? value : convert((value ?? {}) as Record<string, unknown>)
}

/** Fastify itself merges headers over the originals. */
function replace(request: FastifyRequest, name: PartName, value: unknown): void {
  ;(request as Partial<Record<PartName, unknown>>)[name] = value
}

/** A JSON Schema: Ajv decides, and changes nothing. */
function plainCheck(part: Part): PartCheck {
  const { name, adapted, compiler, convert } = part
  const { input = true } = adapted
  let check: Check | undefined
  return (request, given) => {
    const value = received(part, request, given)
    if (value === undefined && name === 'body') return [missing]
    check ??= compiler.compile(input, 'first')
    if (!check(value)) return faultsOf(part, input, value, request)
    if (convert !== undefined && given === undefined) replace(request, name, value)
    return undefined
  }
}

/** A library's schema: a hostile value is refused by its structure first; the library has the last word. */
function libraryCheck(part: Part, validate: NonNullable<Adapted['validate']>): PartCheck {
  const { name, adapted, compiler } = part
  // What comes as text obeys the documented type; of a body what a schema converts itself is its own business.
  const structure = name === 'body' ? adapted.guard : adapted.textGuard
  let check: Check | undefined
  return (request, given) => {
    const value = received(part, request, given)
    let broken: readonly Fault[] = []
    if (structure !== undefined && value !== undefined) {
      check ??= compiler.compile(structure, 'first')
      if (!check(value)) {
        broken = faultsOf(part, structure, value, request)
        // Of a large body the first fault is enough, and the library is not asked.
        if (isLargeBody(name, value, request)) return broken
      }
    }
    const settle = ({ issues, value: output }: Found): Faults => {
      if (issues !== undefined && issues.length > 0) {
        if (name === 'body' && value === undefined) return [missing]
        return libraryFaults(part, value, issues, broken, request)
      }
      if (broken.length > 0) return broken
      replace(request, name, output)
      return undefined
    }
    const result = validate(value)
    return isPromise(result) ? result.then(settle) : settle(result)
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}

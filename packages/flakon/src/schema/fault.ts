import { type ProblemError, problem } from '../problem.ts'
import type { ErrorObject } from './compiler.ts'

/** The parts of a request that a view may declare, in the order in which their faults are told. */
export const partNames = ['params', 'query', 'headers', 'cookies', 'body'] as const
export type PartName = (typeof partNames)[number]

/** One thing that is wrong with a request: where (RFC 6901), and what, without the value. */
export interface Fault {
  readonly in: PartName
  readonly pointer: string
  readonly detail: string
}

/** What a client may be told at most, in bytes; the rest is for the other members of the problem. */
const room = 14_000
/** A longer pointer is cut to the property that holds what it points at. */
const longestPointer = 1000

/** The 400 that lists what is wrong with a request: the first faults that fit. */
export function refusal(faults: readonly Fault[], path: string): ProblemError {
  const all = faults.map((fault) => ({ ...fault, pointer: shortened(fault.pointer) }))
  const errors: Fault[] = []
  const [first] = all
  const rest = faults.length > 1 ? `, and ${faults.length - 1} more` : ''
  const detail = first === undefined ? 'The request is not valid' : `${sentence(first)}${rest}`
  let bytes = sizeOf(path) + sizeOf(detail)
  for (const fault of all) {
    bytes += sizeOf(fault) + 1
    if (bytes > room) break
    errors.push(fault)
  }
  const more = errors.length < faults.length ? { more: true } : {}
  return problem(400, detail, { code: 'validation_failed', errors, ...more })
}

/** In bytes, as it is sent. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function sentence(fault: Fault): string {
  return `${fault.in}${fault.pointer === '' ? '' : ` ${fault.pointer}`} ${fault.detail}`
}

function shortened(pointer: string): string {
  let short = pointer
  while (sizeOf(short) > longestPointer) short = short.slice(0, short.lastIndexOf('/'))
  return short
}

/** A path → its JSON pointer. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** What Ajv found → faults in words of our own, each once; what follows from another fault is left out. */
export function toFaults(part: PartName, errors: readonly ErrorObject[]): Fault[] {
  const faults = new Map<string, Fault>()
  const formats = errors.filter(({ keyword }) => keyword === 'format')
  const named = new Set(formats.map(({ instancePath }) => instancePath))
  for (const error of withoutBranches(errors)) {
    // Libraries give the pattern of a format beside its name.
    if (error.keyword === 'pattern' && named.has(error.instancePath)) continue
    const [tail, detail] = wordsOf(error)
    const pointer = error.instancePath + (tail === undefined ? '' : toPointer([tail]))
    faults.set(`${pointer} ${detail}`, { in: part, pointer, detail })
  }
  return [...faults.values()]
}

/**
 * Of `anyOf` and `oneOf` the faults of every branch are reported, before their own. They are kept where one branch is
 * plainly meant: the only one whose fault lies inside the value.
 */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    // What is wrong with a name is told as the name that is not allowed.
    if (error.keyword === 'if' || error.propertyName !== undefined) continue
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error)
      continue
    }
    const inside: ErrorObject[] = []
    while (kept.length > 0 && isOfBranch(kept.at(-1), error)) inside.unshift(kept.pop() as never)
    const meant = meantBranch(inside, error)
    if (meant === undefined) kept.push({ ...error, params: { ...error.params, inside } })
    else kept.push(...meant)
  }
  return kept
}

function isOfBranch(inner: ErrorObject | undefined, outer: ErrorObject): boolean {
  if (inner === undefined) return false
  const { instancePath: path, schemaPath } = inner
  if (path !== outer.instancePath && !path.startsWith(`${outer.instancePath}/`)) return false
  const holder = outer.schemaPath.slice(0, outer.schemaPath.lastIndexOf('/') + 1)
  // A branch that is a $ref reports from where the $ref leads.
  return schemaPath.startsWith(`${outer.schemaPath}/`) || !schemaPath.startsWith(holder)
}

function meantBranch(inside: readonly ErrorObject[], { schemaPath, instancePath }: ErrorObject) {
  const branches = new Map<string, ErrorObject[]>()
  for (const error of inside) {
    const tail = error.schemaPath.slice(schemaPath.length + 1)
    const isHere = error.schemaPath.startsWith(`${schemaPath}/`)
    const branch = isHere ? tail.slice(0, tail.indexOf('/')) : placeOf(error)
    branches.set(branch, [...(branches.get(branch) ?? []), error])
  }
  const all = [...branches.values()]
  const isKind = ({ keyword, instancePath: at }: ErrorObject) =>
    keyword === 'type' && at === instancePath
  const chooses = ({ keyword }: ErrorObject) => keyword === 'const' || keyword === 'enum'
  const plausible = all.filter((own) => !own.some((error) => isKind(error) || chooses(error)))
  if (all.length < 2 || plausible.length > 1) return
  const possible = all.filter((own) => !own.some(isKind))
  // So a discriminator says that an alternative is not meant.
  const isOther = (error: ErrorObject) =>
    chooses(error) && error.schemaPath.includes('/else/properties/')
  const meant = possible.filter((own) => !own.some(isOther))
  if (meant.length === 1 && possible.length > 1) return meant[0]
  const chosen = possible.filter((own) => isChosen(own, possible))
  const [one, other] = chosen.sort((first, second) => first.length - second.length)
  return plausible[0] ?? (one?.length === other?.length ? undefined : one)
}

/** Whether all branches but one have a constant at the same place, and that one has nothing against the value there. */
function isChosen(own: readonly ErrorObject[], all: readonly (readonly ErrorObject[])[]): boolean {
  const others = all.filter((one) => one !== own)
  const refuses = (path: string) => (one: readonly ErrorObject[]) =>
    one.some(({ keyword, instancePath }) => keyword === 'const' && instancePath === path)
  const paths = (others[0] ?? []).map(({ instancePath }) => instancePath)
  return paths.some(
    (path) => others.every(refuses(path)) && !own.some(({ instancePath }) => instancePath === path),
  )
}

/** Of `#/$defs/Cat/type` the `Cat`, and of what stands in a shared schema its key. */
function placeOf({ schemaPath }: ErrorObject): string {
  const [document = '', , name = ''] = schemaPath.split(/[/#]+/)
  return document === '' ? name : document
}

type Words = readonly [property: string | undefined, detail: string]

const signs: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' }
const names: Readonly<Record<string, string>> = {
  'date-time': 'a date and time (RFC 3339)',
  date: 'a date (RFC 3339)',
  time: 'a time (RFC 3339)',
  email: 'an email address',
  uuid: 'a UUID',
  uri: 'a URI',
}

/** An error of Ajv in words, and the property it is about where that is inside of what it points at. */
function wordsOf({ keyword, params, schemaPath }: ErrorObject): Words {
  const property = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty
  if (params.missingProperty !== undefined) return [property, 'is required']
  if (property !== undefined) return [property, 'is not known']
  if (keyword === 'false schema') return [undefined, 'is not allowed']
  if (keyword === 'propertyNames') return [params.propertyName, 'is not an allowed name']
  if (params.comparison !== undefined) {
    return [undefined, `must be ${signs[params.comparison] ?? params.comparison} ${params.limit}`]
  }
  const [, unit] = /^m(?:in|ax)(Length|Items|Properties)$/.exec(keyword) ?? []
  if (unit !== undefined) return [undefined, size(keyword, unit, params.limit)]
  return [undefined, otherWords(keyword, params, schemaPath)]
}

function otherWords(keyword: string, params: ErrorObject['params'], schemaPath: string): string {
  switch (keyword) {
    case 'type':
      return `must be ${typeNames(params.type)}`
    case 'enum':
      return `must be ${listed(params.allowedValues)}`
    case 'const':
      return `must be ${listed([params.allowedValue])}`
    case 'multipleOf':
      return `must be a multiple of ${params.multipleOf}`
    case 'pattern':
      return `must match ${cut(params.pattern)}`
    case 'format':
      return `must be ${names[params.format] ?? `in the format ${params.format}`}`
    case 'uniqueItems':
      return `must not hold the same item twice: items ${params.j} and ${params.i}`
    case 'contains':
      return `must hold ${params.minContains ?? 1} or more items that match${params.maxContains === undefined ? '' : `, at most ${params.maxContains}`}`
    case 'additionalItems':
    case 'unevaluatedItems':
    case 'items':
      return size('maxItems', 'Items', params.limit ?? params.len)
    case 'anyOf':
    case 'oneOf':
      return alternatives(keyword, params)
    case 'not':
      return 'must not have this form'
    default:
      return `does not satisfy ${schemaPath.split('/').at(-1)}`
  }
}

/** Whether a fault says no more than that none of several forms fits. */
export function isVague({ detail }: Fault): boolean {
  return detail.endsWith('of the allowed forms')
}

/** Alternatives of plain types and words are listed; others are too many words. */
function alternatives(keyword: string, params: ErrorObject['params']): string {
  if (params.passingSchemas?.length > 1) return 'must have only one of the allowed forms'
  const inside: readonly ErrorObject[] = params.inside ?? []
  const simple = inside.every(({ keyword: one }) => ['type', 'enum', 'const'].includes(one))
  const here = new Set(inside.map(({ instancePath }) => instancePath))
  if (!simple || here.size !== 1) {
    return `must have ${keyword === 'oneOf' ? 'exactly ' : ''}one of the allowed forms`
  }
  const words = inside.map((one) =>
    otherWords(one.keyword, one.params, '').slice('must be '.length),
  )
  return `must be ${[...new Set(words)].join(' or ')}`
}

function typeNames(type: string | readonly string[]): string {
  const articles = ([] as string[]).concat(type).map((name) => {
    if (name === 'null') return name
    return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`
  })
  return articles.join(' or ')
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 20).map((value) => JSON.stringify(value))
  if (values.length > 20) return `${cut(shown.join(', '))}, …`
  const last = shown.pop() ?? ''
  return cut(shown.length === 0 ? last : `${shown.join(', ')} or ${last}`)
}

function size(keyword: string, unit: string, limit: number): string {
  const name = unit === 'Length' ? 'characters' : unit.toLowerCase()
  const bound = keyword.startsWith('min') ? 'at least' : 'at most'
  const one = name === 'properties' ? 'property' : name.slice(0, -1)
  return `must have ${bound} ${limit} ${limit === 1 ? one : name}`
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

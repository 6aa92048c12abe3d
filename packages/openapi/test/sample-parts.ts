import type { Operation, Parameter } from '../src/document.ts'
import { type Credentials, isJson, keyOf, type Parts } from './sample-request.ts'
import { none, type Sampler } from './sample-value.ts'

/** Headers that OpenAPI describes elsewhere (section 4.8.12.1). */
export const others = new Set(['accept', 'content-type', 'authorization'])

export interface Wish {
  readonly credentials: Credentials
  readonly full: boolean
}

/** Values for a request; a text says what has none. */
export function partsOf(
  operation: Operation,
  sampler: Sampler,
  { credentials, full }: Wish,
): Parts | string {
  const values = new Map<string, unknown>()
  for (const one of operation.parameters) {
    if (one.in === 'header' && others.has(one.name.toLowerCase())) continue
    if (!one.required && !full) continue
    const value = sampler.value(one.schema, 'request')
    const isOk =
      value !== none && value !== '' && value !== null && !isEmpty(value) && !isNested(one, value)
    if (isOk) values.set(keyOf(one), value)
    else if (one.required) return `parameter ${keyOf(one)}`
  }
  const { body } = operation
  const all = Object.keys(body?.content ?? {})
  const type = preferred.map((test) => all.find(test)).find((one) => one !== undefined)
  const media = body?.content[type ?? '']
  if (type === undefined || media === undefined || (!body?.required && !full))
    return { values, credentials }
  const value = isBinary(type) ? 'bytes' : sampler.value(media.schema, 'request')
  return value === none ? `body ${type}` : { values, credentials, body: { type, media, value } }
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && Object.keys(value as object).length === 0

/** OpenAPI has no form for an object or array inside of another one, but in JSON. */
const isNested = ({ mediaType }: Parameter, value: unknown) =>
  mediaType === undefined &&
  typeof value === 'object' &&
  Object.values(value as object).some((one) => typeof one === 'object')

const preferred: readonly ((type: string) => boolean)[] = [
  isJson,
  (type) => type === 'application/x-www-form-urlencoded',
  (type) => type === 'multipart/form-data',
  () => true,
]

export function isBinary(type: string): boolean {
  return (
    !isJson(type) &&
    !type.startsWith('multipart/') &&
    !type.endsWith('urlencoded') &&
    type !== '*/*'
  )
}

import { isNode, type Node, type Operation, type Parameter } from '../src/document.ts'
import { isBinary, others, partsOf } from './sample-parts.ts'
import {
  type Credentials,
  isJson,
  keyOf,
  type Parts,
  type SampleRequest,
  toRequest,
} from './sample-request.ts'
import { type Sampler, typeOf } from './sample-value.ts'

/** A request that breaks a schema; `why` says which and how. */
export type Invalid = SampleRequest & { readonly why: string }

/** A parameter that breaks its schema, one that is missing, and a body that breaks its schema. */
export function invalidOf(
  operation: Operation,
  sampler: Sampler,
  parts: Parts,
): readonly Invalid[] {
  const found: { why: string; parts: Parts }[] = []
  for (const one of operation.parameters) {
    if (one.in === 'header' && others.has(one.name.toLowerCase())) continue
    const value = breaking(one, sampler)
    if (value === undefined) continue
    const values = new Map([...parts.values, [keyOf(one), value] as const])
    found.push({ why: `${keyOf(one)} is ${JSON.stringify(value)}`, parts: { ...parts, values } })
    break
  }
  const needed = operation.parameters.find(
    (one) => one.required && one.in !== 'path' && parts.values.has(keyOf(one)) && !hasDefault(one),
  )
  if (needed !== undefined && !isCredential(needed, parts.credentials)) {
    const values = new Map([...parts.values].filter(([key]) => key !== keyOf(needed)))
    found.push({ why: `${keyOf(needed)} is missing`, parts: { ...parts, values } })
  }
  const body = brokenBody(operation, sampler, parts)
  if (body !== undefined) found.push(body)
  return found.map(({ why, parts }) => ({ ...toRequest(operation, parts), why }))
}

const isCredential = ({ name, in: place }: Parameter, { headers, query, cookies }: Credentials) =>
  (place === 'header' && name.toLowerCase() in headers) ||
  [...query, ...cookies].some((one) => one.startsWith(`${name}=`))

/** A text that a parameter does not take, whatever is made of it; undefined where it takes any. */
function breaking({ schema, mediaType, style }: Parameter, sampler: Sampler): string | undefined {
  if (mediaType !== undefined || style === 'deepObject') return undefined
  const texts = ['nonsense', 'n', 'nonsense-'.repeat(40)]
  const isBroken = (text: string) =>
    !sampler.isValid(schema, 'request', text) && !sampler.isValid(schema, 'request', [text])
  const type = typeOf(sampler.plain(schema))
  if (type === 'object') return undefined
  return texts.find(isBroken)
}

function brokenBody(operation: Operation, sampler: Sampler, parts: Parts) {
  const small =
    operation.body?.required === true
      ? parts
      : partsOf(operation, sampler, { ...parts, full: true })
  if (typeof small === 'string' || small.body === undefined) return undefined
  const { body } = small
  if (isBinary(body.type)) return undefined
  const broken = brokenValues(
    body.value,
    sampler.plain(body.media.schema),
    !isJson(body.type),
  ).find(({ value }) => !sampler.isValid(body.media.schema, 'request', value))
  if (broken === undefined) return undefined
  if (!isJson(body.type) && !isNode(broken.value)) return undefined
  return { why: `body ${broken.why}`, parts: { ...parts, body: { ...body, value: broken.value } } }
}

function brokenValues(
  value: unknown,
  schema: Node,
  isText: boolean,
): readonly { why: string; value: unknown }[] {
  if (!isNode(value)) return [{ why: 'is an object', value: { nonsense: true } }]
  const names = Array.isArray(schema.required)
    ? schema.required.filter(
        (one) => Object.hasOwn(value, one) && !hasDefault({ schema: propertyOf(schema, one) }),
      )
    : []
  const without = names.map((name) => ({
    why: `lacks ${name}`,
    value: Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)),
  }))
  const wrong = Object.keys(value).map((name) => ({
    why: `has ${name} of another type`,
    value: { ...value, [name]: isText ? 'nonsense' : { nonsense: [] } },
  }))
  return [...without, ...wrong, { why: 'is a text', value: 'nonsense' }]
}

/** What has a default is not missed. */
function hasDefault({ schema }: { readonly schema: unknown }): boolean {
  return isNode(schema) && schema.default !== undefined
}

function propertyOf({ properties }: Node, name: string): unknown {
  return isNode(properties) ? properties[name] : undefined
}

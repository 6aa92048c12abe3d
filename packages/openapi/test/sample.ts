import type { LoadedDocument, Node, Operation, Schema } from '../src/document.ts'
import { type Invalid, invalidOf } from './sample-invalid.ts'
import { partsOf } from './sample-parts.ts'
import { type Credentials, isJson, type SampleRequest, toRequest } from './sample-request.ts'
import { createSampler, none, type Sampler } from './sample-value.ts'

export interface Sample {
  readonly id: string
  /** The path of the operation's server, which a prefix takes the place of. */
  readonly base: string
  /** With what is required and no more. */
  readonly small: SampleRequest
  /** With every parameter and property. */
  readonly full: SampleRequest
  /** One that breaks the schema of a parameter, one that lacks a parameter, one that breaks the schema of the body. */
  readonly invalid: readonly Invalid[]
  readonly answer: SampleAnswer
}

export interface SampleAnswer {
  readonly status: number
  /** Undefined where there is no body. */
  readonly type: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** What JSON says, or the text of another type. */
  readonly value: unknown
}

export interface Samples {
  readonly samples: readonly Sample[]
  /** Operations that no valid request or answer was found for, and what it is that has none. */
  readonly missing: readonly string[]
  isAnswer(id: string, value: unknown): boolean
}

export type Sampled = Pick<LoadedDocument, 'operations'> & {
  readonly document: Pick<LoadedDocument['document'], 'components'>
}

/** Makes requests and an answer for each operation of a document, each checked against its schema. */
export function sampleDocument({ document, operations }: Sampled): Samples {
  const { schemas = {}, securitySchemes = {} } = document.components
  const sampler = createSampler(schemas as Record<string, Schema>)
  const samples: Sample[] = []
  const missing: string[] = []
  for (const operation of operations) {
    const credentials = credentialsOf(operation, securitySchemes as Record<string, Node>)
    const small = partsOf(operation, sampler, { credentials, full: false })
    const full = partsOf(operation, sampler, { credentials, full: true })
    const answer = answerOf(operation, sampler)
    if (typeof small === 'string') missing.push(`${operation.id}: ${small}`)
    else if (typeof answer === 'string') missing.push(`${operation.id}: ${answer}`)
    else {
      samples.push({
        id: operation.id,
        base: operation.base,
        small: toRequest(operation, small),
        full: toRequest(operation, typeof full === 'string' ? small : full),
        invalid: invalidOf(operation, sampler, small),
        answer,
      })
    }
  }
  const byId = new Map(operations.map((one) => [one.id, one]))
  return {
    samples,
    missing,
    isAnswer(id, value) {
      const operation = byId.get(id)
      const { schema } = (operation && mediaOf(operation)) ?? {}
      return schema === undefined || sampler.isValid(schema, 'answer', value)
    },
  }
}

function credentialsOf(
  { security }: Operation,
  schemes: Readonly<Record<string, Node>>,
): Credentials {
  const headers: Record<string, string> = {}
  const query: string[] = []
  const cookies: string[] = []
  for (const name of Object.keys(security?.[0] ?? {})) {
    const { type, scheme, in: place, name: key } = schemes[name] ?? {}
    const isBasic = type === 'basic' || String(scheme).toLowerCase() === 'basic'
    if (type !== 'apiKey')
      headers.authorization = isBasic ? 'Basic YWRhOnNlY3JldA==' : 'Bearer token'
    else if (place === 'header') headers[String(key).toLowerCase()] = 'token'
    else (place === 'query' ? query : cookies).push(`${key}=token`)
  }
  return { headers, query, cookies }
}

/** The status that a view answers with if it says nothing, else the first one. */
function statusOf({ answers }: Operation): string {
  const all = Object.keys(answers).sort()
  return (
    all.find((one) => one.startsWith('2')) ??
    all.find((one) => one === 'default') ??
    all[0] ??
    '200'
  )
}

function mediaOf(operation: Operation): { type: string; schema: Schema } | undefined {
  const content = operation.answers[statusOf(operation)]?.content ?? {}
  const all = Object.keys(content)
  const type = all.find(isJson) ?? all[0]
  return type === undefined ? undefined : { type, schema: content[type]?.schema ?? true }
}

function answerOf(operation: Operation, sampler: Sampler): SampleAnswer | string {
  const word = statusOf(operation)
  const status = word === 'default' ? 200 : Number(word.replaceAll('x', '0'))
  const headers: Record<string, string> = {}
  for (const [name, { required, schema }] of Object.entries(
    operation.answers[word]?.headers ?? {},
  )) {
    if (required) headers[name.toLowerCase()] = String(sampler.value(schema, 'answer'))
  }
  const media = mediaOf(operation)
  if (media === undefined) return { status, type: undefined, headers, value: undefined }
  const { type } = media
  const value = isJson(type) || type === '*/*' ? sampler.value(media.schema, 'answer') : 'bytes'
  if (value === none) return `answer ${word} ${type}`
  return { status, type: type === '*/*' ? 'application/json' : type, headers, value }
}

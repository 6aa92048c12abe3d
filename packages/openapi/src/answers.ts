import type { FastifyReply } from 'fastify'
import { byStatus } from './components.ts'
import type { Answer, Operation, Schema } from './document.ts'
import type { Forms } from './forms.ts'
import { schemaCheck } from './schema-check.ts'
import { toTyped } from './text-value.ts'

const json = 'application/json'

/** Whether a media type is written as JSON (RFC 6839 section 3.1). */
export function isJson(mediaType: string): boolean {
  return /^application\/(?:[\w.!#$&^+-]+\+)?json$/.test(mediaType)
}

/** The answers of an operation as a view of flakon declares them: by status a schema, null without a body. */
export function toResponse(
  { answers }: Operation,
  forms: Forms,
): Readonly<Record<string, Schema | null>> {
  return byStatus(
    Object.entries(answers).map(([status, answer]) => [status, toSchema(answer, forms)]),
  )
}

function toSchema({ content }: Answer, forms: Forms): Schema | null {
  const all = Object.entries(content)
  if (all.length === 0) return null
  const schemas = all
    .filter(([type]) => isJson(type) || type === '*/*')
    .map(([, one]) => one.schema)
  const unique = [...new Set(schemas)].map((schema) => forms.form(schema, 'answer'))
  const [first = {}, ...others] = unique
  return others.length === 0 ? first : { anyOf: unique }
}

/** Gives a reply the media type that its status declares, where its view has set none. */
export type SetType = (reply: FastifyReply) => void

/** Makes it for an operation; undefined where nothing but plain JSON is answered. */
export function createTyping({ answers }: Operation): SetType | undefined {
  const types = new Map<string, string>()
  for (const [status, { content }] of Object.entries(answers)) {
    const all = Object.keys(content).filter((type) => !type.includes('*'))
    const [type] = all.includes(json) || Object.hasOwn(content, '*/*') ? [] : all
    if (type !== undefined) types.set(status, withCharset(type))
  }
  if (types.size === 0) return undefined
  const successes = Object.keys(answers).filter((status) => /^2\d\d$/.test(status))
  const success = successes.sort()[0] ?? '200'
  return (reply) => {
    if (reply.hasHeader('content-type')) return
    const status = reply.statusCode === 200 ? success : String(reply.statusCode)
    const declared = [status, `${status[0]}xx`, 'default'].find((key) =>
      Object.hasOwn(answers, key),
    )
    const type = types.get(declared ?? '')
    if (type !== undefined) reply.type(type)
  }
}

function withCharset(type: string): string {
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}

/** What is wrong with an answer that is about to be sent, as the end of a sentence; undefined where nothing is. */
export type CheckAnswer = (
  reply: FastifyReply,
  body: unknown,
  isSerialized: boolean,
) => string | undefined
type CheckHeader = (value: unknown) => string | undefined

/** Makes the check of what answers of an operation are besides the value of JSON: their media type and headers. */
export function createAnswerCheck({ answers }: Operation, forms: Forms): CheckAnswer {
  const declared = new Map(
    Object.entries(answers).map(([status, { headers, content }]) => {
      const checks = Object.entries(headers)
        .filter(([name]) => name.toLowerCase() !== 'content-type')
        .map(([name, header]): [string, CheckHeader] => [name, checkOf(name, header, forms)])
      return [status, { checks, types: Object.keys(content) }] as const
    }),
  )
  return (reply, body, isSerialized) => {
    const status = String(reply.statusCode)
    const key = [status, `${status[0]}xx`, 'default'].find((one) => declared.has(one)) ?? ''
    const { checks = [], types = [] } = declared.get(key) ?? {}
    for (const [name, check] of checks) {
      const reason = check(reply.getHeader(name))
      if (reason !== undefined) return reason
    }
    return typeFault(reply, body, types, isSerialized)
  }
}

function typeFault(
  reply: FastifyReply,
  body: unknown,
  types: readonly string[],
  isSerialized: boolean,
): string | undefined {
  const sent = String(reply.getHeader('content-type') ?? '')
  const type = sent.replace(/;.*$/s, '').trim().toLowerCase()
  if (types.length === 0 || body === null || body === undefined || body === '') return undefined
  if (type !== '' && !types.some((one) => covers(one, type))) {
    return `is ${type}, and the document declares ${types.join(', ')}`
  }
  // Somebody's own serializer makes a text of another kind.
  const isJsonText = isSerialized && typeof body === 'string' && /^\s*["[{]/.test(body)
  if (!isJsonText || type === '' || isJson(type)) return undefined
  return `is an object, of which no ${type} can be made: return a text, a Buffer or a stream`
}

/** Whether a media type is one of a declared type or range. */
function covers(declared: string, type: string): boolean {
  return declared.endsWith('*') ? type.startsWith(declared.replace(/\*.*$/, '')) : declared === type
}

function checkOf(
  name: string,
  { required, schema }: { readonly required: boolean; readonly schema: Schema },
  forms: Forms,
): CheckHeader {
  const toValue = toTyped(schema, forms.resolve)
  const check = schemaCheck(forms)(schema, 'answer')
  return (value) => {
    if (value === undefined) return required ? `lacks the header ${name}` : undefined
    const isRight = check(toValue(String(value)))
    return isRight ? undefined : `has a header ${name} that is not what the document declares`
  }
}

import type { FastifyReply } from 'fastify'
import type { Answer, Operation, Schema } from './document.ts'
import type { Forms } from './forms.ts'

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
  return Object.fromEntries(
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
    const type = types.get(status) ?? types.get(`${status[0]}xx`) ?? types.get('default')
    if (type !== undefined) reply.type(type)
  }
}

function withCharset(type: string): string {
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}

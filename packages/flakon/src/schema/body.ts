import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ProblemError, problem } from '../problem.ts'
import type { Adapted } from './adapter.ts'
import { isSchemaObject, type JsonSchema } from './subschema.ts'

/** The body that a view takes. */
export interface Body {
  /** A request without one is refused. */
  readonly isRequired: boolean
  /** By media type or range (RFC 9110 section 8.3.1), in lower case and without parameters. */
  readonly content: ReadonlyMap<string, Adapted>
  /** The view names its types: else it takes JSON, and what a parser of the app's own makes of others. */
  readonly isByType: boolean
}

type Read = (where: string, schema: unknown) => Adapted

const json = 'application/json'
const token = "[\\w!#$%&'*+.^`|~-]+"
const typeOrRange = new RegExp(`^(?:${token}/${token}|\\*/\\*)$`)

/**
 * Reads what a view's schema says of its body: one schema, or `{ content, required }` as Fastify and OpenAPI have it.
 * @throws Error with a sentence about the first thing that is wrong
 */
export function readBody(body: unknown, read: Read): Body {
  if (!isByType(body)) {
    const content = new Map([[json, read('body', body)]])
    return { isRequired: true, content, isByType: false }
  }
  const { content, required = true, ...others } = body
  const [other] = Object.keys(others)
  if (other !== undefined) {
    throw new Error(`body: "${other}" does not stand beside content: only required does`)
  }
  if (typeof required !== 'boolean') throw new Error('body: required is true or false')
  const types = new Map<string, Adapted>()
  for (const [name, media] of Object.entries(content)) {
    const type = name.split(';')[0]?.trim().toLowerCase() ?? ''
    const where = `body ${name}`
    if (!typeOrRange.test(type)) throw new Error(`${where}: is no media type, as ${json}`)
    if (types.has(type))
      throw new Error(`${where}: stands there twice, since parameters do not count`)
    const [word] = isSchemaObject(media)
      ? Object.keys(media).filter((one) => one !== 'schema')
      : ['']
    if (word !== undefined)
      throw new Error(`${where}: has its schema, as in { '${type}': { schema: … } }`)
    types.set(type, read(where, (media as { schema?: JsonSchema }).schema ?? true))
  }
  if (types.size === 0) throw new Error('body: content names no media type')
  return { isRequired: required, content: types, isByType: true }
}

/** Whether a body is declared by its media types; `content` is no word of JSON Schema. */
export function isByType(
  body: unknown,
): body is { readonly content: Readonly<Record<string, unknown>>; readonly required?: unknown } {
  if (!isSchemaObject(body) || '~standard' in body || 'type' in body) return false
  return isSchemaObject(body.content)
}

/** The schemas of a body as they were written. */
export function schemasOfBody(body: unknown): unknown[] {
  if (!isByType(body)) return [body]
  return Object.values(body.content).map((media) => (isSchemaObject(media) ? media.schema : media))
}

/** What a view takes, in words. */
export function typesIn({ isByType, content }: Body): string {
  if (!isByType) return `JSON, with Content-Type: ${json}`
  const types = [...content.keys()].map((type) => (type === '*/*' ? 'any media type' : type))
  const last = types.pop() ?? ''
  return types.length === 0 ? last : `${types.join(', ')} or ${last}`
}

/** The refusal of a body of another type than those. */
function notTaken(type: string | undefined, body: Body): ProblemError {
  const what =
    type === undefined
      ? 'The body has no type, and one is needed'
      : `The body is ${type.slice(0, 100)}, which is not taken here`
  return problem(415, `${what}; send ${typesIn(body)}`)
}

/** Bodies of `text/plain` that nobody but Flakon has read. */
const plainTexts = new WeakSet<FastifyRequest>()

/** Reads `text/plain` as Fastify does, so that it is known when nobody else did: what an app adds comes first. */
export function takePlainText(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  const plain = /^text\/plain(?:\s*;|$)/i
  app.addContentTypeParser(plain, { parseAs: 'string' }, (request, text, done) => {
    plainTexts.add(request)
    done(null, text)
  })
}

/**
 * Chooses what checks the body of a request, by its type; undefined where there is none and needs not be.
 * @throws ProblemError 415 for a type that is not taken
 */
export function chooserOf<C>(body: Body, checks: ReadonlyMap<string, C>) {
  const { isRequired } = body
  const [first] = checks.values()
  const ofJson = checks.get(json)
  return (request: FastifyRequest): C | undefined => {
    const isAbsent = request.body === undefined
    if (isAbsent && !isRequired) return undefined
    // Nearly all bodies.
    if (ofJson !== undefined && request.headers['content-type'] === json) return ofJson
    const type = request.mediaType
    if (!body.isByType) {
      if (!plainTexts.has(request)) return first
      throw notTaken(type, body)
    }
    if (isAbsent) return first
    const found =
      checks.get(type ?? '') ?? checks.get(`${type?.split('/')[0]}/*`) ?? checks.get('*/*')
    if (found === undefined) throw notTaken(type, body)
    return found
  }
}

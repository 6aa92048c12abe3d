import type { JsonSchemaObject } from '../schema/subschema.ts'
import type { Operation } from './operations.ts'

type Responses = Record<string, unknown>

/** Names, statuses and sentences of the problems that Flakon itself answers. */
const problems = {
  BadRequest: [400, 'The request is not valid; `errors` lists every fault of a declared part'],
  ContentTooLarge: [413, 'The body is larger than this service takes'],
  UriTooLong: [414, 'A parameter of the path is longer than this service takes'],
  UnsupportedMediaType: [415, 'The type, charset or encoding of the body is not one that is taken'],
  InternalServerError: [500, 'Something failed that is not the client’s fault'],
} as const

type Name = keyof typeof problems

const text = { type: 'string' } as const
const pointer = { type: 'string', description: 'JSON pointer to the fault (RFC 6901)' } as const
const fault = {
  type: 'object',
  required: ['in', 'pointer', 'detail'],
  properties: {
    in: { type: 'string', enum: ['params', 'query', 'headers', 'cookies', 'body'] },
    pointer,
    detail: text,
  },
} as const

/**
 * The schema of a problem (RFC 9457), as Flakon fills it. A view that answers one by `abort` declares it so.
 *
 * @example users.get('/:id', { schema: { response: { 200: User, 404: problemSchema } } }, show)
 */
export const problemSchema = {
  $id: 'Problem',
  type: 'object',
  description: 'A problem (RFC 9457)',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text,
    instance: { type: 'string', format: 'uri-reference' },
    code: { type: 'string', description: 'A stable word for programs' },
    request_id: text,
    errors: { type: 'array', items: fault, description: 'Every fault, as far as they fit' },
    more: { type: 'boolean', description: 'There are more faults than are listed' },
  },
} as const

/** `[errors] format = flakon`. */
const plain: JsonSchemaObject = {
  $id: 'Problem',
  type: 'object',
  description: 'A problem',
  required: ['code', 'description', 'message'],
  properties: {
    code: { type: 'integer', minimum: 400, maximum: 599 },
    description: text,
    message: text,
  },
}

type Format = 'problem' | 'flakon'

/** The schema that every problem of an app has. */
export function problemOf(format: Format): JsonSchemaObject {
  return format === 'flakon' ? plain : problemSchema
}

/** The content of an answer that is a problem. */
export function problemContent(format: Format, schema: unknown): Responses {
  return { [format === 'flakon' ? 'application/json' : 'application/problem+json']: { schema } }
}

/** `components.responses`: those that are used, with the content that every problem has. */
export function problemResponses(content: Responses, used: ReadonlySet<string>): Responses {
  const responses = Object.entries(problems)
    .filter(([name]) => used.has(name))
    .map(([name, [, description]]) => [name, { description, content }])
  return Object.fromEntries(responses)
}

/** The problems that an operation can really answer by itself, by status; what a view declares comes first. */
export function problemsOf({ route, method, path }: Operation, used: Set<string>): Responses {
  const { parts, body } = route.declaration ?? {}
  const hasBody = body !== undefined || ['post', 'put', 'patch'].includes(method)
  const names: Name[] = []
  if (hasBody || (parts !== undefined && parts.size > 0)) names.push('BadRequest')
  if (hasBody) names.push('ContentTooLarge', 'UnsupportedMediaType')
  if (path.includes('{')) names.push('UriTooLong')
  names.push('InternalServerError')
  const declared = route.declaration?.answers
  const responses: Responses = {}
  for (const name of names) {
    const [status] = problems[name]
    if (declared?.has(String(status))) continue
    used.add(name)
    responses[status] = { $ref: `#/components/responses/${name}` }
  }
  return responses
}

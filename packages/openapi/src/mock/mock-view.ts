import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LoadedDocument, Operation } from '../document.ts'
import type { Forms } from '../forms.ts'
import { Mocks } from './mocks.ts'
import { readPreferences } from './preferences.ts'

type MockView = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Makes the views that answer in place of those that are not there yet; what they need is made for the first of them. */
export function mockViews(
  loaded: LoadedDocument,
  forms: Forms,
  seed: string,
): (operation: Operation) => MockView {
  let mocks: Mocks | undefined
  return (operation) => async (request, reply) => {
    const { method, url = '/' } = request.raw
    // HEAD is answered as GET is.
    const kind = method === 'HEAD' ? 'GET' : String(method)
    const told = { method: kind, url, body: textOf(request.body) }
    mocks ??= new Mocks({ loaded, forms, seed })
    const answer = await mocks.answer(operation, told, readPreferences(request.headers))
    return reply.code(answer.status).headers(answer.headers).send(answer.content)
  }
}

function textOf(body: unknown): string {
  if (body === undefined) return ''
  const bytes = (_: string, value: unknown) =>
    isBuffer(value) ? Buffer.from(value.data).toString('base64') : value
  return JSON.stringify(body, bytes)
}

/** As `toJSON` of a `Buffer` has it. */
function isBuffer(value: unknown): value is { readonly data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
}

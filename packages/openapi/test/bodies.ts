import type { FastifyInstance } from 'fastify'
import { createApp } from 'flakon'
import { createBodyDecoder, registerBodies } from '../src/body.ts'
import type { MediaType, Operation } from '../src/document.ts'
import { type Components, follow } from './reading.ts'

type Media = Partial<MediaType>

/** An app with one operation that takes these bodies, and answers with what is read of one. */
export function takingApp(
  content: Readonly<Record<string, Media>>,
  { components = {} as Components, bodyLimit = 1024 * 1024, set = (_: FastifyInstance) => {} } = {},
): FastifyInstance {
  const media = Object.entries(content).map(([type, one]) => [
    type,
    { schema: one.schema ?? {}, encoding: one.encoding ?? {} },
  ])
  const body = { required: true, content: Object.fromEntries(media) }
  const decode = createBodyDecoder(body, follow(components))
  const taking = async (app: FastifyInstance) => {
    set(app)
    await app.register(async (context) => {
      await registerBodies(context, [{ body } as unknown as Operation])
      context.post('/', async (request) => {
        const { value, faults } = decode?.(request) ?? { value: request.body, faults: undefined }
        return faults === undefined ? { value: shown(value) } : { faults }
      })
    })
  }
  const settings = { log: { level: 'silent' } }
  return createApp({ blueprints: [taking], settings, fastify: { bodyLimit } })
}

/** A body and what says how it is written. */
export interface Sent {
  readonly payload: Buffer | string
  readonly headers: Record<string, string>
}

/** What an operation that takes these bodies reads of one: a value, faults as text, or a status and its code. */
export async function readBody(app: FastifyInstance, { payload, headers }: Sent): Promise<unknown> {
  const response = await app.inject({ method: 'POST', url: '/', payload, headers })
  const answer = response.json()
  if (response.statusCode !== 200) return [response.statusCode, answer.code]
  if (answer.faults === undefined) return answer.value
  return answer.faults.map((one: Record<string, string>) => `${one.pointer} ${one.detail}`)
}

export function sentAs(type: string, payload: Buffer | string, more = {}): Sent {
  return { payload, headers: { 'content-type': type, ...more } }
}

/** As a browser writes a form with files. */
export async function sentForm(form: FormData): Promise<Sent> {
  const written = new Response(form)
  const type = written.headers.get('content-type') ?? ''
  return sentAs(type, Buffer.from(await written.arrayBuffer()))
}

/** A form whose parts are given with their headers, by hand. */
export function sentParts(...parts: readonly string[]): Sent {
  const text = parts.map((part) => `--B\r\nContent-Disposition: form-data; ${part}\r\n`).join('')
  return sentAs('multipart/form-data; boundary=B', `${text}--B--\r\n`)
}

/** Bytes as text, files with what is said of them. */
function shown(value: unknown): unknown {
  if (Buffer.isBuffer(value)) {
    const { filename, mimetype } = value as { filename?: string; mimetype?: string }
    const said = [filename, mimetype].filter((one) => one !== undefined)
    return [`${value.length} bytes`, ...said].join(' ')
  }
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shown(one)]))
}

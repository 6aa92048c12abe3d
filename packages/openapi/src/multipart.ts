import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  errorCodes,
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { problem } from 'flakon'
import { isNode } from './document.ts'
import { contractError } from './errors.ts'
import { type FormPart, mostFields } from './form-body.ts'

/** What the plugin adds to a request. */
interface WithParts {
  isMultipart(): boolean
  parts(options: object): AsyncIterable<SentPart>
}

interface SentPart {
  readonly fieldname: string | undefined
  readonly filename: string | undefined
  readonly mimetype: string
  readonly file: AsyncIterable<Buffer>
}

const plugin = '@fastify/multipart'

/**
 * Makes a context of an app take forms in parts: the body is a list of them until the decoder of its operation, which
 * knows the schema, makes an object of it. Where the app has the plugin already, its options give way to ours here.
 *
 * @throws ContractError where it is not installed
 */
export async function registerParts(app: FastifyInstance): Promise<void> {
  if (!app.hasRequestDecorator('isMultipart')) await app.register(await loadPlugin())
  app.addHook('preValidation', (request, reply, done) => {
    const { isMultipart } = request as unknown as WithParts
    if (!isMultipart.call(request) || isNode(request.body)) done()
    else collect(request, reply).then(() => done(), done)
  })
}

async function loadPlugin(): Promise<FastifyPluginCallback> {
  let reason: unknown
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      const path = createRequire(from).resolve(plugin)
      return (await import(pathToFileURL(path).href)).default
    } catch (error) {
      reason = error
    }
  }
  const message = `the document takes multipart/form-data, which needs ${plugin}: npm install ${plugin}`
  throw contractError('FLK_CONTRACT_INVALID', [message], reason)
}

async function collect(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    request.body = await readParts(request)
  } catch (error) {
    // The rest of the body is not read.
    reply.header('connection', 'close')
    const { statusCode = 0, code = '' } = error as { statusCode?: number; code?: string }
    if (code === 'FST_PARTS_LIMIT') {
      throw problem(413, `The form has more than ${mostFields} parts`, { code: 'too_many_parts' })
    }
    if (code === 'FST_PROTO_VIOLATION') {
      const detail = 'A field of the form is called as what every object has, such as constructor'
      throw problem(400, detail, { code: 'malformed_form' })
    }
    if (statusCode >= 400) throw error
    throw problem(400, 'The body is not valid multipart/form-data', { code: 'malformed_form' })
  }
}

/** All parts of a form, which together are no larger than a body may be. */
async function readParts(request: FastifyRequest): Promise<FormPart[]> {
  let left = request.routeOptions.bodyLimit
  const take = (bytes: number) => {
    left -= bytes
    if (left < 0) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE()
  }
  const length = Number(request.headers['content-length'])
  if (length > left) take(length)
  const found: FormPart[] = []
  const limits = { parts: mostFields, fileSize: Number.MAX_SAFE_INTEGER }
  // Every part is read as a file, so that its bytes are those that were sent.
  const options = { limits, isPartAFile: () => true }
  for await (const part of (request as unknown as WithParts).parts(options)) {
    const { fieldname: name, filename, mimetype: type, file } = part
    if (name === undefined) throw new Error('a part has no name')
    take(name.length + (filename?.length ?? 0))
    const chunks: Buffer[] = []
    for await (const chunk of file) {
      take(chunk.length)
      chunks.push(chunk)
    }
    found.push({ name, type, filename, bytes: Buffer.concat(chunks) })
  }
  return found
}

// One contestant with one document in a process of its own. It says over IPC that it listens, with its memory, or why
// it does not; it takes the answers of its operations, and is asked for its CPU time and memory.
import { readFileSync } from 'node:fs'

const [contestant, file, facts] = process.argv.slice(2)
/** { ids, schemes, types, route }: what a user knows of a document when writing its handlers. */
const known = JSON.parse(readFileSync(facts, 'utf8'))
let answers = { [known.route.id]: known.route.answer }

/** A view of Fastify that answers what the operation is said to answer; `textOf` is what it does with a text. */
const viewOf = (id, textOf) => (_request, reply) => {
  const { status, type, headers, value } = answers[id]
  reply.code(status).headers(headers)
  if (type === undefined) return reply.send()
  const isText = typeof value === 'string'
  if (type !== 'application/json' || isText) reply.type(type)
  if (!/[/+]json$/.test(type)) return reply.send(Buffer.from(value))
  return isText ? textOf(value) : value
}
/** Fastify takes a text for JSON that is written already. */
const fastifyView = (id) => viewOf(id, JSON.stringify)
const flakonView = (id) => viewOf(id, (text) => text)

/** The others write no line of a request either. */
const quiet = { level: 'silent', requests: false }

const contestants = {
  async fastify() {
    const { fastify } = await import('fastify')
    const app = fastify()
    app.get(known.route.path, fastifyView(known.route.id))
    return listen(app)
  },
  async flakon() {
    const { createApp } = await import('../packages/flakon/dist/index.js')
    const { SpecBlueprint } = await import('../packages/openapi/dist/index.js')
    const api = new SpecBlueprint('api', { spec: file })
    for (const id of known.ids) api.operation(id, flakonView(id))
    for (const [name, scopes] of Object.entries(known.schemes))
      api.security(name, () => ({ scopes }))
    const settings = { log: quiet, app: { mode: 'production' } }
    const app = createApp({ blueprints: [api], settings })
    return listen(app)
  },
  async 'fastify-openapi-glue'() {
    const { fastify } = await import('fastify')
    const { default: glue } = await import('fastify-openapi-glue')
    const app = fastify({ ajv: { customOptions: { strict: false } } })
    if (known.version.startsWith('3.1')) await useLatest(app)
    // Fastify's own answer to an invalid request may be none of the answers that an operation declares.
    app.setErrorHandler((error, _request, reply) =>
      reply
        .code(error.statusCode ?? 500)
        .type('application/json')
        .serializer(JSON.stringify)
        .send({ message: error.message }),
    )
    await takeBodies(app)
    await app.register(glue, {
      specification: file,
      operationResolver: (id, method, path) =>
        fastifyView(known.ids.includes(id) ? id : `${method} ${path}`),
      securityHandlers: Object.fromEntries(
        Object.keys(known.schemes).map((name) => [name, async () => {}]),
      ),
    })
    return listen(app)
  },
  'openapi-backend': () => onHttp({}),
  'openapi-backend, quick': () => onHttp({ quick: true }),
  'openapi-backend, quick, on Fastify': () => onFastify({ quick: true }),
}

async function listen(app) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server
}

/** As the glue's page on JSON Schema 2020-12 has it. */
async function useLatest(app) {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const { default: formats } = await import('ajv-formats')
  const ajv = new Ajv2020({ useDefaults: true, coerceTypes: 'array', strict: false, logger: false })
  formats(ajv)
  app.setValidatorCompiler(({ schema }) => ajv.compile(schema))
}

/** Bodies that Fastify knows nothing of. */
async function takeBodies(app) {
  const whole = (parseAs, parse) => [{ parseAs }, async (_request, body) => parse(body)]
  app.addContentTypeParser(/^application\/[\w.-]+\+json/, ...whole('string', JSON.parse))
  app.addContentTypeParser('application/x-www-form-urlencoded', ...whole('string', fieldsOf))
  if (known.types.includes('multipart/form-data')) {
    const { default: multipart } = await import('@fastify/multipart')
    await app.register(multipart, { attachFieldsToBody: 'keyValues' })
  }
  app.addContentTypeParser('*', ...whole('buffer', (body) => body))
}

function fieldsOf(text) {
  const fields = {}
  for (const [name, value] of new URLSearchParams(text)) {
    fields[name] = name in fields ? [fields[name], value].flat() : value
  }
  return fields
}

async function openapiBackend(options) {
  const { OpenAPIBackend } = await import('openapi-backend')
  const { default: addFormats } = await import('ajv-formats')
  const { Ajv2020 } = known.version.startsWith('3.1') ? await import('ajv/dist/2020.js') : {}
  const customizeAjv = (ajv, own) => addFormats(Ajv2020 === undefined ? ajv : new Ajv2020(own))
  const ajvOpts = { logger: false }
  const api = new OpenAPIBackend({ definition: file, customizeAjv, ajvOpts, ...options })
  const view = (id) => (_context, _request, response) => reply(response, answers[id])
  api.register(Object.fromEntries(known.ids.map((id) => [id, view(id)])))
  const failing = (status) => (context, _request, response) =>
    fail(response, status, context.validation?.errors)
  api.register({
    validationFail: failing(400),
    notFound: failing(404),
    methodNotAllowed: failing(405),
    notImplemented: failing(501),
    unauthorizedHandler: failing(401),
  })
  for (const name of Object.keys(known.schemes)) api.registerSecurityHandler(name, () => true)
  await api.init()
  return api
}

/** On bare `node:http`, the least that can carry it. */
async function onHttp(options) {
  const { createServer } = await import('node:http')
  const api = await openapiBackend(options)
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request
    try {
      const body = await bodyOf(request)
      await api.handleRequest({ method, path: url, body, headers }, request, response)
    } catch (error) {
      fail(response, 500, error.message)
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** As its documentation mounts it in Fastify; the views answer past Fastify, which costs the least. */
async function onFastify(options) {
  const { fastify } = await import('fastify')
  const api = await openapiBackend(options)
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    async handler(request, own) {
      own.hijack()
      const { method, url, headers, raw } = request
      try {
        const body = await bodyOf(raw)
        await api.handleRequest({ method, path: url, body, headers }, raw, own.raw)
      } catch (error) {
        fail(own.raw, 500, error.message)
      }
    },
  })
  return listen(app)
}

async function bodyOf(request) {
  const { method, headers } = request
  if (method === 'GET' || method === 'HEAD') return undefined
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  if (chunks.length === 0) return undefined
  const bytes = Buffer.concat(chunks)
  const type = headers['content-type'] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) return fieldsOf(bytes.toString())
  if (!type.startsWith('multipart/')) return bytes.toString()
  const fields = {}
  for (const [name, value] of await new Response(bytes, {
    headers: { 'content-type': type },
  }).formData()) {
    fields[name] = typeof value === 'string' ? value : await value.text()
  }
  return fields
}

function reply(response, { status, type, headers, value }) {
  if (type === undefined) return response.writeHead(status, headers).end()
  const text = /[/+]json$/.test(type) ? JSON.stringify(value) : value
  const length = Buffer.byteLength(text)
  response
    .writeHead(status, { ...headers, 'content-type': type, 'content-length': length })
    .end(text)
}

function fail(response, status, errors) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }))
}

function memory() {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage.rss() / 1e6
}

const said = []
console.log = console.warn = console.error = (...words) => said.push(words.map(String).join(' '))

process.on('message', (message) => {
  const { user, system } = process.cpuUsage()
  if (message === 'cpu') process.send({ cpu: user + system })
  if (message === 'memory') process.send({ memory: memory() })
  if (message.answers === undefined) return
  answers = message.answers
  process.send({ isReady: true })
})
process.on('disconnect', () => process.exit())
// What fails on its own, beside a request, is no answer; the process is to live for the next one.
process.on('unhandledRejection', (error) => said.push(String(error)))

try {
  const server = await contestants[contestant]()
  const { user, system } = process.cpuUsage()
  process.send({ port: server.address().port, cpu: (user + system) / 1000 })
} catch (error) {
  process.send({ error: [...said, error.message] }, () => process.disconnect())
}
if (said.length > 0 && process.connected) process.send({ said })

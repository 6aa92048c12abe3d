// Reads a document on its own, so that the requests of the bench do not come from the reader of a contestant: its
// operations as plain records, as packages/openapi/src/document.ts draws them, its schemas in the words of OpenAPI 3.1.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answersOf, createFiles, parametersOf, schemesOf } from './contract-nodes.js'
import { toLatest } from './contract-schemas.js'
import { swagger } from './contract-swagger.js'

const folder = fileURLToPath(new URL('../../shared/specs/', import.meta.url))

export const documents = {
  'oai-uspto': join(folder, 'oai-uspto.yaml'),
  'oai-petstore-expanded': join(folder, 'oai-petstore-expanded.yaml'),
  'slack-v2': join(folder, 'slack-v2.json'),
  discord: join(folder, 'discord.json'),
  box: join(folder, 'box.json'),
  digitalocean: join(folder, 'digitalocean/DigitalOcean-public.v2.yaml'),
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** → { version, schemas, securitySchemes, operations }; references in schemas lead to `#/components/schemas/…`. */
export function readDocument(path) {
  const files = createFiles()
  const root = { node: files.read(resolve(path)), file: resolve(path) }
  const pool = createPool(files)
  const version = root.node.openapi ?? root.node.swagger
  const reader = version === '2.0' ? swagger(files, pool, root) : openapi(files, pool, root)
  const operations = []
  for (const [path, item] of files.entries(
    files.follow({ node: root.node.paths, file: root.file }),
  )) {
    const target = files.follow(item)
    for (const method of methods) {
      if (target.node[method] === undefined) continue
      const operation = files.follow(files.at(target, method))
      operations.push(reader.operation({ path, method, item: target, operation }))
    }
  }
  pool.complete()
  return { version, schemas: pool.schemas, securitySchemes: reader.securitySchemes(), operations }
}

/** Schemas that something refers to, each once and by a name of its own. */
function createPool(files) {
  const names = new Map()
  const waiting = []
  const schemas = {}
  const nameOf = (ref, file) => {
    const target = files.target(ref, file)
    const name = names.get(target.key) ?? `S${names.size}`
    if (!names.has(target.key)) waiting.push({ name, target })
    names.set(target.key, name)
    return `#/components/schemas/${name}`
  }
  const refsOf = (file) => ({
    rename: (ref) => nameOf(ref, file),
    read: (ref) => files.target(ref, file).node,
  })
  const schema = ({ node, file }) => toLatest(node ?? true, refsOf(file))
  return {
    schemas,
    schema,
    complete() {
      for (const { name, target } of waiting) schemas[name] = schema(target)
    },
  }
}

function baseOf(servers) {
  const [server] = servers ?? []
  if (server === undefined) return ''
  const url = server.url.replaceAll(
    /\{(\w+)\}/g,
    (_, name) => server.variables?.[name]?.default ?? '',
  )
  return URL.canParse(url, 'http://localhost/')
    ? new URL(url, 'http://localhost/').pathname.replace(/\/$/, '')
    : ''
}

function openapi(files, pool, root) {
  const { schema } = pool
  const style = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' }
  const parameter = (place) => {
    const { node } = place
    const [content] = files.entries(files.at(place, 'content'))
    const own = node.style ?? style[node.in]
    return {
      name: node.name,
      in: node.in,
      required: node.required === true || node.in === 'path',
      style: own,
      explode: node.explode ?? own === 'form',
      schema: schema(files.at(content?.[1] ?? place, 'schema')),
      examples: [
        node.example,
        ...Object.values(node.examples ?? {}).map((one) => one.value),
      ].filter((one) => one !== undefined),
      ...(content === undefined ? {} : { mediaType: content[0] }),
    }
  }
  const content = (place) =>
    Object.fromEntries(
      files
        .entries(files.at(place, 'content'))
        .map(([type, media]) => [
          type.split(';')[0].trim().toLowerCase(),
          { schema: schema(files.at(media, 'schema')), encoding: media.node.encoding ?? {} },
        ]),
    )
  const answer = (place) => ({
    content: content(place),
    headers: Object.fromEntries(
      files.entries(files.at(place, 'headers')).map(([name, header]) => {
        const { node, file } = files.follow(header)
        return [
          name,
          { required: node.required === true, schema: schema({ node: node.schema, file }) },
        ]
      }),
    ),
  })
  return {
    operation({ path, method, item, operation }) {
      const { node } = operation
      const body = node.requestBody && files.follow(files.at(operation, 'requestBody'))
      return {
        id: node.operationId ?? `${method.toUpperCase()} ${path}`,
        method,
        path,
        base: baseOf(node.servers ?? item.node.servers ?? root.node.servers),
        parameters: parametersOf(files, item, operation).map(parameter),
        body: body && { required: body.node.required === true, content: content(body) },
        answers: answersOf(files, operation, answer),
        security: node.security ?? root.node.security,
      }
    },
    securitySchemes: () =>
      schemesOf(files, files.at(files.at(root, 'components'), 'securitySchemes')),
  }
}

// Reading four scalars of a query: by Fastify's own parser, by that and a typed view's conversion, and by the decoder
// of an operation, which reads them from the raw URL and needs neither.
import { createRequire } from 'node:module'
import { print, takeTurns } from './rounds.js'
import { source } from './source.js'

const { textConverter } = await source('packages/flakon/src/schema/text.ts')
const { createDecoder } = await source('packages/openapi/src/parameters.ts')
const { toRoute } = await source('packages/openapi/src/path-template.ts')

const require = createRequire(createRequire(import.meta.url).resolve('find-my-way'))
const querystring = require('fast-querystring')

const schemas = {
  limit: { type: 'integer' },
  sort: { type: 'string' },
  active: { type: 'boolean' },
  since: { type: 'string' },
}
const sent = 'limit=20&sort=created&active=true&since=2026-01-31'

const convert = textConverter({ type: 'object', properties: schemas }, false)
const parameters = Object.entries(schemas).map(([name, schema]) => ({
  name,
  in: 'query',
  style: 'form',
  explode: true,
  schema,
}))
const decode = createDecoder(parameters, toRoute('/runs'), (schema) => schema)
const none = createDecoder([], toRoute('/runs'), (schema) => schema)
const requestOf = (query) => ({ raw: { url: `/runs?${query}` }, params: {} })

for (const [title, query] of [
  ['four scalars in a query', sent],
  ['the same, percent-encoded', sent.replaceAll('-', '%2D').replaceAll('20', '%32%30')],
]) {
  const request = requestOf(query)
  const costs = takeTurns(
    [
      { name: "Fastify's own parser", run: () => querystring.parse(query) },
      { name: '… and the types of a typed view', run: () => convert(querystring.parse(query)) },
      { name: 'the decoder of an operation', run: () => decode(request) },
      { name: '… of one without parameters', run: () => none(request) },
    ],
    { rounds: 41, times: 20_000 },
  )
  print(title, costs)
}

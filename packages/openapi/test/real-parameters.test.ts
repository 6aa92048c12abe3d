import { readdirSync } from 'node:fs'
import { fastify, type HTTPMethods } from 'fastify'
import { describe, expect, test } from 'vitest'
import { createBodyDecoder, toCheckable } from '../src/body.ts'
import type { Operation, Schema } from '../src/document.ts'
import { createDecoder } from '../src/parameters.ts'
import { type RouteTemplate, toRoute } from '../src/path-template.ts'
import { follow } from './reading.ts'
import { areThere, folder, realDocument } from './real-documents.ts'

const digitalocean = 'digitalocean/DigitalOcean-public.v2.yaml'
const names = areThere
  ? [...readdirSync(folder), digitalocean].filter((name) => /\.(?:json|ya?ml)$/.test(name))
  : []

/** A URL that its template takes, by names in place of values. */
function urlOf({ base, path }: Operation): string {
  return (base + path).replaceAll(/\{([^}]*)\}/g, 'x1').replaceAll('"', '%22')
}

describe.skipIf(names.length === 0)('of the real documents', () => {
  test.each(names)('every operation of %s is routed, and its parameters are read', async (name) => {
    const { document, operations } = await realDocument(name)
    const resolve = follow((document.components.schemas ?? {}) as Record<string, Schema>)
    const app = fastify()
    const routes = operations.map((one) => [one, toRoute(one.base + one.path)] as const)
    expect(routes.filter(([, route]) => 'fault' in route)).toEqual([])
    const ranked = routes as [Operation, RouteTemplate][]
    for (const [operation, route] of ranked.sort(([, a], [, b]) => b.rank - a.rank)) {
      const { parameters, body, method, id } = operation
      const decode = createDecoder(parameters, route, resolve)
      const decodeBody = body === undefined ? undefined : createBodyDecoder(body, resolve)
      for (const [type, media] of Object.entries(body?.content ?? {}))
        toCheckable(type, media, resolve)
      app.route({
        method: method.toUpperCase() as HTTPMethods,
        url: route.url,
        exposeHeadRoute: false,
        handler: async (request) => {
          const { params } = decode(request)
          return { id, read: Object.keys(params), body: decodeBody?.(request) }
        },
      })
    }
    await app.ready()
    const missed: string[] = []
    for (const operation of operations) {
      const method = operation.method.toUpperCase() as 'GET'
      const response = await app.inject({ method, url: urlOf(operation) })
      const expected = operation.parameters.filter((one) => one.in === 'path').length
      const { id, read } = response.statusCode === 200 ? response.json() : { id: '', read: [] }
      if (id !== operation.id || read.length !== expected) missed.push(operation.id)
    }
    expect(missed).toEqual([])
    await app.close()
  })
})

import { describe, expect, test } from 'vitest'
import type { Node } from '../src/document.ts'
import { codesOf, documentWith, loadFiles, swaggerWith } from './loading.ts'

const user = { $ref: '#/components/schemas/User' }
const responses = { 200: { description: 'fine' } }

describe('bodies', () => {
  const body = {
    name: 'user',
    in: 'body',
    required: true,
    description: 'd',
    schema: { $ref: '#/definitions/User' },
  }
  const expected = {
    required: true,
    content: { 'application/json': { schema: user, encoding: {} } },
  }

  test('a body is what is consumed', async () => {
    expect((await swaggerWith({ parameters: [body] })).found.body).toEqual(expected)
    const consumes = ['text/plain; charset=utf-8', 'application/JSON']
    const { found } = await swaggerWith({ parameters: [body], consumes })
    expect(Object.keys(found.body?.content ?? {})).toEqual(['text/plain', 'application/json'])
    const root = await swaggerWith(
      { parameters: [body] },
      { consumes: ['application/vnd.user+json'] },
    )
    expect(Object.keys(root.found.body?.content ?? {})).toEqual(['application/vnd.user+json'])
  })

  test('one behind a reference is one', async () => {
    const parameters = [{ $ref: '#/parameters/Body' }, { $ref: '#/parameters/Page' }]
    const page = { name: 'page', in: 'query', type: 'integer' }
    const { loaded, found } = await swaggerWith(
      { parameters },
      { parameters: { Body: { $ref: '#/parameters/Real' }, Real: body, Page: page } },
    )
    expect(loaded.faults).toEqual([])
    expect(found.body).toEqual(expected)
    expect(found.parameters.map(({ name }) => name)).toEqual(['id', 'page'])
    expect(Object.keys(loaded.document.components.parameters ?? {})).toEqual(['Page'])
    expect(found.node.requestBody).toEqual({
      description: 'd',
      required: true,
      content: { 'application/json': { schema: user } },
    })
  })

  test('one in another file, and one of the path, which an own one replaces', async () => {
    const paths = {
      '/a': {
        parameters: [{ $ref: 'bodies.yaml#/user' }],
        put: { operationId: 'put', responses },
        post: {
          operationId: 'post',
          responses,
          parameters: [{ name: 'b', in: 'body', schema: { type: 'string' } }],
        },
      },
    }
    const files = {
      'openapi.yaml': JSON.stringify(documentWith({ paths }, '2.0')),
      'bodies.yaml': 'user: { name: user, in: body, schema: { type: object, x-nullable: true } }',
    }
    const loaded = await loadFiles(files)
    expect(codesOf(loaded)).toEqual([])
    const schemas = loaded.operations.map(({ body }) => body?.content['application/json']?.schema)
    expect(schemas).toEqual([{ type: ['object', 'null'] }, { type: 'string' }])
  })

  test('forms', async () => {
    const fields = [
      { name: 'a', in: 'formData', required: true, type: 'string', description: 'd' },
      {
        name: 'b',
        in: 'formData',
        type: 'array',
        items: { type: 'string' },
        collectionFormat: 'multi',
      },
      { name: 'c', in: 'formData', type: 'array', items: { type: 'integer' } },
    ]
    const { found } = await swaggerWith({ parameters: fields })
    expect(found.body).toEqual({
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            required: ['a'],
            properties: {
              a: { type: 'string', description: 'd' },
              b: { type: 'array', items: { type: 'string' } },
              c: { type: 'array', items: { type: 'integer' } },
            },
          },
          encoding: { b: { style: 'form', explode: true }, c: { style: 'form', explode: false } },
        },
      },
    })
    const types = async (parameters: Node[], consumes?: string[]) => {
      const { found } = await swaggerWith({ parameters, ...(consumes ? { consumes } : {}) })
      return Object.keys(found.body?.content ?? {})
    }
    const both = ['multipart/form-data', 'application/x-www-form-urlencoded']
    expect(await types(fields, both)).toEqual(both)
    expect(await types(fields, ['application/json'])).toEqual([both[1]])
    const file = { name: 'f', in: 'formData', type: 'file' }
    expect(await types([file], both)).toEqual([both[0]])
    expect(
      (await swaggerWith({ parameters: [file] })).found.body?.content['multipart/form-data']
        ?.schema,
    ).toEqual({
      type: 'object',
      properties: { f: { type: 'string', format: 'binary' } },
    })
  })
})

describe('answers', () => {
  const answers = {
    200: {
      description: 'fine',
      schema: { $ref: '#/definitions/User' },
      headers: { 'X-Left': { type: 'integer', description: 'd' } },
      examples: { 'application/json': { name: 'a' } },
    },
    404: { $ref: '#/responses/Missing' },
    default: { description: 'nothing' },
  }
  const shared = { responses: { Missing: { description: 'm', schema: { type: 'string' } } } }

  test('have the media types that are produced', async () => {
    const { loaded, found } = await swaggerWith({ responses: answers }, shared)
    expect(loaded.faults).toEqual([])
    expect(found.answers).toEqual({
      200: {
        content: { 'application/json': { schema: user, encoding: {} } },
        headers: { 'X-Left': { required: false, schema: { type: 'integer' } } },
      },
      404: {
        content: { 'application/json': { schema: { type: 'string' }, encoding: {} } },
        headers: {},
      },
      default: { content: {}, headers: {} },
    })
    expect(found.node.responses).toMatchObject({
      200: { content: { 'application/json': { example: { name: 'a' } } } },
      404: { $ref: '#/components/responses/Missing' },
    })
  })

  test('also those that several operations share', async () => {
    const { found } = await swaggerWith({ responses: answers, produces: ['text/plain'] }, shared)
    const types = Object.values(found.answers).map(({ content }) => Object.keys(content))
    expect(types).toEqual([['text/plain'], ['text/plain'], []])
    const file = { 200: { description: 'f', schema: { type: 'file' } } }
    expect((await swaggerWith({ responses: file })).found.answers['200']?.content).toEqual({
      'application/octet-stream': { schema: { type: 'string', format: 'binary' }, encoding: {} },
    })
  })
})

describe('the rest', () => {
  test.each([
    [
      { host: 'a.com', basePath: '/v1/', schemes: ['https', 'http'] },
      '/v1',
      ['https://a.com/v1/', 'http://a.com/v1/'],
    ],
    [{ host: 'a.com' }, '', ['//a.com/']],
    [{ basePath: 'v1' }, '/v1', ['/v1']],
    [{}, '', undefined],
  ])('servers of %j', async (parts, base, urls) => {
    const { loaded, found } = await swaggerWith({}, parts)
    expect(found.base).toBe(base)
    const { servers } = loaded.document as { servers?: { url: string }[] }
    expect(servers?.map(({ url }) => url)).toEqual(urls)
  })

  test('security schemes', async () => {
    const oauth = (flow: string) => ({
      type: 'oauth2',
      flow,
      authorizationUrl: 'a',
      tokenUrl: 't',
      scopes: { s: 'd' },
    })
    const flow = { authorizationUrl: 'a', tokenUrl: 't', scopes: { s: 'd' } }
    const securityDefinitions = {
      basic: { type: 'basic', description: 'd' },
      key: { type: 'apiKey', name: 'k', in: 'query' },
      implicit: oauth('implicit'),
      password: oauth('password'),
      application: oauth('application'),
      code: oauth('accessCode'),
    }
    const { loaded } = await swaggerWith({ security: [{ code: ['s'] }] }, { securityDefinitions })
    expect(loaded.faults).toEqual([])
    expect(loaded.document.components.securitySchemes).toEqual({
      basic: { type: 'http', scheme: 'basic', description: 'd' },
      key: { type: 'apiKey', name: 'k', in: 'query' },
      implicit: { type: 'oauth2', flows: { implicit: flow } },
      password: { type: 'oauth2', flows: { password: flow } },
      application: { type: 'oauth2', flows: { clientCredentials: flow } },
      code: { type: 'oauth2', flows: { authorizationCode: flow } },
    })
  })

  test('nothing of Swagger 2.0 is left', async () => {
    const { loaded } = await swaggerWith(
      { consumes: ['a/b'], produces: ['a/b'], schemes: ['http'] },
      {
        schemes: ['http'],
        host: 'a.com',
        consumes: [],
        produces: [],
        tags: [{ name: 'a' }],
        'x-a': 1,
      },
    )
    expect(Object.keys(loaded.document)).toEqual([
      'openapi',
      'info',
      'paths',
      'tags',
      'x-a',
      'servers',
      'components',
    ])
    expect(Object.keys(loaded.operations[0]?.node ?? {})).toEqual(['operationId', 'responses'])
    expect(loaded.document.openapi).toBe('3.1.0')
    expect(loaded.version).toBe('2.0')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diffDocuments } from '../../src/diff/diff.ts'
import type { Change } from '../../src/diff/rules.ts'
import { loadDocument } from '../../src/load.ts'
import { areThere, folder, realDocument } from '../real-documents.ts'

// Where ../shared/specs is absent, these are skipped.
const describeReal = describe.skipIf(!areThere)

const names = [
  'box.json',
  'discord.json',
  'slack-v2.json',
  'oai-api-with-examples.yaml',
  'oai-callback-example.yaml',
  'oai-link-example.yaml',
  'oai-petstore-expanded.yaml',
  'oai-petstore.yaml',
  'oai-uspto.yaml',
]

describeReal('a real document', () => {
  test.each(names)(
    '%s differs in nothing from itself, nor from what it is in OpenAPI 3.1',
    async (name) => {
      const loaded = await realDocument(name)
      expect(diffDocuments(loaded, loaded)).toEqual([])
      const plain = { ...loaded.document, swagger: undefined, openapi: '3.1.0' }
      expect(diffDocuments(loaded, await loadDocument(plain))).toEqual([])
    },
  )

  test('of thousands of files differs in nothing from itself', async () => {
    const loaded = await realDocument('digitalocean/DigitalOcean-public.v2.yaml')
    expect(diffDocuments(loaded, loaded)).toEqual([])
  })
})

// biome-ignore lint/suspicious/noExplicitAny: JSON of a known form
type Json = any

/** One edit of the document of Box, and the changes that it makes. */
const edits: readonly [edit: (box: Json) => void, told: readonly string[]][] = [
  [
    ({ paths }) => delete paths['/users/{user_id}'].delete,
    ['! operation-removed DELETE /users/{user_id} : is removed'],
  ],
  [
    ({ paths }) => {
      paths['/pings'] = {
        get: { operationId: 'ping', responses: { 204: { description: 'good' } } },
      }
    },
    ['operation-added GET /pings : is added'],
  ],
  [
    ({ paths }) => {
      paths['/tasks/{task_id}'].get.operationId = 'get_task'
    },
    ['! operation-id-changed GET /tasks/{id} : the operationId get_tasks_id becomes get_task'],
  ],
  [
    ({ paths }) => {
      paths['/tasks/{id}'] = paths['/tasks/{task_id}']
      delete paths['/tasks/{task_id}']
      for (const one of Object.values<Json>(paths['/tasks/{id}'])) {
        one.parameters.find((parameter: Json) => parameter.name === 'task_id').name = 'id'
      }
    },
    ['GET', 'PUT', 'DELETE'].map(
      (method) =>
        `path-parameter-renamed ${method} /tasks/{id} path parameter id: has another name, it was task_id`,
    ),
  ],
  [
    ({ paths }) => {
      const { schema } = bodyOf(paths['/comments'].post)
      schema.required.push('tagged_message', 'mood')
      schema.properties.mood = { type: 'string' }
      schema.properties.item.properties.type.enum.pop()
    },
    [
      '! request-property-became-required POST /comments request body /tagged_message: is required',
      '! request-property-added-required POST /comments request body /mood: is added, and required',
      '! request-enum-value-removed POST /comments request body /item/type: the value "comment" is removed',
    ],
  ],
  [
    ({ paths }) => {
      const [, offset, limit] = paths['/collections'].get.parameters
      offset.schema.default = 1
      limit.schema.maximum = 500
      limit.required = true
    },
    [
      '! request-default-changed GET /collections query parameter offset: default changes from 0 to 1',
      '! parameter-became-required GET /collections query parameter limit: is required',
      '! request-bound-tightened GET /collections query parameter limit: maximum changes from 1000 to 500',
    ],
  ],
  [
    ({ components }) => {
      const { properties } =
        components.schemas.Collection.allOf?.[1] ?? components.schemas.Collection
      properties.name.type = 'integer'
      delete properties.name.enum
      delete properties.collection_type
    },
    [
      '! answer-type-changed GET /collections answer 200 /entries/0/name: the type changes from string to integer',
      '! answer-property-removed GET /collections answer 200 /entries/0/collection_type: is removed',
      '! answer-type-changed GET /collections/{collection_id} answer 200 /name: the type changes from string to integer',
      '! answer-property-removed GET /collections/{collection_id} answer 200 /collection_type: is removed',
    ],
  ],
  [
    ({ paths }) => {
      paths['/collections'].get.security = []
      paths['/collections'].get.responses['202'] = { description: 'Later' }
    },
    [
      '! answer-status-added GET /collections answer 202: is added',
      'security-removed GET /collections security: is no longer required',
    ],
  ],
]

function bodyOf(operation: Json): Json {
  return operation.requestBody.content['application/json']
}

function told({ rule, breaking, operation, place, message }: Change): string {
  return `${breaking ? '! ' : ''}${rule} ${operation} ${place}: ${message}`
}

describeReal('two versions of the document of Box', () => {
  const text = areThere ? readFileSync(`${folder}box.json`, 'utf8') : '{}'

  test('differ in what was edited, and in nothing else', async () => {
    const box = JSON.parse(text)
    for (const [edit] of edits) edit(box)
    const changes = diffDocuments(await realDocument('box.json'), await loadDocument(box))
    expect(changes.map(told).toSorted()).toEqual(edits.flatMap(([, all]) => all).toSorted())
  })

  test('differ in nothing where a component has another name', async () => {
    const renamed = text
      .replaceAll('"#/components/schemas/ClientError"', '"#/components/schemas/Failure"')
      .replace('"ClientError":', '"Failure":')
    expect(renamed).not.toContain('/ClientError"')
    const changes = diffDocuments(
      await realDocument('box.json'),
      await loadDocument(JSON.parse(renamed)),
    )
    expect(changes).toEqual([])
  })

  test('differ in one place where a component changes that many operations share', async () => {
    const box = JSON.parse(text)
    box.components.schemas.ClientError.properties.code.enum.push('teapot')
    const changes = diffDocuments(await realDocument('box.json'), await loadDocument(box))
    const pointer = '/components/schemas/ClientError/properties/code'
    expect(new Set(changes.map(({ component, rule }) => `${component} ${rule}`))).toEqual(
      new Set([`#${pointer} answer-enum-value-added`]),
    )
    expect(changes.length).toBeGreaterThan(200)
    expect(changes[0]?.old).toMatchObject({ pointer })
  })
})

import { expect, test } from 'vitest'
import type { Node } from '../src/document.ts'
import { documentWith, linesOf, loadFiles } from './loading.ts'

const responses = { 200: { description: 'OK' } }

async function told(parts: Node): Promise<string[]> {
  const lines = linesOf(await loadFiles({ 'openapi.yaml': JSON.stringify(documentWith(parts)) }))
  return lines.flatMap((line) => /misspelt_field: (.*)/.exec(line)?.[1] ?? [])
}

test.each([
  ['delte', 'delete', { '/a': { delte: { operationId: 'a', responses } } }],
  ['GET', 'get', { '/a': { GET: { operationId: 'a', responses } } }],
  ['respones', 'responses', { '/a': { get: { operationId: 'a', respones: {}, responses } } }],
  [
    'requird',
    'required',
    {
      '/a': {
        parameters: [{ name: 'q', in: 'query', requird: true, schema: {} }],
        get: { operationId: 'a', responses },
      },
    },
  ],
  [
    'minLenght',
    'minLength',
    {
      '/a': {
        parameters: [{ name: 'q', in: 'query', schema: { type: 'string', minLenght: 3 } }],
        get: { operationId: 'a', responses },
      },
    },
  ],
])('%s is told, and what it nearly is', async (word, near, paths) => {
  expect(await told({ paths })).toEqual([
    `there is no field "${word}", so it says nothing: did you mean "${near}"?`,
  ])
})

test('extensions, and names that are like no other, are left to those who know them', async () => {
  const schemas = { A: { type: 'object', 'x-requird': 1, tsEnumNames: [], unit: 'metre' } }
  const get = { operationId: 'a', 'x-respones': {}, authenticator: 'own', responses }
  expect(await told({ paths: { '/a': { get } }, components: { schemas } })).toEqual([])
})

test('properties and examples may have any name', async () => {
  const A = { properties: { requird: { type: 'string' } }, example: { minLenght: 1 } }
  expect(await told({ components: { schemas: { A } } })).toEqual([])
})

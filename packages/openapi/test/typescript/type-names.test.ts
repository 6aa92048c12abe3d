import { describe, expect, test } from 'vitest'
import { toCamel } from '../../src/typescript/type-names.ts'
import { typesOf } from './generated.ts'

const text = { type: 'string' }

/** The names of types, by those of the schemas that a document has, in this order. */
async function namesOf(schemas: readonly string[], options = {}) {
  const components = { schemas: Object.fromEntries(schemas.map((name) => [name, text])) }
  const all = await typesOf({ components }, options)
  const lines = /export interface Schemas \{\n([\s\S]*?)\n\}/.exec(all)?.[1]?.split('\n') ?? []
  return lines.map((line) => line.trim())
}

describe('types', () => {
  test('are called what the document calls them', async () => {
    expect(await namesOf(['User', 'run_list'])).toEqual(['User: User', 'run_list: run_list'])
  })

  test('have a safe name where the document has none', async () => {
    expect(
      await namesOf(['a.b-c', '3d', 'Blob', 'Error', 'string', 'class', 'Operations', 'Binary']),
    ).toEqual([
      "'a.b-c': a_b_c",
      "'3d': _3d",
      'Blob: BlobSchema',
      'Error: ErrorSchema',
      'string: stringSchema',
      'class: classSchema',
      'Operations: OperationsSchema',
      'Binary: BinarySchema',
    ])
  })

  test('keep a good name, whatever stands in front of them', async () => {
    expect(await namesOf(['a.b', 'a-b', 'a_b', 'Error', 'ErrorSchema'])).toEqual([
      "'a.b': a_b2",
      "'a-b': a_b3",
      'a_b: a_b',
      'Error: ErrorSchema2',
      'ErrorSchema: ErrorSchema',
    ])
  })
})

describe('--camel', () => {
  const operation = (operationId: string) => ({
    operationId,
    responses: { 204: { description: '' } },
  })

  test.each([
    ['getRuns', 'getRuns'],
    ['get_runs', 'getRuns'],
    ['users/get-by-username', 'usersGetByUsername'],
    ['find pet by id', 'findPetById'],
    ['GET /users/{id}', 'getUsersId'],
    ['GetURL', 'getURL'],
    ['HTTPServer', 'httpServer'],
    ['LIST_ALL_v2', 'listAllV2'],
  ])('makes %j %s', (name, camel) => {
    expect(toCamel(name)).toBe(camel)
  })

  test('names operations and types, and nothing that is sent', async () => {
    const parameters = [{ name: 'runner_id', in: 'query', schema: text }]
    const all = await typesOf(
      {
        paths: { '/': { get: { ...operation('list_runs'), parameters } } },
        components: { schemas: { run_list: { properties: { next_page: text } } } },
      },
      { camel: true, table: true },
    )
    expect(all).toContain('  listRuns: {\n    query: { runner_id?: string }')
    expect(all).toContain('export type RunList = { next_page?: string }')
    expect(all).toContain("export const listRuns = ['GET', '/'] as const")
    expect(all).toContain('flakon types --table --camel')
  })

  test('is refused where two names become one', async () => {
    const paths = { '/': { get: operation('get_runs'), post: operation('getRuns') } }
    await expect(typesOf({ paths }, { camel: true })).rejects.toThrow(
      '--camel: the operations "get_runs" and "getRuns" would both be getRuns: leave --camel out',
    )
    await expect(namesOf(['run_list', 'RunList'], { camel: true })).rejects.toThrow(
      '--camel: the schemas "RunList" and "run_list" would both be RunList: leave --camel out',
    )
  })
})

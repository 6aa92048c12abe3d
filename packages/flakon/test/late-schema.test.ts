import { describe, expect, test, vi } from 'vitest'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import type { LateSchema } from '../src/view-options.ts'
import { appIn } from './apps.ts'

const user = { $id: 'User', type: 'object', properties: { id: { type: 'integer' } } }

function lateOf(schema: object) {
  return { schema: vi.fn(() => schema), shared: (id: string) => (id === 'User' ? user : undefined) }
}

function homeWith(late: LateSchema): JsonBlueprint {
  const home = new JsonBlueprint('home')
  return home.post('/:id', { name: 'add', late, where: 'openapi.yaml:3:1' }, ({ body }) => body)
}

const schema = {
  params: { type: 'object', properties: { id: { type: 'integer' } } },
  body: { content: { 'application/json': { schema: { $ref: 'User' } } } },
  response: { 201: { $ref: 'User' } },
}

describe('a late schema', () => {
  test('is made by the first request in production, once, and does what a schema does', async () => {
    const late = lateOf(schema)
    const { app } = appIn('production', homeWith(late))
    await app.ready()
    expect(late.schema).not.toHaveBeenCalled()
    const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })
    const right = await post('/1', { id: 1, more: 2 })
    expect([right.statusCode, right.json()]).toEqual([201, { id: 1 }])
    expect((await post('/x', { id: 'x' })).json().errors).toEqual([
      { in: 'params', pointer: '/id', detail: 'must be an integer' },
      { in: 'body', pointer: '/id', detail: 'must be an integer' },
    ])
    expect(late.schema).toHaveBeenCalledTimes(1)
  })

  test('says what is taken', async () => {
    const { app } = appIn('production', homeWith(lateOf(schema)))
    const headers = { 'content-type': 'application/xml' }
    const response = await app.inject({ method: 'POST', url: '/1', headers, payload: '<a/>' })
    expect(response.json().detail).toBe(
      'The body is of a type that is not taken here; send application/json',
    )
  })

  test.each(['debug', 'test'] as const)('that is none stops the boot in %s', async (mode) => {
    const { app } = appIn(mode, homeWith(lateOf({ body: { $ref: 'Nobody' } })))
    await expect(app.ready()).rejects.toThrow(
      /view home\.add \(openapi\.yaml:3:1\), is not usable: body: the reference "Nobody" leads/,
    )
  })

  test('that is none is a 500 in production, whose line of log says why', async () => {
    const { app, lines } = appIn('production', homeWith(lateOf({ body: { type: 'x' } })))
    const response = await app.inject({ method: 'POST', url: '/1', payload: {} })
    expect(response.statusCode).toBe(500)
    const told = lines.filter((line) => line.includes('home.add') && line.includes('must be JSON'))
    expect(told).toHaveLength(1)
  })
})

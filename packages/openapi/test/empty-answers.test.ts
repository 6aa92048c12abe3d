import { createApp } from 'flakon'
import { expect, test } from 'vitest'
import { SpecBlueprint } from '../src/spec-blueprint.ts'

const text = { 'text/plain': { schema: { type: 'string' } } }
const header = { 'x-left': { schema: { type: 'integer' } } }

/** One operation with these answers, and a view that has nothing to say and does not ask for the reply. */
async function answerOf(responses: object): Promise<number> {
  const spec = {
    openapi: '3.1.0',
    info: { title: 'Runs', version: '1' },
    paths: { '/': { delete: { operationId: 'remove', responses } } },
  }
  const api = new SpecBlueprint('api', { spec })
  api.operation('remove', () => undefined)
  const settings = { contract: { allow_unsecured: true } }
  const app = createApp({ blueprints: [api], settings })
  const { statusCode } = await app.inject({ method: 'DELETE', url: '/' })
  await app.close()
  return statusCode
}

test.each([
  ['without headers', { 204: { description: 'Gone' } }],
  ['with headers', { 204: { description: 'Gone', headers: header } }],
  ['beside text', { 204: { description: 'Gone' }, 404: { description: 'None', content: text } }],
])('nothing is an answer, %s', async (_, responses) => {
  expect(await answerOf(responses)).toBe(204)
})

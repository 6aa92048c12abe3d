import { expect, test } from 'vitest'
import { createForms } from '../../src/forms.ts'
import { askFaker } from '../../src/mock/faker.ts'
import { createRandom } from '../../src/mock/random.ts'
import { schemaCheck } from '../../src/schema-check.ts'
import { answeringJson, mockOf } from './mocked-app.ts'

/** What the generator of the mock has no idea of. */
const schema = {
  type: 'object',
  required: ['a'],
  properties: { a: { $ref: '#/components/schemas/A' } },
  dependentSchemas: { a: { required: ['b'] } },
}
const components = { schemas: { A: { type: 'integer' } } }

test('json-schema-faker is asked last, and what it says is checked', async () => {
  const forms = createForms(components.schemas as never)
  const check = schemaCheck(forms)(schema, 'answer')
  const value = await askFaker(schema, forms, createRandom('1'), check)
  expect(value).toMatchObject({ a: expect.any(Number), b: expect.anything() })
  expect(await askFaker(schema, forms, createRandom('1'), check)).toEqual(value)
  expect(await askFaker(schema, forms, createRandom('1'), () => false)).toBeUndefined()
})

test('the mock answers with it', async () => {
  const own = { ...schema, properties: { a: { type: 'integer' } } }
  const app = await mockOf(answeringJson(own))
  const response = await app.inject('/')
  expect([response.statusCode, response.json()]).toMatchObject([200, { a: expect.any(Number) }])
  await app.close()
})

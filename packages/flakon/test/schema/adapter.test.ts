import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { adapt } from '../../src/schema/adapter.ts'

test('a schema is read once, and known by its identity', () => {
  const schema = z.object({})
  expect(adapt(schema)).toBe(adapt(schema))
  const plain = { type: 'object' }
  expect(adapt(plain)).toBe(adapt(plain))
})

describe('a date is shown as a date-time', () => {
  test.each([
    ['Zod', z.object({ at: z.date() })],
    ['ArkType', type({ at: 'Date' })],
    ['Valibot', toStandardJsonSchema(v.object({ at: v.date() }))],
  ])('of %s, and told', (_library, schema) => {
    const { input, output, unshown } = adapt(schema)
    for (const side of [input, output]) {
      expect(side).toMatchObject({ properties: { at: { type: 'string', format: 'date-time' } } })
    }
    expect(unshown.input).toHaveLength(1)
  })

  test('unless its library is told otherwise', () => {
    const { input } = adapt(z.object({ at: z.date().meta({ type: 'string', format: 'date' }) }))
    expect(input).toMatchObject({ properties: { at: { type: 'string', format: 'date' } } })
  })
})

describe('a transform shows what comes in, and is told of what goes out', () => {
  test.each([
    ['Zod', z.object({ n: z.string().transform(Number) })],
    ['Valibot', toStandardJsonSchema(v.object({ n: v.pipe(v.string(), v.transform(Number)) }))],
  ])('of %s', async (_library, schema) => {
    const { input, unshown, validate } = adapt(schema)
    expect(input).toMatchObject({ properties: { n: { type: 'string' } } })
    expect(unshown.output.length).toBeGreaterThan(0)
    expect(await validate?.({ n: '1' })).toMatchObject({ value: { n: 1 } })
  })
})

test('what a schema of Zod converts, replaces or catches is not guarded', () => {
  const body = z.object({
    coerced: z.coerce.number(),
    preprocessed: z.preprocess(String, z.string()),
    caught: z.number().catch(0),
    plain: z.email(),
  })
  expect(adapt(body).guard).toMatchObject({
    properties: { coerced: {}, preprocessed: {}, caught: {}, plain: { type: 'string' } },
    required: ['plain'],
  })
  expect(JSON.stringify(adapt(body).guard)).not.toMatch(/"(format|pattern)"/)
})

test('what a schema trims is not measured before', () => {
  const body = z.object({ name: z.string().trim().max(3), other: z.string().max(3) })
  const v2 = toStandardJsonSchema(v.object({ name: v.pipe(v.string(), v.trim(), v.maxLength(3)) }))
  for (const { guard, textGuard, input } of [adapt(body), adapt(v2)]) {
    for (const side of [guard, textGuard]) {
      expect(side).toMatchObject({ properties: { name: { type: 'string' } } })
      expect(side).not.toMatchObject({ properties: { name: { maxLength: 3 } } })
    }
    expect(input).toMatchObject({ properties: { name: { maxLength: 3 } } })
  }
  expect(adapt(body).guard).toMatchObject({ properties: { other: { maxLength: 3 } } })
})

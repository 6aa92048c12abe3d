import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { appOf } from '../apps.ts'
import { echoOf, sentTo } from './libraries.ts'

/** A filter as a client would write it, `depth` levels deep and wrong at its end. */
function chain(depth: number): object {
  let filter: object = { op: 'none' }
  for (let level = 0; level < depth; level++) filter = { op: 'and', args: [filter] }
  return filter
}

const list = { type: 'array', items: { $ref: '#/$defs/Filter' } }
const node = (op: string) => ({
  type: 'object',
  properties: { args: list, op: { const: op } },
  required: ['op', 'args'],
})
const filter = {
  $ref: '#/$defs/Filter',
  $defs: { Filter: { anyOf: [node('and'), node('or'), { properties: { op: { const: 'is' } } }] } },
}

const zodFilter: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('and'), args: z.array(zodFilter) }),
    z.object({ op: z.literal('or'), args: z.array(zodFilter) }),
    z.object({ op: z.literal('is') }),
  ]),
)

describe('a body that is wrong deep inside a union that holds itself', () => {
  test.each([
    ['JSON Schema', filter],
    ['Zod', zodFilter],
  ])('is refused before its levels have doubled its cost, by %s', async (_library, body) => {
    const answer = await sentTo(echoOf({ body }), chain(30))
    expect(answer).toMatchObject({ status: 400, code: 'validation_failed' })
  })
})

describe('a check that fails by itself', () => {
  const unhandled: unknown[] = []

  test.each([
    [
      'throws',
      () =>
        z.string().refine(() => {
          throw new Error('db is down')
        }),
    ],
    ['rejects', () => z.string().refine(async () => Promise.reject(new Error('db is down')))],
    ['rejects with nothing', () => z.string().transform(async () => Promise.reject())],
  ])('because it %s is a 500, and nothing else fails for it', async (_how, rule) => {
    const take = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', take)
    const answer = await sentTo(echoOf({ body: z.object({ name: rule() }) }), { name: 'x' })
    await new Promise(setImmediate)
    process.off('unhandledRejection', take)
    expect(answer).toMatchObject({ status: 500, code: 'internal_server_error' })
    expect(unhandled).toEqual([])
  })

  test('without a reason is no reason to pass', async () => {
    const validate = () => {
      throw undefined
    }
    const body = { '~standard': { version: 1, vendor: 'x', validate } }
    expect((await sentTo(echoOf({ body }), {})).status).toBe(500)
  })
})

test('a rule that waits is asked once a request', async () => {
  let asked = 0
  const name = z.string().refine(async () => {
    asked += 1
    return true
  })
  const app = echoOf({ body: z.object({ name }) })
  await sentTo(app, { name: 'x' })
  await sentTo(app, { name: 'x' })
  expect(asked).toBe(2)
})

test('a fault whose pointer is long in bytes keeps the answer small', async () => {
  const names = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 1]))
  const body = { type: 'object', additionalProperties: false }
  const answer = await sentTo(echoOf({ body }), { ['\u0001'.repeat(990)]: 1, ...names })
  expect(answer.bytes).toBeLessThan(16 * 1024)
})

test('answers whose unions meet many combinations are projected all the same', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `f${index}`)
  const branch = (name: string) => ({
    type: 'object',
    required: [name],
    properties: { [name]: { type: 'string' } },
  })
  const home = new JsonBlueprint('home')
  const response = { 200: { anyOf: names.map(branch) } }
  home.get('/:mask', { name: 'show', schema: { response } }, ({ params }) => {
    const { mask } = params as { mask: string }
    const chosen = names.filter((_, index) => Number(mask) & (1 << index))
    return { ...Object.fromEntries(chosen.map((name) => [name, 'x'])), secret: 1 }
  })
  const app = appOf(home)
  for (let mask = 1; mask < 600; mask++) {
    const sent = (await app.inject(`/${mask}`)).json()
    expect(Object.keys(sent)).toEqual(names.filter((_, index) => mask & (1 << index)))
  }
})

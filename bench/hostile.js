// A body of 1 MiB in which every item is wrong: how long until it is refused, through each library with its guard, and
// by the library alone. The body is parsed already; what is timed is its check.
import { createRequire } from 'node:module'
import { createApp, JsonBlueprint } from '../packages/flakon/dist/index.js'

const require = createRequire(new URL('../packages/flakon/package.json', import.meta.url))
const { z } = require('zod')
const { type } = require('arktype')
const v = require('valibot')
const { default: Type } = require('typebox')
const { toStandardJsonSchema } = require('@valibot/to-json-schema')

const schemas = {
  TypeBox: Type.Object({ items: Type.Array(Type.Object({ n: Type.Number() })) }),
  Zod: z.object({ items: z.array(z.object({ n: z.number() })) }),
  ArkType: type({ items: type({ n: 'number' }).array() }),
  Valibot: toStandardJsonSchema(v.object({ items: v.array(v.object({ n: v.number() })) })),
}
const wrong = { items: Array.from({ length: 349_000 }, () => ({})) }
const late = { items: [...Array.from({ length: 130_000 }, () => ({ n: 1 })), { n: 'x' }] }

for (const [name, body] of Object.entries(schemas)) {
  const home = new JsonBlueprint('home')
  home.post('/', { name: 'add', schema: { body } }, () => ({}))
  const app = createApp({ blueprints: [home], settings: { log: { requests: false } } })
  let started = 0
  app.addHook('preValidation', async () => {
    started = performance.now()
  })
  const took = []
  app.addHook('onError', async () => {
    took.push(performance.now() - started)
  })
  for (const value of [wrong, late]) {
    const payload = JSON.stringify(value)
    const times = []
    for (let round = 0; round < 5; round++) {
      const response = await app.inject({
        method: 'POST',
        url: '/',
        payload,
        headers: { 'content-type': 'application/json' },
      })
      if (response.statusCode !== 400) throw new Error(`answered ${response.statusCode}`)
      times.push(took.pop())
    }
    const kib = Math.round(payload.length / 1024)
    const what = value === wrong ? 'every item wrong' : 'the last of 130,001 items wrong'
    const shown = times.map((time) => time.toFixed(1)).join(' ')
    console.log(`${name.padEnd(8)} ${kib} KiB, ${what}: refused in ${shown} ms`)
  }
  const standard = body['~standard']
  if (standard !== undefined && process.argv.includes('--alone')) {
    const start = performance.now()
    standard.validate(wrong)
    console.log(`${name.padEnd(8)} alone: ${(performance.now() - start).toFixed(0)} ms`)
  }
  await app.close()
}

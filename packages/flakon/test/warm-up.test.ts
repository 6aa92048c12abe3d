import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { createApp } from '../src/app.ts'
import { JsonBlueprint } from '../src/json-blueprint.ts'
import { stateOf } from '../src/state.ts'
import type { ViewOptions } from '../src/view-options.ts'
import { keep } from './apps.ts'
import { generatedBy } from './code-generation.ts'

const run = promisify(execFile)
const integer = { type: 'integer' }
const object = (properties: object, more = {}) => ({ type: 'object', properties, ...more })
const animal = (kind: string, property: string) =>
  object({ kind: { const: kind }, [property]: integer }, { required: ['kind'] })

const shared: Record<string, object> = {
  Node: { $id: 'Node', ...object({ id: integer, next: { $ref: 'Node' }, pet: { $ref: 'Pet' } }) },
  Pet: { $id: 'Pet', oneOf: [{ $ref: 'Cat' }, { $ref: 'Dog' }] },
  Cat: { $id: 'Cat', ...animal('cat', 'lives') },
  Dog: { $id: 'Dog', ...animal('dog', 'teeth') },
}
const list = { type: 'array', items: object({}) }
const answer = object({
  node: { $ref: 'Node' },
  either: { anyOf: [object({ a: integer }, { required: ['a'] }), object({ b: list })] },
  names: object({}, { patternProperties: { '^x': object({ n: integer }) } }),
})
const value = {
  node: { id: 1, next: { id: 2, pet: { kind: 'dog', teeth: 42 } } },
  either: { b: [{}] },
  names: { x1: { n: 1 } },
}
const schema = { body: answer, response: { 200: answer, 404: { $ref: 'Pet' } } }

/** An app in production with one view, and a promise of its line of log that says all is compiled. */
function appWith(options: ViewOptions, settings = {}) {
  const home = new JsonBlueprint('home')
  home.post('/', { name: 'show', ...options }, ({ body }) => body)
  let settle: (() => void) | undefined
  const warmed = new Promise<void>((resolve) => {
    settle = resolve
  })
  const lines: string[] = []
  const write = (line: string) => {
    lines.push(line)
    if (line.includes('are compiled')) settle?.()
  }
  const app = createApp({
    blueprints: [home],
    settings: { app: { mode: 'production' }, log: { level: 'debug' }, ...settings },
    fastify: { logger: { level: 'debug', stream: { write } } },
  })
  for (const one of Object.values(shared)) app.addSchema(one)
  const use = async () => {
    const response = await app.inject({ method: 'POST', url: '/', payload: value })
    expect([response.statusCode, response.json()]).toEqual([200, value])
  }
  return { app: keep(app), warmed, lines, use, listen: () => app.listen({ port: 0 }) }
}

test.each<[string, ViewOptions, object]>([
  ['a warm view', { schema }, {}],
  ['one whose answers are checked', { schema }, { openapi: { validate_responses: true } }],
  ['one with a late schema', { late: { schema: () => schema, shared: (id) => shared[id] } }, {}],
])('%s compiles nothing on its first use', async (_what, options, settings) => {
  const { listen, warmed, use } = appWith({ ...options, warm: true }, settings)
  expect(await generatedBy(() => Promise.all([listen(), warmed]))).toBeGreaterThan(0)
  expect(await generatedBy(use)).toBe(0)
})

test('an app that never listens compiles nothing before its first use', async () => {
  const { app, use } = appWith({ schema, warm: true })
  expect(await generatedBy(() => app.ready())).toBe(0)
  expect(await generatedBy(use)).toBeGreaterThan(0)
})

test('a view that is not warm waits for its first use', async () => {
  const { app, listen } = appWith({ schema })
  expect(await generatedBy(listen)).toBe(0)
  expect(stateOf(app).warming).toEqual([])
})

test('other work has its turn once 10 ms have passed, and the end of the app is the end of it', async () => {
  const { app, listen } = appWith({})
  const seen: string[] = []
  const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1))
  stateOf(app).warming.push({
    view: 'home.endless',
    *steps() {
      for (;;) yield seen.push('step')
    },
  })
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 6))
  app.addHook('onListen', async () => {
    await tick()
    seen.push('other')
  })
  await listen()
  while (!seen.includes('other')) await tick()
  expect(seen.slice(0, 3)).toEqual(['step', 'step', 'other'])
  await app.close()
  const { length } = seen
  await tick()
  await tick()
  clock.mockRestore()
  expect(seen).toHaveLength(length)
})

test('what cannot be compiled is a line of log, and the next view has its turn', async () => {
  const { app, listen, warmed, lines } = appWith({ schema, warm: true })
  stateOf(app).warming.push({
    view: 'home.broken',
    steps() {
      throw new Error('not today')
    },
  })
  await app.ready()
  stateOf(app).warming.reverse()
  await Promise.all([listen(), warmed])
  expect(lines.filter((line) => line.includes('home.broken could not be compiled'))).toHaveLength(1)
})

test('one object of process.nextTick stays, so that V8 keeps their shape', async () => {
  const script = fileURLToPath(new URL('fixtures/ticks.js', import.meta.url))
  const door = new URL('../dist/index.js', import.meta.url).href
  const aliveWith = async (...args: string[]) =>
    Number((await run(process.execPath, [script, ...args])).stdout)
  expect(await Promise.all([aliveWith(), aliveWith(door)])).toEqual([0, 1])
})

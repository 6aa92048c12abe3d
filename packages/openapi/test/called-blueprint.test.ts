import { clientSection, createApp, JsonBlueprint } from 'flakon'
import { expect, onTestFinished, test } from 'vitest'
import { SpecBlueprint } from '../src/spec-blueprint.ts'
import { documentOf } from './document-of.ts'

/** As little of a client as a section takes. */
class Caller {
  readonly #fetch: typeof fetch | undefined
  constructor(options: { readonly fetch?: typeof fetch }) {
    this.#fetch = options.fetch
  }
  [Symbol.for('flakon.bind')](): Caller {
    return this
  }
  async statusOf(path: string): Promise<number | undefined> {
    return (await this.#fetch?.(`http://users${path}`))?.status
  }
}

const users = clientSection('users', (options) => new Caller(options))

const response = { description: 'OK', content: { 'application/json': { schema: {} } } }
const spec = {
  ...documentOf({ '/who': { get: { operationId: 'who', responses: { 200: response } } } }),
  servers: [{ url: 'https://users.example/api' }],
}

function blueprint(prefix?: string): SpecBlueprint {
  const made = new SpecBlueprint('users', { spec, ...(prefix === undefined ? {} : { prefix }) })
  return made.operation('who', () => ({}))
}

/** What is answered at the path that a client's table has for the operation. */
async function statusOf(url: string, mounted: SpecBlueprint | JsonBlueprint) {
  const app = createApp({
    blueprints: [mounted],
    sections: [users],
    settings: { client: { users: { url } }, contract: { allow_unsecured: true } },
  })
  onTestFinished(() => app.close())
  await app.ready()
  return users.of(app).statusOf('/api/who')
}

test('an operation is called by its path in the document, below the server’s', async () => {
  expect(await statusOf('app:users', blueprint())).toBe(200)
})

test('a prefix stands in place of the server’s path, for who calls, too', async () => {
  expect(await statusOf('app:users', blueprint('/v2'))).toBe(200)
  expect(blueprint('/v2').bases).toEqual([])
})

test('and so it is where the blueprint is mounted in another', async () => {
  const inner = (prefix?: string) =>
    new JsonBlueprint('all', { prefix: '/all' }).mount(blueprint(prefix), { prefix: '/x' })
  expect(await statusOf('app:all.users', inner())).toBe(200)
  expect(await statusOf('app:all.users', inner('/v2'))).toBe(200)
})

import { SpecBlueprint } from '@flakon/openapi'
import { loadDocument } from '@flakon/openapi/document'
import { createApp } from 'flakon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientIn } from '../src/client.ts'
import type { OperationRow } from '../src/operation.ts'
import { TestWorld } from './test-world.ts'

const list = { type: 'array', items: { type: 'string' } }
const object = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } }
const values = { list: ['a,b', 'c d', 'é|;.'], object: { a: 'x,y=&', b: 7 } } as const
type Kind = keyof typeof values

const styles = [
  ...(['simple', 'label', 'matrix'] as const).map((style) => ['path', style] as const),
  ...(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const).map(
    (style) => ['query', style] as const,
  ),
  ['cookie', 'form'],
] as const

/** Every style of every place, exploded and not, of a list and of an object; but for what OpenAPI does not define. */
const cases = styles
  .flatMap(([place, style]) => [false, true].map((explode) => ({ place, style, explode })))
  .flatMap((one) => (['list', 'object'] as Kind[]).map((kind) => ({ ...one, kind })))
  .filter(({ style, explode, kind }) => style !== 'deepObject' || (explode && kind === 'object'))
  .filter(({ style, explode }) => !(style.endsWith('Delimited') && explode))
  .map((one, index) => ({ ...one, id: `op${index}` }))

/** The row that `flakon types --table` writes. */
const rowOf = ({ id, place, style, explode }: (typeof cases)[number]): OperationRow => {
  const how = { k: `${style}${explode ? '*' : ''}` }
  return ['GET', place === 'path' ? `/${id}/{k}` : `/${id}`, { [place]: how }]
}

const seen: unknown[] = []
let app: ReturnType<typeof createApp>
let call: (id: string, input: object) => Promise<unknown>

beforeAll(async () => {
  const paths = Object.fromEntries(
    cases.map(({ id, place, style, explode, kind }) => {
      const schema = kind === 'list' ? list : object
      const parameter = { name: 'k', in: place, style, explode, schema, required: true }
      const responses = { 204: { description: 'Seen' } }
      const get = { operationId: id, parameters: [parameter], responses }
      return [place === 'path' ? `/${id}/{k}` : `/${id}`, { get }]
    }),
  )
  const spec = { openapi: '3.1.0', info: { title: 'Styles', version: '1' }, paths }
  expect((await loadDocument(spec)).faults).toEqual([])
  const api = new SpecBlueprint('api', { spec })
  for (const { id, place } of cases) {
    api.operation(id, ({ params, query, cookies }) => {
      seen.push({ path: params, query, cookie: cookies }[place].k)
    })
  }
  app = createApp({ blueprints: [api], settings: { log: { level: 'silent' } } })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const operations = Object.fromEntries(cases.map((one) => [one.id, rowOf(one)]))
  const client = clientIn(new TestWorld(), { url, operations })
  call = (id, input) => Reflect.get(client, id)(input)
})
afterAll(() => app?.close())

describe('what the client writes a Flakon service reads', () => {
  test.each(cases)('$place $style, explode: $explode, $kind', async ({ id, kind, style }) => {
    // A separator that is not encoded in another way cannot be in a value.
    const plain = { list: ['a', 'b.c'], object: { a: 'x', b: 7 } }
    const value = style.endsWith('Delimited') ? plain[kind] : values[kind]
    await call(id, { k: value })
    expect(seen.at(-1)).toEqual(value)
  })
})

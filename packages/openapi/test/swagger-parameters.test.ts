import { describe, expect, test } from 'vitest'
import { createBodyDecoder } from '../src/body.ts'
import type { Node, RequestBody } from '../src/document.ts'
import { swaggerWith } from './loading.ts'

/** The parameter with these words. */
async function parameter(words: Node): Promise<Node> {
  const { found } = await swaggerWith({ parameters: [{ name: 'a', in: 'query', ...words }] })
  const { place: _, name: __, allowReserved: ___, ...kept } = { ...found.parameters[1] } as Node
  return kept
}

describe('parameters', () => {
  const items = { type: 'integer' }
  const schema = { type: 'array', items }
  const list = { required: false, allowEmptyValue: false, schema }

  test.each([
    ['csv', { style: 'form', explode: false }],
    ['ssv', { style: 'spaceDelimited', explode: false }],
    ['pipes', { style: 'pipeDelimited', explode: false }],
    ['multi', { style: 'form', explode: true }],
    ['tsv', { style: 'form', explode: false, delimiter: '\t' }],
    [undefined, { style: 'form', explode: false }],
  ])('a list as %s', async (collectionFormat, expected) => {
    const words = { ...schema, ...(collectionFormat ? { collectionFormat } : {}) }
    expect(await parameter(words)).toEqual({ ...list, in: 'query', ...expected })
  })

  test('a list of a form as tsv is cut at tabs', async () => {
    const a = { name: 'a', in: 'formData', type: 'array', items, collectionFormat: 'tsv' }
    const { found } = await swaggerWith({ parameters: [a] })
    const decode = createBodyDecoder(found.body as RequestBody, (one) => one)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = { body: Buffer.from('a=1%092'), headers } as never
    expect(decode?.(request)).toEqual({ value: { a: [1, 2] }, faults: undefined })
  })

  test('lists in paths and headers are separated by commas', async () => {
    const simple = { style: 'simple', explode: false }
    const header = await parameter({ ...schema, in: 'header', collectionFormat: 'multi' })
    expect(header).toEqual({ ...list, in: 'header', ...simple })
  })

  test('what is said of the value is said by a schema', async () => {
    const words = {
      type: 'number',
      minimum: 1,
      exclusiveMinimum: true,
      default: 2,
      enum: [2, 3],
      'x-nullable': true,
    }
    const { schema, allowEmptyValue } = await parameter({
      ...words,
      allowEmptyValue: true,
      'x-a': 1,
    })
    expect(allowEmptyValue).toBe(true)
    expect(schema).toEqual({
      type: ['number', 'null'],
      exclusiveMinimum: 1,
      default: 2,
      enum: [2, 3, null],
    })
  })

  test('a fault is told where the parameter has it', async () => {
    const parameters = [{ name: 'a', in: 'query', type: 'array', items: { type: 'texts' } }]
    const { loaded } = await swaggerWith({ parameters })
    const pointer = '/paths/~1users~1{id}/post/parameters/0/items/type'
    expect(loaded.faults).toEqual([expect.objectContaining({ code: 'structure', pointer })])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameter, reading } from './reading.ts'

const integer = { type: 'integer' }
const strings = { type: 'array', items: { type: 'string' } }
const color = { type: 'object', properties: { R: integer, G: integer } }
const open = { ...color, additionalProperties: { type: 'string' } }
const deep = { type: 'object', properties: { a: integer, list: strings } }

describe('hostile text', () => {
  test('never throws, and is told at the place of its parameter', async () => {
    const all = [
      parameter({ name: 'a', in: 'query', schema: strings }),
      parameter({ name: 'b', in: 'query', style: 'deepObject', schema: deep }),
      parameter({ name: 'c/~', in: 'query', explode: false, schema: open }),
      parameter({ name: 'd', in: 'query', mediaType: 'application/json' }),
      parameter({ name: 'e', in: 'cookie', schema: color }),
    ]
    const read = reading(all)
    const pieces = fc.constantFrom(
      ...[
        'a',
        'b',
        'c%2F~',
        'd',
        '=',
        '&',
        '[',
        ']',
        '%',
        '%FF',
        '%5B',
        ',',
        '{',
        '"',
        '+',
        'R',
        ';',
        ' ',
      ],
    )
    const sent = fc.array(pieces, { maxLength: 30 }).map((list) => list.join(''))
    await fc.assert(
      fc.asyncProperty(sent, async (text) => {
        const { faults = [] } = await read({ url: `/?${text}`, headers: { cookie: text } })
        for (const { pointer } of faults) expect(pointer).toMatch(/^\/(?:[abdeRG]|c~1~0)(?:\/|$)/)
      }),
      { numRuns: 300 },
    )
  })

  test('of many equal names takes no more time than its length', async () => {
    const read = reading([parameter({ name: 'k', in: 'query', schema: strings })])
    const { query } = await read({ url: `/?${'k&'.repeat(30_000)}` })
    expect((query.k as string[]).length).toBe(30_000)
  })
})

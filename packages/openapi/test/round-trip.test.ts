import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Parameter } from '../src/document.ts'
import { readingOne } from './reading.ts'

type Written = Pick<Parameter, 'in' | 'style' | 'explode'>
type Texts = Readonly<Record<string, string>>

const styles = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
} as const
const all: Written[] = (['path', 'query', 'header', 'cookie'] as const).flatMap((place) =>
  styles[place].flatMap((style) => [false, true].map((explode) => ({ in: place, style, explode }))),
)
const delimited = new Set(['spaceDelimited', 'pipeDelimited'])
const named = (written: Written) =>
  [`${written.in} ${written.style}, explode: ${written.explode}`, written] as const

const encoded = (text: string) => encodeURIComponent(text).replaceAll('.', '%2E')

/** How RFC 6570 joins pieces, and what it puts in front of them. */
function joined({ in: place, style, explode }: Written, pieces: readonly string[]): string {
  if (style === 'label') return `.${pieces.join(explode ? '.' : ',')}`
  if (style === 'matrix') return `;${pieces.join(explode ? ';' : ',')}`
  if (style === 'spaceDelimited') return pieces.join('%20')
  if (style === 'pipeDelimited') return pieces.join('|')
  if (place === 'query' && explode) return pieces.join('&')
  return pieces.join(place === 'cookie' && explode ? '; ' : ',')
}

const isNamed = ({ in: place, style }: Written) =>
  style === 'matrix' || place === 'query' || place === 'cookie'

function writeScalar(written: Written, text: string, encode: (text: string) => string): string {
  const start = written.style === 'matrix' ? ';' : written.style === 'label' ? '.' : ''
  return `${start}${isNamed(written) ? 'k=' : ''}${encode(text)}`
}

function writeArray(written: Written, items: readonly string[], encode: (text: string) => string) {
  const pieces = items.map(encode)
  if (!isNamed(written)) return joined(written, pieces)
  if (written.explode) {
    return joined(
      written,
      pieces.map((one) => `k=${one}`),
    )
  }
  const text = joined(written, pieces)
  return written.style === 'matrix' ? `;k=${text.slice(1)}` : `k=${text}`
}

function writeObject(written: Written, object: Texts, encode: (text: string) => string): string {
  const pairs = Object.entries(object).map(([key, text]) => [encode(key), encode(text)] as const)
  if (written.style === 'deepObject') return pairs.map(([key, one]) => `k[${key}]=${one}`).join('&')
  if (written.explode) {
    return joined(
      written,
      pairs.map((pair) => pair.join('=')),
    )
  }
  const text = joined(written, pairs.flat())
  if (!isNamed(written)) return text
  return written.style === 'matrix' ? `;k=${text.slice(1)}` : `k=${text}`
}

/** Texts that the place and the style can hold, and how they are encoded there. A URL drops segments of dots alone. */
function texts({ in: place, style }: Written): [fc.Arbitrary<string>, (text: string) => string] {
  if (place === 'header') {
    const word = fc.stringMatching(/^[!-+.-<>-~]{1,8}$/)
    return [word, (text) => text]
  }
  const any = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
  const reserved = fc.string({
    unit: fc.constantFrom(...';,.=&+% /?#|[]"~-'),
    minLength: 1,
    maxLength: 6,
  })
  const dots = place === 'path' ? /^[.]+$/ : /^$/
  const separators = style === 'spaceDelimited' ? / /g : style === 'pipeDelimited' ? /[|]/g : /^$/g
  return [
    fc.oneof(any, reserved).map((text) => text.replaceAll(separators, 'x').replace(dots, 'x')),
    encoded,
  ]
}

describe('what was written is read', () => {
  const lists = all.filter(
    ({ style, explode }) => style !== 'deepObject' && !(explode && delimited.has(style)),
  )
  const objects = all.filter(({ style, explode }) => !(explode && delimited.has(style)))
  const keys = ['R', 'G', 'user-id', 'a.b']

  test.each(all.map(named))('of a text: %s', async (_, written) => {
    const read = readingOne({ ...written, schema: { type: 'string' } })
    const [text, encode] = texts(written)
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await read(writeScalar(written, value, encode))).toBe(value)
      }),
      { numRuns: 40 },
    )
  })

  test.each(lists.map(named))('of a list: %s', async (_, written) => {
    const read = readingOne({ ...written, schema: { type: 'array', items: { type: 'string' } } })
    const [text, encode] = texts(written)
    const items = fc.array(text, { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(items, async (value) => {
        expect(await read(writeArray(written, value, encode))).toEqual(value)
      }),
      { numRuns: 40 },
    )
  })

  test.each(lists.map(named))('of a list of numbers: %s', async (_, written) => {
    const read = readingOne({ ...written, schema: { type: 'array', items: { type: 'integer' } } })
    const items = fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(items, async (value) => {
        expect(await read(writeArray(written, value.map(String), String))).toEqual(value)
      }),
      { numRuns: 20 },
    )
  })

  test.each(objects.map(named))('of an object: %s', async (_, written) => {
    const properties = Object.fromEntries(keys.map((key) => [key, { type: 'string' }]))
    const read = readingOne({ ...written, schema: { type: 'object', properties } })
    const [text, encode] = texts(written)
    const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), text), {
      selector: ([key]) => key,
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(pairs, async (value) => {
        const object = Object.fromEntries(value)
        expect(await read(writeObject(written, object, encode))).toEqual(object)
      }),
      { numRuns: 40 },
    )
  })
})

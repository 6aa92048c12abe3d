import { expect, test } from 'vitest'
import { differences } from '../../src/document/difference.ts'

test('documents with the same content do not differ, whatever the order of their keys', () => {
  expect(differences({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toEqual([])
})

test('what is added, missing and changed is a line each, with its place', () => {
  const kept = { info: { title: 'a' }, paths: { '/x': { get: {} } }, tags: ['a', 'b'] }
  const made = { info: { title: 'b' }, paths: { '/y': { get: {} } }, tags: ['a'] }
  expect(differences(kept, made)).toEqual([
    '~ /info/title: "a" → "b"',
    '- /paths/~1x',
    '+ /paths/~1y',
    '- /tags/1',
  ])
})

test('a list is no object, and a long value is cut', () => {
  expect(differences({ a: [] }, { a: {} })).toEqual(['~ /a: [] → {}'])
  expect(differences('x'.repeat(100), 1)[0]).toMatch(/^~ \/: "x{59}… → 1$/)
})

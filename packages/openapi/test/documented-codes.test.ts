import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contract } from '../src/contract.ts'
import { contractErrorCodes } from '../src/errors.ts'

const sources = new URL('../src/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, sources), 'utf8')
const page = (name: string) => read(`../../../docs/${name}`)

/** What the groups of a pattern found, a row each, sorted. */
function rows(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, ...words]) => words.join(' ')).sort()
}

/** The codes and grades of what is told of a document, wherever that is. */
function told(): string[] {
  const paths = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  const files = paths.filter((path) => path.endsWith('.ts') && !path.startsWith('diff'))
  const calls = files.flatMap((path) => rows(read(path), /\b(error|warn)\(\s*'([a-z_]+)',/g))
  // What keeps a file from being read, and what only a compiler finds, is passed on as an error.
  const passed = [
    ...rows(read('document-text.ts'), /new Unreadable\(\s*'([a-z_]+)'/g),
    ...rows(read('source.ts'), /(?:new Unreadable\(|code: )'([a-z_]+)'/g),
    ...rows(read('cli/lint.ts'), /code: '([a-z_]+)'/g),
  ]
  const all = [...calls, ...passed.map((code) => `error ${code}`)]
  return [...new Set(all.map((one) => one.replace(/^warn /, 'warning ')))].sort()
}

test('docs/contract-first.md lists every code of a fault in a document, with its grade, and no other', () => {
  const listed = rows(page('contract-first.md'), /^\| `([a-z_]+)` \| (error|warning) \|/gm)
  expect(listed.map((row) => row.split(' ').reverse().join(' ')).sort()).toEqual(told())
})

test('docs/errors.md lists every code that this package throws, and no other', () => {
  const listed = rows(page('errors.md'), /^\| `(FLK_CONTRACT_\w+)` \|/gm)
  expect(listed).toEqual([...contractErrorCodes].sort())
})

test('docs/contract-first.md lists every key of [contract] with its default', () => {
  const declared = Object.entries(contract.keys).map(([name, key]) => {
    const { default: fallback } = key as { default?: unknown }
    return `${name} ${Array.isArray(fallback) && fallback.length === 0 ? 'none' : fallback}`
  })
  const listed = rows(page('contract-first.md'), /^\| `(\w+)` \| [\w`, ]+ \| `?(\w+)`? \|/gm)
  expect(listed).toEqual(declared.sort())
})

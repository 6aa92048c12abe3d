import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { generateTypes } from '../src/typescript/generator.ts'

/** The block of a page whose first line names a file, without that line. */
function block(page: string, file: string): string {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8')
  const isNamed = new RegExp(`^(?://|#) ${file}\\b`)
  const found = text.split(/^```\w*\n/m).find((one) => isNamed.test(one)) ?? ''
  return found.replace(/^.*\n/, '')
}

/** What generated types say, without the comments and empty lines around it. */
function bare(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^(?:\s*\/\/.*|\s*)\n/gm, '')
}

async function documented(page: string) {
  const folder = mkdtempSync(join(tmpdir(), 'documented-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'openapi.yaml')
  writeFileSync(path, block(page, 'openapi.yaml'))
  const loaded = await loadDocument(path)
  expect(loaded.faults).toEqual([])
  return { loaded, types: block(page, 'src/api.ts') }
}

test('the types in docs/contract-first.md are those of the document above them', async () => {
  const { loaded, types } = await documented('docs/contract-first.md')
  expect(types).toBe(generateTypes(loaded))
})

test('the types in README.md are, too, with the table and without their comments', async () => {
  const { loaded, types } = await documented('README.md')
  expect(bare(types)).toBe(bare(generateTypes(loaded, { table: true })))
})

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { generateTypes } from '../src/typescript/generator.ts'

const page = readFileSync(new URL('../../../docs/contract-first.md', import.meta.url), 'utf8')

/** The block of the page whose first line names a file, without that line. */
function block(file: string): string {
  const isNamed = new RegExp(`^(?://|#) ${file}\\b`)
  const found = page.split(/^```\w*\n/m).find((one) => isNamed.test(one)) ?? ''
  return found.replace(/^.*\n/, '')
}

test('the types in docs/contract-first.md are those of the document above them', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'documented-')), 'openapi.yaml')
  writeFileSync(path, block('openapi.yaml'))
  const loaded = await loadDocument(path)
  expect(loaded.faults).toEqual([])
  expect(block('src/api.ts')).toBe(generateTypes(loaded))
})

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { generateTypes } from '../src/typescript/generator.ts'

/** The block of a page whose first line names a file, without that line. */
function block(page: string, file: string): string {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8')
  const isNamed = new RegExp(`^(?://|#) ${file}\\b`)
  const found = text.split(/^```\w*\n/m).find((one) => isNamed.test(one)) ?? ''
  return found.replace(/^.*\n/, '')
}

test.each(['README.md', 'docs/contract-first.md'])(
  'the types in %s are those of the document above them',
  async (page) => {
    const path = join(mkdtempSync(join(tmpdir(), 'documented-')), 'openapi.yaml')
    writeFileSync(path, block(page, 'openapi.yaml'))
    const loaded = await loadDocument(path)
    expect(loaded.faults).toEqual([])
    expect(block(page, 'src/api.ts')).toBe(generateTypes(loaded))
  },
)

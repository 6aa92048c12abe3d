import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LoadedDocument } from '../src/document.ts'
import { loadDocument } from '../src/load.ts'

/** Documents of large services, beside the checkout. */
export const folder = fileURLToPath(new URL('../../../../shared/specs/', import.meta.url))
/** Where they are absent, what needs them is skipped. */
export const areThere = existsSync(folder)

const known = new Map<string, Promise<LoadedDocument>>()

/** One of them, read once for all the tests of a worker: that takes seconds. */
export function realDocument(file: string): Promise<LoadedDocument> {
  const loaded = known.get(file) ?? loadDocument(folder + file)
  known.set(file, loaded)
  return loaded
}

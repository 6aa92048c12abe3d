import { formatFaults } from './check.ts'
import { compileFaults } from './cli/lint.ts'
import type { LoadedDocument } from './document.ts'
import { routeFaults } from './path-template.ts'
import { securityFaults } from './security-scheme.ts'

/**
 * All that keeps a document from being mounted whatever its handlers are, one line each; empty where nothing does.
 *
 * @example
 * const loaded = await loadDocument('openapi.yaml')
 * for (const line of mountFaults(loaded)) stderr.write(`${line}\n`)
 */
export function mountFaults(loaded: LoadedDocument): string[] {
  const errors = loaded.faults.filter(({ grade }) => grade === 'error')
  return [
    ...formatFaults(loaded, [...errors, ...compileFaults(loaded)]),
    ...routeFaults(loaded),
    ...securityFaults(loaded, new Map(), 'api', 'present'),
  ]
}

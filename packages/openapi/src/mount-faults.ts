import { formatFaults } from './check.ts'
import type { DocumentFault, LoadedDocument, Operation, Place, Schema } from './document.ts'
import { createForms, type Side } from './forms.ts'
import { routeFaults } from './path-template.ts'
import { schemaCheck } from './schema-check.ts'
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
  return formatFaults(loaded, [...errors, ...mountingFaults(loaded)])
}

/** What a boot finds beside what loading does. */
export function mountingFaults(loaded: LoadedDocument): DocumentFault[] {
  const { operations } = loaded
  const routes = operations.flatMap((operation) =>
    routeFaults({ operations: [operation] }).map((message) => ({
      ...operation.place,
      grade: 'error' as const,
      code: 'unroutable_path',
      message,
    })),
  )
  const file = operations[0]?.place.file ?? ''
  const security = securityFaults(loaded, new Map(), 'api', 'present').map((message) => ({
    ...{ file, pointer: '', grade: 'error' as const, code: 'security', message },
  }))
  return [...compileFaults(loaded), ...routes, ...security]
}

/** Compiles every schema of every operation: what Ajv refuses is told now and not by the first request. */
export function compileFaults({ document, operations }: LoadedDocument): DocumentFault[] {
  const check = schemaCheck(createForms(document.components.schemas ?? {}))
  const found = new Map<string, DocumentFault>()
  const done = new Set<Schema>()
  for (const [schema, side, place] of operations.flatMap(schemasOf)) {
    if (done.has(schema)) continue
    done.add(schema)
    try {
      check(schema, side)
    } catch (error) {
      const message = `a schema cannot be compiled: ${(error as Error).message}`
      found.set(message, { ...place, grade: 'error', code: 'schema', message })
    }
  }
  return [...found.values()]
}

function schemasOf(operation: Operation): (readonly [Schema, Side, Place])[] {
  const { parameters, body, answers, place } = operation
  const bodies = Object.values(body?.content ?? {})
  const all = Object.values(answers)
  const contents = all.flatMap(({ content }) => Object.values(content))
  const headers = all.flatMap((answer) => Object.values(answer.headers))
  return [
    ...parameters.map((one) => [one.schema, 'request', one.place] as const),
    ...bodies.map(({ schema }) => [schema, 'request', place] as const),
    ...[...contents, ...headers].map(({ schema }) => [schema, 'answer', place] as const),
  ]
}

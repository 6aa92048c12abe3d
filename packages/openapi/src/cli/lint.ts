import { resolve } from 'node:path'
import { formatFaults, shown } from '../check.ts'
import type { DocumentFault, LoadedDocument, Operation, Place, Schema } from '../document.ts'
import { ContractError, usage } from '../errors.ts'
import { createForms, type Side } from '../forms.ts'
import { loadDocument } from '../load.ts'
import { routeFaults, toRoute } from '../path-template.ts'
import { compileEach, schemaCheck } from '../schema-check.ts'
import { securityFaults } from '../security-scheme.ts'
import { defaultOf } from '../text-shape.ts'
import { type CommandIo, type CommandRow, refRoots, refRootsOf, refuseOthers } from './command.ts'

/** `flakon openapi lint FILE`: all that is wrong with a document, and all that is repaired when it is mounted. */
export const lint: CommandRow = {
  name: 'openapi lint',
  arguments: '<file>',
  description: 'Say what is wrong with an OpenAPI document, at a path or URL.',
  options: [
    { flags: '--strict', docs: 'take what can be repaired for an error, too' },
    { flags: '--json', docs: 'print the report as JSON' },
    refRoots,
  ],
  async run(flags, [file, ...others], io) {
    if (file === undefined) throw usage('name a document: flakon openapi lint openapi.yaml')
    refuseOthers(others, 'flakon openapi lint')
    const loaded = await load(file, refRootsOf(flags), flags.json === true, io)
    if (loaded === undefined) return 1
    const faults = [...loaded.faults, ...mountingFaults(loaded)]
    const errors = faults.filter(({ grade }) => grade === 'error').length
    const report = { errors, warnings: faults.length - errors, ...summaryOf(loaded) }
    if (flags.json === true) io.stdout.write(`${JSON.stringify(toJson(loaded, faults, report))}\n`)
    else {
      const counts = `${several(errors, 'error')}, ${several(report.warnings, 'warning')}`
      const read = `${several(report.operations, 'operation')}, ${several(report.schemas, 'schema')}`
      const last = `${counts} in ${read}, OpenAPI ${report.version}`
      io.stdout.write(`${[...formatFaults(loaded, faults), last].join('\n')}\n`)
    }
    return errors > 0 || (flags.strict === true && faults.length > 0) ? 1 : 0
  },
}

/** A file that is no document is something to tell; one that cannot be read is a mistake of the command line's. */
async function load(
  file: string,
  refRoots: readonly string[],
  isJson: boolean,
  { cwd, stdout }: CommandIo,
): Promise<LoadedDocument | undefined> {
  try {
    const path = /^(?:https?|file):/i.test(file) ? file : resolve(cwd, file)
    return await loadDocument(path, { refRoots })
  } catch (error) {
    if (!(error instanceof ContractError) || error.code === 'FLK_CONTRACT_SOURCE') throw error
    const { code, message } = error
    const report = { errors: 1, warnings: 0, faults: [{ grade: 'error', code, message }] }
    stdout.write(`${isJson ? JSON.stringify(report) : message}\n`)
    return undefined
  }
}

function summaryOf({ operations, document, version, files }: LoadedDocument) {
  const schemas = Object.keys(document.components.schemas ?? {}).length
  const count = operations.reduce((sum, { serves }) => sum + 1 + serves.length, 0)
  return { operations: count, schemas, version, files }
}

function toJson(loaded: LoadedDocument, faults: readonly DocumentFault[], report: object): object {
  const placed = faults.map((fault) => ({ ...fault, ...loaded.locate(fault) }))
  return { ...report, faults: placed }
}

function several(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

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
function mountingFaults(loaded: LoadedDocument): DocumentFault[] {
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
  return [
    ...compileFaults(loaded),
    ...defaultFaults(loaded),
    ...routes,
    ...collisionsOf(operations),
    ...security,
  ]
}

/** Paths that are one route, written in two ways: `/A` and `/%41`. */
function collisionsOf(operations: readonly Operation[]): DocumentFault[] {
  const known = new Map<string, string>()
  return operations.flatMap(({ method, base, path, place }) => {
    const route = toRoute(base + path)
    if ('fault' in route) return []
    const url = `${method} ${route.url}`
    const first = known.get(url)
    known.set(url, first ?? path)
    // What differs in names alone was found when the document was read.
    if (first === undefined || unnamed(first) === unnamed(path)) return []
    const message = `${path} and ${first} match the same requests: leave one out`
    return [{ ...place, grade: 'error' as const, code: 'path_collision', message }]
  })
}

function unnamed(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}')
}

/** Compiles every schema of every operation: what Ajv refuses is told now and not by the first request. */
export function compileFaults({ document, operations }: LoadedDocument): DocumentFault[] {
  const compile = compileEach(createForms(document.components.schemas ?? {}))
  const found = new Map<string, DocumentFault>()
  const done = new Set<Schema>()
  for (const [schema, side, place] of operations.flatMap(schemasOf)) {
    if (done.has(schema)) continue
    done.add(schema)
    try {
      compile(schema, side)
    } catch (error) {
      const message = `a schema cannot be compiled: ${(error as Error).message}`
      found.set(message, { ...place, grade: 'error', code: 'schema', message })
    }
  }
  return [...found.values()]
}

/** Defaults of parameters that are not valid: whoever leaves the parameter out is refused for what nobody sent. */
function defaultFaults({ document, operations }: LoadedDocument): DocumentFault[] {
  const forms = createForms(document.components.schemas ?? {})
  const found = new Map<string, DocumentFault>()
  for (const { schema, name, place } of operations.flatMap(({ parameters }) => parameters)) {
    const value = defaultOf(schema, forms.resolve)
    if (value === undefined || schemaCheck(forms)(schema, 'request')(value)) continue
    const message = `the default ${shown(value)} of "${name}" is not valid by its own schema, so leaving it out is refused`
    found.set(`${place.file}#${place.pointer}`, {
      ...{ ...place, grade: 'error', code: 'invalid_default', message },
    })
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

import type { Io } from '../io.ts'
import { requestTests, typesTest } from './request-tests.ts'
import { readContract } from './source.ts'
import { stubsOf } from './stubs.ts'
import { viewsModule } from './views.ts'

/** What a service has in place of the skeleton's home view: a contract, and what was made of it. */
export interface ContractService {
  /** Where the document lies in the service. */
  readonly path: string
  /** By their paths in the service. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  readonly operations: number
  /** Whether forms with files are taken, for which Fastify has a plugin. */
  readonly takesFiles: boolean
  /** What is repaired when the document is mounted, one line each. */
  readonly warnings: readonly string[]
}

/**
 * Reads a document, and makes the files of a service of it. Nothing is written.
 * @throws UsageError where there is no document; Error with all that is wrong with it
 */
export async function contractService(spec: string, io: Pick<Io, 'cwd'>): Promise<ContractService> {
  const contract = await readContract(spec, io)
  const { path, types, warnings } = contract
  const stubs = stubsOf(contract)
  const bodies = stubs.flatMap(({ operation }) => Object.keys(operation.body?.content ?? {}))
  return {
    path,
    files: new Map([
      ...contract.files,
      ['src/api.ts', types],
      ['src/views/api.ts', viewsModule(contract, stubs)],
      ['src/views/index.ts', "import { api } from './api.ts'\n\nexport const blueprints = [api]\n"],
      ['tests/api.test.ts', requestTests(stubs)],
      ['tests/types.test.ts', typesTest(path)],
    ]),
    operations: stubs.length,
    takesFiles: bodies.includes('multipart/form-data'),
    warnings,
  }
}

import { readFileSync } from 'node:fs'
import { Bundler } from './bundle.ts'
import { checkEnds, Faults, repairHeirs } from './check.ts'
import type { LoadedDocument, Place } from './document.ts'
import { dialectOf, Unreadable, versionOf } from './document-text.ts'
import { contractError } from './errors.ts'
import { operationsOf } from './operations.ts'
import { Positions, top } from './position.ts'
import { References } from './refs.ts'
import { type SourceFile, Sources } from './source.ts'

export interface LoadOptions {
  /** Folders, beside the document's own, and URLs that references may lead into. None by default. */
  readonly refRoots?: readonly string[]
  /** Whether references may lead to any `http:` URL. No by default. */
  readonly network?: boolean
  /** Milliseconds that a file may take over the network; 10 seconds by default. */
  readonly timeout?: number
  /** Bytes that all files together may have; 32 MiB by default. */
  readonly limit?: number
}

/**
 * Reads a document: OpenAPI 3.1, 3.0 or Swagger 2.0, YAML or JSON, from a path, a URL or an object. What is wrong in it
 * is collected in `faults`.
 * @throws ContractError `FLK_CONTRACT_SOURCE` where it cannot be read, `FLK_CONTRACT_SYNTAX` where it is neither YAML nor
 * JSON, `FLK_CONTRACT_VERSION` where it is no OpenAPI document
 *
 * @example const { operations, faults } = await loadDocument(new URL('openapi.yaml', import.meta.url))
 */
export async function loadDocument(
  spec: string | URL | object,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  const { refRoots = [], network = false, timeout = 10_000, limit = 32 * 1024 * 1024 } = options
  const sources = new Sources({ refRoots, network, timeout, limit })
  const root = await rootOf(spec, sources)
  const version = versionOf(root.value)
  if (version === undefined || dialectOf(version) === undefined) {
    throw contractError('FLK_CONTRACT_VERSION', [nameOf(root, spec), version])
  }
  for (;;) {
    const faults = new Faults()
    const bundle = new Bundler(root, new References(sources, faults), faults).bundle()
    if (sources.pending.size === 0) {
      repairHeirs(bundle, faults)
      checkEnds(bundle, faults)
      const operations = operationsOf(bundle, top(root), faults)
      const locate = locator(sources.files)
      return {
        document: bundle.document,
        operations,
        faults: faults.all,
        version,
        files: sources.paths,
        locate,
      }
    }
    await sources.fetchPending()
  }
}

async function rootOf(spec: string | URL | object, sources: Sources): Promise<SourceFile> {
  try {
    return await sources.root(spec)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const name = typeof spec === 'string' || spec instanceof URL ? `${spec}` : 'given as an object'
    const code = error.code === 'malformed_file' ? 'FLK_CONTRACT_SYNTAX' : 'FLK_CONTRACT_SOURCE'
    throw contractError(code, [name, error.message], error)
  }
}

function nameOf({ shown }: SourceFile, spec: unknown): string {
  return typeof spec === 'string' || spec instanceof URL ? shown : 'given as an object'
}

/** Files are read again when a place is asked for: few are, and none where nothing is wrong. */
function locator(sources: readonly SourceFile[]): LoadedDocument['locate'] {
  // The values of the files are not kept, and what finds places only as long as it is used.
  const files = new Map(sources.map(({ shown, url, text }) => [shown, { url, text }]))
  const known = new Map<string, WeakRef<Positions>>()
  return ({ file, pointer }: Place) => {
    const source = files.get(file)
    const positions = known.get(file)?.deref() ?? (source && positionsIn(source))
    if (positions === undefined) return undefined
    known.set(file, new WeakRef(positions))
    return positions.locate(pointer)
  }
}

function positionsIn({ url, text }: Pick<SourceFile, 'url' | 'text'>): Positions | undefined {
  if (url === '') return undefined
  try {
    return new Positions(text ?? readFileSync(url, 'utf8'))
  } catch {
    return undefined
  }
}

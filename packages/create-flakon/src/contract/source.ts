import { readFileSync } from 'node:fs'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import {
  ContractError,
  fetchText,
  formatFaults,
  generateTypes,
  type LoadedDocument,
  loadDocument,
  mountFaults,
} from '@flakon/openapi/document'
import { type Io, UsageError } from '../io.ts'

/** A document that a service is made of: it was read, and nothing keeps it from being mounted. */
export interface Contract {
  /** Where it lies in the service: `openapi.yaml`, or `openapi/api.yaml` beside the files that it refers to. */
  readonly path: string
  /** It and those files as they are, by their paths in the service. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  readonly loaded: LoadedDocument
  /** The text of `src/api.ts`. */
  readonly types: string
  /** What is repaired when it is mounted, one line each. */
  readonly warnings: readonly string[]
}

/**
 * Reads a document of OpenAPI from a path or a URL, with the files that it refers to.
 * @throws UsageError where there is none; Error with all that is wrong with it
 */
export async function readContract(spec: string, { cwd }: Pick<Io, 'cwd'>): Promise<Contract> {
  const loaded = await load(spec, cwd)
  const faults = mountFaults(loaded)
  if (faults.length > 0) throw new Error(report(spec, faults))
  const texts = await Promise.all(loaded.files.map(read))
  const paths = placesOf(loaded.files, texts.map(String))
  const [path = ''] = paths
  return {
    path,
    files: new Map(paths.map((one, index) => [one, texts[index] ?? ''])),
    loaded,
    // Its first line names the document.
    types: generateTypes({ ...loaded, files: [path] }),
    warnings: formatFaults(loaded),
  }
}

async function load(spec: string, cwd: string): Promise<LoadedDocument> {
  const source = isUrl(spec) || spec.startsWith('file:') ? spec : resolve(cwd, spec)
  try {
    return await loadDocument(source)
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    const isAway = error.code === 'FLK_CONTRACT_SOURCE'
    throw isAway ? new UsageError(`--spec: ${error.message}`) : error
  }
}

function report(spec: string, faults: readonly string[]): string {
  const count = `${faults.length} ${faults.length === 1 ? 'thing is' : 'things are'} wrong`
  return `nothing was made, since ${count} with ${spec}:\n${faults.map((one) => `  ${one}`).join('\n')}`
}

async function read(url: string): Promise<string | Uint8Array> {
  if (!isUrl(url)) return readFileSync(url)
  const whole = { timeout: 10_000, charge: () => undefined, may: () => true }
  return (await fetchText(new URL(url), whole)).text
}

/**
 * Where the files of a document go in the service. One that is alone takes the name that everybody expects; where files
 * refer to each other they keep their names, in a folder of their own.
 */
function placesOf(files: readonly string[], texts: readonly string[]): string[] {
  const absolute = texts.findIndex((text) =>
    /\$ref["']?\s*:\s*["']?(?:https?:|file:|\/)/.test(text),
  )
  if (absolute !== -1) {
    throw new Error(
      `${files[absolute]} refers to files by absolute paths or URLs, which the copy in a service cannot follow: write relative paths there`,
    )
  }
  const [root = ''] = files
  const name = baseOf(root)
  const [text = ''] = texts
  const isAlone = files.length === 1 && (name === '' || !text.includes(`${name}#`))
  if (isAlone) return [/^\s*\{/.test(text) ? 'openapi.json' : 'openapi.yaml']
  return files.map((file) => `openapi/${relativeTo(root, file) || 'openapi.yaml'}`)
}

function baseOf(root: string): string {
  return basename(isUrl(root) ? new URL(root).pathname : root)
}

function relativeTo(root: string, file: string): string {
  if (!isUrl(root)) return relative(dirname(root), file).replaceAll(sep, '/')
  const folder = new URL('.', root).pathname
  return decodeURIComponent(new URL(file).pathname.slice(folder.length))
}

function isUrl(text: string): boolean {
  return /^https?:/i.test(text)
}

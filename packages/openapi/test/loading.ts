import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { formatFaults } from '../src/check.ts'
import type { LoadedDocument, Node, Operation, SchemaObject } from '../src/document.ts'
import { type LoadOptions, loadDocument } from '../src/load.ts'

/** A folder with these files, for as long as the test runs. */
export function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'flakon-openapi-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

/** Loads `openapi.yaml` of a folder with these files. */
export function loadFiles(
  files: Readonly<Record<string, string>>,
  options?: LoadOptions,
): Promise<LoadedDocument> {
  return loadDocument(join(folder(files), 'openapi.yaml'), options)
}

/** A document with one operation, `POST /things/{id}`, and what a test is about. */
export function documentWith(parts: Node, version = '3.1.0'): Node {
  const responses = { 200: { description: 'fine' } }
  const parameters =
    version === '2.0'
      ? [{ name: 'id', in: 'path', required: true, type: 'string' }]
      : [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
  const paths = { '/things/{id}': { post: { operationId: 'change', parameters, responses } } }
  const word = version === '2.0' ? 'swagger' : 'openapi'
  return { [word]: version, info: { title: 'Things', version: '1' }, paths, ...parts }
}

/** `POST /users/{id}` of a Swagger 2.0 document that has these parts, and this to say of it. */
export async function swaggerWith(
  operation: Node,
  parts: Node = {},
): Promise<{ loaded: LoadedDocument; found: Operation }> {
  const User = { type: 'object', properties: { name: { type: 'string' } } }
  const id = { name: 'id', in: 'path', required: true, type: 'string' }
  const post = { operationId: 'add', responses: { 200: { description: 'fine' } }, ...operation }
  const paths = { '/users/{id}': { parameters: [id], post } }
  const loaded = await loadDocument(documentWith({ definitions: { User }, paths, ...parts }, '2.0'))
  return { loaded, found: loaded.operations[0] as Operation }
}

/** What becomes of a schema in a document of a version, and the codes of what is said about it. */
export async function upgraded(
  schema: unknown,
  version = '3.0.3',
): Promise<{ schema: SchemaObject; codes: string[] }> {
  const other = { type: 'object', properties: { name: { type: 'string' } } }
  const schemas = { Other: other, Thing: schema }
  const parts = version === '2.0' ? { definitions: schemas } : { components: { schemas } }
  const loaded = await loadDocument(documentWith(parts, version))
  return {
    schema: loaded.document.components.schemas?.Thing as SchemaObject,
    codes: codesOf(loaded),
  }
}

/** The codes of what is wrong, errors marked with `!`. */
export function codesOf({ faults }: LoadedDocument): string[] {
  return faults.map(({ grade, code }) => (grade === 'error' ? `!${code}` : code))
}

/** What is wrong, as it is told, without the folder that a test has made. */
export function linesOf(loaded: LoadedDocument): string[] {
  return formatFaults(loaded).map((line) => line.replaceAll(/\S*\/flakon-openapi-\w+\//g, ''))
}

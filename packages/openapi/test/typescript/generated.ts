import type { Node } from '../../src/document.ts'
import { loadDocument } from '../../src/load.ts'
import { generateTypes, type TypesOptions } from '../../src/typescript/generator.ts'

/** The types of a document with these parts; OpenAPI 3.1, where they do not say otherwise. */
export async function typesOf(parts: Node, options?: TypesOptions): Promise<string> {
  const loaded = await loadDocument({
    openapi: '3.1.0',
    info: { title: 'Runs', version: '1' },
    paths: {},
    ...parts,
  })
  const errors = loaded.faults.filter(({ grade }) => grade === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return generateTypes(loaded, options)
}

/** What is declared of a component, without `export type`. */
export async function typeOf(schema: unknown, others: Node = {}, version = '3.1.0') {
  const parts = { openapi: version, components: { schemas: { It: schema, ...others } } }
  return declared('It', await typesOf(parts))
}

/** The declaration of a name in a generated file, without `export type` and what is in front of it. */
export function declared(name: string, text: string): string {
  const [, found] =
    new RegExp(`^export type ${name} =\\s?([\\s\\S]*?)(?:\\n\\n|\\n$)`, 'm').exec(text) ?? []
  if (found === undefined) throw new Error(`${name} is not declared in\n${text}`)
  return found
}

/** The entry of an operation `getIt` that has these parts. */
export async function entryOf(operation: Node, parts: Node = {}, path = '/it'): Promise<string> {
  const responses = { 204: { description: 'fine' } }
  const paths = { [path]: { post: { operationId: 'getIt', responses, ...operation } } }
  const text = await typesOf({ paths, ...parts })
  const [, found = ''] = /^ {2}getIt: \{\n([\s\S]*?)^ {2}\}$/m.exec(text) ?? []
  return found.replaceAll(/^ {4}/gm, '')
}

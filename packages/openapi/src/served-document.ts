import type { Blueprint } from 'flakon'
import { isNode, type LoadedDocument, methods, type Node } from './document.ts'

/** What a blueprint brings to the document of an app. */
export type ServedOperations = ReturnType<NonNullable<Blueprint['operations']>>

/**
 * The operations of a document as the service's own document shows them: as they are, but for what says where they are
 * served, which is here, and what the document says of all of them at once.
 */
export function servedOperations(loaded: LoadedDocument, withBase: boolean): ServedOperations {
  const { document, operations } = loaded
  const bases = new Map(operations.map(({ node, base }) => [node, withBase ? base : '']))
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const { servers: _, ...kept } = item
    const beside = Object.entries(kept).filter(([word]) => !isMethod(word))
    for (const method of methods) {
      const operation = item[method]
      if (!isNode(operation)) continue
      const key = (bases.get(operation) ?? '') + path
      paths[key] ??= Object.fromEntries(beside)
      paths[key][method] = served(operation, document)
    }
  }
  const { tags, components } = document
  return { paths, components, ...(Array.isArray(tags) ? { tags } : {}) } as ServedOperations
}

function isMethod(word: string): boolean {
  return (methods as readonly string[]).includes(word)
}

function served(operation: Node, { security }: Node): Node {
  const { servers: _, ...kept } = operation
  return security === undefined || kept.security !== undefined ? kept : { ...kept, security }
}

import { describe, expect, test } from 'vitest'
import type { Node } from '../src/document.ts'
import { codesOf, documentWith, loadFiles } from './loading.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schemas of a document with these components, and files beside it. */
async function schemasOf(
  schemas: Node,
  files: Readonly<Record<string, string>> = {},
  more: Node = {},
): Promise<{ schemas: Node; codes: string[] }> {
  const parts = { components: { schemas }, ...more }
  const loaded = await loadFiles({ 'openapi.yaml': JSON.stringify(documentWith(parts)), ...files })
  return { schemas: loaded.document.components.schemas ?? {}, codes: codesOf(loaded) }
}

describe('schemas with names of their own', () => {
  test('$id, $anchor, $defs and $dynamicRef lead to components', async () => {
    const found = await schemasOf({
      Node: {
        $id: 'https://example.com/schemas/node',
        $defs: { name: { $anchor: 'name', type: 'string' } },
        properties: {
          a: { $ref: '#/$defs/name' },
          b: { $ref: '#name' },
          c: { $ref: '/schemas/leaf' },
          d: { $ref: '#/components/schemas/Text' },
          e: { $ref: '#' },
        },
      },
      Leaf: {
        $id: 'https://example.com/schemas/leaf',
        $dynamicAnchor: 'leaf',
        items: { $dynamicRef: '#leaf' },
      },
      Text: text,
      Use: { items: { $ref: 'https://example.com/schemas/node#/$defs/name' } },
    })
    expect(found.codes).toEqual([])
    expect(found.schemas).toEqual({
      Node: {
        properties: {
          a: ref('name'),
          b: ref('name'),
          c: ref('Leaf'),
          d: ref('Text'),
          e: ref('Node'),
        },
      },
      Leaf: { items: ref('Leaf') },
      Text: text,
      Use: { items: ref('name') },
      name: text,
    })
  })

  test('a $dynamicRef that means several schemas cannot be told', async () => {
    const one = { $dynamicAnchor: 'one', items: { $dynamicRef: '#one' } }
    expect((await schemasOf({ A: one, B: one })).codes).toContain('!dynamic_ref')
  })
})

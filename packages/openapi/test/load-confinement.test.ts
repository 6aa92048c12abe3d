import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadDocument } from '../src/load.ts'
import { codesOf, documentWith, folder, linesOf } from './loading.ts'

/** A folder with a document in `api`, that refers to this, and a file beside that folder. */
function folderWith(ref: string): string {
  const schemas = { Thing: { $ref: ref } }
  return folder({
    'secret.yaml': 'type: string',
    'api/inside.yaml': 'type: string',
    'api/openapi.yaml': JSON.stringify(documentWith({ components: { schemas } })),
  })
}

const load = (root: string, options?: Parameters<typeof loadDocument>[1]) =>
  loadDocument(join(root, 'api/openapi.yaml'), options)

describe('references stay in the folder of the document', () => {
  test.each([
    '../secret.yaml',
    '%2e%2e/secret.yaml',
    '..%2fsecret.yaml',
    'a/../../secret.yaml',
    './/../secret.yaml#/a',
    '../../../../../../../../etc/hostname',
    '/etc/hostname',
    '//etc/hostname',
    '../nothing.yaml',
  ])('%s is refused', async (ref) => {
    const loaded = await load(folderWith(ref))
    expect(codesOf(loaded)).toEqual(['!refused_ref'])
    expect(loaded.files).toHaveLength(1)
  })

  test('%00, a folder, and what is no path are nothing to read', async () => {
    for (const ref of ['a%00.yaml', '%', '.', 'urn:things', 'ftp://127.0.0.1/a', 'https://%']) {
      const codes = codesOf(await load(folderWith(ref)))
      expect([ref, codes]).toEqual([
        ref,
        [expect.stringMatching(/^!(unresolved_ref|unreadable_file)$/)],
      ])
    }
  })

  test('a symbolic link does not lead out', async () => {
    const root = folderWith('link.yaml')
    symlinkSync(join(root, 'secret.yaml'), join(root, 'api/link.yaml'))
    expect(codesOf(await load(root))).toEqual(['!refused_ref'])
    const other = folderWith('links/secret.yaml')
    symlinkSync(other, join(other, 'api/links'))
    expect(codesOf(await load(other))).toEqual(['!refused_ref'])
  })

  test('one that stays inside is followed, as is one to the document itself', async () => {
    const root = folderWith('link.yaml')
    mkdirSync(join(root, '..data'))
    symlinkSync(join(root, 'api/inside.yaml'), join(root, 'api/link.yaml'))
    symlinkSync(join(root, 'api'), join(root, 'current'))
    expect(codesOf(await loadDocument(join(root, 'current/openapi.yaml')))).toEqual([])
  })

  test('a folder with a name that only begins alike is another one', async () => {
    const root = folderWith('../api-private/a.yaml')
    mkdirSync(join(root, 'api-private'))
    writeFileSync(join(root, 'api-private/a.yaml'), 'type: string')
    expect(codesOf(await load(root))).toEqual(['!refused_ref'])
  })

  test('roots let them lead further', async () => {
    const root = folderWith('../secret.yaml')
    expect(codesOf(await load(root, { refRoots: [root] }))).toEqual([])
    expect(codesOf(await load(root, { refRoots: [join(root, 'other')] }))).toEqual(['!refused_ref'])
  })

  test('a file: URL is followed only where that is allowed, and never out of the roots', async () => {
    const root = folder({ 'secret.yaml': 'type: string', 'api/inside.yaml': 'type: string' })
    const write = (file: string) => {
      const schemas = { Thing: { $ref: pathToFileURL(join(root, file)).href } }
      const text = JSON.stringify(documentWith({ components: { schemas } }))
      writeFileSync(join(root, 'api/openapi.yaml'), text)
    }
    write('api/inside.yaml')
    expect(codesOf(await load(root))).toEqual(['!refused_ref'])
    expect(codesOf(await load(root, { network: true }))).toEqual([])
    write('secret.yaml')
    expect(codesOf(await load(root, { network: true }))).toEqual(['!refused_ref'])
    expect(codesOf(await load(root, { refRoots: [root] }))).toEqual([])
  })

  test('nothing is fetched unless that is allowed', async () => {
    const loaded = await load(folderWith('http://127.0.0.1:1/a.yaml'))
    expect(linesOf(loaded)).toMatchInlineSnapshot(`
      [
        "api/openapi.yaml:1:280 #/components/schemas/Thing/$ref error refused_ref: http://127.0.0.1:1/a.yaml is not fetched: [contract] ref_roots can allow its folder",
      ]
    `)
    const allowed = await load(folderWith('http://127.0.0.1:1/a.yaml'), { network: true })
    expect(codesOf(allowed)).toEqual(['!unreadable_file'])
  })

  test('an object has no folder', async () => {
    const schemas = { Thing: { $ref: 'package.json' } }
    const loaded = await loadDocument(documentWith({ components: { schemas } }))
    expect(codesOf(loaded)).toEqual(['!refused_ref'])
  })
})

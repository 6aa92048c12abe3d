import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pages } from '../docs.js'
import { root } from '../root.js'

const written = [
  ...pages(),
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'packages/flakon/README.md',
  'bench/README.md',
]

describe.each(written)('%s', (page) => {
  const text = read(page)

  test('links only to what exists', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map((match) => match[1] ?? '')
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([])
  })

  test('names only verbs of make and scripts of npm that exist', () => {
    const makefile = read('Makefile')
    const skeleton = read('packages/create-flakon/template/Makefile')
    const { scripts } = JSON.parse(read('package.json'))
    const own = JSON.parse(read('packages/create-flakon/template/package.json')).scripts
    const verbs = [...text.matchAll(/(?:`|^|&& )make (\w+)/gm)].map((match) => match[1] ?? '')
    expect(verbs.filter((verb) => !new RegExp(`^${verb}:`, 'm').test(makefile + skeleton))).toEqual(
      [],
    )
    const runs = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? '')
    expect(runs.filter((script) => !(script in scripts) && !(script in own))).toEqual([])
  })
})

describe('the files at the root', () => {
  test('package-lock.json names no host, so that it installs from whatever registry npm is set to', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "\w+:|registry\./)
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true')
  })

  test('package-lock.json holds what other platforms need, without which npm ci refuses it everywhere', () => {
    const { packages } = JSON.parse(read('package-lock.json'))
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !isResolved(packages, path, name))
        .map((name) => `${path} needs ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('agree on the oldest Node', () => {
    const check = /wanted = \[(\d+), (\d+)\]/.exec(read('scripts/check-node.cjs'))
    expect(JSON.parse(read('package.json')).engines.node).toBe(`>=${check?.[1]}.${check?.[2]}`)
    expect(read('README.md')).toContain(`Node ${check?.[1]}.${check?.[2]} or later`)
    expect(read('.nvmrc')).toBe('24\n')
  })

  test('give every package the same licence', () => {
    const licence = read('LICENSE')
    expect(licence).toContain('Apache License')
    for (const name of ['flakon', 'create-flakon']) {
      expect(read(`packages/${name}/LICENSE`)).toBe(licence)
      expect(JSON.parse(read(`packages/${name}/package.json`)).license).toBe('Apache-2.0')
    }
  })
})

/**
 * @param {string} page
 * @param {string} link
 */
function leadsSomewhere(page, link) {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(read(target)).includes(anchor)
}

/**
 * The anchors of a page's headings, as GitHub makes them.
 * @param {string} text
 */
function anchorsOf(text) {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}

/**
 * Whether Node would find a package from another one: in its own node_modules, or one further up.
 * @param {Record<string, object>} packages
 * @param {string} from
 * @param {string} name
 */
function isResolved(packages, from, name) {
  const folders = from.split('/node_modules/')
  return (
    folders.some(
      (_, depth) =>
        `${folders.slice(0, depth + 1).join('/node_modules/')}/node_modules/${name}` in packages,
    ) || `node_modules/${name}` in packages
  )
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

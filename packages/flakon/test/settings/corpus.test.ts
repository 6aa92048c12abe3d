import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFiles } from '../../src/settings/files.ts'
import { Report } from '../../src/settings/settings-error.ts'

type Sections = Record<string, Record<string, string>>
type Expected = { readonly sections: Sections } | { readonly error: string }

const folder = join(import.meta.dirname, 'corpus')
const files = readdirSync(folder).filter((name) => name.endsWith('.ini'))
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
)

/** What we read where Python reads something else: the texts, or the place of the fault. */
const differences: Record<string, Sections | string> = {
  'bom.ini': { server: { host: 'a' } },
  'default-twice.ini': 'default-twice.ini:5:1',
  'duplicate-by-case.ini': { server: { port: '1', Port: '2' } },
  'extends-before-section.ini': { server: { port: '1' } },
  'header-empty-part.ini': 'header-empty-part.ini:1:1',
  'header-trailing-text.ini': 'header-trailing-text.ini:1:1',
  'header-two-brackets.ini': 'header-two-brackets.ini:1:1',
  'header-unclosed-equals.ini': 'header-unclosed-equals.ini:3:1',
  'key-case.ini': { server: { clientId: 'x', HOST: 'a' } },
  'percent.ini': { server: { share: '50%', host: 'a', url: 'http://%(host)s/' } },
  'prototype-section.ini': 'prototype-section.ini:1:1',
  'prototype.ini': 'prototype.ini:2:1',
  'section-spaces.ini': { server: { host: 'a' }, 'my section': { host: 'b' } },
  'unclosed-quote.ini': 'unclosed-quote.ini:2:8',
}

function read(name: string): { sections: Sections; faults: string[] } {
  const report = new Report()
  const layers = readFiles([join(folder, name)], { env: {}, report, lenient: false })
  const sections = new Map<string, Map<string, string>>()
  for (const header of layers.headers.keys()) sections.set(header, new Map())
  for (const { section, key, raw } of layers.written) {
    const lines = 'lines' in raw ? raw.lines.map(({ text }) => text) : []
    sections.get(section)?.set(key, lines.join('\n').trimEnd())
  }
  return {
    sections: Object.fromEntries(
      [...sections].map(([name, keys]) => [name, Object.fromEntries(keys)]),
    ),
    faults: report.faults.map(({ where }) => basename(where)),
  }
}

test('the corpus covers at least 50 situations, each read by Python too', () => {
  expect(files.length).toBeGreaterThanOrEqual(50)
  expect(Object.keys(expected).sort()).toEqual(files.sort())
})

describe('a file is read as Python reads it', () => {
  test.each(files.filter((name) => !(name in differences)))('%s', (name) => {
    const { sections, faults } = read(name)
    const python = expected[name]
    if (python !== undefined && 'sections' in python) {
      expect(sections).toEqual(python.sections)
      expect(faults).toEqual([])
    } else expect(faults).not.toEqual([])
  })
})

describe('a known difference from Python', () => {
  test.each(Object.entries(differences))('%s', (name, ours) => {
    const { sections, faults } = read(name)
    if (typeof ours === 'string') expect(faults).toEqual([ours])
    else expect({ sections, faults }).toEqual({ sections: ours, faults: [] })
    expect(expected[name]).not.toEqual(
      typeof ours === 'string' ? { error: ours } : { sections: ours },
    )
    if (typeof ours === 'string') expect(expected[name]).toHaveProperty('sections')
  })

  test('is listed in docs/settings.md, and nothing else is', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/settings.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `([\w-]+\.ini)` \|(?:[^|]+\|){3}$/gm)].map(
      ([, name]) => name,
    )
    expect(rows.sort()).toEqual(Object.keys(differences).sort())
  })
})

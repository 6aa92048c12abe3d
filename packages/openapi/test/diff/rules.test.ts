import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rules } from '../../src/diff/rules.ts'

const page = readFileSync(new URL('../../../../docs/openapi-diff.md', import.meta.url), 'utf8')

test('the page about changes lists every rule with its grade and reason, and no other', () => {
  const single = /^\| `([a-z-]+)` \| (breaks|–) \| (.+) \|$/gm
  const double = /^\| `…-([a-z-]+)` \| (breaks|–) \| (breaks|–) \|/gm
  const rows = [...page.matchAll(single)].map(([, id, grade]) => `${id} ${grade}`)
  for (const [, word, request, answer] of page.matchAll(double)) {
    rows.push(`request-${word} ${request}`, `answer-${word} ${answer}`)
  }
  const all = [...rules.values()]
  expect(rows.sort()).toEqual(
    all.map(({ id, breaking }) => `${id} ${breaking ? 'breaks' : '–'}`).sort(),
  )
  for (const [, id = '', , why] of page.matchAll(single)) expect(rules.get(id)?.why).toBe(why)
})

test('a rule has a reason that is half a sentence', () => {
  for (const { why } of rules.values()) expect(why).toMatch(/^[a-z][^.]*[a-z)\d]$/)
})

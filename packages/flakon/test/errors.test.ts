import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deadlineProblems } from '../src/deadline.ts'
import { parserProblems } from '../src/error-handler.ts'
import { errorCodes, FlakonError, flakonError } from '../src/errors.ts'
import { problemCodes } from '../src/problem.ts'
import { answerProblems } from '../src/schema/answers.ts'
import { jsonProblems } from '../src/schema/json-parser.ts'
import { upstreamProblems } from '../src/upstream.ts'

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')

/** First cells of the page's table rows that look like `code`. */
function listed(pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, code]) => code ?? '').sort()
}

test('docs/errors.md lists every code that Flakon throws, and no other', () => {
  // Those of @flakon/openapi are in the table, too; a test there compares them.
  expect(listed(/^\| `(FLK_(?!CONTRACT_)\w+)` \|/gm)).toEqual([...errorCodes].sort())
})

test('docs/errors.md lists every code of a problem that says more than its status, and no other', () => {
  const parsers = Object.values(parserProblems).map(([, code]) => code)
  const schemas = [...Object.keys(jsonProblems), ...Object.keys(answerProblems)]
  const calls = [
    ...Object.keys(deadlineProblems),
    ...Object.values(upstreamProblems).map(([code]) => code),
  ]
  const all = [...Object.values(problemCodes), ...parsers, ...schemas, ...calls]
  const codes = [...new Set(all)].sort()
  expect(listed(/^\| `([a-z][a-z_]+)` \| \d{3} \|/gm)).toEqual(codes)
})

test('an error of Flakon carries its code and its cause', () => {
  const cause = new Error('why')
  const error = flakonError('FLK_BLUEPRINT_LOOP', ['home'], cause)
  expect(error).toBeInstanceOf(FlakonError)
  expect(error).toMatchObject({ code: 'FLK_BLUEPRINT_LOOP', name: 'FlakonError', cause })
  expect(error.message).toContain('"home"')
})

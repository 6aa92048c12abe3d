import { expect, test } from 'vitest'
import { parseReference } from '../../src/cli/reference.ts'

test.each([
  ['src/app.ts', { module: 'src/app.ts' }],
  ['src/app.ts:api', { module: 'src/app.ts', name: 'api' }],
  ['app:make()', { module: 'app', name: 'make', args: [] }],
  [
    `app:make("a:b", 'c', -1.5, true, null)`,
    { module: 'app', name: 'make', args: ['a:b', 'c', -1.5, true, null] },
  ],
  ['app:make("say \\"hi\\"")', { module: 'app', name: 'make', args: ['say "hi"'] }],
  ['C:\\app.ts', { module: 'C:\\app.ts' }],
  ['C:\\app.ts:api', { module: 'C:\\app.ts', name: 'api' }],
])('%s names an app', (text, reference) => {
  expect(parseReference(text)).toEqual(reference)
})

test.each(['app:make(', 'app:make(process.exit())', 'app:make(1 2)', 'app:not-a-name', 'app:'])(
  '%s does not, and says why',
  (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'FLK_APP_SYNTAX' }))
  },
)

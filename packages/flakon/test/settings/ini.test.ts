import { describe, expect, test } from 'vitest'
import { parseIni } from '../../src/settings/ini.ts'

test('keys and values have their places', () => {
  const { sections, head } = parseIni('extends = a\n[server]\n  port =  5000\n  hosts =\n    b\n')
  expect(head).toEqual([
    { line: 1, column: 1, name: 'extends', lines: [{ line: 1, column: 11, text: 'a' }] },
  ])
  expect(sections).toEqual([
    {
      line: 2,
      column: 1,
      name: 'server',
      keys: [
        { line: 3, column: 3, name: 'port', lines: [{ line: 3, column: 11, text: '5000' }] },
        {
          line: 4,
          column: 3,
          name: 'hosts',
          lines: [
            { line: 4, column: 10, text: '' },
            { line: 5, column: 5, text: 'b' },
          ],
        },
      ],
    },
  ])
})

describe('a fault has its place and a fix', () => {
  test.each([
    [
      '[a]\nx = 1\n x = 2\nx = 3',
      '4:1',
      'duplicate key "x" in [a]: it is already at line 2, column 1; remove one',
    ],
    ['[a]\n[b]\n [a]', '3:2', 'section [a] is already at line 1, column 1'],
    ['[a]\nport 5000\n  more', '2:1', 'the line that starts with "port" has no "="'],
    ['[a]\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ', '2:1', 'this line has no "="'],
    ['[a]\n: 5', '2:1', 'there is no key'],
    ['x = 1', '1:1', 'key "x" is outside every section'],
    ['[a', '1:1', 'this is no section header'],
    ['[a]\nx = "b', '2:5', 'opens a quote and does not close it'],
    ['[a]\nx = 1\n  "b\\"', '3:3', 'opens a quote and does not close it'],
  ])('%j', (text, place, message) => {
    const { faults } = parseIni(text)
    expect(faults.map(({ line, column }) => `${line}:${column}`)).toEqual([place])
    expect(faults[0]?.message).toContain(message)
  })
})

describe('a trap is a warning', () => {
  test.each([
    ['[a]\nx = 1 # one', '2:5', 'contains a comment sign'],
    ['[a]\nx = 1 ; one', '2:5', 'contains a comment sign'],
    ['[a]\nx = 1\n y = 2', '3:2', 'this line is indented, so it continues the value of "x"'],
  ])('%j', (text, place, message) => {
    const { faults, warnings } = parseIni(text)
    expect(faults).toEqual([])
    expect(warnings.map(({ line, column }) => `${line}:${column}`)).toEqual([place])
    expect(warnings[0]?.message).toContain(message)
  })

  test.each([
    '[a]\nx = "1 # one"',
    '[a]\nx = #fff',
    '[a]\nx = a#b',
    '[a]\nx =\n  y = 2',
    '[a]\nx = 1\n  "y = 2"',
  ])('%j is none', (text) => {
    expect(parseIni(text)).toMatchObject({ faults: [], warnings: [] })
  })
})

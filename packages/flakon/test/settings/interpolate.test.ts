import { describe, expect, test } from 'vitest'
import { situation } from './situation.ts'

const env = { NAME: 'world', EMPTY: '', QUOTED: '"a", b', DB_PASSWORD: 'hunter2' }

function read(value: string, more = '') {
  const { settings, faults, resolution, folder } = situation({
    files: { 'settings.ini': `[x]\nvalue = ${value}\n${more}`, secret: 'hunter2\n' },
    env,
  })
  return {
    value: settings.x.value,
    faults,
    entry: resolution.entries.find(({ key }) => key === 'value'),
    folder,
  }
}

describe('a reference is replaced', () => {
  test.each([
    ['hello ${NAME}!', 'hello world!'],
    ['${NONE:-5000}', 5000],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY}', ''],
    ['${NONE:-}', ''],
    ['${NONE:-${NAME}}', 'world'],
    ['${NONE:-http://a:80/}', 'http://a:80/'],
    ['"${NAME} \\" ${NONE:-5}"', 'world " 5'],
    ['"${NONE:-5}"', '5'],
    ['${QUOTED}', '"a", b'],
    ['$$', '$'],
    ['$${NAME}', '${NAME}'],
    ['$$$$', '$$'],
    ['$5 a$b $', '$5 a$b $'],
    ['${file:secret}', 'hunter2'],
    ['${file:${HERE}/secret}', 'hunter2'],
    ['${y:a}', 'one'],
    ['${y.z:b}', 'two one'],
    ['${server:port}', 5000],
  ])('%s', (written, value) => {
    expect(read(written, '[y]\na = one\n[y.z]\nb = two ${y:a}\n')).toMatchObject({
      value,
      faults: [],
    })
  })

  test('${HERE} is the folder of the file it stands in', () => {
    const { value, folder } = read('${HERE}/x')
    expect(value).toBe(`${folder}/x`)
  })

  test('a reference to a key gives the value that counts, wherever it comes from', () => {
    const { settings } = situation({
      files: {
        'settings.ini':
          '[server]\nport = 1\n[x]\nurl = http://h:${server:port}/\nwait = ${tags:names}\n',
      },
      env: { FLAKON_SERVER_PORT: '2' },
      settings: undefined as never,
    })
    expect(settings.x).toEqual({ url: 'http://h:2/', wait: 'a' })
  })

  test('a list splits at the commas that a variable brings, and not at those in a reference or in quotes', () => {
    const { settings } = situation({
      files: { 'settings.ini': '[tags]\nnames = ${LIST}, "c,d", ${NONE:-e,f}\n' },
      env: { LIST: 'a, b' },
    })
    expect(settings.tags.names).toEqual(['a', 'b', 'c,d', 'e', 'f'])
  })
})

describe('a reference that leads nowhere is one fault at its place', () => {
  test.each([
    [
      'a ${NONE}',
      '2:11',
      'the variable NONE is not set: set it, or give a default with ${NONE:-default}',
    ],
    ['${NAME', '2:9', '"${" is not closed: add "}", or write $$ for a dollar'],
    ['${}', '2:9', 'this reference is not understood'],
    ['${a b}', '2:9', 'this reference is not understood'],
    ['${y:b}', '2:9', '${y:b} refers to b of [y], which does not exist: did you mean ${y:a}?'],
    ['${server:socket}', '2:9', '[server] socket has no value: set it, or write the value here'],
    ['${file:none}', '2:9', 'the file none does not exist'],
    ['${file:.}', '2:9', 'is a folder'],
    ['${x:value}', '2:9', 'these values refer to each other in a circle, [x] value → [x] value'],
    ['"${NONE}"', '2:10', 'the variable NONE is not set'],
  ])('%s', (written, place, message) => {
    const { faults } = read(written, '[y]\na = one\n')
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^settings\\.ini:${place}  `))
    expect(faults[0]).toContain(message)
  })

  test('a circle of several is told once', () => {
    const { faults } = read('${y:a}', '[y]\na = ${y:b}\nb = ${x:value}\n')
    expect(faults).toEqual([
      'settings.ini:5:5  these values refer to each other in a circle, [x] value → [y] a → [y] b → [x] value: write one of them out',
    ])
  })
})

test.each(['${file:secret}', '${DB_PASSWORD}', '${y:token}', 'a ${NONE:-${DB_PASSWORD}}'])(
  '%s makes a value secret',
  (written) => {
    const { entry } = read(written, '[y]\ntoken = 1\n')
    expect(entry).toMatchObject({ secret: true, shown: '***' })
  },
)

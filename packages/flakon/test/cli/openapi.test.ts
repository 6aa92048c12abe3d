import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { flakon } from './situation.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flakon-openapi-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('openapi prints the document of the app, and nothing else', async () => {
  const { status, out, err } = await flakon('one-app', ['openapi'])
  expect({ status, err }).toEqual({ status: 0, err: '' })
  const { openapi, paths } = JSON.parse(out)
  expect(openapi).toBe('3.1.0')
  expect(Object.keys(paths)).toEqual(['/', '/users/{id}'])
})

test('openapi --yaml prints it as YAML', async () => {
  const { out } = await flakon('one-app', ['openapi', '--yaml'])
  expect(out).toMatch(/^openapi: 3\.1\.0\n/)
  expect(parse(out)).toEqual(JSON.parse((await flakon('one-app', ['openapi'])).out))
})

test('openapi sets up no section; a blueprint that needs one is named and left out', async () => {
  const { status, out, err } = await flakon('needs-section', ['openapi'])
  expect(status).toBe(0)
  expect(JSON.parse(out).paths).toHaveProperty('/')
  expect(err).toMatch(/left out: views: Section \[database\]/)
})

describe('openapi -o', () => {
  test('writes the file, in YAML by its name', async () => {
    for (const name of ['api.json', 'api.yaml']) {
      const file = join(folder, name)
      const { status, out, err } = await flakon('one-app', ['openapi', '-o', file])
      expect({ status, out, err }).toEqual({ status: 0, out: '', err: `wrote ${file}\n` })
      expect(readFileSync(file, 'utf8')).toMatch(name === 'api.json' ? /^{\n/ : /^openapi:/)
    }
    expect(readdirSync(folder).toSorted()).toEqual(['api.json', 'api.yaml'])
  })

  test('in place of a folder says so, and leaves nothing', async () => {
    const { status, err } = await flakon('one-app', ['openapi', '-o', folder])
    expect({ status, err }).toEqual({
      status: 2,
      err: `flakon: ${folder} cannot be written: it is a folder\n`,
    })
    expect(existsSync(`${folder}.new`)).toBe(false)
  })

  test('- prints', async () => {
    const { out } = await flakon('one-app', ['openapi', '-o', '-'])
    expect(JSON.parse(out).openapi).toBe('3.1.0')
  })

  test('into a folder that is not there says so, and leaves nothing', async () => {
    const file = join(folder, 'none/api.json')
    const { status, err } = await flakon('one-app', ['openapi', '-o', file])
    expect(status).toBe(2)
    expect(err).toBe(
      `flakon: ${file} cannot be written: there is no folder ${join(folder, 'none')}\n`,
    )
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})

describe('openapi --check', () => {
  test('agrees with what openapi wrote', async () => {
    for (const name of ['same.json', 'same.yml']) {
      const file = join(folder, name)
      await flakon('one-app', ['openapi', '-o', file])
      const { status, out } = await flakon('one-app', ['openapi', '--check', file])
      expect({ status, out }).toEqual({ status: 0, out: `${file} is what the app says\n` })
    }
  })

  test('exits with 1 and says what differs, and how to mend it', async () => {
    const file = join(folder, 'stale.json')
    const { out: text } = await flakon('one-app', ['openapi'])
    writeFileSync(file, text.replace('home_addUser', 'home_add'))
    const { status, out } = await flakon('one-app', ['openapi', '--check', file])
    expect(status).toBe(1)
    expect(out.split('\n')).toEqual([
      `${file} is stale: 1 difference (+ only in the app, - only in the file, ~ file → app)`,
      '  ~ /paths/~1users~1{id}/post/operationId: "home_add" → "home_addUser"',
      `Write it again: flakon openapi -o ${file}`,
      '',
    ])
  })

  test('of a file that cannot be read says how to write it', async () => {
    const { status, err } = await flakon('one-app', ['openapi', '--check', 'none.json'])
    expect(status).toBe(2)
    expect(err).toContain('write it first: flakon openapi -o none.json')
  })

  test('of a file that is no document says so, and not how to overwrite it', async () => {
    const file = join(folder, 'package.json')
    writeFileSync(file, '{"name":"x"}')
    const { status, err } = await flakon('one-app', ['openapi', '--check', file])
    expect({ status, err }).toEqual({
      status: 2,
      err: `flakon: --check ${file}: it is no OpenAPI document\n`,
    })
  })

  test('reads YAML, whatever the file is called', async () => {
    const file = join(folder, 'yaml.json')
    await flakon('one-app', ['openapi', '--yaml', '-o', file])
    expect((await flakon('one-app', ['openapi', '--check', file])).status).toBe(0)
  })

  test('does not go with -o', async () => {
    const { status, err } = await flakon('one-app', ['openapi', '--check', 'a', '-o', 'b'])
    expect({ status, err }).toEqual({
      status: 2,
      err: 'flakon: --check compares and --output writes: give one of the two\n',
    })
  })
})

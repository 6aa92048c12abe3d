import { expect, test } from 'vitest'
import { flakon } from './situation.ts'

/** The name of the app that a command line finds. */
const nameOf = (fixture: string, ...flags: string[]) =>
  flakon(fixture, ['config', 'get', 'app.name', ...flags])

test('the app of src/app.ts, app.ts, dist/app.js or app.js is found by itself', async () => {
  expect(await nameOf('one-app')).toEqual({ status: 0, out: 'one\n', err: '' })
})

test('--app wins over FLAKON_APP', async () => {
  const env = { FLAKON_APP: 'nowhere.ts' }
  const argv = ['config', 'get', 'app.name', '--app', '../one-app/app']
  expect(await flakon('no-app', argv, env)).toMatchObject({ status: 0, out: 'one\n' })
  expect(
    await flakon('no-app', argv.slice(0, 3), { FLAKON_APP: '../one-app/app.ts:app' }),
  ).toMatchObject({ out: 'one\n' })
})

test('a factory without arguments is called, an async one too', async () => {
  expect(await nameOf('factory')).toMatchObject({ out: 'made\n' })
  expect(await nameOf('async-factory')).toMatchObject({ out: 'late\n' })
})

test('a factory gets the literals of the reference', async () => {
  expect(await nameOf('factory', '--app', 'app:makeApp("eu", 3)')).toMatchObject({ out: 'eu-3\n' })
})

test.each([
  ['no-app', [], /No app found\. Looked for src\/app\.ts, app\.ts, dist\/app\.js, app\.js/],
  ['no-app', ['--app', 'nope.ts'], /There is no module "nope\.ts"/],
  ['several-apps', [], /several apps: first, second\. Choose one: flakon run app\.ts:first/],
  [
    'factory',
    ['--app', 'app:needy'],
    /Factory "needy" needs 1 argument: flakon run 'app\.ts:needy\("…"\)'/,
  ],
  ['not-an-app', [], /"app" in "app\.ts" is not an app: it is an object with hello/],
  ['not-an-app', ['--app', 'app:count'], /"count" in "app\.ts" is not an app: it is a number/],
  ['one-app', ['--app', 'app:aps'], /no export "aps": did you mean "app"\?/],
  ['absent', [], /exports no app, but something/],
  ['one-app', ['--app', 'app:app('], /does not name an app/],
])('%s with %j says what to do, with status 2', async (fixture, flags, message) => {
  const { status, out, err } = await nameOf(fixture, ...flags)
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toMatch(message)
  expect(err).not.toMatch(/\n\s+at /)
})

test("a module whose own import fails shows the user's stack, at the line of the .ts file", async () => {
  const { status, err } = await nameOf('broken-import')
  expect(status).toBe(2)
  expect(err).toMatch(
    /Module "app\.ts" exists, but importing it failed:\nError: the helper is broken/,
  )
  expect(err).toMatch(/helper\.ts:7:\d+/)
  expect(err).not.toMatch(/load-app|node:internal/)
})

test("a mistake in the use of Flakon shows where it is in the user's code", async () => {
  const { status, err } = await nameOf('bad-name')
  expect(status).toBe(2)
  expect(err).toMatch(
    /^flakon: Blueprint name "1 home" is not usable.*\n +at .*bad-name\/app\.ts:3:/,
  )
  expect(err).not.toMatch(/json-blueprint|load-app|node:internal/)
})

test('a bare Fastify instance has no settings to explain, and is said so', async () => {
  const { status, err } = await nameOf('bare-fastify')
  expect(status).toBe(2)
  expect(err).toMatch(/bare Fastify instance/)
})

import { expect, test } from 'vitest'
import { flakon } from './situation.ts'

test.each([
  ['--help'],
  ['run', '--help'],
  ['routes', '--help'],
  ['config', '--help'],
  ['shell', '--help'],
  ['openapi', '--help'],
  ['types', '--help'],
  ['openapi', 'diff', '--help'],
])('%s %s %s prints the help', async (...argv) => {
  const { status, out, err } = await flakon('no-app', argv.filter(Boolean))
  expect({ status, err }).toEqual({ status: 0, err: '' })
  expect(out).toMatchSnapshot()
})

test('help works with a broken app', async () => {
  expect(await flakon('broken-import', ['--help'])).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^Usage: flakon/),
  })
  expect(await flakon('broken-import', ['run', '--help'])).toMatchObject({ status: 0 })
})

test('no words at all print the help', async () => {
  expect((await flakon('no-app', [])).out).toMatch(/^Usage: flakon/)
})

test.each([['--version'], ['run', '--version'], ['config', '--version'], ['home', '--version']])(
  '%s %s prints the version',
  async (...argv) => {
    const { status, out } = await flakon('no-app', argv.filter(Boolean))
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  },
)

test.each([
  [['rutes'], /unknown command "rutes": did you mean "routes"\?/],
  [['run', '--prot', '1'], /unknown option '--prot'[\s\S]*Did you mean --port\?/],
  [['run', 'one', 'two'], /flakon run does not take "two"/],
  [['run', 'one', '--app', 'two'], /two apps are named, "two" by --app and "one"/],
  [['run', '--port'], /argument missing/],
  [['routes', 'extra'], /flakon routes does not take "extra"/],
  [['openapi', 'lnit', 'a.yaml'], /did you mean flakon openapi lint\?/],
  [['openapi', 'diff', 'a.yaml'], /missing required argument 'new'/],
  [['types', 'nowhere.yaml'], /nowhere\.yaml cannot be read: it does not exist/],
  [['run', '--env-file', 'nope.env', '--no-reload'], /--env-file nope\.env cannot be read/],
])('%j is a mistake with status 2 that names the fix', async (argv, message) => {
  const { status, err } = await flakon('one-app', argv)
  expect(status).toBe(2)
  expect(err).toMatch(message)
})

test('a variable that is neither yes nor no is refused', async () => {
  expect(await flakon('one-app', ['run'], { FLAKON_RELOAD: 'maybe' })).toMatchObject({
    status: 2,
    err: expect.stringMatching(/FLAKON_RELOAD=maybe is neither yes nor no/),
  })
})

test("a blueprint's own command runs with the app ready, gets its words, and gives the status", async () => {
  expect(await flakon('commands', ['home', 'seed', 'a', '--b'])).toMatchObject({
    status: 2,
    err: '',
  })
  expect(await flakon('commands', ['home', 'seed'])).toMatchObject({ status: 0 })
})

test("a blueprint's commands are in the help", async () => {
  expect((await flakon('commands', ['--help'])).out).toMatch(
    /Commands of this app:\n +home seed +puts something in/,
  )
})

test.each([
  ['home', '--help'],
  ['home', 'seed', '--help'],
])('%s %s %s prints the help and runs nothing', async (...argv) => {
  const { status, out } = await flakon('commands', argv.filter(Boolean))
  expect({ status, seeded: process.env.SEEDED }).toEqual({ status: 0, seeded: undefined })
  expect(out).toMatch(/^Usage: flakon[\s\S]* home seed +puts something in$/m)
})

test.each([
  [['home', 'sed'], /blueprint "home" has no command "sed": did you mean "seed"\?/],
  [['home'], /flakon home needs one of its commands: seed/],
  [['hoem', 'seed'], /unknown command "hoem": did you mean "home"\?/],
])('%j says what there is', async (argv, message) => {
  const { status, err } = await flakon('commands', argv)
  expect(status).toBe(2)
  expect(err).toMatch(message)
})

test('a blueprint with commands that is named like a command of ours is refused', async () => {
  expect(await flakon('reserved-command', ['anything'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(
      /Blueprint "routes" has commands, but "flakon routes" is a command of Flakon's own/,
    ),
  })
})

test('the shell has app, settings and inject at hand', async () => {
  const input =
    "const r = await inject('/')\nr.statusCode + settings.app.name + typeof app.inject\n"
  const { status, out } = await flakon('one-app', ['shell'], { FLAKON_LOG_LEVEL: 'silent' }, input)
  expect(status).toBe(0)
  expect(out).toContain("'200onefunction'")
})

import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { keep } from './apps.ts'
import { blueprints } from './fixtures/forgotten-blueprint/views/index.ts'

async function hintsFor(url: string, mode: string): Promise<string[]> {
  const app = createApp({ blueprints, settings: { app: { mode }, log: { level: 'silent' } } })
  keep(app)
  return (await app.inject(url)).json().hints
}

test('a 404 in debug names the nearest routes', async () => {
  expect(await hintsFor('/user', 'debug')).toContainEqual(
    expect.stringMatching(/^Nearest routes: \/users/),
  )
})

test('where none is near some of the routes are named', async () => {
  expect(await hintsFor('/something/else/entirely', 'debug')).toContainEqual(
    'Nothing is near; routes of this app: /users/<int:id>, /users, /teams/:id',
  )
})

test('a parameter counts as what was asked for when routes are compared', async () => {
  expect(await hintsFor('/team/42', 'debug')).toContainEqual('Nearest routes: /teams/:id')
})

test('a 404 in debug names the module of views/ that nobody listed', async () => {
  expect(await hintsFor('/teams', 'debug')).toContainEqual(
    expect.stringMatching(
      /views\/teams\.ts exports the blueprint "teams".*add teams to blueprints in .*views\/index\.ts/,
    ),
  )
})

test('a 404 in debug names the :id form of a path written as in Flask', async () => {
  expect(await hintsFor('/users/42', 'debug')).toContainEqual(
    expect.stringMatching(
      /\/users\/<int:id> \(.*views\/home\.ts:\d+:\d+\) is literal.*\/users\/:id/,
    ),
  )
})

test('outside debug a 404 gives no hints', async () => {
  expect(await hintsFor('/teams', 'production')).toBeUndefined()
})

import { expect, test } from 'vitest'
import { flakon } from './situation.ts'

test('routes lists methods, path, blueprint and view', async () => {
  expect(await flakon('one-app', ['routes'])).toEqual({
    status: 0,
    err: '',
    out: `METHODS  PATH        BLUEPRINT  VIEW
GET      /           home       getRoot
POST     /users/:id  home       addUser
`,
  })
})

test('routes --json --sort view is for machines', async () => {
  const { out } = await flakon('one-app', ['routes', '--json', '--sort', 'view'])
  expect(JSON.parse(out)).toEqual([
    expect.objectContaining({
      methods: ['POST'],
      path: '/users/:id',
      blueprint: 'home',
      view: 'addUser',
    }),
    expect.objectContaining({
      methods: ['GET'],
      path: '/',
      view: 'getRoot',
      where: expect.stringMatching(/app\.ts:\d+:\d+$/),
    }),
  ])
})

test('routes --sort takes columns only', async () => {
  const { status, err } = await flakon('one-app', ['routes', '--sort', 'colour'])
  expect({ status, err }).toEqual({
    status: 2,
    err: 'flakon: --sort colour is no column: methods, path, blueprint, view are\n',
  })
})

test('routes sets up no section; a blueprint or plugin that needs one is named and left out', async () => {
  const { status, out, err } = await flakon('needs-section', ['routes'])
  expect(status).toBe(0)
  expect(out).toMatch(/^GET +\/ +home/m)
  expect(err).toMatch(/left out: views: Section \[database\]/)
  expect(err).toMatch(/left out: tables: Section \[database\]/)
})

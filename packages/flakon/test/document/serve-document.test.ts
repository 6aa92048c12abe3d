import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { keep } from '../apps.ts'

function appWith(mode: string, openapi: object = {}, home = new JsonBlueprint('home')) {
  home.get('/', { name: 'get' }, () => ({}))
  const settings = { app: { mode }, log: { level: 'silent' }, openapi }
  return keep(createApp({ blueprints: [home], settings: settings as never }))
}

async function statusOf(app: ReturnType<typeof appWith>, url: string): Promise<number> {
  return (await app.inject(url)).statusCode
}

describe('the document is served', () => {
  test.each([
    ['in debug', 'debug', {}, 200],
    ['not in production', 'production', {}, 404],
    ['in production where that is asked for', 'production', { enabled: true }, 200],
    ['not in debug where that is not wanted', 'debug', { enabled: false }, 404],
    ['where its page is', 'production', { docs: true }, 200],
  ])('%s', async (_when, mode, openapi, status) => {
    expect(await statusOf(appWith(mode, openapi), '/openapi.json')).toBe(status)
  })

  test('on another path, with another title and version', async () => {
    const app = appWith('debug', { path: 'api.json', title: 'Mine', version: '7' })
    const { openapi, info, paths } = (await app.inject('/api.json')).json()
    expect(openapi).toBe('3.1.0')
    expect(info).toMatchObject({ title: 'Mine', version: '7' })
    expect(Object.keys(paths)).toEqual(['/'])
  })

  test('unless the service has a view there', async () => {
    const home = new JsonBlueprint('home')
    home.get('/openapi.json', { name: 'own' }, () => ({ mine: true }))
    expect((await appWith('debug', {}, home).inject('/openapi.json')).json()).toEqual({
      mine: true,
    })
  })
})

describe('the page is served', () => {
  test('in debug, and in production where that is asked for', async () => {
    expect(await statusOf(appWith('debug'), '/docs')).toBe(200)
    expect(await statusOf(appWith('production', { docs: true }), '/docs')).toBe(200)
    expect(await statusOf(appWith('production', { enabled: true }), '/docs')).toBe(404)
    expect(await statusOf(appWith('debug', { docs: false }), '/docs')).toBe(404)
  })

  test('with its files, and a policy that lets nothing in from elsewhere', async () => {
    const app = appWith('debug', { title: 'A <b> & "c"' })
    const page = await app.inject('/docs')
    expect(page.payload).toContain('<title>A &lt;b> &amp; &quot;c&quot;</title>')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
    const files = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file)
    expect(files).toHaveLength(5)
    for (const file of files) expect(await statusOf(app, `/${file}`)).toBe(200)
  })
})

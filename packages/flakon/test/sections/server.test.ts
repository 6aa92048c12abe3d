import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import { keep } from '../apps.ts'

function appWith(server: object): App {
  const home = new JsonBlueprint('home')
  home.get('/', (request) => ({ ip: request.ip, protocol: request.protocol }))
  const app = createApp({ blueprints: [home], settings: { server, log: { level: 'silent' } } })
  keep(app)
  return app
}

const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }

test('forwarded headers are not believed unless trust_proxy says so', async () => {
  const response = await appWith({}).inject({ url: '/', headers: forwarded })
  expect(response.json()).toEqual({ ip: '127.0.0.1', protocol: 'http' })
})

test.each(['on', '127.0.0.1', 'loopback', '10.0.0.0/8, 127.0.0.0/8'])(
  'trust_proxy = %s believes them',
  async (trust_proxy) => {
    const response = await appWith({ trust_proxy }).inject({ url: '/', headers: forwarded })
    expect(response.json()).toEqual({ ip: '203.0.113.9', protocol: 'https' })
  },
)

test.each(['2', 'my-proxy', '10.0.0.0/x'])(
  'trust_proxy = %s is refused with what it takes',
  (trust_proxy) => {
    expect(() => appWith({ trust_proxy })).toThrow(
      expect.objectContaining({
        code: 'FLK_SERVER_SETTING',
        message: expect.stringContaining(trust_proxy),
      }),
    )
  },
)

test('body_limit is the largest body, in bytes', () => {
  expect(appWith({ body_limit: '10KiB' }).initialConfig.bodyLimit).toBe(10_240)
})

test('a certificate without its key, or an unreadable one, is named', () => {
  expect(() => appWith({ cert: '/no/cert.pem' })).toThrow(/\[server\] key is missing/)
  expect(() => appWith({ key: '/no/key.pem' })).toThrow(/\[server\] cert is missing/)
  expect(() => appWith({ cert: '/no/cert.pem', key: '/no/key.pem' })).toThrow(
    /\[server\] cert cannot be read.*\/no\/cert\.pem/,
  )
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flakon-tls-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A self-signed certificate, made by openssl. */
function certificate(): { cert: string; key: string } {
  const cert = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const out = ['-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...out], {
    stdio: 'pipe',
  })
  return { cert, key }
}

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
}

test.skipIf(!hasOpenssl())('cert and key serve TLS (needs openssl)', async () => {
  const files = certificate()
  const app = appWith(files)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  expect(url).toMatch(/^https:/)
  const body = await new Promise<string>((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.setEncoding('utf8').once('data', resolve)
    }).once('error', reject)
  })
  expect(JSON.parse(body)).toMatchObject({ protocol: 'https' })
})

test.skipIf(!hasOpenssl())(
  'client_ca refuses a client without a certificate (needs openssl)',
  async () => {
    const files = certificate()
    const app = appWith({ ...files, client_ca: files.cert })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const refused = new Promise((resolve, reject) => {
      get(url, { rejectUnauthorized: false, agent: false }, resolve).once('error', reject)
    })
    await expect(refused).rejects.toThrow()
  },
)

import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { expect, test } from 'vitest'
import { securedApp } from './secured-app.ts'

const pem = (name: string) => readFileSync(new URL(`fixtures/tls/${name}.pem`, import.meta.url))

/** A server that asks for a certificate and leaves it to the views what to do without a trusted one. */
async function serving(security: Parameters<typeof securedApp>[0]['security']): Promise<number> {
  const https = {
    key: pem('trusted'),
    cert: pem('trusted'),
    ca: pem('trusted'),
    requestCert: true,
    rejectUnauthorized: false,
  }
  const handlers = {
    certificate: (_request: unknown, { certificate }: { certificate: { subject: unknown } }) =>
      certificate.subject,
  }
  const app = securedApp({ security, handlers, fastify: { https } as object })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as { port: number }).port
}

function ask(port: number, certificate?: string): Promise<[number | undefined, object]> {
  const own = certificate === undefined ? {} : { key: pem(certificate), cert: pem(certificate) }
  const to = { host: '127.0.0.1', port, path: '/runs', agent: false, ca: pem('trusted'), ...own }
  return new Promise((resolve, reject) => {
    const sent = request(to, async (response) => {
      let text = ''
      for await (const part of response) text += part
      resolve([response.statusCode, JSON.parse(text)])
    })
    sent.on('error', reject).end()
  })
}

test('a client certificate counts where its authority is trusted (case 10)', async () => {
  const port = await serving([{ certificate: [] }])
  expect(await ask(port, 'trusted')).toEqual([200, { principal: { CN: 'trusted' } }])
  const [status, { detail }] = (await ask(port, 'stranger')) as [number, { detail: string }]
  expect(status).toBe(401)
  expect(detail).toBe('The client certificate is signed by no authority that is trusted here')
  const missing = { detail: 'Credentials are missing: a client certificate' }
  expect(await ask(port)).toEqual([401, expect.objectContaining(missing)])
})

test('one that is not trusted is refused even where none is needed', async () => {
  const port = await serving([{}, { certificate: [] }])
  expect((await ask(port))[0]).toBe(200)
  expect((await ask(port, 'stranger'))[0]).toBe(401)
})

test('there is none on a connection without TLS, whatever its headers say', async () => {
  const app = securedApp({
    security: [{ certificate: [] }],
    handlers: { certificate: () => 'anybody' },
  })
  const headers = { 'x-client-cert': 'subject=CN=trusted', 'x-forwarded-proto': 'https' }
  expect((await app.inject({ url: '/runs', headers })).statusCode).toBe(401)
})

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { FastifyServerOptions } from 'fastify'
import { flakonError } from '../errors.ts'
import { bytes, integer, text } from '../kind.ts'
import { defineSection } from '../section.ts'
import type { SettingsOf } from '../settings/value.ts'

const keys = {
  host: text('127.0.0.1', 'address to listen on; 0.0.0.0 for all', { variable: 'HOST', min: 1 }),
  port: integer(5000, 'port to listen on; 0 takes any free one', {
    variable: 'PORT',
    min: 0,
    max: 65_535,
  }),
  socket: text('path of a Unix socket to listen on instead', { optional: true }),
  cert: text('TLS certificate, a PEM file; needs key', { optional: true }),
  key: text('TLS private key, a PEM file; needs cert', { optional: true }),
  client_ca: text('PEM file of the authorities whose client certificates are required', {
    optional: true,
  }),
  trust_proxy: text(
    'off',
    'whose X-Forwarded-* headers are believed: off, on, or addresses and networks separated by commas',
  ),
  body_limit: bytes('1MiB', 'largest request body; a larger one is a 413', { min: 1 }),
}

/** `[server]`: where the service listens and what it takes from a connection. */
export const serverSection = defineSection('server', keys, { options })

function options(settings: SettingsOf<typeof keys>): FastifyServerOptions {
  const http = { requireHostHeader: false }
  const tls = tlsOptions(settings)
  return {
    trustProxy: toTrustProxy(settings.trust_proxy),
    bodyLimit: settings.body_limit,
    ...(tls === undefined ? { http } : { https: { ...http, ...tls } }),
  }
}

function tlsOptions({ cert, key, client_ca: ca }: SettingsOf<typeof keys>) {
  if (cert === undefined && key === undefined && ca === undefined) return undefined
  if (cert === undefined)
    throw flakonError('FLK_SERVER_SETTING', ['cert', 'is missing: TLS needs cert and key'])
  if (key === undefined)
    throw flakonError('FLK_SERVER_SETTING', ['key', 'is missing: TLS needs cert and key'])
  const client = ca === undefined ? {} : { ca: pem('client_ca', ca), requestCert: true }
  return { cert: pem('cert', cert), key: pem('key', key), ...client }
}

function pem(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw flakonError(
      'FLK_SERVER_SETTING',
      [name, `cannot be read: ${(error as Error).message}`],
      error,
    )
  }
}

/** Names that stand for networks in @fastify/proxy-addr. */
const networks = ['loopback', 'linklocal', 'uniquelocal']

function toTrustProxy(value: string): boolean | string {
  const word = value.trim().toLowerCase()
  if (['off', 'false', 'no', ''].includes(word)) return false
  if (['on', 'true', 'yes'].includes(word)) return true
  for (const part of word.split(',').map((one) => one.trim())) {
    const [address = '', prefix = '0'] = part.split('/')
    if (networks.includes(part) || (isIP(address) && /^\d{1,3}$/.test(prefix))) continue
    const reason = `= ${value}: "${part}" is neither off, on, ${networks.join(', ')} nor an address such as 10.0.0.0/8 (a number of hops could be forged)`
    throw flakonError('FLK_SERVER_SETTING', ['trust_proxy', reason])
  }
  return value
}

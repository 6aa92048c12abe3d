import type { IncomingMessage } from 'node:http'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'

/**
 * What a client sent to prove who it is. The members of other kinds of schemes are empty: `''`, and `{}` for the
 * certificate. What is there is well formed and no more than that: compare secrets with `crypto.timingSafeEqual`.
 */
export interface Credentials {
  /** The security scheme's, as the document has it. */
  readonly name: string
  readonly type: 'apiKey' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect'
  /** The HTTP authentication scheme in lower case: `basic`; `bearer` also for oauth2 and openIdConnect. */
  readonly scheme: string
  /** Bearer token (RFC 6750), also of oauth2 and openIdConnect. */
  readonly token: string
  /** Of basic authentication (RFC 7617), decoded; may be empty, as the password may. */
  readonly username: string
  readonly password: string
  /** Of an apiKey, percent-decoded where it stood in the query or in a cookie. */
  readonly key: string
  /** Of any other HTTP scheme: the text behind the scheme's name, as it was sent. */
  readonly value: string
  /** Of mutualTLS: the client's, signed by an authority that the server trusts. */
  readonly certificate: PeerCertificate
  /** Every scope that the operation asks of this scheme, for information: they are compared after the handler. */
  readonly required: readonly string[]
}

/**
 * Says who is behind the credentials of a security scheme. What it returns is the principal; its `scopes`, a list or
 * words separated by spaces (or `scope`, as a token's claims have it: RFC 8693 section 4.2), are what it may do.
 * `undefined`, `null`, `false` and whatever else is falsy refuses the credentials. What it throws ends the request
 * with a 5xx: a problem of that status as it is, anything else as an unexpected error.
 *
 * @example const byToken: SecurityHandler<User> = (request, { token }) => db.of(request).userOfToken(token)
 */
export type SecurityHandler<P = unknown> = (
  request: FastifyRequest,
  credentials: Credentials,
) => P | undefined | null | false | Promise<P | undefined | null | false>

/** Why something that was sent cannot be looked at. */
export interface Flaw {
  /** A sentence for the client, which shows nothing of the credentials; empty where they are not of this scheme. */
  readonly flaw: string
}

/** What was read, what is wrong with it, or undefined where nothing was sent. */
export type Read<T> = T | Flaw | undefined

/** How the key of an apiKey is sent. */
interface KeySource {
  /** As a sentence calls it. */
  readonly noun: string
  sent(request: IncomingMessage, name: string): string | typeof twice | undefined
  /** Undefined for what is not written as it has to be. */
  decode(text: string): string | undefined
}

/** Sent more than once: which of them counts would be anybody's guess. */
export const twice = Symbol('sent twice')

/** Where an apiKey may stand. Names of headers are in lower case. */
export const keySources = {
  header: { noun: 'header', sent: headerOf, decode: printable },
  query: {
    noun: 'query parameter',
    sent: queryOf,
    decode: queryDecoded,
  },
  cookie: {
    noun: 'cookie',
    sent: cookieOf,
    decode: (text) => percentDecoded(text.replace(/^"(.*)"$/, '$1')),
  },
} satisfies Record<string, KeySource>

export function flaw(sentence: string): Flaw {
  return { flaw: sentence }
}

/**
 * A reader of what `Authorization` holds for one authentication scheme, which is compared in any case. RFC 9110,
 * section 11.6.2.
 */
export function authorizationReader<T>(
  scheme: string,
  parse: (value: string) => T | Flaw,
): (request: IncomingMessage) => Read<T> {
  return (request) => {
    const sent = headerOf(request, 'authorization')
    // Nothing is no credentials, as a client sends it that has none.
    if (sent === undefined || sent === '') return undefined
    if (sent === twice) return twoHeaders
    const end = sent.indexOf(' ')
    const name = end === -1 ? sent : sent.slice(0, end)
    if (name.toLowerCase() !== scheme) return anothers
    return parse(end === -1 ? '' : sent.slice(end).trim())
  }
}

const twoHeaders = flaw('The header Authorization was sent twice')
const anothers = flaw('')

/** A bearer token; one in the query or in the body (RFC 6750, sections 2.2 and 2.3) is not looked at. */
export function parseToken(value: string): { token: string } | Flaw {
  return /^[!-~]+$/.test(value) ? { token: value } : badToken
}
const badToken = flaw('The bearer token is empty, or has a character that no token has')

/** RFC 7617. */
export function parseBasic(value: string): { username: string; password: string } | Flaw {
  const bytes = Buffer.from(value, 'base64')
  if (value === '' || bytes.toString('base64') !== value) return notBasic.base64
  const text = attempt(() => utf8.decode(bytes))
  if (text === undefined) return notBasic.utf8
  if (hasControl(text)) return notBasic.control
  const colon = text.indexOf(':')
  if (colon === -1) return notBasic.colon
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const notBasic = {
  base64: flaw('The username and password are not in base64'),
  utf8: flaw('The username and password are not in UTF-8'),
  control: flaw('The username or the password has a control character'),
  colon: flaw('There is no colon between username and password'),
}

/** What follows the name of any other scheme. */
export function parseValue(value: string): { value: string } | Flaw {
  const text = printable(value)
  return text ? { value: text } : badValue
}
const badValue = flaw('The credentials in the header Authorization are empty, or not printable')

/** The client's certificate, of a connection that ends in this process. */
export function readCertificate({
  socket,
}: IncomingMessage): Read<{ certificate: PeerCertificate }> {
  const { getPeerCertificate, authorized } = socket as Partial<TLSSocket>
  const certificate = getPeerCertificate?.call(socket as TLSSocket)
  // Node has an empty object for a client that sent none, and null for a closed connection.
  if (!certificate || Object.keys(certificate).length === 0) return undefined
  return authorized === true ? { certificate } : untrusted
}
const untrusted = flaw('The client certificate is signed by no authority that is trusted here')

/** As it was sent: Node keeps one of two `Authorization` lines, and joins two of most others. */
function headerOf({ rawHeaders }: IncomingMessage, name: string) {
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] as string
    if (sent.length !== name.length || sent.toLowerCase() !== name) continue
    if (found !== undefined) return twice
    found = rawHeaders[index + 1] as string
  }
  return found
}

function queryOf({ url = '' }: IncomingMessage, name: string) {
  const start = url.indexOf('?')
  if (start === -1) return undefined
  const pairs = url.slice(start + 1).split('&')
  return onlyOf(pairs, (sent) => sent === name || queryDecoded(sent) === name)
}

/** RFC 6265, section 5.4; several lines of it are joined by Node (RFC 9113, section 8.2.3, allows them). */
function cookieOf({ headers }: IncomingMessage, name: string) {
  if (headers.cookie === undefined) return undefined
  const pairs = headers.cookie.split(';').map((pair) => pair.trim())
  return onlyOf(pairs, (sent) => sent === name)
}

/** The value of the one pair with a name. */
function onlyOf(pairs: readonly string[], isName: (sent: string) => boolean) {
  let found: string | undefined
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (!isName(equals === -1 ? pair : pair.slice(0, equals))) continue
    if (found !== undefined) return twice
    found = equals === -1 ? '' : pair.slice(equals + 1)
  }
  return found
}

/** As forms and every browser write it: a plus is a space. */
function queryDecoded(text: string): string | undefined {
  return percentDecoded(text.replaceAll('+', ' '))
}

function percentDecoded(text: string): string | undefined {
  const decoded = text.includes('%') ? attempt(() => decodeURIComponent(text)) : text
  return decoded === undefined || hasControl(decoded) ? undefined : decoded
}

function printable(text: string): string | undefined {
  return /^[ -~]*$/.test(text) ? text : undefined
}

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

/** Puts `***` in place of the values of query parameters, wherever a value that goes to the log quotes a URL. */
export function createRedaction(names: readonly string[]): (value: unknown) => unknown {
  const secret = new Set(names.map((name) => name.toLowerCase()))
  const isSecret = (sent: string) => {
    return secret.has((queryDecoded(sent) ?? sent).toLowerCase())
  }
  // The value may hold what would end it elsewhere: all that could be taken for the key is hidden.
  const inText = (text: string) =>
    text.replace(/(^|[?&;#\s"'])([^=&;#?\s"']+)=[^&\s]*/g, (all, before, name) =>
      isSecret(name) ? `${before}${name}=***` : all,
    )
  const redact = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return inText(value)
    if (typeof value !== 'object' || value === null || depth > 4) return value
    if (ArrayBuffer.isView(value)) return value
    if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1))
    const json = (value as { toJSON?: unknown }).toJSON
    if (typeof json === 'function') return redact(json.call(value), depth + 1)
    const entries = Object.entries(value).map(([name, one]) => {
      const isKey = typeof one === 'string' && isSecret(name)
      return [name, isKey ? '***' : redact(one, depth + 1)]
    })
    return Object.fromEntries(entries)
  }
  return (value) => redact(value, 0)
}

import type { IncomingMessage } from 'node:http'
import type { PeerCertificate } from 'node:tls'
import { shown } from './check.ts'
import {
  authorizationReader,
  type Credentials,
  createRedaction,
  flaw,
  keySources,
  parseBasic,
  parseToken,
  parseValue,
  type Read,
  readCertificate,
  twice,
} from './credentials.ts'
import {
  isNode,
  type LoadedDocument,
  methods,
  type Node,
  type OpenApi,
  type SecurityAlternative,
} from './document.ts'

/** `components.securitySchemes` of a document. */
export type SecuritySchemes = Readonly<Record<string, unknown>>

/** A security scheme, ready for requests. */
export interface SecurityScheme {
  /** What is to be sent, in words: `a bearer token`. */
  readonly proof: string
  read(request: IncomingMessage): Read<Credentials>
  /** What `WWW-Authenticate` says of it (RFC 9110 section 11.6.1). */
  challenge(scopes: readonly string[], error?: string): string
}

/** `fault` ends a sentence that begins with `security scheme "name"`. */
type Made = SecurityScheme | { readonly fault: string }

const none = {
  scheme: '',
  token: '',
  username: '',
  password: '',
  key: '',
  value: '',
  certificate: Object.freeze({}) as PeerCertificate,
}

/** A scheme by its name in the document; `required` are the scopes that are asked of it. */
export function createScheme(
  name: string,
  schemes: SecuritySchemes,
  required: readonly string[] = [],
): Made {
  const node = definitionOf(name, schemes)
  if (node === undefined) return { fault: 'is not in components.securitySchemes' }
  const { type } = node
  if (type === 'apiKey') return apiKey({ ...none, name, type, required }, node)
  if (type === 'mutualTLS') return mutual({ ...none, name, type, required })
  if (type === 'oauth2' || type === 'openIdConnect') {
    return http({ ...none, name, type, required }, 'bearer')
  }
  if (type === 'http') return http({ ...none, name, type, required }, node.scheme)
  const known = 'apiKey, http, mutualTLS, oauth2 or openIdConnect'
  return { fault: `has the type ${shown(type)}, expected ${known}` }
}

function definitionOf(name: string, schemes: SecuritySchemes): Node | undefined {
  const node = Object.hasOwn(schemes, name) ? schemes[name] : undefined
  return isNode(node) ? node : undefined
}

/** The schemes of HTTP authentication that are read further than their name. */
const httpSchemes = {
  bearer: { title: 'Bearer', proof: 'a bearer token', parse: parseToken },
  basic: { title: 'Basic', proof: 'a username and password', parse: parseBasic },
}

function http(blank: Credentials, word: unknown): Made {
  if (typeof word !== 'string' || !/^[!#$%&'*+.^`|~\w-]+$/.test(word)) {
    return { fault: `has the HTTP scheme ${shown(word)}, expected one word, as bearer` }
  }
  const own = { ...blank, scheme: word.toLowerCase() }
  const { title, proof, parse } = Object.hasOwn(httpSchemes, own.scheme)
    ? httpSchemes[own.scheme as keyof typeof httpSchemes]
    : { title: word, proof: `${word} credentials`, parse: parseValue }
  const read = authorizationReader(own.scheme, (value) => {
    const found = parse(value)
    return 'flaw' in found ? found : { ...own, ...found }
  })
  return {
    proof,
    read,
    challenge(scopes, error) {
      const charset = parse === parseBasic ? 'UTF-8' : undefined
      const more = parse === parseToken ? { error, scope: scopes.join(' ') } : { charset }
      return challenge(title, own.name, more)
    },
  }
}

function apiKey(own: Credentials, { name, in: place }: Node): Made {
  if (typeof name !== 'string' || name === '') return { fault: 'has no "name" of its key' }
  if (typeof place !== 'string' || !Object.hasOwn(keySources, place)) {
    return { fault: `is in ${shown(place)}, expected header, query or cookie` }
  }
  const source = keySources[place as keyof typeof keySources]
  const what = `${source.noun} ${name}`
  const again = flaw(`The ${what} was sent twice`)
  const unreadable = flaw(`The ${what} is empty, or not written as it has to be`)
  const wanted = place === 'header' ? name.toLowerCase() : name
  return {
    proof: `a key in the ${what}`,
    read(request) {
      const sent = source.sent(request, wanted)
      if (sent === undefined) return undefined
      if (sent === twice) return again
      const key = source.decode(sent)
      return key ? { ...own, key } : unreadable
    },
    challenge: (scopes, error) =>
      challenge('ApiKey', own.name, { in: place, name, error, scope: scopes.join(' ') }),
  }
}

function mutual(own: Credentials): SecurityScheme {
  return {
    proof: 'a client certificate',
    read(request) {
      const found = readCertificate(request)
      return found === undefined || 'flaw' in found ? found : { ...own, ...found }
    },
    challenge: () => challenge('MutualTLS', own.name, {}),
  }
}

/** The realm is the scheme's name: one set of credentials for each. */
function challenge(
  title: string,
  realm: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const all = Object.entries({ realm, ...parameters }).filter(([, value]) => value)
  return `${title} ${all.map(([name, value]) => `${name}=${quoted(value as string)}`).join(', ')}`
}

/** RFC 9110 section 5.6.4, in characters that a header can have. */
function quoted(text: string): string {
  return `"${text.replace(/[^ -~]/g, '?').replace(/["\\]/g, '\\$&')}"`
}

type Serializers = Record<string, (value: unknown) => unknown>

/**
 * The serializers of a log, for the routes of a document some of whose keys stand in the query: in what they return,
 * in messages and in what is logged as `url` the values of these parameters are `***`. Undefined where no key does.
 */
export function redactedSerializers(
  schemes: SecuritySchemes,
  log: object,
): Serializers | undefined {
  const names = Object.keys(schemes).flatMap((one) => {
    const { type, in: place, name } = definitionOf(one, schemes) ?? {}
    return type === 'apiKey' && place === 'query' ? [String(name)] : []
  })
  // Pino's own names for them; another logger has none, and has to see to itself.
  const own = (log as Record<symbol, Serializers | undefined>)[Symbol.for('pino.serializers')]
  const message = (log as Record<symbol, string>)[Symbol.for('pino.messageKey')] ?? 'msg'
  if (names.length === 0 || own === undefined) return undefined
  const redact = createRedaction(names)
  const same = (value: unknown) => value
  const all = Object.entries({ [message]: same, url: same, ...own })
  return Object.fromEntries(
    all.map(([name, serialize]) => [name, (value: unknown) => redact(serialize(value))]),
  )
}

/**
 * What is wrong with a document's security, and which handlers it lacks, beside the document's own faults; empty where
 * nothing is. `present` asks for no handlers, and `mock` not either that somebody says who may call an operation.
 */
export function securityFaults(
  { document, operations, faults }: Pick<LoadedDocument, 'document' | 'operations' | 'faults'>,
  handlers: ReadonlyMap<string, unknown>,
  blueprint: string,
  mode: 'check' | 'present' | 'mock' = 'check',
): string[] {
  const schemes = document.components.securitySchemes ?? {}
  const unusable = Object.keys(schemes).flatMap((name) => {
    const users = operations.filter(({ security = [] }) =>
      security.some((one) => Object.hasOwn(one, name)),
    )
    if (users.length === 0) return []
    const scheme = createScheme(name, schemes)
    const isTold = faults.some(
      ({ code, pointer }) => code === 'structure' && pointer.endsWith(name),
    )
    if ('fault' in scheme && isTold) return []
    if ('fault' in scheme) return [`security scheme "${name}" ${scheme.fault}`]
    if (handlers.has(name) || mode !== 'check') return []
    const call = `${blueprint}.security('${name}', …)`
    return [`security scheme "${name}" of ${listed(users)} has no handler: ${call}`]
  })
  return mode === 'mock' ? unusable : [...unusable, ...silentFault(document, operations)]
}

/** Whether a value is an alternative: what is none must not pass for an empty one, which lets everybody in. */
export function isAlternative(value: unknown): value is SecurityAlternative {
  const isScopes = (one: unknown) =>
    Array.isArray(one) && one.every((scope) => typeof scope === 'string')
  return isNode(value) && Object.values(value).every(isScopes)
}

/** Nobody is let in by an oversight: where a document has security, each operation has to say who may call it. */
function silentFault(document: OpenApi, operations: LoadedDocument['operations']): string[] {
  const silent = operations.filter(({ security }) => security === undefined)
  if (silent.length === 0 || isUnsecured(document)) return []
  const fix = 'give them "security", which is [] where everybody may'
  return [`nothing says who may call ${listed(silent)}, although the document has security: ${fix}`]
}

/** Whether a document says nothing about security at all, so that its operations are public. */
export function isUnsecured({ security, components, paths }: OpenApi): boolean {
  const schemes = Object.keys(components.securitySchemes ?? {})
  if (security !== undefined || schemes.length > 0) return false
  return Object.values({ ...paths, ...components.pathItems }).every((item) =>
    methods.every((method) => !isNode(item[method]) || item[method].security === undefined),
  )
}

function listed(operations: LoadedDocument['operations']): string {
  const more = operations.length - 3
  const ids = operations.slice(0, 3).map(({ id }) => `"${id}"`)
  return ids.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

import { boolean, defineSection, list, nearest, oneOf } from 'flakon'
import { isNode } from './document.ts'
import { contractError } from './errors.ts'

const keys = {
  strict: boolean(false, 'stop the boot for what is repaired in a document otherwise'),
  ref_roots: list(
    [],
    "folders, beside the document's own, and URLs that its references may lead into",
  ),
  missing: oneOf(
    ['fail', '501', 'mock', 'mock_in_production'],
    'fail',
    'an operation without a handler stops the boot, answers 501, or is mocked: in debug and under test, or anywhere',
  ),
  warm: boolean(
    true,
    'compile the schemas in the background once the service listens; otherwise on first use',
  ),
  allow_unsecured: boolean(false, 'do not mention that a document declares no security at all'),
}

/** `[contract]`: how the documents of contract-first blueprints are read and served. */
export const contract = defineSection('contract', keys, {
  // A large document over a slow network takes more than the 10 seconds that Fastify waits for a plugin.
  options: () => ({ pluginTimeout: 120_000 }),
})

interface Options {
  readonly spec: string | URL | object
  readonly prefix?: string
}

/** What a blueprint is made of, where it makes sense. @throws ContractError `FLK_CONTRACT_OPTION` */
export function checkedOptions(blueprint: string, options: Options): Options {
  const refuse = (reason: string) => contractError('FLK_CONTRACT_OPTION', [blueprint, reason])
  if (!isNode(options)) throw refuse(`is made of a document: ${example(blueprint)}`)
  for (const word of Object.keys(options)) {
    if (word === 'spec' || word === 'prefix') continue
    const [near] = nearest(word, ['spec', 'prefix'])
    throw refuse(
      `has no option "${word}"${near ? `: did you mean ${near}?` : ', but spec and prefix'}`,
    )
  }
  const { spec, prefix } = options
  const reason = specFault(spec) ?? (prefix === undefined ? undefined : prefixFault(prefix))
  if (reason === undefined) return options
  throw refuse(reason === '' ? `is made of a document: ${example(blueprint)}` : reason)
}

function example(blueprint: string): string {
  return `new SpecBlueprint('${blueprint}', { spec: new URL('../openapi.yaml', import.meta.url) })`
}

function specFault(spec: unknown): string | undefined {
  if (spec === undefined || spec === null || spec === '') return ''
  if (typeof spec === 'string' || spec instanceof URL) return locationFault(`${spec}`)
  if (Array.isArray(spec) || typeof spec !== 'object') {
    return `has a ${Array.isArray(spec) ? 'list' : typeof spec} as spec: give a path, a URL or the document as an object`
  }
  return 'then' in spec ? 'has a promise as spec: await it first' : undefined
}

function locationFault(spec: string): string | undefined {
  if (/\n|^\s*[{[]/.test(spec)) {
    return 'has the text of a document as spec: give its path or URL, or the object that the text describes'
  }
  // One letter is a drive of Windows.
  const [, scheme] = /^([a-z][a-z\d+.-]+):/i.exec(spec) ?? []
  if (scheme === undefined || /^(?:https?|file)$/i.test(scheme)) return undefined
  return `cannot read ${spec}: a document is at a path, or at a URL with file:, http: or https:`
}

function prefixFault(prefix: unknown): string | undefined {
  const isPath = typeof prefix === 'string' && /^(?:\/(?!\/)[^\s?#{}*]*)?$/.test(prefix)
  if (isPath) return undefined
  return `has ${JSON.stringify(prefix) ?? prefix} as prefix: it is the beginning of a path, as /v1`
}

/** @throws ContractError `FLK_CONTRACT_OPTION` for an id or a scheme that is no name */
export function checkName(blueprint: string, method: string, name: unknown): void {
  if (typeof name === 'string' && name !== '') return
  const given = name === '' ? "''" : String(name)
  const reason = `binds nothing by ${method}(${given}, …): the first argument is a name that the document has`
  throw contractError('FLK_CONTRACT_OPTION', [blueprint, reason])
}

/** Fastify's hooks of requests; those of its boot would run before the document is read. */
const hooks = [
  ...['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend'],
  ...['onResponse', 'onTimeout', 'onError', 'onRequestAbort'],
]

/** @throws ContractError `FLK_CONTRACT_OPTION` for what is no hook of requests */
export function checkHook(blueprint: string, name: string): void {
  if (hooks.includes(name)) return
  const [near] = nearest(String(name), hooks)
  const hint = near === undefined ? hooks.join(', ') : `did you mean ${near}?`
  const reason = `has no hook "${name}", only those of requests: ${hint}`
  throw contractError('FLK_CONTRACT_OPTION', [blueprint, reason])
}

/** @throws ContractError `FLK_CONTRACT_OPTION` where a principal is asked for without a request, or of no scheme */
export function checkAsked(
  blueprint: string,
  request: unknown,
  scheme: string | undefined,
  schemes: Readonly<Record<string, unknown>> | undefined,
): void {
  const refuse = (reason: string) => contractError('FLK_CONTRACT_OPTION', [blueprint, reason])
  if (typeof request !== 'object' || request === null) {
    throw refuse(`knows a principal of a request: ${blueprint}.principal(request)`)
  }
  if (scheme === undefined || schemes === undefined || Object.hasOwn(schemes, scheme)) return
  const [near] = nearest(scheme, Object.keys(schemes))
  const known = Object.keys(schemes).join(', ') || 'none'
  const hint = near === undefined ? `it has ${known}` : `did you mean "${near}"?`
  throw refuse(`is asked for a principal of "${scheme}", which the document does not have: ${hint}`)
}

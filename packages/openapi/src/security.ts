import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemError, problem } from 'flakon'
import type { Credentials, Flaw, SecurityHandler } from './credentials.ts'
import type { SecurityAlternative } from './document.ts'
import {
  createScheme,
  isAlternative,
  type SecurityScheme,
  type SecuritySchemes,
} from './security-scheme.ts'

/** What one operation asks of a request. */
export interface SecurityOptions {
  /** `components.securitySchemes`. */
  readonly schemes: SecuritySchemes
  readonly handlers: ReadonlyMap<string, SecurityHandler>
  readonly alternatives: readonly SecurityAlternative[] | undefined
  /** `present`: credentials have to be there and well formed; nobody looks at them, and scopes do not count. */
  readonly mode?: 'check' | 'present'
}

/** A route's `onRequest` hook. Where no handler has to be waited for it calls `done`, and returns no promise. */
export type SecurityHook = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
) => Promise<void> | undefined

interface Asked extends SecurityScheme {
  readonly name: string
  readonly index: number
  readonly handler: SecurityHandler | undefined
}
interface Need extends Asked {
  readonly scopes: readonly string[]
}
type Alternative = readonly Need[]

interface Plan {
  readonly schemes: readonly Asked[]
  readonly alternatives: readonly Alternative[]
  /** One of the alternatives is `{}`: nothing has to be sent. */
  readonly isOptional: boolean
  readonly mode: 'check' | 'present'
}

/** What is known of one request; lists are by the index of a scheme, which is read and asked once. */
interface Trial {
  readonly plan: Plan
  readonly request: FastifyRequest
  readonly found: (Credentials | Flaw)[]
  readonly principals: unknown[]
  /** Index of the alternative that is tried. */
  at: number
  passed?: Alternative
  /** Alternatives that authenticated without having the scopes. */
  readonly lacking: Alternative[]
}

const absent: Flaw = { flaw: '' }
const refused = Symbol('refused')
/** A property of the request costs less than an entry of a WeakMap. */
const key = Symbol('security')

/**
 * The hook that guards one operation; undefined for a public one. It answers 401 with a challenge for each alternative
 * (RFC 9110 section 11.6.1), or 403 where one authenticated and lacked a scope.
 * @throws Error for a scheme that is unknown or has no handler: `securityFaults` finds those before
 */
export function createSecurity(options: SecurityOptions): SecurityHook | undefined {
  const plan = toPlan(options)
  if (plan.alternatives.length === 0) return undefined
  return (request, _reply, done) => {
    const trial: Trial = { plan, request, found: [], principals: [], at: 0, lacking: [] }
    let waiting: Promise<void> | undefined
    try {
      waiting = proceed(trial)
    } catch (cause) {
      return void done(cause as Error)
    }
    if (waiting === undefined) done(verdict(trial))
    return waiting?.then(() => {
      const refusal = verdict(trial)
      if (refusal !== undefined) throw refusal
    })
  }
}

/**
 * What the handler of a scheme returned for this request, by the alternative that was met: of the scheme named, or of
 * the first in the order of the document. Undefined where nothing was proved.
 */
export function principalOf(request: FastifyRequest, scheme?: string): unknown {
  const trial = (request as unknown as Record<symbol, Trial | undefined>)[key]
  const need = trial?.passed?.find((one) => scheme === undefined || one.name === scheme)
  return need === undefined ? undefined : trial?.principals[need.index]
}

function toPlan({ schemes, handlers, alternatives = [], mode = 'check' }: SecurityOptions): Plan {
  if (!alternatives.every(isAlternative)) throw new Error('an alternative of security is malformed')
  const all = alternatives.map(Object.entries<readonly string[]>)
  const named = all.filter(({ length }) => length > 0)
  const asked = new Map<string, Asked>()
  for (const [name] of named.flat()) {
    if (asked.has(name)) continue
    const required = named.flat().flatMap(([other, scopes]) => (other === name ? scopes : []))
    const scheme = createScheme(name, schemes, distinct(required))
    const handler = handlers.get(name)
    if ('fault' in scheme) throw new Error(`security scheme "${name}" ${scheme.fault}`)
    if (mode === 'check' && !handler) throw new Error(`security scheme "${name}" has no handler`)
    asked.set(name, { ...scheme, name, index: asked.size, handler })
  }
  return {
    schemes: [...asked.values()],
    alternatives: named.map((one) =>
      one.map(([name, scopes]) => ({ ...(asked.get(name) as Asked), scopes })),
    ),
    isOptional: named.length < alternatives.length,
    mode,
  }
}

/** Goes on until an alternative is met or none is left, or a handler has to be waited for. */
function proceed(trial: Trial): Promise<void> | undefined {
  const { alternatives, mode } = trial.plan
  for (; trial.at < alternatives.length; trial.at++) {
    const alternative = alternatives[trial.at] as Alternative
    if (alternative.some((need) => 'flaw' in foundOf(trial, need))) continue
    if (mode === 'check') {
      const waiting = authenticate(trial, alternative)
      if (waiting !== undefined) return waiting.then(() => proceed(trial))
      if (!alternative.every(({ index }) => isKnown(trial.principals[index]))) continue
      if (alternative.some((need) => missingScopes(trial, need).length > 0)) {
        trial.lacking.push(alternative)
        continue
      }
    }
    trial.passed = alternative
    return
  }
}

/** Asks the handlers of an alternative that were not asked before, until one refuses. */
function authenticate(trial: Trial, alternative: Alternative): Promise<void> | undefined {
  for (const need of alternative) {
    if (trial.principals[need.index] === undefined) {
      const waiting = ask(trial, need)
      if (waiting !== undefined) return waiting
    }
    if (trial.principals[need.index] === refused) return
  }
}

function ask(trial: Trial, need: Need): Promise<void> | undefined {
  const keep = (principal: unknown) => {
    trial.principals[need.index] = principal || refused
  }
  const fail = (cause: unknown): never => {
    throw failure(cause, need.name)
  }
  try {
    const answer = need.handler?.(trial.request, foundOf(trial, need) as Credentials)
    if (typeof (answer as Promise<unknown> | undefined)?.then === 'function') {
      return Promise.resolve(answer).then(keep, fail)
    }
    keep(answer)
  } catch (cause) {
    fail(cause)
  }
}

/** A client is not to be told by accident that a request of the handler's own was a 404. */
function failure(cause: unknown, scheme: string): Error {
  const { statusCode, status } = (cause ?? {}) as { statusCode?: unknown; status?: unknown }
  if (cause instanceof Error && !(Number(statusCode ?? status) < 500)) return cause
  const what = `the handler of security scheme "${scheme}" threw; to refuse credentials, return undefined`
  return new Error(what, { cause })
}

function foundOf({ found, request }: Trial, { index, read }: Asked): Credentials | Flaw {
  found[index] ??= read(request.raw) ?? absent
  return found[index]
}

function isKnown(principal: unknown): boolean {
  return principal !== undefined && principal !== refused
}

function missingScopes({ principals }: Trial, { index, scopes }: Need): readonly string[] {
  if (scopes.length === 0) return scopes
  const { scopes: list, scope } = principals[index] as { scopes?: unknown; scope?: unknown }
  const granted = list ?? scope
  const words: unknown = typeof granted === 'string' ? granted.split(' ') : granted
  return Array.isArray(words) ? scopes.filter((one) => !words.includes(one)) : scopes
}

/** What is answered in place of the view; undefined where the request may go on. */
function verdict(trial: Trial): ProblemError | undefined {
  const { plan, request, lacking } = trial
  if (trial.passed !== undefined) {
    ;(request as unknown as Record<symbol, Trial>)[key] = trial
    return
  }
  if (plan.isOptional && plan.schemes.every((one) => foundOf(trial, one) === absent)) return
  return lacking.length > 0 ? forbidden(trial) : unauthorized(trial)
}

/** RFC 6750 section 3.1. */
function forbidden(trial: Trial): ProblemError {
  const missing = trial.lacking.map((one) => one.flatMap((need) => missingScopes(trial, need)))
  const challenges = trial.lacking
    .flat()
    .filter((need) => missingScopes(trial, need).length > 0)
    .map((need) => need.challenge(need.scopes, 'insufficient_scope'))
  return problem(403, `Scopes are missing: ${choice(missing)}`, {
    code: 'insufficient_scope',
    headers: { 'www-authenticate': distinct(challenges).join(', ') },
  })
}

function unauthorized(trial: Trial): ProblemError {
  const { schemes, alternatives } = trial.plan
  const wrong = schemes.map((one) => wrongWith(trial, one))
  const challenges = alternatives
    .flat()
    .filter(({ index }) => !isKnown(trial.principals[index]))
    .map((need) => need.challenge(need.scopes, wrong[need.index] ? 'invalid_token' : undefined))
  const reasons = distinct(wrong.filter((one) => one !== '')).join('; ')
  const needed = choice(alternatives.map((one) => one.map(({ proof }) => proof)))
  return problem(401, reasons || `Credentials are missing: ${needed}`, {
    headers: { 'www-authenticate': distinct(challenges).join(', ') },
  })
}

function wrongWith(trial: Trial, scheme: Asked): string {
  if (trial.principals[scheme.index] === refused) {
    return `These credentials are not accepted: ${scheme.proof.replace(/^a /, 'the ')}`
  }
  const found = foundOf(trial, scheme)
  return 'flaw' in found ? found.flaw : ''
}

/** Alternatives in words: each of one, one of all. */
function choice(alternatives: readonly (readonly string[])[]): string {
  return distinct(alternatives.map((all) => distinct(all).join(' and '))).join(', or ')
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)]
}

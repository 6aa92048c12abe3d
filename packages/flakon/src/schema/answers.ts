import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemError, problem } from '../problem.ts'
import type { Adapted } from './adapter.ts'
import type { Check, Compiler } from './compiler.ts'
import { toFaults, toPointer } from './fault.ts'
import { createProjection, type Projection } from './projection.ts'
import type { JsonSchema } from './subschema.ts'

/** How the answers of a view are treated. */
export interface AnswerRules {
  /** For messages: `users.show`. */
  readonly view: string
  /** Refuse what is not declared. */
  readonly isDebug: boolean
  /** Check what is sent against its schema: what does not match is a 500. */
  readonly checks: boolean
  /** Tell the client why, since that is a developer. */
  readonly tells: boolean
  stringify(value: unknown): string
}

/** Makes the text of an answer's body. */
type ToText = (payload: unknown) => string

const json = 'application/json; charset=utf-8'

/** What is wrong with an answer: the problem's codes, beside those of requests. */
export const answerProblems = { invalid_answer: 500, undeclared_status: 500 } as const

/** The declared answers of one view. */
export class Answers {
  /** What a bare return is answered with: the lowest declared 2xx. */
  readonly success: number | undefined
  /** Whether that one has no body. */
  readonly isEmpty: boolean
  readonly #declared: ReadonlyMap<string, Adapted | null>
  readonly #compiler: Compiler
  readonly #rules: AnswerRules
  readonly #found = new Map<number, Adapted | null | undefined>()
  readonly #texts = new Map<number, ToText>()
  readonly #projections = new Map<JsonSchema, Projection>()

  constructor(
    declared: ReadonlyMap<string, Adapted | null>,
    compiler: Compiler,
    rules: AnswerRules,
  ) {
    this.#declared = declared
    this.#compiler = compiler
    this.#rules = rules
    const successes = [...declared.keys()].filter((key) => /^2\d\d$/.test(key)).map(Number)
    this.success = successes.length === 0 ? undefined : Math.min(...successes)
    this.isEmpty = this.success !== undefined && declared.get(String(this.success)) === null
  }

  declares(status: number): boolean {
    return this.#find(status) !== undefined
  }

  /** The body of an answer as text; a text is sent as it is. */
  toText(payload: unknown, reply: FastifyReply): string {
    const { statusCode } = reply
    let toText = this.#texts.get(statusCode)
    if (toText === undefined) {
      toText = this.#toTextOf(statusCode)
      this.#texts.set(statusCode, toText)
    }
    const text = toText(payload)
    if (text !== '' && !reply.hasHeader('content-type')) reply.header('content-type', json)
    return text
  }

  /** A status that is not declared: refused where somebody can mend it, else a line of log. */
  undeclared(request: FastifyRequest, status: number): ProblemError | undefined {
    const { view, tells } = this.#rules
    const declared = [...this.#declared.keys()].join(', ')
    const message = `${view} answered ${status}, and declares ${declared}`
    if (tells) return problem(500, message, { code: 'undeclared_status' })
    request.log.warn({ view, status }, message)
    return undefined
  }

  #find(status: number): Adapted | null | undefined {
    if (this.#found.has(status)) return this.#found.get(status)
    const keys = [String(status), `${String(status)[0]}xx`, 'default']
    const found = this.#declared.get(keys.find((key) => this.#declared.has(key)) ?? '')
    this.#found.set(status, found)
    return found
  }

  #toTextOf(status: number): ToText {
    const answer = this.#find(status)
    const { stringify, checks, isDebug } = this.#rules
    if (answer === null) return () => (checks ? this.#refuse(status, '', 'is not declared') : '')
    const { output } = answer ?? {}
    if (output === undefined) return stringify
    const project = this.#projectionOf(output)
    if (!checks) return (payload) => stringify(project(payload))
    let check: Check | undefined
    return (payload) => {
      const text = stringify(project(payload))
      const sent = parsed(text)
      if (isDebug) this.#refuseUndeclared(status, parsed(stringify(payload)), sent)
      check ??= this.#compiler.compileOpen(output)
      if (!check(sent)) {
        const [fault] = toFaults('body', check.errors ?? [])
        return this.#refuse(status, fault?.pointer ?? '', fault?.detail ?? 'does not match')
      }
      return text
    }
  }

  /** Compiles, one a step, what the first answers will need. */
  *steps(): Generator<unknown> {
    for (const answer of this.#declared.values()) {
      const { output } = answer ?? {}
      if (output === undefined) continue
      yield* this.#projectionOf(output).steps()
      if (this.#rules.checks) yield this.#compiler.compileOpen(output)
    }
  }

  #projectionOf(output: JsonSchema): Projection {
    const known = this.#projections.get(output)
    if (known !== undefined) return known
    const made = createProjection(output, this.#compiler, this.#rules.stringify)
    this.#projections.set(output, made)
    return made
  }

  #refuseUndeclared(status: number, whole: unknown, sent: unknown): void {
    const lost = firstLost(whole, sent, [])
    if (lost !== undefined) this.#refuse(status, toPointer(lost), 'is not declared')
  }

  #refuse(status: number, pointer: string, reason: string): never {
    const { view, tells } = this.#rules
    const place = pointer === '' ? '' : ` at ${pointer}`
    const message = `${view} answered ${status}, and its body${place} ${reason}`
    throw tells ? problem(500, message, { code: 'invalid_answer' }) : new Error(message)
  }
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

/** The path of the first property that was there and is no more. */
function firstLost(
  whole: unknown,
  sent: unknown,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  if (typeof whole !== 'object' || whole === null) return undefined
  for (const [name, value] of Object.entries(whole)) {
    const at = [...path, name]
    if (typeof sent !== 'object' || sent === null || !Object.hasOwn(sent, name)) return at
    const lost = firstLost(value, sent[name as never], at)
    if (lost !== undefined) return lost
  }
  return undefined
}

import { problem } from 'flakon'
import { isJson } from '../answers.ts'
import type { OpenApi, Operation } from '../document.ts'
import { answerExamples } from './examples.ts'
import type { Preferences } from './preferences.ts'

/** Which of the declared answers is given. */
export interface Choice {
  readonly status: number
  /** Its key in the answers of the operation: `404`, `4xx` or `default`. */
  readonly key: string
  /** As the document has it, which may be a range; undefined for an answer without a body. */
  readonly type: string | undefined
  /** The name of an example that was asked for. */
  readonly example: string | undefined
}

/** Answers that never have a body (RFC 9110). */
const bodiless = [204, 205, 304]

/**
 * The lowest success that an operation declares, or what was asked for.
 * @throws ProblemError 400 for a status or example that is not there, with a list of those that are
 */
export function chooseAnswer(
  operation: Operation,
  preferences: Preferences,
  document: OpenApi,
): Choice {
  const { code, example, accept } = preferences
  const named = code === undefined ? undefined : namedAnswer(operation, code)
  const all = named === undefined ? usualAnswers(operation) : [named]
  const choices = all.flatMap(({ key, status }) => {
    const types = Object.keys(operation.answers[key]?.content ?? {})
    const isEmpty = types.length === 0 || bodiless.includes(status)
    const usual = isEmpty ? [undefined] : byPreference(types, accept)
    return usual.map((type) => ({ key, status, type, example }))
  })
  const isThere = ({ key, type }: Choice) =>
    type !== undefined && namesOf(operation, key, type, document).includes(example ?? '')
  const found = example === undefined ? choices[0] : choices.find(isThere)
  if (found !== undefined) return found
  if (example === undefined) {
    const detail = `${operation.id} declares no answer, so there is none to give`
    throw problem(501, detail, { code: 'not_mockable', keyword: 'responses' })
  }
  throw unknownExample(operation, example, choices, document)
}

interface Keyed {
  readonly key: string
  readonly status: number
}

/** All declared answers, the usual one first: successes before others, by number. */
function usualAnswers({ answers }: Operation): Keyed[] {
  const keys = Object.keys(answers).sort()
  const has2xx = keys.some((key) => key.startsWith('2'))
  const statusOf = (key: string) => {
    if (key === 'default') return has2xx ? 500 : 200
    return Number(key.replace('xx', '00'))
  }
  const all = keys.map((key) => ({ key, status: statusOf(key) }))
  const isSuccess = ({ status }: Keyed) => status >= 200 && status < 300
  const others = all.filter((one) => !isSuccess(one) && one.status >= 300)
  return [...all.filter(isSuccess), ...others]
}

/** The answer for a status: the status itself, its range, or `default`. */
function namedAnswer({ id, answers }: Operation, code: string): Keyed {
  const keys = /^[2-5]\d\d$/.test(code) ? [code, `${code[0]}xx`, 'default'] : []
  const key = keys.find((one) => Object.hasOwn(answers, one))
  if (key !== undefined) return { key, status: Number(code) }
  const statuses = Object.keys(answers).map((one) => one.replace('xx', 'XX'))
  const detail = `Prefer: code=${code} cannot be met: ${id} declares ${statuses.join(', ') || 'no answer'}`
  throw problem(400, detail, { code: 'unknown_preference', statuses })
}

function unknownExample(
  operation: Operation,
  example: string,
  choices: readonly Choice[],
  document: OpenApi,
) {
  const named = choices.flatMap(({ key, type }) => {
    const names = type === undefined ? [] : namesOf(operation, key, type, document)
    return names.map((name) => ({ status: key.replace('xx', 'XX'), media_type: type, name }))
  })
  const list = named.map(({ status, name }) => `${name} (${status})`).join(', ')
  const detail = `Prefer: example=${example} cannot be met: ${operation.id} has ${list || 'no examples with names'}`
  return problem(400, detail, { code: 'unknown_preference', examples: named })
}

function namesOf(operation: Operation, key: string, type: string, document: OpenApi): string[] {
  const all = answerExamples(operation, key, type, document)
  return all.flatMap(({ name }) => name ?? [])
}

/** Media types, the one to take first: what is accepted, else JSON. What is not acceptable is sent all the same. */
function byPreference(types: readonly string[], accept: readonly string[]): string[] {
  const usual = (type: string) =>
    type === 'application/json' ? 0 : isJson(type) || type === '*/*' ? 1 : 2
  const rank = (type: string) => {
    const at = accept.findIndex((range) => covers(range, type) || covers(type, range))
    return at === -1 ? accept.length : at
  }
  return [...types].sort((one, other) => rank(one) - rank(other) || usual(one) - usual(other))
}

/** Whether a media range holds a type. */
export function covers(range: string, type: string): boolean {
  if (range === '*/*' || range === type) return true
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1))
}

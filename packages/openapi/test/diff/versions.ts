import { diffDocuments } from '../../src/diff/diff.ts'
import type { Change, Side } from '../../src/diff/rules.ts'
import { loadDocument } from '../../src/load.ts'

type Part = Readonly<Record<string, unknown>>

/** A document with these paths. */
export function apiOf(paths: Part, rest: Part = {}): object {
  return { openapi: '3.1.0', info: { title: 'Runs', version: '1.0.0' }, paths, ...rest }
}

const answers = { 200: { description: 'good' } }

/** A document with one operation, `POST /runs/{id}`. */
export function operationOf(operation: Part, rest: Part = {}): object {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
  const { parameters = [], ...others } = operation
  const post = {
    operationId: 'addRun',
    responses: answers,
    parameters: [id, parameters].flat(),
    ...others,
  }
  return apiOf({ '/runs/{id}': { post } }, rest)
}

/** A document with a schema of what comes in, or of what goes out. */
export function schemaOf(side: Side, schema: unknown, schemas: Part = {}): object {
  const content = { 'application/json': { schema } }
  const operation =
    side === 'request'
      ? { requestBody: { required: true, content } }
      : { responses: { 200: { description: 'good', content } } }
  return operationOf(operation, { components: { schemas } })
}

export async function changesOf(old: object, now: object): Promise<Change[]> {
  const documents = await Promise.all([old, now].map((one) => loadDocument(one)))
  return diffDocuments(...(documents as [never, never]))
}

/** The rules that apply from one document to the other, and on the way back. */
export async function bothWays(old: object, now: object): Promise<readonly [string[], string[]]> {
  const ruleOf = ({ rule }: Change) => rule
  return [(await changesOf(old, now)).map(ruleOf), (await changesOf(now, old)).map(ruleOf)]
}

/** Changes in words: `! answer-null-added answer 200 /name: null is possible`, those that break with a mark. */
export async function toldOf(old: object, now: object): Promise<string[]> {
  const changes = await changesOf(old, now)
  return changes.map(({ rule, breaking, place, message }) => {
    return `${breaking ? '! ' : ''}${rule} ${place}: ${message}`
  })
}

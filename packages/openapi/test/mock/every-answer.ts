import type { LoadedDocument, Operation, Schema } from '../../src/document.ts'
import { createForms } from '../../src/forms.ts'
import { Mocks } from '../../src/mock/mocks.ts'
import { type Check, createCheck } from '../sample-check.ts'
import { isJson } from '../sample-request.ts'

export interface Outcome {
  /** Answers that were looked at, and those that were valid. */
  readonly asked: number
  /** `operation status type: reason`, of each that was not. */
  readonly failed: readonly string[]
}

/**
 * Asks the mock of a document for every declared status and media type of all operations, and checks what it answers
 * by the letter of JSON Schema, apart from the check that the mock itself makes.
 */
export async function everyAnswer(loaded: LoadedDocument): Promise<Outcome> {
  const components = (loaded.document.components.schemas ?? {}) as Readonly<Record<string, Schema>>
  const mocks = new Mocks({ loaded, forms: createForms(components), seed: 'flakon' })
  const check = createCheck(components)
  const failed: string[] = []
  let asked = 0
  for (const operation of loaded.operations) {
    for (const [key, { content }] of Object.entries(operation.answers)) {
      for (const type of Object.keys(content).length === 0 ? [undefined] : Object.keys(content)) {
        asked++
        const reason = await failureOf(mocks, check, operation, key, type)
        if (reason !== undefined) failed.push(`${operation.id} ${key} ${type}: ${reason}`)
      }
    }
  }
  return { asked, failed }
}

async function failureOf(
  mocks: Mocks,
  check: Check,
  operation: Operation,
  key: string,
  type: string | undefined,
): Promise<string | undefined> {
  const code = key === 'default' ? '418' : key.replace('xx', '18')
  const request = { method: operation.method, url: operation.path, body: '' }
  try {
    const preferences = { code, accept: type === undefined ? [] : [type] }
    const { status, headers, content } = await mocks.answer(operation, request, preferences)
    if (String(status) !== code) return `answered ${status}`
    const missing = Object.entries(operation.answers[key]?.headers ?? {}).find(
      ([name, { required }]) => required && headers[name.toLowerCase()] === undefined,
    )
    if (missing !== undefined) return `lacks ${missing[0]}`
    if (type === undefined || code === '204')
      return content === undefined ? undefined : 'has a body'
    if (headers['content-type']?.split(';')[0] !== type) return `is ${headers['content-type']}`
    if (!isJson(type)) return content === undefined || content.length === 0 ? 'is empty' : undefined
    const schema = operation.answers[key]?.content[type]?.schema ?? true
    return check(schema, 'answer')(JSON.parse(String(content))) ? undefined : 'is not valid'
  } catch (error) {
    return (error as Error).message
  }
}

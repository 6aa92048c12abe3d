import type { Operation } from '@flakon/openapi/document'
import { answerOf } from './answer.ts'
import type { StubAnswer } from './handler.ts'
import { plainPath, requestOf, type StubRequest } from './request.ts'
import { createSampler } from './sample.ts'
import type { Components } from './schema-check.ts'
import type { Contract } from './source.ts'

/** An operation as the new service has it. */
export interface Stub {
  readonly operation: Operation
  /** Undefined where the stub says that it is not written yet. */
  readonly answer: StubAnswer | undefined
  /** Whether nobody gets an answer without credentials. */
  readonly isSecured: boolean
  /** A valid one, of a secured operation one that is refused; undefined where none can be made. */
  readonly request: StubRequest | undefined
}

/** A stub for each operation of a contract. */
export function stubsOf({ loaded: { document, operations } }: Contract): Stub[] {
  const { components } = document
  const sampler = createSampler((components.schemas ?? {}) as Components)
  return operations.map((operation) => {
    const { security = [], method } = operation
    const isSecured = security.length > 0 && security.every((one) => Object.keys(one).length > 0)
    return {
      operation,
      answer: answerOf(operation, components, sampler),
      isSecured,
      request: isSecured
        ? { method: method.toUpperCase(), url: plainPath(operation, sampler) }
        : requestOf(operation, components, sampler),
    }
  })
}

/** The security schemes that any operation asks for, in the order of the document. */
export function schemesOf({ loaded: { document, operations } }: Contract): string[] {
  const asked = new Set(operations.flatMap(({ security = [] }) => security.flatMap(Object.keys)))
  return Object.keys(document.components.securitySchemes ?? {}).filter((name) => asked.has(name))
}

/**
 * Everything this package throws at its user, as one table with stable codes. `flakon` knows such an error by the
 * `FLK_` of its code, and prints its message without a stack. `docs/errors.md` lists the same codes; a test compares.
 */
const table = {
  FLK_CONTRACT_INVALID: (report: string) => report,
  FLK_CONTRACT_SOURCE: (spec: string, reason: string) =>
    `the document ${spec} cannot be read: it ${reason}`,
  FLK_CONTRACT_SYNTAX: (spec: string, reason: string) => `the document ${spec} ${reason}`,
  FLK_CONTRACT_VERSION: (spec: string, version: string | undefined) =>
    version === undefined
      ? `the document ${spec} is no OpenAPI document: it begins with "openapi: 3.1.0", 3.0.x, or "swagger: '2.0'"`
      : `the document ${spec} is written in OpenAPI ${version}, which is not known: 3.1.x, 3.0.x and Swagger 2.0 are`,
  FLK_CONTRACT_FROZEN: (blueprint: string, what: string) =>
    `Blueprint "${blueprint}" is already registered, so ${what} comes too late: bind it before the app becomes ready`,
  FLK_CONTRACT_TWICE: (blueprint: string, what: string) =>
    `Blueprint "${blueprint}" has a handler for ${what} already: remove one of the two`,
  FLK_CONTRACT_HANDLER: (blueprint: string, what: string, type: string) =>
    `The handler of ${what} in blueprint "${blueprint}" is not a function: it is ${type}`,
  FLK_CONTRACT_OPTION: (blueprint: string, reason: string) => `Blueprint "${blueprint}" ${reason}`,
  FLK_CONTRACT_USAGE: (message: string) => message,
} satisfies Record<string, (...args: never[]) => string>

/** A stable code of an error thrown by this package. */
export type ContractErrorCode = keyof typeof table

/** The codes, for the test that compares them with the page. */
export const contractErrorCodes = Object.keys(table) as readonly ContractErrorCode[]

/** A mistake in the document, in its handlers or on the command line: never a request's. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  /** Stable code of the error; see docs/errors.md. */
  readonly code: ContractErrorCode

  constructor(code: ContractErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Makes the error of a code from its parameters; `cause` is the error that led to it. */
export function contractError<C extends ContractErrorCode>(
  code: C,
  args: Parameters<(typeof table)[C]>,
  cause?: unknown,
): ContractError {
  const message = (table[code] as (...args: unknown[]) => string)(...args)
  return new ContractError(code, message, cause === undefined ? undefined : { cause })
}

/** A mistake on the command line, in a sentence that says what to write. */
export function usage(message: string, cause?: unknown): ContractError {
  return contractError('FLK_CONTRACT_USAGE', [message], cause)
}

import type { Place } from '../document.ts'

/** Changes that break clients, and why. */
const breaking = {
  'operation-removed': 'a client that calls it gets a 404 or 405',
  'operation-moved': 'a client calls the method and path that it was built for',
  'base-path-changed': 'a client calls the base path that it was built for',
  'operation-id-changed': 'code that was generated from the document calls the operation by it',
  'callback-changed': 'what clients are called with changes in a way that cannot be judged',
  'callback-removed': 'a client waits for a call that never comes',
  'shared-route-changed': 'what changes in an operation that shares its route cannot be judged',
  'shared-route-removed': 'what a client does by it may no longer be possible',

  'parameter-added-required': 'a request without it, as all are, is refused',
  'parameter-became-required': 'a request without it was fine, and is refused',
  'parameter-removed': 'a client that sends it is not heard: a filter filters no longer',
  'parameter-moved': 'a client sends it where it is no longer read',
  'parameter-style-changed': 'what a client writes is read differently',
  'parameter-empty-refused': 'a request with the bare name was fine, and is refused',

  'body-added-required': 'a request without a body, as all are, is refused',
  'body-removed': 'a client that sends a body is not heard',
  'body-became-required': 'a request without a body was fine, and is refused',
  'body-media-type-removed': 'a client that sends it gets a 415',
  'body-encoding-changed': 'what a client writes in a form is read differently',

  'answer-status-added': 'a client takes it for a failure, or its body for that of another status',
  'answer-status-removed': 'a client waits for it in vain',
  'answer-body-removed': 'a client reads a body that is not there',
  'answer-media-type-removed':
    'a client that reads nothing else gets a 406, or what it cannot read',
  'answer-header-removed': 'a client reads a header that is not there',
  'answer-header-became-optional': 'a client relies on a header that may not be there',

  'security-added': 'a request without credentials was fine, and gets a 401',
  'security-optional-removed': 'a request without credentials was fine, and gets a 401',
  'security-alternative-removed': 'the credentials of a client no longer suffice',
  'security-scope-added': 'a token that was issued without the scope gets a 403',
  'security-scheme-changed': 'a client proves who it is in a way that is not understood',

  'request-property-added-required': 'a request without it, as all are, is refused',
  'request-property-removed': 'a client that sends it is not heard',
  'request-property-refused': 'a request with it was fine, and is refused',
  'request-property-became-read-only': 'a request with it was fine, and is refused',
  'request-default-changed': 'a client that leaves it out gets another behaviour',

  'answer-enum-value-removed': 'a client waits for the value in vain, or sends it back',
  'answer-property-removed': 'a client reads a property that is not there',
  'answer-property-became-write-only': 'a client reads a property that is not there',
  'answer-property-added-to-closed': 'a client that checks what was promised refuses the answer',
}

/** Changes that a client need not notice, and why. */
const harmless = {
  'operation-added': 'nobody calls it yet',
  'operation-id-added': 'it had no name by which code could call it',
  'operation-deprecated': 'it works as before',
  'operation-revived': 'it works as before',
  'shared-route-added': 'nobody calls it yet',
  'callback-added': 'a client that asks for no call gets none',

  'parameter-added': 'a client may leave it out',
  'parameter-became-optional': 'a client may go on sending it',
  'parameter-empty-allowed': 'more is accepted',
  'path-parameter-renamed': 'the URL is the same',
  'body-added': 'a client may leave it out',
  'body-became-optional': 'a client may go on sending it',
  'body-media-type-added': 'more is accepted',

  'answer-error-added': 'a client has to expect any error (RFC 9110 section 15)',
  'answer-error-removed': 'a client expects an error that does not come',
  'answer-body-added': 'a client that expects no body reads none',
  'answer-media-type-added': 'a client gets it where it asks for it',
  'answer-header-added': 'a client passes over headers that it does not know',
  'answer-header-became-required': 'a client gets more than it relies on',

  'security-removed': 'a request with credentials is as good',
  'security-optional-added': 'a request with credentials is as good',
  'security-alternative-added': 'the credentials of a client still suffice',
  'security-scope-removed': 'a token may have more scopes than it needs',

  'property-deprecated': 'it works as before',
  'request-property-added': 'a client may leave it out',
  'request-default-added': 'a client that leaves it out was promised nothing',
  'answer-property-added': 'a client passes over properties that it does not know',
}

/** What a change of a schema does to the values that it takes. */
const effects = {
  'type-narrowed': 'less',
  'type-widened': 'more',
  'type-changed': 'other',
  'null-removed': 'less',
  'null-added': 'more',
  'enum-added': 'less',
  'enum-removed': 'more',
  'enum-value-removed': 'less',
  'enum-value-added': 'more',
  'format-narrowed': 'less',
  'format-widened': 'more',
  'format-changed': 'other',
  'pattern-added': 'less',
  'pattern-removed': 'more',
  'pattern-changed': 'other',
  'bound-tightened': 'less',
  'bound-relaxed': 'more',
  'property-became-required': 'less',
  'property-became-optional': 'more',
  'additional-properties-refused': 'less',
  'additional-properties-allowed': 'more',
  'alternative-removed': 'less',
  'alternative-added': 'more',
  unjudged: 'unknown',
} as const

/** Less breaks those who send, more breaks those who read. */
const grades = {
  request: {
    less: [true, 'requests that were fine are refused'],
    more: [false, 'more is accepted'],
    other: [true, 'what a client sends is refused, or taken for something else'],
    unknown: [true, 'whether requests that were fine are refused cannot be judged'],
  },
  answer: {
    less: [false, 'a client gets nothing that it does not expect'],
    more: [true, 'a client gets what it does not expect'],
    other: [true, 'a client reads it as what it was'],
    unknown: [true, 'whether a client gets what it does not expect cannot be judged'],
  },
} as const

/** Whether a schema says what clients send or what they get. */
export type Side = keyof typeof grades
type Effect = keyof typeof effects
export type RuleId = keyof typeof breaking | keyof typeof harmless | `${Side}-${Effect}`
type After<S extends Side> = RuleId extends infer R
  ? R extends `${S}-${infer W}`
    ? W
    : never
  : never
/** A rule about schemas, without its side. */
export type SchemaRule = 'property-deprecated' | Effect | After<'request'> | After<'answer'>

export interface Rule {
  readonly id: RuleId
  readonly breaking: boolean
  /** What it does to clients, in half a sentence. */
  readonly why: string
}

function* everyRule(): Generator<readonly [id: string, breaking: boolean, why: string]> {
  for (const [id, why] of Object.entries(breaking)) yield [id, true, why]
  for (const side of ['request', 'answer'] as const) {
    for (const [word, effect] of Object.entries(effects)) {
      const [isBreaking, why] = grades[side][effect]
      const id = `${side}-${word}`
      if (!Object.hasOwn(breaking, id)) yield [id, isBreaking, why]
    }
  }
  for (const [id, why] of Object.entries(harmless)) yield [id, false, why]
}

/** Every rule by its id; `docs/openapi-diff.md` lists the same. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [...everyRule()].map(([id, isBreaking, why]) => [
    id,
    { id: id as RuleId, breaking: isBreaking, why },
  ]),
)

/** Where something stands in a document, as precisely as that is known; line and column from 1. */
export interface ChangePlace extends Place {
  readonly line?: number
  readonly column?: number
}

/** One difference between two documents. */
export interface Change {
  /** A stable word; `docs/openapi-diff.md` lists them. */
  readonly rule: RuleId
  readonly breaking: boolean
  /** `GET /users/{id}`, as the new document has it; absent for what is no operation's. */
  readonly operation?: string
  readonly operationId?: string
  /** What changes, in words: `query parameter limit`, `request body /items/0/price`; empty for the operation itself. */
  readonly place: string
  /** How it changes, with the old value and the new one. */
  readonly message: string
  /** The component in which it changes for all that use it: `#/components/schemas/Pet/properties/name`. */
  readonly component?: string
  readonly old?: ChangePlace
  readonly new?: ChangePlace
}

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has it. */
export type Schema = boolean | SchemaObject
export interface SchemaObject {
  readonly [keyword: string]: unknown
}

/** Any object of a document. */
export interface Node {
  readonly [key: string]: unknown
}

/** The methods that a path item can have, in the order of the specification. */
export const methods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] as const
export type Method = (typeof methods)[number]

/** Where something stands in the files that were read. */
export interface Place {
  /** Path or URL of the file, as messages show it; empty for a document that was given as an object. */
  readonly file: string
  /** JSON pointer into that file as it was written (RFC 6901). */
  readonly pointer: string
}

/** One thing that is wrong with a document. */
export interface DocumentFault extends Place {
  /** `error` stops the boot; `warning` has been repaired in the one obvious way. */
  readonly grade: 'error' | 'warning'
  /** A stable word, as `unresolved_ref`. */
  readonly code: string
  /** What is wrong, with the offending value, and what is expected: one sentence. */
  readonly message: string
}

/**
 * A document that was read: OpenAPI 3.1, every reference of which leads to `#/components/<kind>/<name>`. References
 * stand only where the specification allows them, and lead somewhere (else there is a fault).
 */
export interface LoadedDocument {
  readonly document: OpenApi
  /** In the order of the document; `openapi.md` says which are of which grade. */
  readonly operations: readonly Operation[]
  readonly faults: readonly DocumentFault[]
  /** The version that it was written in: `2.0`, `3.0.3`, `3.1.0`. */
  readonly version: string
  /** Every file that was read, absolute, the first one the document itself: what a reload watches. */
  readonly files: readonly string[]
  /** Line and column of a place, both from 1; undefined where the file cannot be read again. */
  locate(place: Place): { readonly line: number; readonly column: number } | undefined
}

export interface OpenApi extends Node {
  readonly openapi: string
  readonly info: Node
  readonly paths: Readonly<Record<string, Node>>
  readonly components: Readonly<Record<string, Readonly<Record<string, Node>>>>
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie'
export type Style =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'

/** A parameter of one operation, references followed, defaults of OpenAPI filled in. */
export interface Parameter {
  /** As the document has it; of a header in any case. */
  readonly name: string
  readonly in: ParameterPlace
  readonly required: boolean
  /** The serialization, where the parameter has a schema. */
  readonly style: Style
  readonly explode: boolean
  readonly allowReserved: boolean
  readonly allowEmptyValue: boolean
  /** Swagger 2.0's `collectionFormat: tsv`, which OpenAPI 3 has no word for. */
  readonly delimiter?: '\t'
  /** Of the value, decoded; where there is `content`, of what the media type holds. */
  readonly schema: Schema
  /** Of `content`: how the text of the value is written. */
  readonly mediaType?: string
  readonly place: Place
}

export interface MediaType {
  readonly schema: Schema
  /** Of forms: how each property is written. */
  readonly encoding: Readonly<Record<string, Encoding>>
}

export interface Encoding {
  readonly contentType?: string
  readonly style?: Style
  readonly explode?: boolean
  readonly allowReserved?: boolean
  /** Swagger 2.0's, which OpenAPI 3 has no word for. */
  readonly 'x-collectionFormat'?: 'tsv'
}

export interface RequestBody {
  readonly required: boolean
  /** By media type or range, in lower case and without parameters. */
  readonly content: Readonly<Record<string, MediaType>>
}

export interface Answer {
  /** By media type, in lower case; empty for an answer without a body. */
  readonly content: Readonly<Record<string, MediaType>>
  readonly headers: Readonly<
    Record<string, { readonly required: boolean; readonly schema: Schema }>
  >
}

/** One alternative: every scheme of it has to be met, with these scopes. Empty: nobody has to prove anything. */
export type SecurityAlternative = Readonly<Record<string, readonly string[]>>

/** An operation as it is mounted. */
export interface Operation {
  /** Its `operationId`, or `GET /users/{id}` where it has none. */
  readonly id: string
  readonly method: Method
  /** The path's template as written. */
  readonly path: string
  /** The path of the server it belongs to, as `/v1`; empty for `/`. */
  readonly base: string
  readonly parameters: readonly Parameter[]
  readonly body: RequestBody | undefined
  /** By `200`, `4xx` (in lower case) or `default`. */
  readonly answers: Readonly<Record<string, Answer>>
  /** What is required of a request, one of the alternatives; undefined where the document says nothing at all. */
  readonly security: readonly SecurityAlternative[] | undefined
  readonly summary?: string
  readonly description?: string
  readonly deprecated?: boolean
  /** Ids of operations on the same route (paths that differ only after `#` or `?`), which this one serves as well. */
  readonly serves: readonly string[]
  /** The operation in the bundled document. */
  readonly node: Node
  readonly place: Place
}

/** Whether a value is an object of a document, and no list. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

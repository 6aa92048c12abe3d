import { nearest } from '../nearest.ts'
import { type Adapted, adapt } from './adapter.ts'
import { type Body, readBody, schemasOfBody } from './body.ts'
import type { Compiler } from './compiler.ts'
import { withoutInnerIds } from './plain-schema.ts'
import type { SharedSchemas } from './shared-schemas.ts'
import { everySchema, isSchemaObject } from './subschema.ts'
import type { Parts, TextPart } from './validation.ts'

/** What a view's schema declares, read and checked. */
export interface Declaration {
  /** Of the request, but for its body. */
  readonly parts: Parts
  readonly body: Body | undefined
  /** By status, as `200`, `4xx` or `default`; null for an answer without a body. */
  readonly answers: ReadonlyMap<string, Adapted | null>
  /** What no document can show, and what is probably not meant, a sentence each. */
  readonly unshown: readonly string[]
  /** What the references in them lead to. */
  readonly shared: SharedSchemas
}

/** The route that a schema belongs to. */
export interface Declaring {
  readonly methods: readonly string[]
  readonly path: string
  /** Whether the view reads its request itself, so that no text is converted. */
  readonly decodes?: boolean
  /** Whether somebody has looked at its schemas already. */
  readonly isTrusted?: boolean
}

type Read = (where: string, schema: unknown, side: 'input' | 'output', isBody?: boolean) => Adapted

const words = ['params', 'query', 'querystring', 'headers', 'cookies', 'body', 'response']
const texts = ['params', 'query', 'headers', 'cookies'] as const
const status = /^(?:[1-5]\d\d|[1-5]xx|default)$/

/**
 * Reads the schema of a view. All that can be wrong with it is found here, at boot.
 * @throws Error with a sentence about the first thing that is wrong
 */
export function readDeclaration(schema: object, route: Declaring, compiler: Compiler): Declaration {
  checkForm(schema)
  const declared = schema as Readonly<Record<string, unknown>>
  checkWords(declared)
  const parts = new Map<TextPart, Adapted>()
  const unshown: string[] = []
  const read: Read = (where, one, side, isBody = false) =>
    within(where, () => {
      const adapted = adapt(one)
      if (route.isTrusted) return adapted
      unshown.push(
        ...adapted.unshown[side].map((what) => `${where}: ${what}; ${effectOf(adapted, side)}`),
      )
      if (adapted.validate === undefined) {
        const doubts = compiler.doubts(adapted.input ?? true)
        unshown.push(...doubts.map((doubt) => `${where}: ${doubt}`))
      }
      const guard = isBody ? 'guard' : 'textGuard'
      for (const name of side === 'output' ? (['output'] as const) : (['input', guard] as const)) {
        const said = adapted[name]
        if (said !== undefined) compiler.check(said)
      }
      return adapted
    })
  for (const name of texts) {
    const one = name === 'query' ? (declared.query ?? declared.querystring) : declared[name]
    if (one === undefined) continue
    const adapted = read(name, one, 'input')
    within(name, () => checkText(name, adapted, route))
    parts.set(name, adapted)
  }
  let body: Body | undefined
  if (declared.body !== undefined) {
    checkMethods(route.methods)
    body = readBody(declared.body, (where, one) => read(where, one, 'input', true))
  }
  const answers = readAnswers(declared.response, read, compiler, route.isTrusted)
  return { parts, body, answers, unshown, shared: compiler.shared }
}

/** The ids of shared schemas that the plain JSON Schemas of a view refer to. */
export function idsOutside(schema: object): string[] {
  const { response, body, ...parts } = schema as Readonly<Record<string, unknown>>
  const answers = isSchemaObject(response) ? Object.values(response) : []
  const ids = new Set<string>()
  for (const one of [...Object.values(parts), ...schemasOfBody(body), ...answers]) {
    if (!isSchemaObject(one) || '~standard' in one) continue
    for (const { $ref } of everySchema(one)) {
      if (typeof $ref === 'string' && !$ref.startsWith('#')) ids.add($ref.split('#')[0] ?? '')
    }
  }
  return [...ids]
}

/** What it means that not all of a schema can be shown. */
function effectOf({ output }: Adapted, side: 'input' | 'output'): string {
  if (side === 'input') return 'the library checks it all the same'
  if (output === undefined) return 'the answer is sent as it is'
  return 'of the answer only what is shown is checked'
}

function within<T>(where: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

function checkForm(schema: unknown): void {
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema)
  if (isObject && !('~standard' in schema)) return
  throw new Error(`it has a schema for each part: { ${words.join(', ')} }`)
}

function checkWords(declared: Readonly<Record<string, unknown>>): void {
  for (const word of Object.keys(declared)) {
    if (words.includes(word)) continue
    const [near] = nearest(word, words)
    const hint = near === undefined ? `the parts are ${words.join(', ')}` : `did you mean ${near}?`
    throw new Error(`"${word}" is no part of a schema: ${hint}`)
  }
  if (declared.query !== undefined && declared.querystring !== undefined) {
    throw new Error('"query" and "querystring" are the same part: keep one of them')
  }
}

function checkMethods(methods: readonly string[]): void {
  const without = methods.filter((method) => method === 'GET' || method === 'HEAD')
  if (without.length > 0) throw new Error(`a ${without[0]} request has no body to declare`)
}

/** Params, query, headers and cookies come as text; what a view decodes itself has names and types of its own. */
function checkText(
  name: (typeof texts)[number],
  { input }: Adapted,
  { path, decodes = false }: Declaring,
): void {
  if (name === 'cookies' && !decodes) {
    throw new Error(
      "nothing here reads cookies: give the view a decode, as in { decode: (request) => ({ cookies: parse(request.headers.cookie ?? '') }) }",
    )
  }
  if (input === undefined && !decodes) {
    throw new Error(
      'this library describes nothing as JSON Schema, so there is no type to convert text to; wrap the schema in the converter of the library, or use another one here',
    )
  }
  const type = isSchemaObject(input) ? input.type : undefined
  if (type !== undefined && !([] as unknown[]).concat(type).includes('object')) {
    throw new Error(`it is an object of what comes as text, and this is a schema of ${type}`)
  }
  if (decodes) return
  if (name === 'headers' && isSchemaObject(input) && input.additionalProperties === false) {
    throw new Error('every request has headers that are not declared: let others through')
  }
  const names = Object.keys((isSchemaObject(input) && (input.properties as object)) || {})
  if (name === 'headers') {
    const upper = names.find((header) => header !== header.toLowerCase())
    if (upper !== undefined) {
      throw new Error(
        `"${upper}" is never there, since Node gives headers in lower case: write ${upper.toLowerCase()}`,
      )
    }
  }
  if (name !== 'params') return
  const inPath = [...path.matchAll(/:(\w+)|(\*)/g)].map(([, word, star]) => word ?? star ?? '')
  const unknown = names.find((param) => !inPath.includes(param))
  if (unknown === undefined) return
  const has = inPath.length === 0 ? 'no parameters' : inPath.map((word) => `:${word}`).join(', ')
  throw new Error(`"${unknown}" is not in the path, which has ${has}`)
}

function readAnswers(
  response: unknown,
  read: Read,
  compiler: Compiler,
  isTrusted = false,
): Map<string, Adapted | null> {
  const answers = new Map<string, Adapted | null>()
  if (response === undefined) return answers
  if (!isSchemaObject(response) || '~standard' in response || 'type' in response) {
    throw new Error('response: has a schema for each status, as in { 200: User }')
  }
  for (const [key, schema] of Object.entries(response)) {
    const where = `response ${key}`
    if (!status.test(key.toLowerCase())) {
      throw new Error(`${where}: is no status; write 200, '4xx' or default`)
    }
    const adapted = schema === null ? null : read(where, schema, 'output')
    if (adapted !== null && !isTrusted) within(where, () => checkReferences(adapted, compiler))
    answers.set(key.toLowerCase(), adapted)
  }
  return answers
}

/** What is sent is read from the schema itself, so every reference in it has to lead somewhere. */
function checkReferences({ output = true }: Adapted, { shared }: Compiler): void {
  const plain = withoutInnerIds(output)
  for (const { $ref, $dynamicRef } of everySchema(plain)) {
    const ref = $ref ?? $dynamicRef
    if (ref === undefined || shared.follow(String(ref), plain) !== undefined) continue
    throw new Error(`the reference "${ref}" leads nowhere`)
  }
}

import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { type ProblemError, problem } from '../problem.ts'

/** What is taken as JSON beyond its grammar; `[json]` of the settings. */
export interface JsonRules {
  /** Deepest nesting of arrays and objects. */
  readonly max_depth: number
  readonly duplicate_keys: 'error' | 'last'
  /** Keys that reach an object's prototype. */
  readonly prototype: 'error' | 'remove'
}

/** What can be wrong with a body of JSON, by code: its status, and a sentence. */
export const jsonProblems = {
  empty_body: [400, 'The body is empty, and its type is JSON'],
  malformed_json: [400, 'The body is not valid JSON'],
  json_too_deep: [400, 'The body is nested too deeply'],
  integer_too_large: [400, 'An integer beyond ±(2^53−1) loses digits: send it as a string'],
  number_too_large: [400, 'A number is too large for a double: send it as a string'],
  duplicate_key: [400, 'An object has the same key twice'],
  forbidden_key: [400, 'The keys __proto__ and constructor.prototype are not taken'],
  unsupported_charset: [415, 'JSON is sent as UTF-8'],
  unsupported_encoding: [415, 'The body is compressed, which is not taken here'],
} as const satisfies Record<string, readonly [number, string]>

const quote = 0x22
const backslash = 0x5c
/** A shorter number without an exponent is always safe. */
const suspiciousLength = 16

/** `application/json`, and every format that is written in it: `application/merge-patch+json`. */
const jsonType = /^application\/(?:[\w.!#$&^+-]+\+)?json(?:\s*;|$)/i

/** Makes an app read bodies of JSON strictly. A parser of its user's own still comes first. */
export function takeStrictJson(app: FastifyInstance, rules: JsonRules): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (request, body, done) => {
    try {
      checkHeaders(request.headers)
      done(null, parseJson(body as Buffer, rules))
    } catch (error) {
      done(error as Error)
    }
  })
}

/**
 * Reads a body as JSON (RFC 8259), strictly, without a look at any schema.
 * @throws ProblemError 400 with one of the codes of `jsonProblems`
 */
export function parseJson(bytes: Uint8Array, rules: JsonRules): unknown {
  if (bytes.length === 0) throw fault('empty_body')
  if (!isUtf8(bytes)) throw fault('malformed_json', ': it is not UTF-8')
  const members = scan(bytes, rules.max_depth)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const value = parse(json)
  // Whoever overwrites a key has fewer of them afterwards.
  const kept = visit(value, rules.prototype === 'remove')
  if (kept !== members && rules.duplicate_keys === 'error') {
    throw fault('duplicate_key', `: ${duplicateKey(json)}`)
  }
  return value
}

/** @throws ProblemError 415 for a body in another charset than UTF-8, or compressed */
export function checkHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const type = String(headers['content-type'])
  if (type !== 'application/json') {
    for (const [, charset = ''] of type.matchAll(/;\s*charset\s*=\s*"?([^\s;"]*)/gi)) {
      if (!/^utf-?8$/i.test(charset)) throw fault('unsupported_charset')
    }
  }
  const encoding = headers['content-encoding']
  if (encoding === undefined || /^(identity)?$/i.test(String(encoding))) return
  throw fault('unsupported_encoding', '', { 'accept-encoding': 'identity' })
}

function fault(
  code: keyof typeof jsonProblems,
  more = '',
  headers?: Record<string, string>,
): ProblemError {
  const [status, detail] = jsonProblems[code]
  return problem(status, detail + more, { code, ...(headers === undefined ? {} : { headers }) })
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    // The engine's message holds a piece of the body; where it is wrong is enough.
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? []
    throw fault('malformed_json', position === undefined ? '' : `: see position ${position}`)
  }
}

/** Before anything is parsed: depth, and numbers that would lose digits. Gives the number of members of objects. */
function scan(bytes: Uint8Array, maxDepth: number): number {
  let depth = 0
  let members = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte === quote) {
      i = endOfString(bytes, i + 1)
    } else if (byte === 0x3a) {
      members += 1
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      if (depth > maxDepth) throw fault('json_too_deep', `: more than ${maxDepth} levels`)
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1
    } else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
      i = endOfNumber(bytes, i)
    }
  }
  return members
}

/** The index of the quote that closes a string, or the end of a text that lacks it. */
function endOfString(bytes: Uint8Array, start: number): number {
  let i = start
  while (i < bytes.length) {
    const byte = bytes[i]
    if (byte === quote) return i
    i += byte === backslash ? 2 : 1
  }
  return i
}

/** The index of the last byte of a number that keeps its value as a double. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let hasExponent = false
  let end = start + 1
  for (; end < bytes.length; end++) {
    const byte = bytes[end] as number
    if (byte >= 0x30 && byte <= 0x39) continue
    if (byte === 0x65 || byte === 0x45) hasExponent = true
    else if (byte !== 0x2e && byte !== 0x2b && byte !== 0x2d) break
  }
  if (hasExponent || end - start >= suspiciousLength) checkNumber(bytes.subarray(start, end))
  return end - 1
}

function checkNumber(bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('latin1')
  const number = Number(text)
  if (Math.abs(number) === Number.POSITIVE_INFINITY) {
    throw fault(/^-?\d+$/.test(text) ? 'integer_too_large' : 'number_too_large')
  }
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return
  // 1e20 is what it says; 9007199254740993.0 is not.
  const isKept = digitsOf(text) === digitsOf(String(number))
  if (/^-?\d+$/.test(text) || !isKept) throw fault('integer_too_large')
}

/** The digits that count. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*/i, '')
    .replaceAll(/[^\d]/g, '')
    .replace(/^0+|0+$/g, '')
}

/** Looks at every key of a parsed value, as deep as `scan` let it be; gives how many there are. */
function visit(value: unknown, remove: boolean): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] === 'object') count += visit(value[i], remove)
    }
    return count
  }
  const object = value as Record<string, unknown>
  const keys = Object.keys(object)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    const inner = object[key]
    if (typeof inner === 'object') count += visit(inner, remove)
    if (isForbidden(key, inner)) {
      if (!remove) throw fault('forbidden_key')
      delete object[key]
    }
  }
  return count + keys.length
}

function isForbidden(key: string, value: unknown): boolean {
  if (key === '__proto__') return true
  if (key !== 'constructor' || typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, 'prototype')
}

/** The key that an object of a valid text has twice. */
function duplicateKey(json: string): string {
  const objects: Set<string>[] = []
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[{}]/g)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1))
      if (objects.at(-1)?.has(key)) return JSON.stringify(key).slice(0, 100)
      objects.at(-1)?.add(key)
    }
  }
  return ''
}

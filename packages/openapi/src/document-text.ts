import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isNode } from './document.ts'

/** The versions of OpenAPI that differ in what their words mean. */
export type Dialect = '2.0' | '3.0' | '3.1'

/** What stops a file from being read, in words that follow its name. */
export class Unreadable extends Error {
  readonly code: 'unreadable_file' | 'malformed_file' | 'too_large'

  constructor(code: Unreadable['code'], reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.code = code
  }
}

const bounds = {
  depth: 200,
  /** Values that the aliases of one file stand for, beyond what is written. */
  aliased: 500_000,
  redirects: 5,
}

const require = createRequire(import.meta.url)

/** The parser of YAML, loaded by the first text that is no JSON. */
export function yamlParser(): typeof import('js-yaml') {
  return require('js-yaml')
}

/** The text of a file. `charge` is told its size first, and may throw. @throws Unreadable */
export function readText(path: string, charge: (bytes: number) => void): string {
  try {
    const status = statSync(path)
    // A device or a pipe might never end.
    if (!status.isFile()) throw new Unreadable('unreadable_file', 'is no file')
    charge(status.size)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Unreadable) throw error
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new Unreadable('unreadable_file', reason, { cause: error })
  }
}

export interface FetchOptions {
  /** Milliseconds until the text has to be there. */
  readonly timeout: number
  readonly charge: (bytes: number) => void
  /** Whether a redirect may lead there. */
  readonly may: (url: URL) => boolean
}

/** The text behind a URL, and the URL that it came from in the end. @throws Unreadable */
export async function fetchText(
  first: URL,
  { timeout, charge, may }: FetchOptions,
): Promise<{ readonly text: string; readonly url: string }> {
  const signal = AbortSignal.timeout(timeout)
  try {
    let url = first
    for (let hops = 0; hops <= bounds.redirects; hops++) {
      const answer = await fetch(url, { signal, redirect: 'manual' })
      if (answer.ok) return { text: await textOf(answer, charge), url: url.href }
      await answer.body?.cancel()
      const location = answer.headers.get('location')
      if (answer.status < 300 || answer.status >= 400 || location === null) {
        throw new Unreadable('unreadable_file', `answers with ${answer.status}`)
      }
      url = new URL(location, url)
      if (!may(url)) {
        const reason = `is redirected to ${url.href}, which is not allowed`
        throw new Unreadable('unreadable_file', reason)
      }
    }
    throw new Unreadable('unreadable_file', 'is redirected too often')
  } catch (error) {
    if (error instanceof Unreadable) throw error
    const reason = signal.aborted
      ? `has not answered within ${timeout} ms`
      : `cannot be fetched: ${reasonOf(error)}`
    throw new Unreadable('unreadable_file', reason, { cause: error })
  }
}

async function textOf({ body }: Response, charge: (bytes: number) => void): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body ?? []) {
    charge(part.length)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** What was the matter in the first place. */
export function reasonOf(error: unknown): string {
  const { message, cause, code } = error as NodeJS.ErrnoException
  return cause instanceof Error ? reasonOf(cause) : message || `${code}`
}

/** What a text holds, and how many values that are. */
export interface Parsed {
  readonly value: unknown
  readonly count: number
}

/**
 * Text of YAML 1.2 or JSON → its value. Dates stay texts, merge keys are followed.
 * @throws Unreadable
 */
export function parse(text: string): Parsed {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text
  const value = parseJson(clean) ?? parseYaml(clean)
  return { value, count: measure(value, hasAnchors(clean)) }
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    // As of what is no JSON, YAML says where the fault is.
    return keysIn(value) < keysWritten(text) ? undefined : value
  } catch {
    return undefined
  }
}

/** JSON's parser keeps the last of two members with one name, and says nothing. */
function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Array.isArray(value) ? value : Object.values(value)
  return inner.reduce((sum, one) => sum + keysIn(one), Array.isArray(value) ? 0 : inner.length)
}

function keysWritten(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) {
    if (colon !== undefined) count += 1
  }
  return count
}

function parseYaml(text: string): unknown {
  const { CORE_SCHEMA, load, mergeTag, YAMLException } = yamlParser()
  const schema = CORE_SCHEMA.withTags(mergeTag)
  try {
    return compact(load(text, { schema, maxDepth: bounds.depth, maxAliases: 10_000 }), text)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { line = 0, column = 0 } = error.mark ?? {}
    const reason = `is neither YAML nor JSON: line ${line + 1}, column ${column + 1}: ${error.reason}`
    throw new Unreadable('malformed_file', reason, { cause: error })
  }
}

/** Without anchors no value lies in two places. */
function hasAnchors(text: string): boolean {
  return /(?:^|[\s[{,:])&[^\s,[\]{}]/m.test(text)
}

/**
 * The texts of a value are parts of the text that was read, and V8 keeps the whole of it for them. JSON makes new ones,
 * but has no aliases and no `.inf`.
 */
function compact(value: unknown, text: string): unknown {
  if (hasAnchors(text) || /\.(?:inf|nan)/i.test(text)) return value
  return JSON.parse(JSON.stringify(value) ?? 'null')
}

interface Size {
  count: number
  height: number
}

/**
 * Counts the values in a value. One that lies in several places, as aliases of YAML make it, counts in each, but is
 * looked at once.
 * @throws Unreadable where it is too deep, where it contains itself, where aliases make it too large
 */
export function measure(root: unknown, isShared: boolean): number {
  const known = new Map<object, Size>()
  const around = new Set<object>()
  let seen = 1
  const visit = (value: object, depth: number): Size => {
    const before = known.get(value)
    if (depth + (before?.height ?? 0) > bounds.depth) {
      throw new Unreadable('too_large', `is nested deeper than ${bounds.depth} levels`)
    }
    if (before !== undefined) return before
    if (around.has(value))
      throw new Unreadable('malformed_file', 'has an alias that contains itself')
    const own = { count: 1, height: 0 }
    if (isShared) around.add(value)
    for (const one of Array.isArray(value) ? value : Object.values(value)) {
      seen += 1
      if (typeof one !== 'object' || one === null) own.count += 1
      else {
        const inner = visit(one, depth + 1)
        own.count += inner.count
        own.height = Math.max(own.height, inner.height + 1)
      }
    }
    if (isShared) {
      around.delete(value)
      known.set(value, own)
    }
    return own
  }
  if (typeof root !== 'object' || root === null) return 1
  const { count } = visit(root, 0)
  if (count - seen > bounds.aliased) {
    throw new Unreadable('too_large', `has aliases that stand for ${count} values`)
  }
  return count
}

/** `2.0`, `3.0.3` …, as a document says of itself; undefined where it says nothing. */
export function versionOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  const version = value.openapi ?? value.swagger
  if (typeof version === 'string') return version
  // Without quotes YAML reads a number.
  return typeof version === 'number' ? version.toFixed(1) : undefined
}

/** What a version's words mean; undefined for one that is not known. */
export function dialectOf(version: string | undefined): Dialect | undefined {
  const [, found] = /^(2\.0|3\.0|3\.1)(?:\.\d+)?(?:-[\w.-]+)?$/.exec(version ?? '') ?? []
  return found as Dialect | undefined
}

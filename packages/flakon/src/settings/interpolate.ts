import { resolve } from 'node:path'
import { type Piece, type Place, unescaped } from './ini.ts'
import { isSecretName } from './mask.ts'

/** A text after interpolation; secret when something in it is. */
export interface Expanded {
  readonly text: string
  readonly secret: boolean
}

/**
 * What the references of a file refer to. Where a lookup fails it gives the reason, with the fix, as a string;
 * an empty one where that is said already.
 */
export interface Scope {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder of the file. */
  readonly here: string
  /** `${section:key}`: the text of another key, as it is in the end. */
  readonly refer: (section: string, key: string) => Expanded | string
  /** `${file:…}`: the text of a file, by its absolute path. */
  readonly readFile: (path: string) => Expanded | string
  readonly fault: (place: Place, message: string) => void
}

/**
 * Replaces `${VAR}`, `${VAR:-default}`, `${section:key}`, `${HERE}`, `${file:path}` and `$$` in a value.
 * What is wrong goes to `scope.fault`, and nothing takes its place.
 */
export function interpolate(piece: Piece, scope: Scope): Expanded {
  const literal = piece.quoted ? unescaped : (text: string) => text
  return expand(piece.text, { ...piece, literal }, scope)
}

interface At extends Place {
  /** What becomes of the text between the references. */
  readonly literal: (text: string) => string
}

function expand(template: string, at: At, scope: Scope): Expanded {
  let text = ''
  let secret = false
  let done = 0
  for (let next = template.indexOf('$'); next !== -1; next = template.indexOf('$', done)) {
    text += at.literal(template.slice(done, next))
    const follows = template[next + 1]
    done = next + (follows === '$' ? 2 : 1)
    if (follows !== '{') text += '$'
    else {
      const end = closingBrace(template, next + 2)
      const here = { ...at, column: at.column + next }
      done = end === -1 ? template.length : end + 1
      if (end === -1) scope.fault(here, '"${" is not closed: add "}", or write $$ for a dollar')
      else {
        const value = refer(template.slice(next + 2, end), here, scope)
        text += value.text
        secret ||= value.secret
      }
    }
  }
  return { text: text + at.literal(template.slice(done)), secret }
}

function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let index = from; index < text.length; index++) {
    if (text.startsWith('${', index)) depth++
    if (text[index] === '}') depth--
    if (depth === 0) return index
  }
  return -1
}

const nothing: Expanded = { text: '', secret: false }

/** The value of one reference, given by what stands between the braces. */
function refer(inner: string, at: At, scope: Scope): Expanded {
  const found = lookUp(inner, { ...at, column: at.column + 2 }, scope)
  if (typeof found !== 'string') return found
  scope.fault(at, found)
  return nothing
}

function lookUp(inner: string, at: At, scope: Scope): Expanded | string {
  if (inner === 'HERE') return { text: scope.here, secret: false }
  if (inner.startsWith('file:')) {
    const path = expand(inner.slice(5), { ...at, column: at.column + 5 }, scope)
    return scope.readFile(resolve(scope.here, path.text))
  }
  const [, name, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inner) ?? []
  if (name !== undefined) return variable(name, fallback, at, scope)
  const colon = inner.lastIndexOf(':')
  const [section, key] = [inner.slice(0, colon).trim(), inner.slice(colon + 1).trim()]
  if (colon !== -1 && section !== '' && /^[^$]+$/.test(key)) return scope.refer(section, key)
  return 'this reference is not understood: write ${VARIABLE}, ${VARIABLE:-default}, ${section:key}, ${HERE} or ${file:/path}, or $$ for a dollar'
}

function variable(
  name: string,
  fallback: string | undefined,
  at: At,
  scope: Scope,
): Expanded | string {
  const value = Object.hasOwn(scope.env, name) ? scope.env[name] : undefined
  const secret = isSecretName(name)
  if (fallback !== undefined && (value === undefined || value === '')) {
    const text = expand(fallback, { ...at, column: at.column + name.length + 2 }, scope)
    return { text: text.text, secret: secret || text.secret }
  }
  if (value !== undefined) return { text: value, secret }
  return `the variable ${name} is not set: set it, or give a default with \${${name}:-default}`
}

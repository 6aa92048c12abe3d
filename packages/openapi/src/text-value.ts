import type { Schema } from './document.ts'
import { isScalar, isText, itemOf, type Resolve, type Shape, shapeOf } from './text-shape.ts'

/** A text → its value. What is not a form of a declared type stays text, for the check to refuse. */
export type ToValue = (text: string) => unknown

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const integerText = /^-?(?:0|[1-9]\d*)$/
/** Of JSON in a parameter or in a part of a form. */
const deepest = 64

/** Makes the converter of a scalar: to a declared type, and nothing else. Flakon's own views convert alike. */
export function toScalar(shape: Shape | undefined): ToValue {
  if (shape === undefined || shape.types.has('string')) return (text) => text
  const { types, words } = shape
  const [only] = types
  if (words.size === 0 && types.size === 1) {
    if (only === 'integer') return toInteger
    if (only === 'number') return toNumber
    if (only === 'boolean') return toBoolean
  }
  const conversions = Object.entries({ integer: toInteger, number: toNumber, boolean: toBoolean })
    .filter(([type]) => types.has(type))
    .map(([, convert]) => convert)
  if (types.has('null')) conversions.push((text) => (text === 'null' ? null : text))
  return (text) => {
    if (words.has(text)) return text
    for (const convert of conversions) {
      const value = convert(text)
      if (value !== text) return value
    }
    return text
  }
}

function toInteger(text: string): unknown {
  if (!integerText.test(text)) return text
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

function toNumber(text: string): unknown {
  if (!jsonNumber.test(text)) return text
  const value = Number(text)
  return Number.isFinite(value) ? value : text
}

function toBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

/**
 * Makes the converter of a text that may be a list, its items between commas: a header of an answer, as an example.
 * RFC 9110 section 5.6.1.
 */
export function toTyped(schema: Schema, resolve: Resolve): ToValue {
  const shape = shapeOf(schema, resolve)
  const convert = toScalar(shape)
  if (shape === undefined || !shape.types.has('array')) return convert
  return (text) => {
    const value = convert(text)
    if (isScalar(shape) && (value !== text || isText(text, shape))) return value
    return text.split(',').map((item, index) => toScalar(itemOf(shape, index))(item.trim()))
  }
}

/** A text of JSON, or what is wrong with it in words. */
export type Parsed = { readonly value: unknown } | { readonly fault: string }

/** A string, with the colon that makes a key of it; a bracket; a number. In a valid text nothing else is of interest. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]|-?\d[\d.eE+-]*/g

/**
 * Reads a text as JSON (RFC 8259), as strictly as a body: no key twice, none that reaches a prototype, no number that
 * loses digits, at most 64 levels.
 */
export function parseStrictJson(text: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'is not valid JSON' }
  }
  const fault = looseness(text)
  return fault === undefined ? { value } : { fault }
}

interface Level {
  readonly keys: Set<string>
  /** The key that holds it. */
  readonly under: string | undefined
}

/** What a valid text has that is not taken. */
function looseness(text: string): string | undefined {
  const levels: Level[] = []
  let last: string | undefined
  for (const [token, colon] of text.matchAll(tokens)) {
    if (colon !== undefined) {
      last = JSON.parse(token.slice(0, -colon.length)) as string
      const fault = keyFault(last, levels.at(-1))
      if (fault !== undefined) return fault
      continue
    }
    if (token === '{' || token === '[') levels.push({ keys: new Set(), under: last })
    else if (token === '}' || token === ']') levels.pop()
    else if (!token.startsWith('"') && losesDigits(token)) return 'holds a number that loses digits'
    if (levels.length > deepest) return `is nested deeper than ${deepest} levels`
    last = undefined
  }
  return undefined
}

function keyFault(key: string, level: Level | undefined): string | undefined {
  if (key === '__proto__' || (key === 'prototype' && level?.under === 'constructor')) {
    return 'holds the key __proto__ or constructor.prototype'
  }
  if (level?.keys.has(key)) return 'holds an object with the same key twice'
  level?.keys.add(key)
  return undefined
}

/** Beyond ±(2^53−1) a double keeps only some integers. */
function losesDigits(token: string): boolean {
  const value = Number(token)
  if (!Number.isFinite(value)) return true
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return false
  return /^-?\d+$/.test(token) || digitsOf(token) !== digitsOf(String(value))
}

function digitsOf(number: string): string {
  const digits = number.replace(/e.*/i, '').replaceAll(/\D/g, '')
  return digits.replace(/^0+|0+$/g, '')
}

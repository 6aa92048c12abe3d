import { type Faults, shown } from './check.ts'
import { isNode } from './document.ts'
import { inside, type Spot } from './position.ts'

/** What a keyword of a schema holds, and has to be. */
export interface Keyword {
  readonly holds?:
    | 'schema'
    | 'list'
    | 'map'
    | 'items'
    | 'ref'
    | 'discriminator'
    | 'sample'
    | 'nothing'
  /** What is expected in place of a value; undefined where it is good. */
  readonly check?: (value: unknown) => string | undefined
  /** Whether it says nothing about values, so that it can be left out where it is not good. */
  readonly isNote?: boolean
  /** Whether the schema is one of an older version, or has something to be repaired. */
  readonly old?: (value: unknown) => boolean
}

const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']

const isText = (value: unknown): value is string => typeof value === 'string'
const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
const always = () => true

function expects(what: string, is: (value: unknown) => boolean): NonNullable<Keyword['check']> {
  return (value) => (is(value) ? undefined : what)
}

const number = expects('a number', Number.isFinite)
const count = expects(
  'a whole number, 0 or more',
  (value) => Number.isInteger(value) && Number(value) >= 0,
)
const factor = expects('a number above 0', (value) => Number.isFinite(value) && Number(value) > 0)
const bound: Keyword = {
  check: expects('a number', (value) => Number.isFinite(value) || typeof value === 'boolean'),
  old: (value) => typeof value === 'boolean',
}
const flag = expects('true or false', (value) => typeof value === 'boolean')
const names = expects('a list of names', (value) => typeof value === 'boolean' || isNames(value))
const lists = expects(
  'lists of names',
  (value) => isNode(value) && Object.values(value).every(isNames),
)

function typeFault(value: unknown): string | undefined {
  const all = Array.isArray(value) ? value : [value]
  const isType = (one: unknown) => types.includes(one as string) || one === null || one === 'file'
  return all.length > 0 && all.every(isType) ? undefined : `one of ${types.join(', ')}`
}

function isOldType(value: unknown): boolean {
  return value === null || value === 'file' || Array.isArray(value)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function hasTwins(value: unknown): boolean {
  return Array.isArray(value) && new Set(value).size < value.length
}

const some = expects('at least one schema', (value) => !isEmpty(value))
/** A list that says nothing where it is empty. */
const neutral: Keyword = { holds: 'list', check: some, isNote: true }

/** Whether a property, or a part of `allOf`, says what belongs to the schema around it. */
function hasFlag(value: unknown, word: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((one) => isNode(one) && typeof one[word] === 'boolean')
}

function every(words: string, keyword: Keyword): [string, Keyword][] {
  return words.split(' ').map((word) => [word, keyword])
}

/** The keywords of JSON Schema (draft 2020-12) and OpenAPI that hold more than data, or have to be something. */
export const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['$ref', { holds: 'ref', check: expects('a text', isText), old: always }],
  ['$dynamicRef', { holds: 'ref', check: expects('a text', isText) }],
  // Every reference leads to a component, so these would only change where it leads; `id` is draft 4's.
  ...every('$id id $schema $anchor $dynamicAnchor $vocabulary $async', { holds: 'nothing' }),
  ...every('$defs definitions', { holds: 'nothing' }),
  ...every('not if then else contains propertyNames contentSchema', { holds: 'schema' }),
  ...every('additionalProperties unevaluatedItems unevaluatedProperties', { holds: 'schema' }),
  ['additionalItems', { holds: 'schema', old: always }],
  ['items', { holds: 'items', old: Array.isArray }],
  ...every('anyOf oneOf', { holds: 'list', check: some }),
  ['allOf', { ...neutral, old: (value) => hasFlag(value, 'nullable') }],
  ['prefixItems', neutral],
  ['properties', { holds: 'map', old: (value) => hasFlag(value, 'required') }],
  ...every('dependentSchemas dependencies', { holds: 'map' }),
  ['patternProperties', { holds: 'map', old: always }],
  ['type', { check: typeFault, old: isOldType }],
  ['enum', { check: expects('a list', Array.isArray), old: isEmpty }],
  ...every('maximum minimum', { check: number }),
  ...every('exclusiveMaximum exclusiveMinimum', bound),
  ['multipleOf', { check: factor }],
  ...every('maxLength minLength maxItems minItems maxContains minContains', { check: count }),
  ...every('maxProperties minProperties', { check: count }),
  ['uniqueItems', { check: flag }],
  [
    'pattern',
    {
      check: expects('a text', isText),
      old: (value) => isText(value) && repairedPattern(value) !== value,
    },
  ],
  ['required', { check: names, old: (value) => typeof value === 'boolean' || hasTwins(value) }],
  ['dependentRequired', { check: lists }],
  ['format', { check: expects('a text', isText), old: (value) => value === 'byte' }],
  ...every('nullable x-nullable', { holds: 'nothing', old: (value) => value === true }),
  ['example', { holds: 'sample' }],
  ['examples', { old: (value) => !Array.isArray(value) }],
  ['discriminator', { holds: 'discriminator' }],
  ...every('readOnly writeOnly', { check: flag }),
  ['deprecated', { check: flag, isNote: true }],
  ...every('title description $comment contentEncoding contentMediaType', {
    check: expects('a text', isText),
    isNote: true,
  }),
])

/** Makes the patterns of a schema valid with the `u` flag, or leaves them out. */
export function repairPatterns(out: Record<string, unknown>, spot: Spot, faults: Faults): void {
  const { pattern, patternProperties } = out
  if (typeof pattern === 'string') {
    const repaired = told(pattern, inside(spot, 'pattern'), faults)
    if (repaired === undefined) delete out.pattern
    else out.pattern = repaired
  }
  if (!isNode(patternProperties)) return
  const at = inside(spot, 'patternProperties')
  const entries = Object.entries(patternProperties).flatMap(([one, schema]) => {
    const repaired = told(one, inside(at, one), faults)
    return repaired === undefined ? [] : [[repaired, schema] as const]
  })
  out.patternProperties = Object.fromEntries(entries)
}

function told(pattern: string, spot: Spot, faults: Faults): string | undefined {
  const repaired = repairedPattern(pattern)
  if (repaired === undefined) {
    const message = `${shown(pattern)} is no regular expression of ECMA-262, which JSON Schema asks for`
    faults.error('invalid_pattern', spot, message)
  } else if (repaired !== pattern) {
    const message = `${shown(pattern)} is valid without Unicode only, it is read as ${shown(repaired)}`
    faults.warn('pattern_unicode', spot, message)
  }
  return repaired
}

/** Characters that may be escaped anywhere in a pattern with the `u` flag. */
const special = '^$\\.*+?()[]{}|/'
/** Escapes, the ends of classes of characters, quantifiers, and what is left of braces. */
const token = /\\[\s\S]?|\[\^?|\]|\{\d+(?:,\d*)?\}|[{}]|[\s\S]/gu
const classEscape = /^\\[dDsSwWpP]/

/**
 * A pattern as it is where it is valid with the `u` flag, which JSON Schema asks for; else one that is, and matches the
 * same; undefined where it is no regular expression, or means something in another language only.
 *
 * @example repairedPattern('[a-z_\\-\\:]+') // '[a-z_\\-:]+'
 */
export function repairedPattern(pattern: string): string | undefined {
  if (isPattern(pattern, 'u')) return pattern
  if (!isPattern(pattern, '')) return undefined
  // `\A`, `\Z`, `\h` are just letters without the flag, which nobody means.
  if (/(?:^|[^\\])(?:\\\\)*\\[aeghijlmoqyzACEFGHIJKLMNOQRTUVXYZ]/.test(pattern)) return undefined
  const repaired = withUnicode(pattern)
  return isPattern(repaired, 'u') ? repaired : undefined
}

function isPattern(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}

function withUnicode(pattern: string): string {
  const all = pattern.match(token) ?? []
  let isClass = false
  const out = all.map((one, index) => {
    const escaped = one.startsWith('\\') ? one.slice(1) : undefined
    if (escaped !== undefined) {
      const isNeeded = /^[A-Za-z0-9]/.test(escaped) || special.includes(escaped)
      return isNeeded || (isClass && escaped === '-') ? one : escaped
    }
    if (!isClass) {
      isClass = one.startsWith('[')
      return /^[{}\]]$/.test(one) ? `\\${one}` : one
    }
    if (one === ']') isClass = false
    const isBesideClass = [all[index - 1], all[index + 1]].some((near) =>
      classEscape.test(near ?? ''),
    )
    return one === '-' && isBesideClass ? '\\-' : one
  })
  return out.join('')
}

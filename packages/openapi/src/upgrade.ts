import type { Faults } from './check.ts'
import { shown } from './check.ts'
import { isNode, type Node } from './document.ts'
import { inside, type Spot } from './position.ts'

/** What a keyword of a schema holds, and has to be. */
export interface Keyword {
  readonly holds?: 'schema' | 'list' | 'map' | 'items' | 'ref' | 'discriminator' | 'nothing'
  /** What is expected in place of a value; undefined where it is good. */
  readonly check?: (value: unknown) => string | undefined
  /** Whether `upgrade` has to look at the schema: true where a value is of an older version, or to be repaired. */
  readonly old?: (value: unknown) => boolean
}

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'])
const always = () => true

function expects(what: string, is: (value: unknown) => boolean) {
  return (value: unknown) => (is(value) ? undefined : what)
}
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0
const isText = (value: unknown) => typeof value === 'string'
const isNames = (value: unknown) => Array.isArray(value) && value.every(isText)
const hasTwins = (value: unknown) => Array.isArray(value) && new Set(value).size < value.length

const schema: Keyword = { holds: 'schema' }
const list: Keyword = { holds: 'list' }
const map: Keyword = { holds: 'map' }
const nothing: Keyword = { holds: 'nothing' }
const number: Keyword = { check: expects('a number', Number.isFinite) }
const count: Keyword = { check: expects('a whole number, 0 or more', isCount) }
const bound: Keyword = {
  check: expects('a number', (value) => Number.isFinite(value) || typeof value === 'boolean'),
  old: (value) => typeof value === 'boolean',
}
const flag: Keyword = { old: always }

/** The keywords of JSON Schema (draft 2020-12) and OpenAPI that hold more than data, or have to be something. */
export const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['$ref', { holds: 'ref', check: expects('a text', isText), old: always }],
  ['$dynamicRef', { holds: 'ref', check: expects('a text', isText) }],
  // Every reference leads to a component, so what names a schema otherwise would only change where it leads.
  ...['$id', '$schema', '$anchor', '$dynamicAnchor', '$vocabulary', '$defs', 'definitions'].map(
    (word) => [word, nothing] as const,
  ),
  ...['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'contentSchema'].map(
    (word) => [word, schema] as const,
  ),
  ...['additionalProperties', 'unevaluatedItems', 'unevaluatedProperties'].map(
    (word) => [word, schema] as const,
  ),
  ...['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((word) => [word, list] as const),
  ['items', { holds: 'items', old: Array.isArray }],
  ['additionalItems', { holds: 'schema', old: always }],
  ...['properties', 'dependentSchemas'].map((word) => [word, map] as const),
  ['patternProperties', { holds: 'map', old: always }],
  ['type', { check: typeFault, old: isOldType }],
  [
    'enum',
    { check: expects('a list', Array.isArray), old: (value) => !(value as unknown[]).length },
  ],
  [
    'multipleOf',
    {
      check: expects(
        'a number above 0',
        (value) => Number.isFinite(value) && (value as number) > 0,
      ),
    },
  ],
  ['maximum', number],
  ['minimum', number],
  ['exclusiveMaximum', bound],
  ['exclusiveMinimum', bound],
  ...['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'].map(
    (word) => [word, count] as const,
  ),
  ['maxContains', count],
  ['minContains', count],
  ['uniqueItems', { check: expects('true or false', (value) => typeof value === 'boolean') }],
  ['pattern', { check: expects('a regular expression', isText), old: isOldPattern }],
  [
    'required',
    {
      check: expects('a list of names', (value) => typeof value === 'boolean' || isNames(value)),
      old: (value) => typeof value === 'boolean' || hasTwins(value),
    },
  ],
  [
    'dependentRequired',
    {
      check: expects(
        'lists of names',
        (value) => isNode(value) && Object.values(value).every(isNames),
      ),
    },
  ],
  ['format', { check: expects('a text', isText), old: (value) => value === 'byte' }],
  ['nullable', flag],
  ['x-nullable', flag],
  ['example', flag],
  ['examples', { old: (value) => !Array.isArray(value) }],
  ['discriminator', { holds: 'discriminator' }],
])

function typeFault(value: unknown): string | undefined {
  const all = Array.isArray(value) ? value : [value]
  const isKnown = (one: unknown) => types.has(one as string) || one === null || one === 'file'
  return all.length > 0 && all.every(isKnown) ? undefined : `one of ${[...types].join(', ')}`
}

function isOldType(value: unknown): boolean {
  return Array.isArray(value) ? true : value === null || value === 'file'
}

function isOldPattern(_value: unknown): boolean {
  return false
}

type Output = Record<string, unknown>

/** What stands beside a schema and says nothing about values. */
const annotations = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['externalDocs', 'xml', '$comment'],
])

/** Brings a schema, whose inner ones are done, to OpenAPI 3.1. */
export function upgrade(out: Output, raw: Node, spot: Spot, faults: Faults): Output {
  bounds(out)
  tuples(out, spot, faults)
  plain(out, raw, spot, faults)
  if ('example' in raw) {
    if (!Array.isArray(out.examples)) out.examples = [raw.example]
    delete out.example
  }
  if (isNode(out.examples)) out.examples = Object.values(out.examples)
  const ready = siblings(out, spot, faults)
  return nullable(ready, raw, spot, faults)
}

/** `exclusiveMinimum: true` beside `minimum` is draft 4's. */
function bounds(out: Output): void {
  for (const word of ['minimum', 'maximum']) {
    const exclusive = word === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'
    if (typeof out[exclusive] !== 'boolean') continue
    const { [exclusive]: isExclusive, [word]: value } = out
    delete out[exclusive]
    if (isExclusive !== true || value === undefined) continue
    out[exclusive] = value
    delete out[word]
  }
}

function tuples(out: Output, spot: Spot, faults: Faults): void {
  const { items, additionalItems } = out
  delete out.additionalItems
  if (!Array.isArray(items)) return
  faults.warn('tuple_items', inside(spot, 'items'), 'a list of schemas is written as prefixItems')
  delete out.items
  out.prefixItems = items
  if (additionalItems !== undefined) out.items = additionalItems
}

function plain(out: Output, _raw: Node, spot: Spot, faults: Faults): void {
  if (out.type === 'file') Object.assign(out, { type: 'string', format: 'binary' })
  if (out.format === 'byte') out.contentEncoding ??= 'base64'
  if (out.type === null) out.type = 'null'
  if (typeof out.required === 'boolean') {
    faults.warn(
      'required_flag',
      inside(spot, 'required'),
      'required is a list in the schema around it',
    )
    delete out.required
  }
  if (Array.isArray(out.required)) out.required = [...new Set(out.required)]
}

function siblings(out: Output, spot: Spot, faults: Faults): Output {
  if (out.$ref === undefined || spot.file.dialect === '3.1') return out
  const lost = Object.keys(out).filter(
    (word) =>
      word !== '$ref' &&
      !annotations.has(word) &&
      !word.startsWith('x-') &&
      !/nullable$/i.test(word),
  )
  if (lost.length === 0) return out
  faults.warn(
    'ref_siblings',
    spot,
    `beside a $ref OpenAPI ${spot.file.dialect} ignores ${lost.join(', ')}`,
  )
  return Object.fromEntries(Object.entries(out).filter(([word]) => !lost.includes(word)))
}

const combining = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not']

function nullable(out: Output, raw: Node, spot: Spot, faults: Faults): Output {
  const word = 'nullable' in raw ? 'nullable' : 'x-nullable'
  if (!(word in raw)) return out
  const { nullable: _, 'x-nullable': __, ...rest } = out
  if (raw[word] !== true) return rest
  if (rest.type === undefined) {
    faults.warn('nullable_without_type', inside(spot, word), 'null is taken besides')
  }
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null]
  if (rest.type !== undefined) {
    const all = [rest.type].flat()
    rest.type = all.includes('null') ? all : [...all, 'null']
  }
  if (!combining.some((one) => one in rest)) return rest
  const entries = Object.entries(rest)
  const isNote = ([name]: [string, unknown]) => annotations.has(name) || name.startsWith('x-')
  const inner = Object.fromEntries(entries.filter((entry) => !isNote(entry)))
  return { ...Object.fromEntries(entries.filter(isNote)), anyOf: [inner, { type: 'null' }] }
}
void shown

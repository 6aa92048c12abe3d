import { nearest } from 'flakon'
import type { Faults } from './check.ts'
import type { grammar } from './components.ts'
import { inside, type Spot } from './position.ts'

const noted = 'summary description deprecated'
const valued = `${noted} schema content example examples required style explode allowReserved allowEmptyValue`
const old =
  'type format items collectionFormat default enum pattern multipleOf uniqueItems minimum maximum ' +
  'exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems'

/** The fields of what has only these, and extensions: of OpenAPI 3.1, 3.0 and 2.0, since none is a slip for another. */
const names: Partial<Record<keyof typeof grammar, ReadonlySet<string>>> = {
  document: words(
    'openapi swagger info jsonSchemaDialect servers paths webhooks components security tags externalDocs ' +
      'host basePath schemes consumes produces definitions parameters responses securityDefinitions',
  ),
  pathItem: words(`${noted} $ref get put post delete options head patch trace servers parameters`),
  operation: words(
    `${noted} tags externalDocs operationId parameters requestBody responses callbacks security servers ` +
      'consumes produces schemes',
  ),
  parameter: words(`${valued} ${old} name in`),
  header: words(`${valued} ${old}`),
  requestBody: words(`${noted} content required`),
  mediaType: words('schema example examples encoding'),
  encoding: words('contentType headers style explode allowReserved'),
  response: words('summary description headers content links schema examples'),
}

/** The keywords of JSON Schema, from draft 4 to 2020-12, and of OpenAPI. */
const keywords = words(
  `${old} $ref $id id $schema $anchor $dynamicAnchor $dynamicRef $vocabulary $comment $defs $async $recursiveRef ` +
    '$recursiveAnchor title description examples example deprecated readOnly writeOnly nullable externalDocs xml ' +
    'discriminator const not if then else allOf anyOf oneOf contains minContains maxContains prefixItems ' +
    'additionalItems unevaluatedItems properties patternProperties additionalProperties unevaluatedProperties ' +
    'propertyNames required minProperties maxProperties dependentSchemas dependentRequired dependencies ' +
    'definitions contentEncoding contentMediaType contentSchema allowReserved',
)

/** Letters of a word that another can be taken for. */
const shortest = 5

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

/**
 * Tells a name that OpenAPI does not have and that is nearly one which it has: it would say nothing, where everybody
 * believes that it does. Others are left to those who know them.
 */
export function tellMisspelt(
  kind: keyof typeof grammar | 'schema',
  key: string,
  spot: Spot,
  faults: Faults,
): void {
  const known = kind === 'schema' ? keywords : names[kind]
  if (known === undefined || known.has(key) || /^x-/i.test(key)) return
  const [near] = nearest(key, [...known])
  const isSame = near?.toLowerCase() === key.toLowerCase()
  // Short words are all near to each other: `unit` and `not`.
  if (near === undefined || (!isSame && Math.min(key.length, near.length) < shortest)) return
  const message = `there is no field "${key}", so it says nothing: did you mean "${near}"?`
  faults.warn('misspelt_field', inside(spot, key), message)
}

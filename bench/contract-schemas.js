// A schema of OpenAPI 3.0 or Swagger 2.0 in the words of JSON Schema 2020-12, plainly; one of OpenAPI 3.1 as it is.

const one = [
  'additionalProperties',
  'not',
  'items',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
]
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const named = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/** `refs.rename` is given each reference, and gives the one to write in its place; `refs.read` gives where it leads. */
export function toLatest(schema, refs) {
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, nullable, example, discriminator, ...rest } = schema
  const inner = (value) => toLatest(value, refs)
  for (const word of one)
    if (word in rest)
      rest[word] = Array.isArray(rest[word]) ? rest[word].map(inner) : inner(rest[word])
  for (const word of lists) if (Array.isArray(rest[word])) rest[word] = rest[word].map(inner)
  for (const word of named) {
    if (typeof rest[word] !== 'object') continue
    // A list of properties may be a file of its own.
    const own = typeof rest[word].$ref === 'string' ? refs.read(rest[word].$ref) : rest[word]
    rest[word] = Object.fromEntries(Object.entries(own).map(([key, value]) => [key, inner(value)]))
  }
  if (example !== undefined) rest.examples = [example]
  if (discriminator !== undefined) rest.discriminator = discriminator
  tuples(rest)
  bounds(rest)
  // Beside a reference 3.0 knows no words, though many are written there and meant.
  const target = typeof $ref === 'string' ? { ...rest, $ref: refs.rename($ref) } : rest
  return nullable === true || schema['x-nullable'] === true ? orNull(target) : target
}

function tuples(schema) {
  if (!Array.isArray(schema.items)) return
  schema.prefixItems = schema.items
  schema.items = schema.additionalItems ?? true
  delete schema.additionalItems
}

function bounds(schema) {
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ]) {
    if (schema[exclusive] === true) {
      schema[exclusive] = schema[bound]
      delete schema[bound]
    } else if (schema[exclusive] === false) delete schema[exclusive]
  }
}

function orNull(schema) {
  const { description, readOnly, writeOnly, examples, ...rest } = schema
  const marks = Object.fromEntries(
    Object.entries({ description, readOnly, writeOnly, examples }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  return { ...marks, anyOf: [rest, { type: 'null' }] }
}

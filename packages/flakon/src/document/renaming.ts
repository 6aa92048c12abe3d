/** New names of components that a fragment brings, by `<kind>/<name>`, and of operations, by `operations/<id>`. */
export type Names = ReadonlyMap<string, string>

type Part = Readonly<Record<string, unknown>>

/** What has names of the author's own as its keys, in OpenAPI 3.1 and in JSON Schema. */
const maps = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas'],
  ...['responses', 'parameters', 'examples', 'requestBodies', 'headers', 'securitySchemes'],
  ...['links', 'callbacks', 'pathItems', 'content', 'encoding', 'variables', 'scopes'],
])

/** What may look like anything, and is nothing but a value. */
const data = new Set(['example', 'examples', 'default', 'enum', 'const', 'value'])

/** A part of a document in which everything that names a renamed component names it anew; else the part itself. */
export function follow(part: unknown, names: Names, isMap = false): unknown {
  if (names.size === 0) return part
  if (Array.isArray(part)) return part.map((one) => follow(one, names))
  if (!isObject(part)) return part
  const entries = Object.entries(part).map(([word, one]) => [
    word,
    isMap ? follow(one, names) : followWord(word, one, names),
  ])
  return Object.fromEntries(entries)
}

function followWord(word: string, value: unknown, names: Names): unknown {
  if (word === '$ref' && typeof value === 'string') return referenceTo(value, names)
  if (word === 'operationId') return names.get(`operations/${value}`) ?? value
  if (word === 'security' && Array.isArray(value)) {
    return value.map((one) => requirement(one, names))
  }
  if (word === 'discriminator' && isObject(value) && isObject(value.mapping)) {
    const mapping = Object.entries(value.mapping).map(([name, target]) => [
      name,
      typeof target === 'string' ? mapped(target, names) : target,
    ])
    return { ...value, mapping: Object.fromEntries(mapping) }
  }
  if (maps.has(word) && isObject(value)) return follow(value, names, true)
  return data.has(word) ? value : follow(value, names)
}

/** One of OpenAPI's security requirements: schemes by name. */
function requirement(one: unknown, names: Names): unknown {
  if (!isObject(one)) return one
  const entries = Object.entries(one).map(([name, scopes]) => [
    names.get(`securitySchemes/${name}`) ?? name,
    scopes,
  ])
  return Object.fromEntries(entries)
}

/** A schema of a discriminator, by a reference or by its name alone. */
function mapped(target: string, names: Names): string {
  return names.get(`schemas/${target}`) ?? referenceTo(target, names)
}

function referenceTo(ref: string, names: Names): string {
  const [, kind, name = '', rest] = /^#\/components\/([^/]+)\/([^/]+)(.*)$/s.exec(ref) ?? []
  const renamed = names.get(`${kind}/${unescaped(name)}`)
  if (renamed === undefined) return ref
  const token = renamed.replaceAll('~', '~0').replaceAll('/', '~1')
  return `#/components/${kind}/${token}${rest}`
}

function unescaped(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return token
  }
}

function isObject(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

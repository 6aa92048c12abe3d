import { type Faults, shown } from './check.ts'
import {
  isNode,
  type Node,
  type OpenApi,
  type Parameter,
  type ParameterPlace,
  type Schema,
  type SecurityAlternative,
  type Style,
} from './document.ts'
import { inside, placeOf, type Spot } from './position.ts'

/** An object and its place: what an operation gets from its path, or from the document. */
export interface Placed {
  readonly value: Node
  readonly spot: Spot
}

const styles: Readonly<Record<ParameterPlace, readonly [Style, ...Style[]]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
}
/** Headers that OpenAPI describes by other means (3.1 section 4.8.12.2). */
const ignored = ['accept', 'content-type', 'authorization']

/** The parameters of a path and those of an operation, which take the place of the path's with the same name. */
export function readParameters(lists: readonly (readonly Placed[])[], faults: Faults): Parameter[] {
  const all = new Map<string, Parameter>()
  for (const list of lists) {
    const own = new Set<string>()
    for (const placed of list) {
      const parameter = readParameter(placed, faults)
      if (parameter === undefined) continue
      const { name, in: place } = parameter
      const isHeader = place === 'header'
      if (isHeader && ignored.includes(name.toLowerCase())) continue
      const key = `${place} ${isHeader ? name.toLowerCase() : name}`
      if (own.has(key)) {
        const message = `"${name}" in ${place} is declared twice in one list`
        faults.error('duplicate_parameter', placed.spot, message)
      }
      own.add(key)
      all.set(key, parameter)
    }
  }
  return [...all.values()]
}

function readParameter({ value: node, spot }: Placed, faults: Faults): Parameter | undefined {
  const { name, in: place, schema, required } = node
  const fault = (message: string) => faults.error('structure', spot, message)
  if (typeof name !== 'string' || name === '') {
    fault('a parameter has a name')
    return undefined
  }
  if (!isPlace(place)) {
    fault(`"in" of the parameter "${name}" is ${shown(place)}, not path, query, header or cookie`)
    return undefined
  }
  if (place === 'path' && required !== true) {
    const message = `"${name}" is a part of the path: it is required, and has to say so`
    faults.warn('optional_path_parameter', spot, message)
  }
  const content = Object.entries(isNode(node.content) ? node.content : {})
  const [media] = content
  if (content.length > 1 || (media === undefined) === (schema === undefined)) {
    fault(`the parameter "${name}" has either a schema or content of one media type`)
  }
  const style = readStyle(node, place, spot, faults)
  return {
    name,
    in: place,
    required: place === 'path' || required === true,
    style,
    explode: typeof node.explode === 'boolean' ? node.explode : style === 'form',
    allowReserved: node.allowReserved === true,
    allowEmptyValue: node.allowEmptyValue === true,
    ...(node['x-collectionFormat'] === 'tsv' ? { delimiter: '\t' } : {}),
    schema: ((isNode(media?.[1]) ? media[1].schema : schema) ?? {}) as Schema,
    ...(media === undefined ? {} : { mediaType: media[0].replace(/;.*$/s, '').toLowerCase() }),
    place: placeOf(spot),
  }
}

function isPlace(place: unknown): place is ParameterPlace {
  return typeof place === 'string' && Object.hasOwn(styles, place)
}

function readStyle(
  { style, name }: Node,
  place: ParameterPlace,
  spot: Spot,
  faults: Faults,
): Style {
  const [first] = styles[place]
  if (style === undefined) return first
  const known = styles[place].find((one) => one === style)
  if (known !== undefined) return known
  const message = `${shown(style)} is no style of the ${place}, "${name}" is read as ${first}: ${styles[place].join(', ')}`
  faults.warn('parameter_style', inside(spot, 'style'), message)
  return first
}

/** The path of the first server, by the nearest that names any: of the operation, of its path, of the document. */
export function readBase(around: readonly Placed[], faults: Faults): string {
  for (const { value, spot } of around) {
    const { servers } = value
    if (!Array.isArray(servers) || servers.length === 0) continue
    const [server] = servers
    const at = inside(inside(spot, 'servers'), 0)
    if (isNode(server) && typeof server.url === 'string')
      return pathOf(server, server.url, at, faults)
    faults.error('structure', at, 'a server has a url')
    return ''
  }
  return ''
}

/** With a host and its scheme, with a host, or a path alone. */
const serverUrl =
  /^(?:(?:(?:[a-z][a-z\d+.-]*:)?\/\/(?:[^\s/?#[\]]*|(?:[^\s/?#[\]]*@)?\[[\da-f:.]+\](?::\d+)?)(?:[/?#]\S*)?)|(?!\/\/|[a-z][a-z\d+.-]*:)\S*)$/i

function pathOf({ variables }: Node, template: string, spot: Spot, faults: Faults): string {
  const url = template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable =
      isNode(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined
    const value = isNode(variable) ? variable.default : undefined
    if (typeof value === 'string' || typeof value === 'number') return `${value}`
    const message = `{${name}} in the URL ${template} has no default: add it to the variables of the server`
    faults.error('server_variable', spot, message)
    return whole
  })
  if (!serverUrl.test(url)) {
    const message = `"${url}" is no URL of a server: https://example.com/v1, or a path as /v1`
    faults.error('server_url', inside(spot, 'url'), message)
    return ''
  }
  // `https://` alone is no URL, but says that the path is empty.
  const path = url.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '')
  return new URL(
    path.replace(/[?#].*$/s, '').replace(/^\/*/, '/'),
    'http://localhost',
  ).pathname.replace(/\/+$/, '')
}

/** What is required of a request: of the operation, else of the document. */
export function readSecurity(
  around: readonly Placed[],
  schemes: Node,
  faults: Faults,
): SecurityAlternative[] | undefined {
  for (const { value, spot } of around) {
    const { security } = value
    if (security === undefined) continue
    const at = inside(spot, 'security')
    if (Array.isArray(security)) {
      return security.flatMap((one, index) => alternative(one, inside(at, index), schemes, faults))
    }
    faults.error('structure', at, `security is a list of alternatives, not ${shown(security)}`)
    return undefined
  }
  return undefined
}

function alternative(
  raw: unknown,
  spot: Spot,
  schemes: Node,
  faults: Faults,
): SecurityAlternative[] {
  if (!isNode(raw)) {
    faults.error(
      'structure',
      spot,
      `${shown(raw)} stands where an object of scheme and scopes is expected`,
    )
    return []
  }
  const entries = Object.entries(raw).map(([name, scopes]) => {
    const at = inside(spot, name)
    if (!Object.hasOwn(schemes, name)) {
      const known = Object.keys(schemes).join(', ') || 'none'
      const message = `"${name}" is no security scheme of the document, which declares ${known}`
      faults.error('unknown_security_scheme', at, message)
    }
    const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')
    if (!isList) faults.error('structure', at, `the scopes of "${name}" are a list of texts`)
    return [name, isList ? scopes : []] as const
  })
  return [Object.fromEntries(entries)]
}

/** What a security scheme has to say, by its type. */
const needs: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['name', 'in'],
  http: ['scheme'],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
  mutualTLS: [],
}

/** The security schemes of a document. */
export function readSchemes(
  { components }: OpenApi,
  spotOf: (node: Node) => Spot,
  faults: Faults,
): Node {
  const { securitySchemes = {} } = components
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    const type = typeof scheme.type === 'string' ? scheme.type : ''
    const spot = spotOf(scheme)
    if (!Object.hasOwn(needs, type)) {
      const known = Object.keys(needs).join(', ')
      faults.error(
        'structure',
        spot,
        `the type of "${name}" is ${shown(scheme.type)}, not one of ${known}`,
      )
      continue
    }
    const lacking = needs[type]?.filter((word) => scheme[word] === undefined) ?? []
    if (lacking.length === 0) continue
    faults.error('structure', spot, `the security scheme "${name}" lacks ${lacking.join(' and ')}`)
  }
  return securitySchemes
}

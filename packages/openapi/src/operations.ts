import { type Faults, shown } from './check.ts'
import {
  type Answer,
  isNode,
  type MediaType,
  type Method,
  methods,
  type Node,
  type OpenApi,
  type Operation,
  type Parameter,
  type ParameterPlace,
  type RequestBody,
  type Schema,
  type SecurityAlternative,
  type Style,
} from './document.ts'
import { inside, placeOf, type Spot } from './position.ts'

/** The bundled document → its operations, in its order. */
export function operationsOf(
  document: OpenApi,
  origins: ReadonlyMap<object, Spot>,
  faults: Faults,
): Operation[] {
  return new Reader(document, origins, faults).read()
}

const styles: Readonly<Record<ParameterPlace, readonly Style[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
}
/** Headers that OpenAPI describes by other means (3.1 section 4.8.12.2). */
const ignored = new Set(['accept', 'content-type', 'authorization'])

class Reader {
  readonly #document: OpenApi
  readonly #origins: ReadonlyMap<object, Spot>
  readonly #faults: Faults

  constructor(document: OpenApi, origins: ReadonlyMap<object, Spot>, faults: Faults) {
    this.#document = document
    this.#origins = origins
    this.#faults = faults
  }

  read(): Operation[] {
    const found: Operation[] = []
    for (const [path, item] of Object.entries(this.#document.paths ?? {})) {
      if (path.startsWith('x-') || !isNode(item)) continue
      for (const method of methods) {
        const node = item[method]
        if (isNode(node)) found.push(this.#operation(path, item, method, node))
      }
    }
    return found
  }

  #operation(path: string, item: Node, method: Method, node: Node): Operation {
    const spot = this.#origins.get(node) as Spot
    const { operationId, requestBody, summary, description, deprecated } = node
    const id = typeof operationId === 'string' && operationId !== '' ? operationId : undefined
    const servers = node.servers ?? item.servers ?? this.#document.servers
    return {
      id: id ?? `${method.toUpperCase()} ${path}`,
      method,
      path: path.replace(/[#?].*$/s, ''),
      base: baseOf(servers),
      parameters: this.#parameters(item.parameters, node.parameters),
      body: this.#body(requestBody),
      answers: this.#answers(node.responses),
      security: this.#security(node.security ?? this.#document.security),
      ...(typeof summary === 'string' ? { summary } : {}),
      ...(typeof description === 'string' ? { description } : {}),
      ...(deprecated === true ? { deprecated } : {}),
      serves: [],
      node,
      place: placeOf(spot),
    }
  }

  /** What an object is, or the component that it refers to. */
  #follow(value: unknown): Node | undefined {
    let here = value
    for (let step = 0; isNode(here) && typeof here.$ref === 'string'; step++) {
      const [, , section = '', name = ''] = here.$ref.split('/')
      here = step < 100 ? this.#document.components[section]?.[name] : undefined
    }
    return isNode(here) ? here : undefined
  }

  #parameters(...lists: readonly unknown[]): Parameter[] {
    const all = new Map<string, Parameter>()
    for (const list of lists) {
      if (!Array.isArray(list)) continue
      for (const one of list) {
        const node = this.#follow(one)
        if (node === undefined) continue
        const parameter = this.#parameter(node)
        const { name, in: place } = parameter
        const isHeader = place === 'header'
        if (isHeader && ignored.has(name.toLowerCase())) continue
        all.set(`${place} ${isHeader ? name.toLowerCase() : name}`, parameter)
      }
    }
    return [...all.values()]
  }

  #parameter(node: Node): Parameter {
    const place = node.in as ParameterPlace
    const style = (node.style ?? styles[place]?.[0]) as Style
    const content = isNode(node.content) ? Object.entries(node.content)[0] : undefined
    const schema = content === undefined ? node.schema : (content[1] as Node).schema
    return {
      name: String(node.name),
      in: place,
      required: place === 'path' || node.required === true,
      style,
      explode: typeof node.explode === 'boolean' ? node.explode : style === 'form',
      allowReserved: node.allowReserved === true,
      allowEmptyValue: node.allowEmptyValue === true,
      ...(node['x-collectionFormat'] === 'tsv' ? { delimiter: '\t' } : {}),
      schema: (schema ?? {}) as Schema,
      ...(content === undefined ? {} : { mediaType: content[0].toLowerCase() }),
      place: placeOf(this.#origins.get(node) as Spot),
    }
  }

  #body(value: unknown): RequestBody | undefined {
    const node = this.#follow(value)
    if (node === undefined) return undefined
    return { required: node.required === true, content: this.#content(node.content) }
  }

  #content(value: unknown): Record<string, MediaType> {
    const all = Object.entries(isNode(value) ? value : {}).map(([type, media]) => {
      const { schema, encoding } = isNode(media) ? media : ({} as Node)
      const one = { schema: schema ?? {}, encoding: encoding ?? {} } as MediaType
      return [type.replace(/;.*$/s, '').trim().toLowerCase(), one] as const
    })
    return Object.fromEntries(all.reverse())
  }

  #answers(value: unknown): Record<string, Answer> {
    const all = Object.entries(isNode(value) ? value : {}).flatMap(([status, response]) => {
      const node = this.#follow(response)
      if (node === undefined || status.startsWith('x-')) return []
      const { content, headers } = node
      return [
        [
          status.toLowerCase(),
          { content: this.#content(content), headers: this.#headers(headers) },
        ],
      ]
    })
    return Object.fromEntries(all)
  }

  #headers(value: unknown): Answer['headers'] {
    const all = Object.entries(isNode(value) ? value : {}).flatMap(([name, header]) => {
      const node = this.#follow(header)
      if (node === undefined || name.toLowerCase() === 'content-type') return []
      const schema = (node.schema ?? {}) as Schema
      return [[name, { required: node.required === true, schema }]]
    })
    return Object.fromEntries(all)
  }

  #security(value: unknown): SecurityAlternative[] | undefined {
    return Array.isArray(value) ? (value as SecurityAlternative[]) : undefined
  }
}

function baseOf(servers: unknown): string {
  const first = Array.isArray(servers) ? servers[0] : undefined
  if (!isNode(first) || typeof first.url !== 'string') return ''
  const variables = isNode(first.variables) ? first.variables : {}
  const url = first.url.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = variables[name]
    return isNode(variable) ? String(variable.default) : whole
  })
  const path = url.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '')
  return new URL(path, 'http://localhost/').pathname.replace(/\/+$/, '')
}
void shown
void inside

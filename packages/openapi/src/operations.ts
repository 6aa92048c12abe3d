import type { Bundle } from './bundle.ts'
import { checkDialect, checkRoutes, type Faults, type Found, shown } from './check.ts'
import { byStatus } from './components.ts'
import {
  type Answer,
  isNode,
  type MediaType,
  type Method,
  methods,
  type Node,
  type Operation,
  type Parameter,
  type RequestBody,
  type Schema,
} from './document.ts'
import { type Placed, readBase, readParameters, readSchemes, readSecurity } from './inheritance.ts'
import { inside, placeOf, type Spot } from './position.ts'

/** Where an operation stands: its path as written, what is said of all of that path, and the place of both. */
interface Standing {
  readonly written: string
  readonly item: Node
  readonly method: Method
  readonly node: Node
  /** Of the path. */
  readonly spot: Spot
}

/** The operations of a document in one piece, in its order, and what is wrong with them. */
export function operationsOf(bundle: Bundle, root: Spot, faults: Faults): Operation[] {
  return new Reader(bundle, root, faults).read()
}

class Reader {
  readonly #bundle: Bundle
  readonly #root: Spot
  readonly #faults: Faults
  readonly #known = new Map<Node, Answer>()

  constructor(bundle: Bundle, root: Spot, faults: Faults) {
    this.#bundle = bundle
    this.#root = root
    this.#faults = faults
  }

  read(): Operation[] {
    const { document } = this.#bundle
    this.#checkRoot(document)
    checkDialect(document, this.#root, this.#faults)
    const schemes = readSchemes(document, (node) => this.#spotOf(node, this.#root), this.#faults)
    const found: Found[] = []
    for (const [written, item] of Object.entries(isNode(document.paths) ? document.paths : {})) {
      if (written.startsWith('x-') || !isNode(item)) continue
      const spot = inside(inside(this.#root, 'paths'), written)
      if (!written.startsWith('/')) {
        this.#faults.error('structure', spot, `the path "${written}" has to begin with "/"`)
        continue
      }
      for (const method of methods) {
        const node = item[method]
        if (!isNode(node)) continue
        const operation = this.#operation({ written, item, method, node, spot }, schemes)
        found.push({ operation, written, spot: inside(spot, method) })
      }
    }
    return checkRoutes(found, this.#faults)
  }

  /** What a document has to have, by its version. */
  #checkRoot({ info, paths, webhooks, components }: Node): void {
    const fault = (what: string) => this.#faults.error('structure', this.#root, what)
    if (!isNode(info)) fault('"info" is missing: an object with a title and a version')
    if (isNode(paths)) return
    const isOptional = this.#root.file.dialect === '3.1'
    const has = isNode(webhooks) || (isNode(components) && Object.keys(components).length > 0)
    if (!isOptional || !has) fault('"paths" is missing: an object with an item for each path')
  }

  #spotOf(node: unknown, otherwise: Spot): Spot {
    return (isNode(node) ? this.#bundle.origins.get(node) : undefined) ?? otherwise
  }

  #operation(at: Standing, schemes: Node): Operation {
    const { written, item, method, node } = at
    const { document } = this.#bundle
    const spot = this.#spotOf(node, at.spot)
    const { summary, description, deprecated } = node
    const scope = [
      { value: node, spot },
      { value: item, spot: at.spot },
      { value: document, spot: this.#root },
    ] as const
    const path = written.replace(/[#?].*$/s, '')
    return {
      id: this.#id(at, spot),
      method,
      path,
      base: readBase(scope, this.#faults),
      parameters: this.#parameters(path, at, spot),
      body: this.#body(method, node.requestBody, spot),
      answers: this.#answers(node.responses, spot),
      security: readSecurity([scope[0], scope[2]], schemes, this.#faults),
      ...(typeof summary === 'string' ? { summary } : {}),
      ...(typeof description === 'string' ? { description } : {}),
      ...(deprecated === true ? { deprecated } : {}),
      serves: [],
      node,
      place: placeOf(spot),
    }
  }

  #id({ written, method, node: { operationId } }: Standing, spot: Spot): string {
    if (typeof operationId === 'string' && operationId !== '') return operationId
    const id = `${method.toUpperCase()} ${written}`
    if (operationId === undefined || operationId === '') {
      this.#faults.warn('missing_id', spot, `has no operationId, it is called "${id}"`)
    } else {
      this.#faults.error('structure', spot, `operationId is ${shown(operationId)}, not a text`)
    }
    return id
  }

  #parameters(path: string, { item, node }: Standing, spot: Spot): Parameter[] {
    const lists = [item.parameters, node.parameters].map((list) => this.#all(list))
    const parameters = readParameters(lists, this.#faults)
    const declared = new Set(parameters.filter((one) => one.in === 'path').map(({ name }) => name))
    const wanted = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name))
    for (const name of wanted) {
      if (declared.has(name)) continue
      const message = `the path ${path} has {${name}}, which no parameter with "in: path" declares`
      this.#faults.error('undeclared_path_parameter', spot, message)
    }
    for (const { value, spot: at } of lists.flat()) {
      const { name } = value
      if (value.in !== 'path' || typeof name !== 'string' || wanted.has(name)) continue
      const message = `"${name}" is a parameter of the path, but ${path} has no {${name}}`
      this.#faults.error('unknown_path_parameter', at, message)
    }
    return parameters
  }

  /** The objects of a list, references followed, each with its place. */
  #all(list: unknown): Placed[] {
    if (!Array.isArray(list)) return []
    return list.flatMap((one) => {
      const value = this.#follow(one)
      return value === undefined ? [] : [{ value, spot: this.#spotOf(value, this.#root) }]
    })
  }

  /** An object, or the component that it refers to. */
  #follow(value: unknown): Node | undefined {
    let here = value
    for (let step = 0; isNode(here) && typeof here.$ref === 'string'; step++) {
      const [, , section = '', name = ''] = here.$ref.split('/')
      here = step < 100 ? this.#bundle.document.components[section]?.[name] : undefined
    }
    return isNode(here) ? here : undefined
  }

  #body(method: Method, raw: unknown, spot: Spot): RequestBody | undefined {
    const node = this.#follow(raw)
    if (node === undefined) return undefined
    if (method === 'get' || method === 'head' || method === 'trace') {
      const message = `${method.toUpperCase()} has no body: what is declared of one is ignored`
      this.#faults.warn('ignored_body', this.#spotOf(raw, spot), message)
      return undefined
    }
    const at = this.#spotOf(node, spot)
    return { required: node.required === true, content: this.#content(node.content, at) }
  }

  /** By media type, without its parameters; of several that differ in those only, the first. */
  #content(raw: unknown, spot: Spot): Record<string, MediaType> {
    const found = new Map<string, MediaType>()
    for (const [written, media] of Object.entries(isNode(raw) ? raw : {})) {
      const type = written.replace(/;.*$/s, '').trim().toLowerCase()
      if (!/^[^/\s]+\/[^/\s]+$/.test(type)) {
        this.#faults.error(
          'structure',
          spot,
          `"${written}" is no media type, as application/json is`,
        )
      }
      const { schema, encoding } = isNode(media) ? media : {}
      if (found.has(type)) {
        this.#checkTwin(written, type, media, raw as Node, spot)
        continue
      }
      found.set(type, {
        schema: (schema ?? {}) as Schema,
        encoding: (encoding ?? {}) as MediaType['encoding'],
      })
    }
    return Object.fromEntries(found)
  }

  #checkTwin(written: string, type: string, media: unknown, all: Node, spot: Spot): void {
    const isSame = (one: string) => one.replace(/;.*$/s, '').trim().toLowerCase() === type
    const first = Object.keys(all).find(isSame) ?? ''
    if (JSON.stringify(all[first]) === JSON.stringify(media)) return
    const message = `"${written}" differs from "${first}" only by its parameters, which are not looked at: that one counts`
    this.#faults.warn('media_type_twice', inside(inside(spot, 'content'), written), message)
  }

  #answers(raw: unknown, spot: Spot): Record<string, Answer> {
    if (raw === undefined && this.#root.file.dialect !== '3.1') {
      this.#faults.error('structure', spot, '"responses" is missing: what is answered, by status')
    }
    const all = Object.entries(isNode(raw) ? raw : {}).flatMap(([written, response]) => {
      const node = this.#follow(response)
      if (node === undefined || written.startsWith('x-')) return []
      const status = written.toLowerCase()
      if (!/^(?:[1-5]\d\d|[1-5]xx|default)$/.test(status)) {
        const message = `"${written}" is no status: 200, 4XX or default`
        this.#faults.error('structure', this.#spotOf(response, spot), message)
        return []
      }
      return [[status, this.#answer(node, spot)] as const]
    })
    return byStatus(all)
  }

  /** Operations share answers, as the document does. */
  #answer(node: Node, spot: Spot): Answer {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const content = this.#content(node.content, this.#spotOf(node, spot))
    const answer = { content, headers: this.#headers(node.headers) }
    this.#known.set(node, answer)
    return answer
  }

  #headers(raw: unknown): Answer['headers'] {
    const all = Object.entries(isNode(raw) ? raw : {}).flatMap(([name, header]) => {
      const node = this.#follow(header)
      if (node === undefined || name.toLowerCase() === 'content-type') return []
      const [media] = Object.values(isNode(node.content) ? node.content : {})
      const schema = (isNode(media) ? media.schema : node.schema) ?? {}
      return [[name, { required: node.required === true, schema: schema as Schema }] as const]
    })
    return Object.fromEntries(all)
  }
}

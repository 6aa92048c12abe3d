import { byStatus, type grammar, type Kind, set } from './components.ts'
import { isNode, type Node } from './document.ts'
import { inside, type Spot } from './position.ts'
import type { Target } from './refs.ts'

type Output = Record<string, unknown>

/** What is done with the parts of an object that mean the same in every version. */
export interface Walk {
  walk(kind: Kind, raw: unknown, spot: Spot): unknown
  fields(kind: keyof typeof grammar, raw: Node, spot: Spot): Output
  /** A value, or what it refers to; undefined where that is nothing. */
  follow(target: Target): Target | undefined
}

const forms = ['multipart/form-data', 'application/x-www-form-urlencoded']
/** What OpenAPI 3 has for the formats of lists; it has no word for `tsv`, which stays as an extension. */
const styles: Readonly<Record<string, object>> = {
  csv: { explode: false },
  multi: { explode: true },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  tsv: { explode: false, 'x-collectionFormat': 'tsv' },
}
const flows = new Map([
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
])

/** Reads the objects of Swagger 2.0 that are written differently in OpenAPI 3.1. */
export class Swagger {
  readonly #root: Node
  readonly #walk: Walk
  /** The parameters of a path that make the body of each of its operations. */
  readonly #shared = new Map<Spot, readonly Target[]>()
  /** The media types of the answers that are being read. */
  #types: readonly string[]

  constructor(root: unknown, walk: Walk) {
    this.#root = isNode(root) ? root : {}
    this.#walk = walk
    this.#types = textsOf(this.#root.produces) ?? ['application/json']
  }

  /** Whether a parameter is a body, or a part of one: those are no parameters in OpenAPI 3. */
  isBody(parameter: Target): boolean {
    const { value } = this.#walk.follow(parameter) ?? parameter
    return isNode(value) && (value.in === 'body' || value.in === 'formData')
  }

  /** The object as OpenAPI 3.1 has it; undefined where that is as it is written. */
  convert(kind: Kind, raw: Node, spot: Spot): Output | undefined {
    if (kind === 'document') return this.#document(raw, spot)
    if (kind === 'pathItem') return this.#pathItem(raw, spot)
    if (kind === 'operation') return this.#operation(raw, spot)
    if (kind === 'parameter' || kind === 'header') return this.#parameter(kind, raw, spot)
    if (kind === 'response') return this.#response(raw, spot)
    return kind === 'securityScheme' ? securityScheme(raw) : undefined
  }

  #document(raw: Node, spot: Spot): Output {
    const { host, basePath, schemes, consumes: _, produces: __, ...rest } = raw
    for (const word of ['definitions', 'parameters', 'responses', 'securityDefinitions']) {
      delete (rest as Output)[word]
    }
    const out = this.#walk.fields('document', rest, spot)
    if (typeof host !== 'string' && typeof basePath !== 'string') return out
    const path = typeof basePath === 'string' ? basePath.replace(/^\/*/, '/') : '/'
    const where = typeof host === 'string' ? `//${host}${path}` : path
    const all = typeof host === 'string' ? (textsOf(schemes) ?? []) : []
    out.servers = all.length > 0 ? all.map((one) => ({ url: `${one}:${where}` })) : [{ url: where }]
    return out
  }

  #pathItem({ parameters, ...raw }: Node, spot: Spot): Output {
    const { bodies, out } = this.#parameters(parameters, inside(spot, 'parameters'))
    this.#shared.set(spot, bodies)
    const item = this.#walk.fields('pathItem', raw, spot)
    return out === undefined ? item : { ...item, parameters: out }
  }

  #operation(raw: Node, spot: Spot): Output {
    const { parameters, consumes, produces, schemes: _, responses, ...rest } = raw
    const { bodies, out } = this.#parameters(parameters, inside(spot, 'parameters'))
    const shared = spot.up === undefined ? undefined : this.#shared.get(spot.up)
    const inherited = (shared ?? []).filter((one) => !bodies.some((own) => overrides(own, one)))
    const body = this.#body(
      [...inherited, ...bodies],
      textsOf(consumes) ?? textsOf(this.#root.consumes) ?? [],
    )
    const answers = this.#responses(responses, spot, textsOf(produces))
    return {
      ...this.#walk.fields('operation', rest, spot),
      ...(out === undefined ? {} : { parameters: out }),
      ...(body === undefined ? {} : { requestBody: body }),
      ...answers,
    }
  }

  /** The parameters of a list, without those that make the body. */
  #parameters(raw: unknown, spot: Spot): { readonly bodies: Target[]; readonly out: unknown } {
    const bodies: Target[] = []
    if (raw === undefined) return { bodies, out: undefined }
    if (!Array.isArray(raw)) {
      const out = this.#walk.fields('pathItem', { parameters: raw }, spot.up ?? spot)
      return { bodies, out: out.parameters }
    }
    const out: unknown[] = []
    for (const [index, value] of raw.entries()) {
      const own = { value, spot: inside(spot, index) }
      const target = isNode(value) ? this.#walk.follow(own) : own
      if (target === undefined) continue
      if (this.isBody(target)) bodies.push(target)
      else out.push(this.#walk.walk('parameter', value, own.spot))
    }
    return { bodies, out: out.filter((one) => one !== undefined) }
  }

  #body(all: readonly Target[], consumes: readonly string[]): Output | undefined {
    const whole = all.findLast(({ value }) => isNode(value) && value.in === 'body')
    if (whole === undefined) return all.length > 0 ? this.#form(all, consumes) : undefined
    const { description, required, schema } = whole.value as Node
    const types = consumes.length > 0 ? consumes : ['application/json']
    const media = this.#media(schema, whole.spot)
    return {
      ...(typeof description === 'string' ? { description } : {}),
      ...(required === true ? { required } : {}),
      content: Object.fromEntries(types.map((type) => [type, media])),
    }
  }

  #media(schema: unknown, spot: Spot): Output {
    if (schema === undefined) return {}
    return { schema: this.#walk.walk('schema', schema, inside(spot, 'schema')) }
  }

  /** Files need multipart; else the forms that the operation consumes count. */
  #form(all: readonly Target[], consumes: readonly string[]): Output {
    const properties: Output = {}
    const encoding: Output = {}
    const required: string[] = []
    let hasFile = false
    for (const { value, spot } of all) {
      const { name, ...raw } = value as Node
      if (typeof name !== 'string') continue
      if (raw.type === 'file') hasFile = true
      if (raw.required === true) required.push(name)
      set(properties, name, this.#walk.walk('schema', schemaOf(raw, true), spot))
      const style = styleOf(raw)
      if (style !== undefined) set(encoding, name, { style: 'form', ...style })
    }
    const wanted = consumes.filter((type) => forms.some((form) => type.startsWith(form)))
    const types = hasFile ? forms.slice(0, 1) : wanted.length > 0 ? wanted : forms.slice(1)
    const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
    const media = { schema, ...(Object.keys(encoding).length > 0 ? { encoding } : {}) }
    return {
      ...(required.length > 0 ? { required: true } : {}),
      content: Object.fromEntries(types.map((type) => [type, media])),
    }
  }

  #parameter(kind: 'parameter' | 'header', raw: Node, spot: Spot): Output {
    const out: Output = {}
    for (const word of Object.keys(raw)) if (!isOfSchema(word)) set(out, word, raw[word])
    delete out.collectionFormat
    // Some have a schema as the body has one.
    if (raw.schema !== undefined) Object.assign(out, this.#media(raw.schema, spot))
    else out.schema = this.#walk.walk('schema', schemaOf(raw, false), spot)
    return kind === 'parameter' ? { ...out, ...styleOf(raw) } : out
  }

  /** An answer behind a reference is shared by operations that may answer with other media types. */
  #responses(raw: unknown, spot: Spot, own: readonly string[] | undefined): Output {
    if (raw === undefined) return {}
    const before = this.#types
    if (own === undefined || !isNode(raw) || `${own}` === `${before}`) {
      return this.#walk.fields('operation', { responses: raw }, spot)
    }
    this.#types = own
    const at = inside(spot, 'responses')
    const out: Output = byStatus([])
    for (const status of Object.keys(raw)) {
      const one = { value: raw[status], spot: inside(at, status) }
      const target = status.startsWith('x-') ? undefined : this.#walk.follow(one)
      const made = target && this.#walk.walk('response', target.value, target.spot)
      if (made !== undefined) set(out, status, made)
    }
    this.#types = before
    return { responses: out }
  }

  #response(raw: Node, spot: Spot): Output {
    const { schema, examples, ...rest } = raw
    const out = this.#walk.fields('response', rest, spot)
    const samples = isNode(examples) ? examples : {}
    if (schema === undefined && Object.keys(samples).length === 0) return out
    const isFile = isNode(schema) && schema.type === 'file'
    const media = this.#media(schema, spot)
    const isPlain = `${this.#types}` === 'application/json'
    const types = isFile && isPlain ? ['application/octet-stream'] : this.#types
    const all = schema === undefined ? Object.keys(samples) : types
    out.content = Object.fromEntries(
      all.map((type) => [
        type,
        Object.hasOwn(samples, type) ? { ...media, example: samples[type] } : media,
      ]),
    )
    return out
  }
}

/** What a parameter says of itself; all else is of its schema. */
function isOfSchema(word: string): boolean {
  return !/^(?:name|in|description|required|allowEmptyValue|collectionFormat|schema|x-(?!nullable).*)$/.test(
    word,
  )
}

function schemaOf(raw: Node, withNotes: boolean): Output {
  const isPart = (word: string) => isOfSchema(word) || (withNotes && word === 'description')
  return Object.fromEntries(Object.entries(raw).filter(([word]) => isPart(word)))
}

function styleOf({ type, collectionFormat, in: place }: Node): object | undefined {
  if (type !== 'array') return undefined
  const format = typeof collectionFormat === 'string' ? collectionFormat : 'csv'
  const style = Object.hasOwn(styles, format) ? styles[format] : styles.csv
  return format === 'multi' && place !== 'query' && place !== 'formData' ? styles.csv : style
}

function overrides({ value: own }: Target, { value: other }: Target): boolean {
  if (!isNode(own) || !isNode(other) || own.in !== other.in) return false
  return own.in === 'body' || own.name === other.name
}

function securityScheme(raw: Node): Output {
  if (raw.type === 'basic') return { ...raw, type: 'http', scheme: 'basic' }
  if (raw.type !== 'oauth2') return { ...raw }
  const { flow, authorizationUrl, tokenUrl, scopes, ...rest } = raw
  const word = typeof flow === 'string' ? flow : 'implicit'
  const name = flows.get(word) ?? word
  const urls = Object.entries({ authorizationUrl, tokenUrl }).filter(([, url]) => url !== undefined)
  return { ...rest, flows: { [name]: { ...Object.fromEntries(urls), scopes: scopes ?? {} } } }
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((one) => typeof one === 'string')
  return texts.length > 0 ? texts : undefined
}

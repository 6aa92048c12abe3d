import { isDeepStrictEqual } from 'node:util'
import {
  isNode,
  type LoadedDocument,
  type Node,
  type Operation,
  type Place,
  type Schema,
} from '../document.ts'
import {
  type At,
  type Both,
  compareAnswers,
  compareBodies,
  compareSchemas,
} from './content-diff.ts'
import { compareNames, compareParameters, match } from './route-diff.ts'
import { type Change, type ChangePlace, type RuleId, rules } from './rules.ts'
import { SchemaDiff } from './schema-diff.ts'
import { notes, Schemas } from './schemas.ts'
import { compareSecurity } from './security-diff.ts'

/**
 * What differs in two documents, those changes first that break clients. Names of components, descriptions and examples
 * are no difference; what cannot be judged is told as breaking.
 *
 * @example
 * const changes = diffDocuments(await loadDocument('main.yaml'), await loadDocument('openapi.yaml'))
 * changes.filter(({ breaking }) => breaking)
 */
export function diffDocuments(old: LoadedDocument, now: LoadedDocument): Change[] {
  return new DocumentDiff(old, now).run()
}

class DocumentDiff {
  readonly #old: LoadedDocument
  readonly #new: LoadedDocument
  readonly #schemas: Both['schemas']
  readonly #diffs: Both['diffs']
  readonly #changes = new Map<string, Change>()
  readonly #locateOld: Locate
  readonly #locateNew: Locate

  constructor(old: LoadedDocument, now: LoadedDocument) {
    this.#old = old
    this.#new = now
    this.#schemas = { old: new Schemas(old.document), new: new Schemas(now.document) }
    const { old: one, new: other } = this.#schemas
    this.#diffs = {
      request: new SchemaDiff('request', one, other),
      answer: new SchemaDiff('answer', one, other),
    }
    this.#locateOld = locator(old)
    this.#locateNew = locator(now)
  }

  run(): Change[] {
    const partners = match(this.#old.operations, this.#new.operations)
    for (const operation of this.#new.operations) {
      const before = partners.get(operation)
      if (before === undefined) this.#note('operation-added', '', 'is added', { new: operation })
      else this.#compare(before, operation)
    }
    const kept = new Set(partners.values())
    for (const operation of this.#old.operations) {
      if (!kept.has(operation))
        this.#note('operation-removed', '', 'is removed', { old: operation })
    }
    this.#compareParts('webhook', this.#old.document.webhooks, this.#new.document.webhooks, {})
    const all = [...this.#changes.values()]
    return [...all.filter((one) => one.breaking), ...all.filter((one) => !one.breaking)]
  }

  #compare(old: Operation, now: Operation): void {
    const operations = { old, new: now }
    const note: Both['note'] = (rule, place, message, at) =>
      this.#note(rule, place, message, operations, at)
    const both = { ...operations, schemas: this.#schemas, diffs: this.#diffs, note }
    compareNames(both)
    compareParameters(both)
    compareBodies(both)
    compareAnswers(both)
    const [one, other] = [this.#old, this.#new].map(
      ({ document }) => document.components.securitySchemes,
    )
    compareSecurity(both, one ?? {}, other ?? {})
    this.#compareParts('callback', old.node.callbacks, now.node.callbacks, operations)
    const served = [nodesOf(this.#old, old), nodesOf(this.#new, now)] as const
    this.#compareParts('shared-route', ...served, operations)
  }

  /** Parts of which the schemas are judged, and of all else it is told that it changes. */
  #compareParts(word: PartWord, old: unknown, now: unknown, operations: Operations): void {
    const [had, has] = [old, now].map((one) => (isNode(one) ? one : {})) as [Node, Node]
    const rule = word === 'webhook' ? 'callback' : word
    for (const name of new Set([...Object.keys(had), ...Object.keys(has)])) {
      const place = `${word.replace('-', ' ')} ${name}`
      const note: Both['note'] = (id, where, message, at) =>
        this.#note(id, where, message, operations, at)
      const both = { diffs: this.#diffs, note }
      const tell: Tell = (isAnswer, one, other) => {
        // Who is called back reads what is sent, and sends the answer.
        const side = isAnswer === (rule === 'shared-route') ? 'answer' : 'request'
        const where = `${place} ${isAnswer ? 'answer' : 'request'}`
        compareSchemas(both, side, where, { schema: one, at: '' }, { schema: other, at: '' })
      }
      if (!Object.hasOwn(has, name)) note(`${rule}-removed`, place, 'is removed')
      else if (!Object.hasOwn(had, name)) note(`${rule}-added`, place, 'is added')
      else if (!this.#isSame(had[name], has[name], tell)) note(`${rule}-changed`, place, 'changes')
    }
  }

  #isSame(left: unknown, right: unknown, tell: Tell, isAnswer = false, depth = 0): boolean {
    const one = this.#schemas.old.follow(left).value
    const other = this.#schemas.new.follow(right).value
    if (!isObject(one) || !isObject(other)) return isDeepStrictEqual(one, other)
    const [names, newNames] = [one, other].map((part) => wordsOf(part)) as [string[], string[]]
    // What leads back to itself has been compared on the way.
    if (depth > 50) return true
    if (!isDeepStrictEqual(names, newNames)) return false
    const same = names.map((name) => {
      const [part, newPart] = [one[name], other[name]]
      if (name !== 'schema') {
        return this.#isSame(part, newPart, tell, isAnswer || name === 'responses', depth + 1)
      }
      tell(isAnswer, part as Schema, newPart as Schema)
      return true
    })
    return !same.includes(false)
  }

  #note(
    rule: RuleId,
    place: string,
    message: string,
    { old, new: now }: Operations,
    at: At = {},
  ): void {
    const operation = now ?? old
    const label = operation && `${operation.method.toUpperCase()} ${operation.path}`
    const key = [label, rule, place, message].join('\n')
    if (this.#changes.has(key)) return
    const id = operation?.node.operationId
    const main = at.at ?? at.new ?? at.old
    const pointer = main?.startsWith('/components/') ? main : undefined
    const [one, other] = [this.#locateOld(at.old, old), this.#locateNew(at.new, now)]
    this.#changes.set(key, {
      rule,
      breaking: rules.get(rule)?.breaking ?? true,
      ...(label === undefined ? {} : { operation: label }),
      ...(typeof id === 'string' ? { operationId: id } : {}),
      place,
      message,
      ...(pointer === undefined ? {} : { component: `#${pointer}` }),
      ...(one === undefined ? {} : { old: one }),
      ...(other === undefined ? {} : { new: other }),
    })
  }
}

type PartWord = 'callback' | 'webhook' | 'shared-route'
type Tell = (isAnswer: boolean, old: Schema, now: Schema) => void

interface Operations {
  readonly old?: Operation
  readonly new?: Operation
}

type Locate = (
  pointer: string | undefined,
  operation: Operation | undefined,
) => ChangePlace | undefined

/**
 * Pointers of the bundled document are those of the file where there is one only, of OpenAPI 3; else the operation's
 * place is known for certain.
 */
function locator({ files, version, operations, locate }: LoadedDocument): Locate {
  const isExact = files.length < 2 && version.startsWith('3')
  const known = new Map<string, ChangePlace>()
  return (pointer, operation) => {
    const own = operation?.place
    const file = own?.file ?? operations[0]?.place.file
    const place: Place | undefined =
      isExact && pointer && file !== undefined ? { file, pointer } : own
    if (place === undefined) return undefined
    const key = `${place.file}#${place.pointer}`
    const found = known.get(key) ?? { ...place, ...locate(place) }
    known.set(key, found)
    return found
  }
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function wordsOf(part: Node): string[] {
  return Object.keys(part)
    .filter((word) => !notes.test(word))
    .toSorted()
}

/** The operations that an operation stands for, being on the same route, by their names. */
function nodesOf({ document }: LoadedDocument, { serves, method }: Operation): Node {
  if (serves.length === 0) return {}
  const nodes = Object.entries(document.paths).flatMap(([path, item]) => {
    const node = item[method]
    if (!isNode(node)) return []
    const { operationId: id = `${method.toUpperCase()} ${path}` } = node
    return serves.includes(`${id}`) ? [[`${id}`, node] as const] : []
  })
  return Object.fromEntries(nodes)
}

import { type Faults, shown } from './check.ts'
import { type Part, set } from './components.ts'
import { isNode, type Node } from './document.ts'
import { type Keyword, keywords, repairPatterns } from './keywords.ts'
import { tellMisspelt } from './misspelt.ts'
import { inside, type Spot } from './position.ts'
import { scoped } from './refs.ts'

type Output = Record<string, unknown>

/** What a schema needs of the document around it. */
export interface Surroundings {
  readonly faults: Faults
  /** The path of the component that a reference leads to; undefined where that is nothing. */
  pathTo(ref: string, spot: Spot): string | undefined
  isComponent(name: string): boolean
  isAmbiguous(ref: string, spot: Spot): boolean
  part(part: Part, raw: unknown, spot: Spot): unknown
}

const parts = {
  list: { kind: 'schema', form: 'list' },
  map: { kind: 'schema', form: 'map' },
  text: { kind: 'prose', form: 'one' },
} as const satisfies Record<string, Part>

/** What stands in a schema and says nothing about values. */
const annotations = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['externalDocs', 'xml', '$comment'],
])
const isNote = (word: string) => annotations.has(word) || word.startsWith('x-')
const combining = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if']

/** Reads schemas of any version as those of OpenAPI 3.1. */
export class Schemas {
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  read(raw: unknown, spot: Spot): unknown {
    if (typeof raw === 'boolean') return raw
    if (!isNode(raw)) return this.#wrong(spot, raw, 'a schema')
    const here = typeof raw.$id === 'string' ? scoped(raw, spot) : spot
    const out: Output = {}
    let isOld = false
    for (const key of Object.keys(raw)) {
      const value = raw[key]
      const keyword = keywords.get(key)
      if (keyword?.old?.(value)) isOld = true
      if (keyword === undefined) tellMisspelt('schema', key, here, this.#around.faults)
      const one = keyword === undefined ? value : this.#keyword(keyword, key, value, here)
      if (one === undefined) continue
      if (keyword?.holds !== 'sample') set(out, key === '$dynamicRef' ? '$ref' : key, one)
      else if (!Object.hasOwn(raw, 'examples')) out.examples = [one]
    }
    return isOld ? this.#upgrade(out, raw, here) : out
  }

  #keyword(keyword: Keyword, key: string, value: unknown, around: Spot): unknown {
    const { holds, check, isNote } = keyword
    const expected = check?.(value)
    if ((holds ?? 'sample') === 'sample' && expected === undefined) return value
    const spot = inside(around, key)
    if (expected !== undefined)
      return isNote ? this.#note(value, spot) : this.#wrong(spot, value, expected)
    if (holds === 'nothing') return undefined
    if (holds === 'ref') return this.#ref(key, value as string, spot)
    if (holds === 'discriminator') return this.#discriminator(value, spot)
    const isList = holds === 'list' || (holds === 'items' && Array.isArray(value))
    if (isList) return this.#around.part(parts.list, value, spot)
    return holds === 'map' ? this.#around.part(parts.map, value, spot) : this.read(value, spot)
  }

  /** What says nothing about values may be left out; some have a reference to a text. */
  #note(value: unknown, spot: Spot): unknown {
    const text = isNode(value) ? this.#around.part(parts.text, value, spot) : undefined
    if (typeof text === 'string') return text
    this.#around.faults.warn('ignored_note', spot, `${shown(value)} has no meaning here`)
    return undefined
  }

  #ref(key: string, ref: string, spot: Spot): string | undefined {
    if (key === '$dynamicRef' && this.#around.isAmbiguous(ref, spot)) {
      const message = `"${ref}" means one of several schemas, by what has led to it: write a $ref`
      this.#around.faults.error('dynamic_ref', spot, message)
    }
    return this.#around.pathTo(ref, spot)
  }

  #wrong(spot: Spot, raw: unknown, what: string): undefined {
    this.#around.faults.error('structure', spot, `${shown(raw)} stands where ${what} is expected`)
  }

  #warn(code: string, spot: Spot, key: string, message: string): void {
    this.#around.faults.warn(code, inside(spot, key), message)
  }

  /** Swagger 2.0 has the name of a property only. Values are mapped to names of schemas, or to references. */
  #discriminator(raw: unknown, spot: Spot): unknown {
    if (typeof raw === 'string') return { propertyName: raw }
    if (!isNode(raw)) return this.#wrong(spot, raw, 'an object')
    if (!isNode(raw.mapping)) return raw
    const at = inside(spot, 'mapping')
    const entries = Object.entries(raw.mapping).map(([name, target]) => {
      if (typeof target !== 'string') return [name, undefined]
      if (this.#around.isComponent(target)) return [name, `#/components/schemas/${target}`]
      return [name, this.#around.pathTo(target, inside(at, name))]
    })
    return { ...raw, mapping: Object.fromEntries(entries.filter(([, one]) => one !== undefined)) }
  }

  /** A schema with something of an older version in it, its inner ones being done. */
  #upgrade(out: Output, raw: Node, spot: Spot): Output {
    this.#types(out, raw, spot)
    this.#bounds(out)
    this.#tuple(out, spot)
    this.#required(out, raw, spot)
    repairPatterns(out, spot, this.#around.faults)
    if (out.format === 'byte') out.contentEncoding ??= 'base64'
    if (out.examples !== undefined && !Array.isArray(out.examples)) {
      this.#warn('examples_form', spot, 'examples', 'the examples of a schema are a list')
      out.examples = isNode(out.examples) ? Object.values(out.examples) : [out.examples]
    }
    return this.#possible(this.#nullable(this.#siblings(out, spot), raw, spot), spot)
  }

  #types(out: Output, { type }: Node, spot: Spot): void {
    if (out.type === undefined) return
    const all = [type].flat()
    if (Array.isArray(type) && spot.file.dialect !== '3.1') {
      const message = `OpenAPI ${spot.file.dialect} has one type in a schema, this one has several`
      this.#warn('type_list', spot, 'type', message)
    }
    if (all.includes(null)) {
      this.#warn('type_null', spot, 'type', 'the type of null is written "null", with quotes')
    }
    if (all.includes('file')) out.format ??= 'binary'
    const named = all.map((one) => (one === null ? 'null' : one === 'file' ? 'string' : one))
    const unique = [...new Set(named)]
    out.type = unique.length === 1 ? unique[0] : unique
  }

  /** `exclusiveMinimum: true` beside a `minimum`. */
  #bounds(out: Output): void {
    for (const [word, limit] of [
      ['exclusiveMinimum', 'minimum'],
      ['exclusiveMaximum', 'maximum'],
    ] as const) {
      const is = out[word]
      if (typeof is !== 'boolean') continue
      delete out[word]
      if (!is || out[limit] === undefined) continue
      out[word] = out[limit]
      delete out[limit]
    }
  }

  #tuple(out: Output, spot: Spot): void {
    const { items, additionalItems } = out
    delete out.additionalItems
    if (!Array.isArray(items)) return
    this.#warn('tuple_items', spot, 'items', 'a list of schemas is written as prefixItems')
    delete out.items
    if (items.length > 0) out.prefixItems = items
    if (additionalItems !== undefined) out.items = additionalItems
  }

  #required(out: Output, { properties }: Node, spot: Spot): void {
    if (typeof out.required === 'boolean') {
      const message = 'a property is required by the list of the schema around it'
      this.#warn('required_flag', spot, 'required', message)
      delete out.required
    }
    const flagged = Object.entries(isNode(properties) ? properties : {}).filter(
      ([, one]) => isNode(one) && one.required === true,
    )
    const all = [
      ...((out.required as string[] | undefined) ?? []),
      ...flagged.map(([name]) => name),
    ]
    if (all.length > 0) out.required = [...new Set(all)]
  }

  /** Until 3.0 all beside a `$ref` is ignored. What says nothing about values is kept, and `nullable`: both are meant. */
  #siblings(out: Output, spot: Spot): Output {
    const { dialect } = spot.file
    if (out.$ref === undefined || dialect === '3.1') return out
    const isKept = (word: string) => word === '$ref' || isNote(word)
    const lost = Object.keys(out).filter((word) => !isKept(word))
    if (lost.length === 0) return out
    const message = `OpenAPI ${dialect} ignores what stands beside a $ref: ${lost.join(', ')}`
    this.#around.faults.warn('ref_siblings', spot, message)
    return Object.fromEntries(Object.entries(out).filter(([word]) => isKept(word)))
  }

  #nullable(out: Output, raw: Node, spot: Spot): Output {
    const word = ['nullable', 'x-nullable'].find((one) => raw[one] === true)
    // As in `allOf: [{ $ref }, { nullable: true }]`
    const isPart = (one: unknown) => isNode(one) && one.nullable === true && one.type === undefined
    if (word === undefined && !(Array.isArray(raw.allOf) && raw.allOf.some(isPart))) return out
    if (word !== undefined && out.type === undefined) {
      const message = 'nullable belongs beside a type: null is taken besides what the schema takes'
      this.#warn('nullable_without_type', spot, word, message)
    }
    const entries = Object.entries(out)
    const rules = entries.filter(([one]) => !isNote(one))
    if (rules.length === 1 && Array.isArray(out.anyOf)) {
      return { ...out, anyOf: [...out.anyOf, { type: 'null' }] }
    }
    if (combining.some((one) => out[one] !== undefined)) {
      const notes = Object.fromEntries(entries.filter(([one]) => isNote(one)))
      return { ...notes, anyOf: [Object.fromEntries(rules), { type: 'null' }] }
    }
    if (out.type !== undefined) out.type = [...new Set([out.type, 'null'].flat())]
    if (Array.isArray(out.enum) && !out.enum.includes(null)) out.enum = [...out.enum, null]
    return out
  }

  /** No value is one of an empty list, which is not to be told from a mistake by Ajv. */
  #possible(out: Output, spot: Spot): Output {
    if (!Array.isArray(out.enum) || out.enum.length > 0) return out
    this.#warn('empty_enum', spot, 'enum', 'no value is valid here, since enum lists none')
    const notes = Object.entries(out).filter(([word]) => isNote(word))
    return { ...Object.fromEntries(notes), not: {} }
  }
}

import { isNode, type Node, type Schema } from '../document.ts'
import { type Components, merge, nameOf } from './merged-schema.ts'

/** Writes a value as XML, as the `xml` of its schema says (OpenAPI 3.1 section 4.8.26). */
export function toXml(value: unknown, schema: Schema, components: Components): string {
  const name = (isNode(schema) ? nameOf(schema.$ref) : undefined) ?? 'root'
  const xml = merge(schema, components)?.plain.xml
  const all = elements(name, value, schema, components)
  // A document has one element at its root.
  const isBare = Array.isArray(value) && !(isNode(xml) && xml.wrapped === true)
  const text = isBare ? `<${name}>${all}</${name}>` : all
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`
}

/** One element for a value, or several for a list that is not wrapped. */
function elements(name: string, value: unknown, schema: Schema, components: Components): string {
  const { plain = {} } = merge(schema, components) ?? {}
  const xml = isNode(plain.xml) ? plain.xml : {}
  const tag = tagOf(name, xml)
  if (!Array.isArray(value)) {
    const { attributes, content } = inside(value, plain, components)
    const space = typeof xml.namespace === 'string' ? namespaceOf(xml) : ''
    return `<${tag}${space}${attributes}>${content}</${tag}>`
  }
  const items = (plain.items ?? true) as Schema
  const own = merge(items, components)?.plain.xml
  const inner =
    xml.wrapped === true || !(isNode(own) && typeof own.name === 'string') ? name : own.name
  const all = value.map((one) => elements(String(inner), one, items, components)).join('')
  return xml.wrapped === true ? `<${tag}>${all}</${tag}>` : all
}

function inside(value: unknown, { properties }: Node, components: Components) {
  if (!isNode(value)) return { attributes: '', content: escaped(value) }
  let [attributes, content] = ['', '']
  for (const [name, one] of Object.entries(value)) {
    const has = isNode(properties) && Object.hasOwn(properties, name)
    const schema = (has ? properties[name] : true) as Schema
    const xml = merge(schema, components)?.plain.xml
    if (isNode(xml) && xml.attribute === true) {
      attributes += ` ${tagOf(name, xml)}="${escaped(one)}"`
    } else content += elements(name, one, schema, components)
  }
  return { attributes, content }
}

function tagOf(name: string, xml: Node): string {
  const own =
    typeof xml.name === 'string'
      ? xml.name
      : name.replaceAll(/[^\w.-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
  return typeof xml.prefix === 'string' ? `${xml.prefix}:${own}` : own
}

function namespaceOf({ namespace, prefix }: Node): string {
  const name = typeof prefix === 'string' ? `xmlns:${prefix}` : 'xmlns'
  return ` ${name}="${escaped(namespace)}"`
}

function escaped(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

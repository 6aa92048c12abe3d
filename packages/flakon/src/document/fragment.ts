import type { Fragment } from '../state.ts'
import type { BroughtOperation } from './operations.ts'

type Part = Record<string, unknown>
type Parts = Record<string, Part>

/** `{ paths, components }` of a document. */
interface Content {
  readonly paths: Parts
  readonly components: Record<string, Part>
}

/**
 * Puts what blueprints bring beside what is made of the views: operations are copied as they are. A component that
 * another one of different content has the name of becomes `<blueprint>_<name>`, and what refers to it follows.
 */
export function mergeFragments(
  own: Content,
  fragments: readonly Fragment[],
  brought: readonly BroughtOperation[],
): Content {
  const paths: Parts = { ...own.paths }
  const components: Record<string, Part> = {}
  for (const [kind, all] of Object.entries(own.components)) components[kind] = { ...all }
  for (const { blueprint, operations } of fragments) {
    const renamed = new Map<string, string>()
    const given = operations.components ?? {}
    for (const [kind, all] of Object.entries(given)) {
      for (const [name, component] of Object.entries(all)) {
        const there = components[kind]?.[name]
        if (there === undefined || JSON.stringify(there) === JSON.stringify(component)) continue
        const other = `${blueprint.replaceAll('.', '_')}_${name}`
        renamed.set(`#/components/${kind}/${name}`, `#/components/${kind}/${other}`)
      }
    }
    for (const [kind, all] of Object.entries(given)) {
      for (const [name, component] of Object.entries(all)) {
        const place = renamed.get(`#/components/${kind}/${name}`)?.split('/').at(-1) ?? name
        components[kind] = { ...components[kind], [place]: follow(component, renamed) }
      }
    }
    for (const { path, method, operation } of brought.filter(
      (one) => one.blueprint === blueprint,
    )) {
      paths[path] = { ...paths[path], [method]: follow(operation, renamed) }
    }
  }
  return { paths, components }
}

/** A copy in which every reference to a renamed component leads to its new name. */
function follow(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => follow(one, renamed))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([word, one]) => {
      if (word !== '$ref' || typeof one !== 'string') return [word, follow(one, renamed)]
      const [whole = ''] = /^#\/components\/[^/]+\/[^/]+/.exec(one) ?? []
      return [word, (renamed.get(whole) ?? whole) + one.slice(whole.length)]
    }),
  )
}

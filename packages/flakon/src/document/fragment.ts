import type { Fragment } from '../state.ts'
import { type BroughtOperation, methods } from './operations.ts'
import { follow, type Names } from './renaming.ts'

type Part = Record<string, unknown>
type Item = Readonly<Record<string, unknown>>

/** What stands in several blueprints' documents, and in the one of the app once. */
export interface Content {
  readonly paths: Readonly<Record<string, Part>>
  readonly components: Readonly<Record<string, Part>>
  readonly tags: readonly Item[]
}

type Kinds = Map<string, Map<string, unknown>>

/**
 * Puts what blueprints bring beside what is made of the views: operations are copied as they are. A component that
 * another one of different content has the name of becomes `<blueprint>_<name>`, as an id of `renamed`, and what names it
 * follows.
 */
export function mergeFragments(
  own: Content,
  fragments: readonly Fragment[],
  brought: readonly BroughtOperation[],
  renamed: ReadonlyMap<Fragment, Names> = new Map(),
): Content {
  const kinds: Kinds = new Map(
    Object.entries(own.components).map(([kind, all]) => [kind, new Map(Object.entries(all))]),
  )
  const names = new Map<Fragment, Names>()
  for (const fragment of fragments) {
    names.set(fragment, addComponents(fragment, kinds, renamed.get(fragment)))
  }
  const components = [...kinds].map(([kind, all]) => [kind, Object.fromEntries(all)])
  return {
    paths: withBrought(own.paths, brought, names),
    components: Object.fromEntries(components),
    tags: mergeTags([...own.tags, ...fragments.flatMap(({ operations }) => operations.tags ?? [])]),
  }
}

function addComponents(
  { blueprint, operations }: Fragment,
  kinds: Kinds,
  renamed: Names = new Map(),
): Names {
  const given = Object.entries(operations.components ?? {}).flatMap(([kind, all]) =>
    Object.entries(all).map(([name, component]) => ({ kind, name, component })),
  )
  const brought = new Set(given.map(({ kind, name }) => `${kind}/${name}`))
  const names = new Map(renamed)
  // What refers to something that is renamed differs by that, too.
  for (let before = -1; before < names.size; ) {
    before = names.size
    for (const { kind, name, component } of given) {
      const there = kinds.get(kind)?.get(name)
      if (there === undefined || names.has(`${kind}/${name}`)) continue
      if (JSON.stringify(there) === JSON.stringify(follow(component, names))) continue
      const wanted = `${blueprint.replaceAll('.', '_')}_${name}`
      const isTaken = (one: string) => kinds.get(kind)?.has(one) || brought.has(`${kind}/${one}`)
      names.set(`${kind}/${name}`, freeName(wanted, isTaken))
    }
  }
  for (const { kind, name, component } of given) {
    const all = kinds.get(kind) ?? new Map<string, unknown>()
    kinds.set(kind, all.set(names.get(`${kind}/${name}`) ?? name, follow(component, names)))
  }
  return names
}

function freeName(wanted: string, isTaken: (name: string) => boolean | undefined): string {
  let name = wanted
  for (let number = 2; isTaken(name); number++) name = `${wanted}${number}`
  return name
}

function withBrought(
  own: Readonly<Record<string, Part>>,
  brought: readonly BroughtOperation[],
  names: ReadonlyMap<Fragment, Names>,
): Readonly<Record<string, Part>> {
  const paths = new Map(Object.entries(own))
  const owners = new Map<string, Item>()
  for (const { fragment, item, method, path } of brought) {
    const renamed = names.get(fragment) ?? new Map<string, string>()
    const there = paths.get(path)
    const operation = follow(item[method], renamed)
    if (there === undefined) {
      const shared = Object.entries(item).filter(([word]) => !methods.includes(word))
      paths.set(path, {
        ...(follow(Object.fromEntries(shared), renamed) as Part),
        [method]: operation,
      })
      owners.set(path, item)
    } else if (owners.get(path) === item) there[method] = operation
    else {
      const { parameters, servers } = item
      const alone = follow({ parameters, servers, [method]: item[method] }, renamed) as Part
      paths.set(path, { ...apart(there), ...apart(alone) })
      owners.delete(path)
    }
  }
  return Object.fromEntries(paths)
}

/** A path of two blueprints: what one says of all of its methods is said of each. */
function apart(item: Part): Part {
  const { parameters = [], servers } = item as { parameters?: readonly Item[]; servers?: unknown }
  const own = methods.filter((method) => item[method] !== undefined)
  const entries = own.map((method) => {
    const operation = item[method] as { parameters?: readonly Item[] }
    const declared = operation.parameters ?? []
    const isDeclared = (one: Item) =>
      declared.some(({ name, in: place }) => name === one.name && place === one.in && name)
    const all = [...parameters.filter((one) => !isDeclared(one)), ...declared]
    const said = { ...(servers === undefined ? {} : { servers }), ...operation }
    return [method, all.length === 0 ? said : { ...said, parameters: all }]
  })
  return Object.fromEntries(entries)
}

/** Each tag once: what is said of it first counts. */
function mergeTags(tags: readonly Item[]): Item[] {
  const byName = new Map<unknown, Item>()
  for (const tag of tags) byName.set(tag.name, { ...tag, ...byName.get(tag.name) })
  return [...byName.values()]
}

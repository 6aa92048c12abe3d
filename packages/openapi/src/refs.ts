import type { Faults } from './check.ts'
import { isNode } from './document.ts'
import { inside, pointerOf, type Spot, tokensOf, top } from './position.ts'
import type { SourceFile, Sources } from './source.ts'

/** What a reference leads to. */
export interface Target {
  readonly value: unknown
  readonly spot: Spot
}

/** The schemas of a file that have a name of their own. */
interface Named {
  readonly ids: ReadonlyMap<string, Target>
  readonly anchors: ReadonlyMap<string, readonly Target[]>
}

/** Steps from one reference to the next, until it is taken for endless. */
const steps = 100

/** Follows the references of a document: into its own file, into others, to `$id` and `$anchor`. */
export class References {
  readonly #sources: Sources
  readonly #faults: Faults
  readonly #named = new Map<SourceFile, Named>()
  /** What was followed already, by file. */
  readonly #targets = new Map<SourceFile, Map<string, Target>>()

  constructor(sources: Sources, faults: Faults) {
    this.#sources = sources
    this.#faults = faults
  }

  /** What the reference at a place leads to; undefined where that is nothing (a fault), or not there yet. */
  resolve(ref: string, spot: Spot, step = 0): Target | undefined {
    if (step > steps) {
      this.#faults.error('circular_ref', spot, `"${ref}" leads back to itself by way of others`)
      return undefined
    }
    // In a schema with an `$id` the same reference may lead elsewhere.
    if (spot.scope !== undefined) return this.#resolve(ref, spot, step)
    const targets = this.#targets.get(spot.file) ?? new Map<string, Target>()
    this.#targets.set(spot.file, targets)
    const target = targets.get(ref) ?? this.#resolve(ref, spot, step)
    if (target !== undefined) targets.set(ref, target)
    return target
  }

  #resolve(ref: string, spot: Spot, step: number): Target | undefined {
    const [path = '', ...rest] = ref.split('#')
    const fragment = rest.join('#')
    const within = this.#within(path, spot)
    if (within === undefined) return undefined
    for (const start of within) {
      const target = this.#find(fragment, start, step)
      if (target !== undefined) return target
    }
    if (this.#sources.pending.size === 0) {
      const where = path === '' ? 'this file' : path
      const message = `"${ref}" leads nowhere: there is no "${fragment}" in ${where}`
      this.#faults.error('unresolved_ref', spot, message)
    }
    return undefined
  }

  /** A value, or what it refers to, directly or by way of others; undefined where that is nothing (a fault). */
  follow(start: Target): Target | undefined {
    let here: Target | undefined = start
    for (let step = 0; here !== undefined; step++) {
      const { value, spot }: Target = here
      if (!isNode(value) || typeof value.$ref !== 'string') return here
      here = this.resolve(value.$ref, inside(spot, '$ref'), step)
    }
    return undefined
  }

  /** Whether an anchor names several schemas. */
  isAmbiguous(ref: string, { file }: Spot): boolean {
    const name = ref.slice(1)
    return ref.startsWith('#') && (this.#namesOf(file).anchors.get(name)?.length ?? 0) > 1
  }

  /** Where to look for a fragment, the first choice first. */
  #within(path: string, spot: Spot): readonly Target[] | undefined {
    const { file, scope } = spot
    if (path === '') {
      // By the letter an `$id` cuts a schema off from its document. `#/components/…` inside means the document anyway.
      const own = { value: file.value, spot: top(file) }
      return scope === undefined ? [own] : [scope, own]
    }
    const named = this.#byId(path, spot)
    if (named !== undefined) return [named]
    const opened = this.#sources.open(path, file)
    if (opened === undefined) return undefined
    if ('value' in opened) return [{ value: opened.value, spot: top(opened) }]
    const message = opened.file === undefined ? opened.message : `${opened.file} ${opened.message}`
    this.#faults.error(opened.code, spot, message)
    return undefined
  }

  #find(fragment: string, start: Target, step: number): Target | undefined {
    const tokens = tokensOf(decoded(fragment))
    if (tokens === undefined) return this.#byAnchor(decoded(fragment), start)
    let here = start
    for (const token of tokens) {
      const next = memberOf(here, token) ?? this.#through(here, token, step)
      if (next === undefined) return undefined
      here = next
    }
    return here
  }

  /** A pointer may lead through a reference. */
  #through({ value, spot }: Target, token: string, step: number): Target | undefined {
    if (!isNode(value) || typeof value.$ref !== 'string') return undefined
    const target = this.resolve(value.$ref, inside(spot, '$ref'), step + 1)
    if (target === undefined) return undefined
    return memberOf(target, token) ?? this.#through(target, token, step + 1)
  }

  #byAnchor(name: string, { spot }: Target): Target | undefined {
    const all = this.#namesOf(spot.file).anchors.get(name) ?? []
    return all.find((one) => one.spot.scope?.spot === spot) ?? all[0]
  }

  /** Files are named by a path as a rule; only what cannot be one, or lies in a schema with an `$id`, is looked for. */
  #byId(path: string, { scope }: Spot): Target | undefined {
    const isUri = /^[a-z][a-z0-9+.-]+:/i.test(path)
    if (!isUri && scope === undefined) return undefined
    const base = isNode(scope?.value) ? `${scope.value.$id}` : ''
    const whole = URL.canParse(path, base) ? new URL(path, base).href : path
    for (const file of this.#sources.files) {
      const { ids } = this.#namesOf(file)
      const found = ids.get(path) ?? ids.get(whole)
      if (found !== undefined) return found
    }
    return undefined
  }

  #namesOf(file: SourceFile): Named {
    const known = this.#named.get(file) ?? namesIn({ value: file.value, spot: top(file) })
    this.#named.set(file, known)
    return known
  }
}

const keys = new WeakMap<Target, string>()

/** Two targets are one if they stand at the same place. */
export function keyOf(target: Target): string {
  const { spot } = target
  const key = keys.get(target) ?? `${spot.file.url}#${pointerOf(spot)}`
  keys.set(target, key)
  return key
}

function memberOf({ value, spot }: Target, token: string): Target | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined
  if (Array.isArray(value) && !/^\d+$/.test(token)) return undefined
  const member = (value as Record<string, unknown>)[token]
  const own = inside(spot, token)
  const isScope = isNode(member) && typeof member.$id === 'string'
  return { value: member, spot: isScope ? scoped(member, own) : own }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** Keywords whose values are data: what looks like a schema in there is none. */
const data = new Set(['example', 'examples', 'default', 'enum', 'const'])

function namesIn(root: Target): Named {
  const ids = new Map<string, Target>()
  const anchors = new Map<string, Target[]>()
  const visit = (value: unknown, spot: Spot): void => {
    if (typeof value !== 'object' || value === null) return
    let here = spot
    if (isNode(value)) {
      if (typeof value.$id === 'string') {
        here = scoped(value, spot)
        const { $id } = value
        ids.set($id, { value, spot: here })
        const base = isNode(spot.scope?.value) ? `${spot.scope.value.$id}` : ''
        if (URL.canParse($id, base)) ids.set(new URL($id, base).href, { value, spot: here })
      }
      for (const name of [value.$anchor, value.$dynamicAnchor]) {
        if (typeof name !== 'string') continue
        anchors.set(name, [...(anchors.get(name) ?? []), { value, spot: here }])
      }
    }
    for (const [key, one] of Object.entries(value)) {
      if (!data.has(key) && !key.startsWith('x-')) visit(one, inside(here, key))
    }
  }
  visit(root.value, root.spot)
  return { ids, anchors }
}

/** The place of a schema that has an `$id`: what is inside of it belongs to it. */
export function scoped(value: object, spot: Spot): Spot {
  const own: { -readonly [K in keyof Spot]: Spot[K] } = { ...spot }
  own.scope = { value, spot: own }
  return own
}

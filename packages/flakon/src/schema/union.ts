import { type Container, declaredBy, type Resolve, withoutCombinations } from './declared.ts'
import { isSchemaObject, type JsonSchema, type JsonSchemaObject } from './subschema.ts'

/** The branches of a value, and a key by which the same branches are known again. */
export interface Choice {
  readonly key: string
  readonly satisfied: readonly JsonSchema[]
}

type Choose = (value: object, sent: () => unknown) => Choice

/** Finds the branches of a value. */
export interface Chooser {
  readonly choose: Choose
  /** Whether it has to know what would be sent. */
  readonly asks: boolean
  /** Makes, one a step, what it decides by; gives what is chosen where one branch alone is satisfied. */
  prepare(): Iterable<Choice | undefined>
}

type Check = (value: unknown) => unknown

/** Keywords that declare what is in a container. */
const declaring = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
  ...['items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'contains', 'propertyNames'],
]

/**
 * Makes the function that finds the branches of unions which a value satisfies. Where one property tells the branches
 * apart, as a discriminator does, its value decides; else each branch is checked against what would be sent. `known`
 * are the names that are declared whatever is chosen.
 */
export function chooser(
  choices: readonly (readonly JsonSchema[])[],
  known: ReadonlySet<string>,
  container: Container,
  resolve: Resolve,
  checkOf: (branch: JsonSchema) => Check,
): Chooser {
  const unions = choices.map((all) => unionOf(all, known, container, resolve, checkOf))
  const [only] = unions
  if (unions.length === 1 && only !== undefined) return only
  return {
    asks: unions.some(({ asks }) => asks),
    choose(value, sent) {
      let json: unknown
      const lazily = () => {
        json ??= sent()
        return json
      }
      const found = unions.map(({ choose }) => choose(value, lazily))
      const key = found.map((one) => one.key).join(' ')
      return { key, satisfied: found.flatMap((one) => one.satisfied) }
    },
    // Of several unions the combinations are too many to be made beforehand.
    *prepare() {
      for (const union of unions) for (const _ of union.prepare()) yield undefined
    },
  }
}

function unionOf(
  all: readonly JsonSchema[],
  known: ReadonlySet<string>,
  container: Container,
  resolve: Resolve,
  checkOf: (branch: JsonSchema) => Check,
): Chooser {
  const facetsOf = (branch: JsonSchema) => declaredBy([branch], container, resolve, true)
  const byValue = container === 'object' ? discriminated(all, facetsOf) : undefined
  if (byValue !== undefined) return unionByValue(all, ...byValue)
  // A branch that declares nothing adds nothing, satisfied or not.
  const telling = all.filter((branch) => {
    const { facets, isAnything } = facetsOf(branch)
    const tells = ({ required = [], ...facet }: JsonSchemaObject) =>
      declaring.some((word) => facet[word] !== undefined) ||
      (required as string[]).some((name) => !known.has(name))
    return isAnything || facets.some(tells)
  })
  return unionByChecks(telling, checkOf)
}

function unionByValue(
  all: readonly JsonSchema[],
  name: string,
  branches: ReadonlyMap<unknown, JsonSchema>,
): Chooser {
  const choices = new Map<unknown, Choice>(
    [...branches].map(([tag, branch]) => {
      return [tag, { key: String(all.indexOf(branch)), satisfied: [branch] }]
    }),
  )
  const none = { key: '', satisfied: [] }
  return {
    asks: false,
    choose(value) {
      const tag = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
      return choices.get(tag) ?? none
    },
    prepare: () => choices.values(),
  }
}

function unionByChecks(
  branches: readonly JsonSchema[],
  checkOf: (branch: JsonSchema) => Check,
): Chooser {
  const checks: Check[] = []
  const checkAt = (index: number) => {
    checks[index] ??= checkOf(branches[index] as JsonSchema)
    return checks[index]
  }
  const choiceOf = (passed: readonly boolean[]) => ({
    key: passed.map(Number).join(''),
    satisfied: branches.filter((_, index) => passed[index]),
  })
  return {
    asks: true,
    choose(_value, sent) {
      const json = branches.length === 0 ? undefined : sent()
      return choiceOf(branches.map((_, index) => checkAt(index)(json) === true))
    },
    *prepare() {
      for (const index of branches.keys()) {
        checkAt(index)
        yield choiceOf(branches.map((_, other) => other === index))
      }
    },
  }
}

type Facets = (branch: JsonSchema) => { readonly facets: readonly JsonSchemaObject[] }

/** The property that tells branches apart, and the branch of each of its values. */
function discriminated(
  branches: readonly JsonSchema[],
  facetsOf: Facets,
): [string, Map<unknown, JsonSchema>] | undefined {
  const objects = branches.map((branch) => facetsOf(branch).facets.map(withoutCombinations))
  const names =
    objects[0]?.flatMap(({ properties = {} }) => Object.keys(properties as object)) ?? []
  for (const name of names) {
    const byValue = new Map<unknown, JsonSchema>()
    const isApart = branches.every((branch, index) => {
      const values = tagsOf(objects[index] ?? [], name)
      const isNew = values.every((value) => !byValue.has(value))
      for (const value of values) byValue.set(value, branch)
      return values.length > 0 && isNew
    })
    if (isApart) return [name, byValue]
  }
  return undefined
}

/** The only values that a required property can have; none where it can have others, or can be missing. */
function tagsOf(facets: readonly JsonSchemaObject[], name: string): readonly unknown[] {
  const isRequired = facets.some(({ required }) =>
    (required as string[] | undefined)?.includes(name),
  )
  if (!isRequired) return []
  for (const { properties } of facets) {
    const own = isSchemaObject(properties) ? properties[name] : undefined
    if (!isSchemaObject(own)) continue
    const values = 'const' in own ? [own.const] : own.enum
    if (Array.isArray(values) && values.every((value) => typeof value !== 'object')) return values
  }
  return []
}

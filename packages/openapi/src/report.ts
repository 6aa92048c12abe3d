import { nearest } from 'flakon'
import { formatFaults } from './check.ts'
import type { SecurityHandler } from './credentials.ts'
import type { LoadedDocument, Operation } from './document.ts'
import type { Mocking } from './mock/mocking.ts'
import { routeFaults } from './path-template.ts'
import { isUnsecured, securityFaults } from './security-scheme.ts'

/** The handlers that a blueprint was given, by operationId and by scheme. */
export interface Bound {
  readonly views: ReadonlyMap<string, unknown>
  readonly security: ReadonlyMap<string, SecurityHandler>
}

interface Rules {
  readonly strict: boolean
  readonly missing: string
  readonly allow_unsecured: boolean
  /** Where nobody invents answers by an oversight, and what was repaired is told without lines, which take a while. */
  readonly isProduction: boolean
  readonly mocking: Mocking | undefined
}

/** What is to be said of a document and its handlers when they are mounted. */
export interface BootReport {
  /** All that stops the boot; undefined where nothing does. */
  readonly errors: string | undefined
  /** What is worth a line of log. */
  readonly lines: readonly string[]
}

/** A longer line of log says no more than its beginning. */
const mostRepaired = 20

/** Looks at a document and its handlers as a whole, so that everything that is wrong is told at once. */
export function bootReport(
  blueprint: string,
  loaded: LoadedDocument,
  bound: Bound,
  rules: Rules,
): BootReport {
  const stops = loaded.faults.filter(({ grade }) => rules.strict || grade === 'error')
  const repaired = rules.strict ? [] : loaded.faults.filter(({ grade }) => grade === 'warning')
  const without = loaded.operations.filter(({ id }) => !bound.views.has(id))
  const { mocking } = rules
  const mode = mocking === undefined ? 'check' : mocking.loaded === undefined ? 'present' : 'mock'
  const errors = [
    ...formatFaults(loaded, stops),
    ...routeFaults(loaded),
    ...(rules.missing === 'mock' && rules.isProduction && mode === 'present' ? [unsafeMock] : []),
    ...(rules.missing === 'fail' && mode === 'check'
      ? without.map((one) => missing(blueprint, one))
      : []),
    ...strayFaults(blueprint, loaded, bound),
    ...securityFaults(loaded, bound.security, blueprint, mode),
    ...straySchemes(blueprint, loaded, bound),
  ]
  const lines = repairLines(blueprint, loaded, repaired, rules.isProduction)
  lines.push(...absentLines(blueprint, loaded, bound, mode === 'present'))
  if (isUnsecured(loaded.document) && !rules.allow_unsecured) {
    const how = '[contract] allow_unsecured = true says that this is meant'
    lines.push(
      `${blueprint}: the document declares no security, so every operation is public; ${how}`,
    )
  }
  return {
    errors: errors.length === 0 ? undefined : headed(blueprint, errors),
    // Who starts a mock by a command is told by that.
    lines: mode === 'mock' ? [] : lines,
  }
}

/** What was repaired, in one line, if anything was. */
function repairLines(
  blueprint: string,
  loaded: LoadedDocument,
  repaired: LoadedDocument['faults'],
  isProduction: boolean,
): string[] {
  if (repaired.length === 0) return []
  const told = isProduction ? { ...loaded, locate: () => undefined } : loaded
  const first = formatFaults(told, repaired.slice(0, mostRepaired)).join('; ')
  const more = repaired.length - mostRepaired
  const rest = more > 0 ? `; and ${more} more, which flakon openapi lint tells` : ''
  return [`${blueprint}: repaired in the document: ${first}${rest}`]
}

const unsafeMock =
  '[contract] missing = mock is for debug and tests: answers are made up, and credentials may be checked by nobody; missing = mock_in_production says that this is meant'

/** What answers in place of handlers that are not there. */
function absentLines(
  blueprint: string,
  { operations, document }: LoadedDocument,
  { views, security }: Bound,
  isMocked: boolean,
): string[] {
  const ids = operations.filter(({ id }) => !views.has(id)).map(({ id }) => id)
  const how = isMocked ? 'mocked' : 'answered with 501'
  const lines = [`${blueprint}: ${how}, since they have no handler: ${ids.join(', ')}`]
  const open = Object.keys(document.components.securitySchemes ?? {}).filter(
    (name) => !security.has(name),
  )
  const what = `${blueprint}: credentials have to be there and well formed, and nobody checks them, where an operation names a security scheme without a handler: ${open.join(', ')}`
  return [...(ids.length > 0 ? lines : []), ...(isMocked && open.length > 0 ? [what] : [])]
}

function headed(blueprint: string, errors: readonly string[]): string {
  const count = `${errors.length} ${errors.length === 1 ? 'thing is' : 'things are'} wrong`
  return `blueprint "${blueprint}" cannot be mounted, ${count}:\n${errors.map((one) => `  ${one}`).join('\n')}`
}

function missing(blueprint: string, { id, method, path }: Operation): string {
  const call = `${blueprint}.operation(${quoted(id)}, …)`
  return `operation "${id}" (${method.toUpperCase()} ${path}) has no handler: ${call}`
}

function strayFaults(
  blueprint: string,
  { operations }: LoadedDocument,
  { views }: Bound,
): string[] {
  const known = new Set(operations.map(({ id }) => id))
  const serving = new Map(operations.flatMap((one) => one.serves.map((id) => [id, one] as const)))
  return [...views.keys()].flatMap((id) => {
    if (known.has(id)) return []
    const by = serving.get(id)
    if (by !== undefined) {
      return [
        `operation "${id}" is on the route of "${by.id}", which serves it: remove its handler`,
      ]
    }
    // By its method and path is only called what has no id.
    const [, method = '', path] = /^([a-z]+) (\/.*)$/i.exec(id) ?? []
    const named = operations.find((one) => one.method === method.toLowerCase() && one.path === path)
    const [near = named?.id] = named === undefined ? nearest(id, [...known]) : []
    const hint =
      near === undefined
        ? `remove ${blueprint}.operation(${quoted(id)}, …)`
        : `did you mean "${near}"?`
    return [`operation "${id}" is not in the document: ${hint}`]
  })
}

/** The handlers of security schemes that the document does not have. */
export function straySchemes(
  blueprint: string,
  { document }: Pick<LoadedDocument, 'document'>,
  { security }: Pick<Bound, 'security'>,
): string[] {
  const schemes = document.components.securitySchemes ?? {}
  return [...security.keys()].flatMap((name) => {
    if (Object.hasOwn(schemes, name)) return []
    const [near] = nearest(name, Object.keys(schemes))
    const hint = near ? `did you mean "${near}"?` : `remove ${blueprint}.security('${name}', …)`
    return `security scheme "${name}" is not in the document: ${hint}`
  })
}

function quoted(id: string): string {
  return `'${id.replaceAll("'", "\\'")}'`
}

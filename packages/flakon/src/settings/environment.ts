import { nearest } from '../nearest.ts'
import type { Written } from './resolution.ts'
import type { Report } from './settings-error.ts'
import type { Declaration } from './value.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Variables of Flakon's own that set no key. */
export const reservedVariables: ReadonlySet<string> = new Set([
  'FLAKON_APP',
  'FLAKON_RELOAD',
  'FLAKON_ENV_FILE',
  'FLAKON_UNSAFE_DEBUG',
  'FLAKON_SETTINGS',
  'FLAKON_FLAGS',
])

/** The one variable that sets a key. @example variableOf('client.users', 'url') // 'FLAKON_CLIENT_USERS_URL' */
export function variableOf(section: string, key: string): string {
  return `FLAKON_${section}_${key}`.toUpperCase().replace(/[^A-Z\d]/g, '_')
}

/** A key that a variable sets. */
interface Target {
  readonly section: string
  readonly key: string
  readonly variable: string
  readonly declared: boolean
}

/**
 * The settings that the environment holds, weakest first: customary variables such as `PORT`, then `FLAKON_*`.
 * Undeclared keys have a variable once a file or an object names them.
 */
export function readEnvironment(
  env: Environment,
  declarations: readonly Declaration[],
  written: readonly Written[],
  report: Report,
): Written[] {
  const customary = customaryTargets(declarations)
  const targets = [...declaredTargets(declarations), ...undeclaredTargets(declarations, written)]
  refuseClashes([...customary, ...targets], report)
  const found = customary.flatMap((target) => {
    const text = env[target.variable]
    const isSet = text !== undefined && text !== '' && !isLink(target.variable, text)
    return isSet ? [toWritten(target, text)] : []
  })
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || !name.startsWith('FLAKON_') || reservedVariables.has(name)) continue
    const target = targets.find(({ variable }) => variable === name)
    if (isLink(name, text)) warnOfLink(name, text, target, report)
    else if (target !== undefined) found.push(toWritten(target, text))
    else warnOfUnknown(name, targets, report)
  }
  return found
}

function toWritten({ section, key, variable }: Target, text: string): Written {
  const place = { where: variable, named: variable, lenient: true }
  return { section, key, raw: { text }, source: 'environment', ...place }
}

function customaryTargets(declarations: readonly Declaration[]): Target[] {
  return declarations.flatMap(({ name: section, keys }) =>
    Object.entries(keys).flatMap(([key, { variable }]) =>
      variable === undefined ? [] : [{ section, key, variable, declared: true }],
    ),
  )
}

function declaredTargets(declarations: readonly Declaration[]): Target[] {
  return declarations.flatMap(({ name: section, keys }) =>
    Object.entries(keys).flatMap(([name, { renamed }]) =>
      [name, ...(renamed === undefined ? [] : [renamed])].map((key) => ({
        section,
        key,
        variable: variableOf(section, key),
        declared: true,
      })),
    ),
  )
}

function undeclaredTargets(
  declarations: readonly Declaration[],
  written: readonly Written[],
): Target[] {
  const declared = new Set(declarations.map(({ name }) => name))
  const found = new Map<string, Target>()
  for (const { section, key } of written) {
    if (declared.has(section)) continue
    const variable = variableOf(section, key)
    found.set(`${section}:${key}`, { section, key, variable, declared: false })
  }
  return [...found.values()]
}

function refuseClashes(targets: readonly Target[], report: Report): void {
  const taken = new Map<string, Target>()
  for (const target of targets) {
    const { variable, section, key } = target
    const other = taken.get(variable)
    if (other === undefined) taken.set(variable, target)
    else {
      const message = `this variable would set both ${other.key} of [${other.section}] and ${key} of [${section}]: rename one of the two`
      report.fault(variable, message)
    }
  }
}

/** What Kubernetes sets in every container for each service of the namespace. */
function isLink(name: string, value: string): boolean {
  const named = /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?$/.test(name)
  return named || (/(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//.test(value))
}

function warnOfLink(name: string, text: string, target: Target | undefined, report: Report): void {
  if (target === undefined || /:\/\//.test(text)) return
  const message = `ignored: Kubernetes sets variables of this form by itself, so ${target.key} of [${target.section}] cannot be set by one; set it in a file, or rename it`
  report.warn(name, message)
}

function warnOfUnknown(name: string, targets: readonly Target[], report: Report): void {
  const [near] = nearest(
    name.slice('FLAKON_'.length),
    targets.map(({ variable }) => variable.slice('FLAKON_'.length)),
  )
  const fix = near === undefined ? 'flakon config lists them all' : `did you mean FLAKON_${near}?`
  report.warn(name, `no setting has this variable (ignored): ${fix}`)
}

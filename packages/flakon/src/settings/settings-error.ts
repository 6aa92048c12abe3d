import { FlakonError } from '../errors.ts'
import { masked } from './mask.ts'
import type { Fault, Resolution } from './resolution.ts'

/**
 * The settings of an app are invalid: its message is the whole report, one fault a line, without secrets.
 *
 * @example
 * try { createApp({ settings }) } catch (error) { if (error instanceof SettingsError) console.error(error.message) }
 */
export class SettingsError extends FlakonError {
  override readonly name = 'SettingsError'
  /** All that became of the settings, for `flakon config`. Not enumerable: a logger would write the secrets in it. */
  declare readonly resolution: Resolution

  constructor(resolution: Resolution) {
    const { faults } = resolution
    const count = faults.length === 1 ? 'There is a fault' : `There are ${faults.length} faults`
    const lines = faults.map((fault) => `  ${formatFault(fault)}`)
    super('FLK_SETTINGS_INVALID', [`${count} in the settings:`, ...lines].join('\n'))
    Object.defineProperty(this, 'resolution', { value: resolution })
  }
}

/** A fault or a warning on one line: where, and what. */
export function formatFault({ where, message }: Fault): string {
  return where === '' ? message : `${where}  ${message}`
}

/** Collects what is wrong, each thing once, already without secrets. */
export class Report {
  readonly faults: Fault[] = []
  readonly warnings: Fault[] = []
  /** A file could not be read, so that what is missing may be missing because of it. */
  incomplete = false

  fault(where: string, message: string): void {
    add(this.faults, { where, message: masked(message) })
  }

  warn(where: string, message: string): void {
    add(this.warnings, { where, message: masked(message) })
  }

  /** A mistake in what ships with the code stops the boot; elsewhere an older image must still start. */
  mistake(lenient: boolean, where: string, message: string): void {
    if (lenient) this.warn(where, `${message} (ignored)`)
    else this.fault(where, message)
  }
}

function add(list: Fault[], fault: Fault): void {
  const known = list.some(
    ({ where, message }) => where === fault.where && message === fault.message,
  )
  if (!known) list.push(fault)
}

/** In the order in which a person goes through them: by file, in the order of `paths`, then by line. */
export function sorted(faults: readonly Fault[], paths: readonly string[]): Fault[] {
  const placed = faults.map((fault) => {
    const [, file = fault.where, line = 0, column = 0] =
      /^(.*):(\d+):(\d+)$/.exec(fault.where) ?? []
    return { fault, file, line: Number(line), column: Number(column) }
  })
  const files = [...new Set([...paths, ...placed.map(({ file }) => file)])]
  return placed
    .sort(
      (one, other) =>
        files.indexOf(one.file) - files.indexOf(other.file) ||
        one.line - other.line ||
        one.column - other.column,
    )
    .map(({ fault }) => fault)
}

import { FlakonError } from '../errors.ts'
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

import { masked } from './mask.ts'
import type { Fault } from './resolution.ts'

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

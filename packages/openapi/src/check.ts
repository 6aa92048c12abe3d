import type { DocumentFault, LoadedDocument } from './document.ts'
import { placeOf, type Spot } from './position.ts'

/** What was found in a document, each fault of a place once, however often that is come by. */
export class Faults {
  readonly #all = new Map<string, DocumentFault>()

  get all(): readonly DocumentFault[] {
    return [...this.#all.values()]
  }

  error(code: string, spot: Spot, message: string): void {
    this.#add('error', code, spot, message)
  }

  /** Of what has been repaired in the one obvious way. */
  warn(code: string, spot: Spot, message: string): void {
    this.#add('warning', code, spot, message)
  }

  #add(grade: DocumentFault['grade'], code: string, spot: Spot, message: string): void {
    const place = placeOf(spot)
    const key = `${code} ${place.file}#${place.pointer}`
    if (!this.#all.has(key)) this.#all.set(key, { ...place, grade, code, message })
  }
}

/**
 * Faults as lines, each with file, line, column and pointer.
 * @example formatFaults(loaded) // ['openapi.yaml:12:7 #/paths/~1runs/get error unresolved_ref: "#/x" leads nowhere …']
 */
export function formatFaults(
  loaded: LoadedDocument,
  faults: readonly DocumentFault[] = loaded.faults,
): string[] {
  return faults.map(({ file, pointer, grade, code, message }) => {
    const at = loaded.locate({ file, pointer })
    const where = at === undefined ? file : `${file}:${at.line}:${at.column}`
    return `${where} #${pointer} ${grade} ${code}: ${message}`.trimStart()
  })
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

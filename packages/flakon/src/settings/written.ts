import type { Line } from './quotes.ts'
import type { SourceKind } from './resolution.ts'

/** A value as its source holds it: lines of a file, text of a variable or a flag, a value of an object. */
export type Raw =
  | { readonly lines: readonly Line[] }
  | { readonly text: string }
  | { readonly value: unknown }

/** One key as one source sets it. */
export interface Written {
  readonly section: string
  readonly key: string
  readonly raw: Raw
  readonly source: SourceKind
  /** Where the value is, for messages: `settings.ini:4:8`, a variable, `createApp`. */
  readonly where: string
  /** Where the name is. */
  readonly named: string
  /** Its source does not ship with the code: a name that is unknown is a warning. */
  readonly lenient: boolean
  /** From `[DEFAULT]`: only for keys that exist. */
  readonly inherited?: boolean
  /** Absolute path of its file. */
  readonly file?: string
}

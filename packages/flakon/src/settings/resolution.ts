import type { Line } from './ini.ts'

/** What `createApp({ settings })` takes: a path, a URL, a plain object, or a list of these, later ones winning. */
export type SettingsInput =
  | string
  | URL
  | SettingsObject
  | readonly (string | URL | SettingsObject)[]

/** Settings as a plain object: sections by name, each with its keys; values as text or already typed. */
export interface SettingsObject {
  readonly [section: string]: unknown
}

/** All settings of an app: sections by name, nested where a name has dots; frozen. */
export interface Settings {
  // biome-ignore lint/suspicious/noExplicitAny: an undeclared section's values have no static type
  readonly [section: string]: any
}

/** Where a value came from, weakest first. */
export type SourceKind = 'default' | 'file' | 'environment' | 'object' | 'flag'

/** One value from one source. */
export interface Origin {
  readonly source: SourceKind
  /** `settings.ini:4:8`, `FLAKON_SERVER_PORT`, `createApp`, `--set server.port`, `default`. */
  readonly where: string
  /** The value as shown: masked (`***`) when secret. */
  readonly shown: string
}

/** One key of the settings, explained. */
export interface Entry extends Origin {
  readonly section: string
  readonly key: string
  /** The typed value; never shown when `secret`. */
  readonly value: unknown
  readonly secret: boolean
  /** Whether a section declares this key. */
  readonly declared: boolean
  readonly reloadable: boolean
  /** The variable that sets it. */
  readonly variable: string
  /** What it overrode, strongest first. */
  readonly overrode: readonly Origin[]
}

/** Something wrong in the settings: where, what, and the fix. Already masked. */
export interface Fault {
  /** `file:line:column`, a variable's name, or empty. */
  readonly where: string
  readonly message: string
}

/** Everything that became of the settings. */
export interface Resolution {
  readonly settings: Settings
  readonly entries: readonly Entry[]
  /** Each stops the boot. */
  readonly faults: readonly Fault[]
  /** Each is one line of log at boot. */
  readonly warnings: readonly Fault[]
  /** Absolute paths of all files that were read or looked for, for reload. */
  readonly files: readonly string[]
}

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

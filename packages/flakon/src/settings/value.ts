/** The kinds of values a key can have. `secret` is `text` that is never shown. */
export type KeyKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'duration'
  | 'bytes'
  | 'url'
  | 'list'
  | 'oneOf'

/** What a key may declare beside its default and its docs. */
export interface KeyAttributes {
  /** Lowest value, in the key's own unit (ms, bytes); shortest length of a text or a list. */
  readonly min?: number
  /** Highest value, in the key's own unit (ms, bytes); greatest length of a text or a list. */
  readonly max?: number
  /** Never shown in anything Flakon writes. */
  readonly secret?: boolean
  /** The key's former name in the same section: it works and warns. */
  readonly renamed?: string
  /** The key takes effect without a restart (recorded and shown; reloading comes later). */
  readonly reloadable?: boolean
  /** The key may be absent and has no default. */
  readonly optional?: boolean
  /** A customary variable honoured beneath `FLAKON_<SECTION>_<KEY>`, such as `PORT`. */
  readonly variable?: string
}

/** A typed setting of a section, made by one of the kinds in kind.ts. `T` is what its value is. */
export interface Key<out T = unknown> extends KeyAttributes {
  readonly kind: KeyKind
  readonly docs: string
  /** The parsed default; absent when the key is required or optional. */
  readonly default?: T
  readonly required: boolean
  /** The words a `oneOf` allows. */
  readonly values?: readonly string[]
  /** The kind of a list's items. */
  readonly of?: Key
}

/** The keys of a section by name. */
export type Keys = Readonly<Record<string, Key>>

/** The settings of a section, as its keys declare them. */
export type SettingsOf<K extends Keys> = {
  readonly [N in keyof K]: K[N] extends Key<infer T> ? T : never
}

/** A section as far as settings need it: its name (`client.users` when nested) and its keys. */
export interface Declaration {
  readonly name: string
  readonly keys: Keys
}

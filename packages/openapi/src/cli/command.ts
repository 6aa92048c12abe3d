import { usage } from '../errors.ts'

/** What a command may touch: `flakon` hands it over. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
}

/** A command that `flakon` finds in this package. */
export interface CommandRow {
  /** `types`, `openapi lint`, `openapi diff`. */
  readonly name: string
  /** In commander's form: `<file>`. */
  readonly arguments: string
  readonly description: string
  readonly options: readonly { readonly flags: string; readonly docs: string }[]
  /** Gives the exit status: 0, 1 where a check found something, 2 for a mistake in the command line. */
  run(
    flags: Readonly<Record<string, unknown>>,
    words: readonly string[],
    io: CommandIo,
  ): Promise<number>
}

/** What a command that reads a document has besides. */
export const refRoots = {
  flags: '--ref-roots <places>',
  docs: 'folders and URLs, between commas, that references may lead into, as [contract] ref_roots',
}

/** The places that the flag names. */
export function refRootsOf({ refRoots: places }: Readonly<Record<string, unknown>>): string[] {
  return typeof places === 'string' ? places.split(',').map((one) => one.trim()) : []
}

/** A second document is not passed over: whoever names it believes that it was read. */
export function refuseOthers(words: readonly string[], command: string): void {
  if (words.length > 0)
    throw usage(`${command} takes one document, not "${words.join(' ')}" as well`)
}

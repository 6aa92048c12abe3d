/** What the scaffolder may touch; `prompt` is there for a person at a terminal. */
export interface Io {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Aborted by Ctrl-C: what is half made is removed. */
  readonly signal: AbortSignal
  /** Asks a person; absent where there is none, and then nothing is ever asked. */
  readonly prompt?: Prompt
}

/** The questions that may be asked; each may be given up, which is `undefined`. */
export interface Prompt {
  text(question: {
    message: string
    initial: string
    validate(value: string): string | undefined
  }): Promise<string | undefined>
  choose(question: {
    message: string
    initial: string
    choices: readonly string[]
  }): Promise<string | undefined>
  /** Yes or no; yes where the person just goes on. */
  confirm(question: { message: string }): Promise<boolean | undefined>
}

/** A mistake of the user's, with what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The person does not want the service after all. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
}

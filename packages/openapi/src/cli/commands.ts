import type { CommandRow } from './command.ts'
import { diff } from './diff.ts'
import { lint } from './lint.ts'
import { mock } from './mock.ts'
import { types } from './types-command.ts'

export type { CommandIo, CommandRow } from './command.ts'

/** The commands that `flakon` finds in this package, in the order in which help lists them. */
export const commands: readonly CommandRow[] = [types, mock, lint, diff]

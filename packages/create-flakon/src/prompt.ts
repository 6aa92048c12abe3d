import type { Readable, Writable } from 'node:stream'
import { confirm, isCancel, select, text } from '@clack/prompts'
import type { Prompt } from './io.ts'

/** Asks at a terminal; when the signal is aborted, whatever is being asked counts as given up. */
export function terminalPrompt(input: Readable, output: Writable, signal: AbortSignal): Prompt {
  const at = { input, output, signal }
  return {
    async text({ message, initial, validate }) {
      const answer = await text({
        ...at,
        message,
        placeholder: initial,
        defaultValue: initial,
        validate: (value) => validate(value || initial),
      })
      return isCancel(answer) ? undefined : answer
    },
    async choose({ message, initial, choices }) {
      const options = choices.map((value) => ({ value, label: value }))
      const answer = await select({ ...at, message, initialValue: initial, options })
      return isCancel(answer) ? undefined : answer
    },
    async confirm({ message }) {
      const answer = await confirm({ ...at, message })
      return isCancel(answer) ? undefined : answer
    },
  }
}

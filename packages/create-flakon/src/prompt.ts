import { isCancel, select, text } from '@clack/prompts'
import type { Prompt } from './io.ts'

/** Asks at the terminal. */
export const terminalPrompt: Prompt = {
  async text({ message, initial, validate }) {
    const answer = await text({
      message,
      placeholder: initial,
      defaultValue: initial,
      validate: (value) => validate(value || initial),
    })
    return isCancel(answer) ? undefined : answer
  },
  async choose({ message, initial, choices }) {
    const options = choices.map((value) => ({ value, label: value }))
    const answer = await select({ message, initialValue: initial, options })
    return isCancel(answer) ? undefined : answer
  },
}

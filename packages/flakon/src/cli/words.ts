import { flakonError } from '../errors.ts'

/** The words that are commands of Flakon's own, so no blueprint's. */
export const ownCommands: readonly string[] = ['run', 'routes', 'config', 'shell', 'help']

/** Refuses words that a command has no use for. */
export function refuseWords(words: readonly string[], allowed: number, command: string): void {
  const extra = words.slice(allowed)
  if (extra.length === 0) return
  const message = `flakon ${command} does not take "${extra.join(' ')}": see flakon ${command} --help`
  throw flakonError('FLK_USAGE', [message])
}

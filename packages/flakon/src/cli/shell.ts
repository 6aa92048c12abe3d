import { once } from 'node:events'
import { start } from 'node:repl'
import type { InjectOptions } from 'fastify'
import { findState } from '../state.ts'
import type { Io } from './io.ts'
import { loadApp } from './load-app.ts'
import type { Flags } from './options.ts'
import { refuseWords } from './words.ts'

/** `flakon shell`: a prompt with the app in it, ready, and closed at the end. */
export async function shell(flags: Flags, words: readonly string[], io: Io): Promise<number> {
  refuseWords(words, 0, 'shell')
  const { app, file } = await loadApp(flags.app, io)
  try {
    await app.ready()
    const settings = findState(app)?.settings
    const inject = (request: string | InjectOptions) => app.inject(request)
    const isTerminal = io.stdin.isTTY === true
    if (isTerminal)
      io.stdout.write(
        `${file}: app, settings and inject are at hand, as in await inject('/'); leave with .exit\n`,
      )
    const repl = start({
      prompt: isTerminal ? 'flakon> ' : '',
      input: io.stdin,
      output: io.stdout,
      terminal: isTerminal,
    })
    Object.assign(repl.context, { app, settings, inject })
    await once(repl, 'exit')
  } finally {
    await app.close()
  }
  return 0
}

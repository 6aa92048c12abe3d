import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { type REPLServer, start } from 'node:repl'
import { PassThrough } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { findState } from '../state.ts'
import type { Io } from './io.ts'
import { loadApp } from './load-app.ts'
import { type Flags, refuseWords } from './options.ts'

/** `flakon shell`: a prompt with the app in it, ready, and closed at the end. */
export async function shell(flags: Flags, words: readonly string[], io: Io): Promise<number> {
  refuseWords(words, 0, 'shell')
  const { app, file } = await loadApp(flags.app, io)
  try {
    await app.ready()
    const settings = findState(app)?.settings
    const inject = (request: string | InjectOptions) => app.inject(request)
    const isTerminal = io.stdin.isTTY === true
    if (isTerminal) {
      const hint = "app, settings and inject are at hand, as in await inject('/'); leave with .exit"
      io.stdout.write(`${file}: ${hint}\n`)
    }
    const input = isTerminal ? io.stdin : new PassThrough()
    const prompt = isTerminal ? 'flakon> ' : ''
    const repl = start({ prompt, input, output: io.stdout, terminal: isTerminal })
    Object.assign(repl.context, { app, settings, inject })
    if (input instanceof PassThrough) feed(repl, input, io.stdin)
    await once(repl, 'exit')
  } finally {
    await app.close()
  }
  return 0
}

/**
 * Gives a script to the prompt line by line, each when the one before is done: of a pipe the prompt would take all
 * lines at once, and not wait for what they await.
 */
async function feed(
  repl: REPLServer,
  input: PassThrough,
  script: NodeJS.ReadableStream,
): Promise<void> {
  const waiting = repl as { eval: REPLServer['eval'] }
  const evaluate = repl.eval
  const events = new EventEmitter()
  waiting.eval = (code, context, file, done) =>
    evaluate.call(repl, code, context, file, (error, result) => {
      done(error, result)
      setImmediate(() => events.emit('done'))
    })
  for await (const line of createInterface({ input: script })) {
    const isCommand = line.startsWith('.')
    const done = line.trim() === '' || isCommand ? undefined : once(events, 'done')
    input.write(`${line}\n`)
    await done
  }
  input.end()
}

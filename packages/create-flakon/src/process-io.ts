import type { Io } from './io.ts'
import { terminalPrompt } from './prompt.ts'

/** This process as the scaffolder sees it; the first Ctrl-C or SIGTERM aborts, a second one ends it at once. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  const { signal, abort } = aborter()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, abort)
  const isTerminal = stdin.isTTY === true && stdout.isTTY === true && !env.CI
  const prompt = isTerminal ? { prompt: terminalPrompt(stdin, stdout, signal) } : {}
  return { stdout, stderr, env, cwd: process.cwd(), signal, ...prompt }
}

function aborter() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

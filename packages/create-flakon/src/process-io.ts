import type { Io } from './io.ts'
import { terminalPrompt } from './prompt.ts'

/** This process as the scaffolder sees it; the first Ctrl-C or SIGTERM aborts, a second one ends it at once. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => controller.abort())
  const isTerminal = stdin.isTTY === true && stdout.isTTY === true && !env.CI
  const prompt = isTerminal ? { prompt: terminalPrompt } : {}
  return { stdout, stderr, env, cwd: process.cwd(), signal: controller.signal, ...prompt }
}

import { PassThrough } from 'node:stream'
import { vi } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { text } from '../text.ts'
import { folderOf } from './fixture.ts'

/** What one command line did. */
export interface Outcome {
  readonly status: number
  readonly out: string
  readonly err: string
}

/**
 * Runs a command line in this process, in the folder of a fixture. Flags become variables of the process, where
 * `createApp` finds them; what was there before is there again afterwards. Not for two at a time.
 */
export async function flakon(
  fixture: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Outcome> {
  vi.resetModules() // An app reads its settings when it is imported: each command line imports it anew.
  const before = { ...process.env }
  Object.assign(process.env, env)
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const stdin = Object.assign(new PassThrough(), { isTTY: false })
  stdin.end(input)
  const cwd = fixture.startsWith('/') ? fixture : folderOf(fixture)
  try {
    const status = await main(argv, {
      stdin: stdin as never,
      stdout,
      stderr,
      env: process.env,
      cwd,
    })
    return { status, out: text(stdout), err: text(stderr) }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import { text } from '../../flakon/test/text.ts'
import type { Io } from '../src/io.ts'
import { main } from '../src/main.ts'

/** For tests that are not about git or installing. */
export const only = ['--no-git', '--no-install']

/** An empty folder that goes with the test. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'create-flakon-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the scaffolder in a folder, without a terminal unless a prompt is given. */
export async function create(cwd: string, argv: readonly string[], more: Partial<Io> = {}) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const { signal } = new AbortController()
  const env = { PATH: process.env.PATH }
  const status = await main(argv, { stdout, stderr, env, cwd, signal, ...more })
  return { status, out: text(stdout), err: text(stderr) }
}

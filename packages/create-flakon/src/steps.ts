import { spawn } from 'node:child_process'
import type { Io } from './io.ts'
import type { Plan } from './plan.ts'

/** What became of a step that may fail without taking the service with it. */
export interface StepResult {
  readonly done: boolean
  /** Why not, and what to do; empty when done, and when there is nothing to say. */
  readonly advice: string
}

/**
 * Installs the dependencies with the chosen package manager. `shown` lets it write to the terminal itself, so that a
 * person sees how far it is.
 */
export async function install(plan: Plan, io: Io, shown: boolean): Promise<StepResult> {
  const { packageManager, directory } = plan
  const failed = await call(packageManager, ['install'], directory, io, shown)
  if (failed === undefined) return { done: true, advice: '' }
  const command = `${packageManager} install`
  return { done: false, advice: `${command} failed: ${failed}\nRun it again in ${directory}` }
}

/** Makes a git repository, unless the service lies in one already. Nothing is committed: that is the owner's. */
export async function initGit({ directory }: Plan, io: Io): Promise<StepResult> {
  const outside = await call('git', ['rev-parse', '--is-inside-work-tree'], directory, io)
  if (outside === undefined)
    return { done: false, advice: 'none is made: the service lies in a repository already' }
  const failed = await call('git', ['init', '--quiet'], directory, io)
  if (failed === undefined) return { done: true, advice: '' }
  return { done: false, advice: `git init failed: ${failed}\nRun it yourself in ${directory}` }
}

/** Runs a program to its end; undefined when it went well, else the reason, its own last words included. */
function call(
  program: string,
  args: readonly string[],
  cwd: string,
  io: Io,
  shown = false,
): Promise<string | undefined> {
  return new Promise((done) => {
    const { env, signal } = io
    const shell = process.platform === 'win32'
    const output = shown ? 'inherit' : 'pipe'
    const child = spawn(program, args, {
      cwd,
      env,
      signal,
      shell,
      stdio: ['ignore', output, output],
    })
    let said = ''
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-2000)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    // It is over when its streams are closed, not before: an aborted one still has to end.
    child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      said = code === 'ENOENT' ? `there is no ${program} here` : message
    })
    child.on('close', (status) =>
      done(status === 0 ? undefined : said.trim() || `it ended with status ${status}`),
    )
  })
}

import { spawn } from 'node:child_process'
import type { Io } from './io.ts'
import type { Plan } from './plan.ts'

/** What became of a step that may fail without taking the service with it. */
export interface StepResult {
  readonly done: boolean
  /** Why not, and what to do; empty when done. */
  readonly advice: string
}

/** Installs the dependencies with the chosen package manager. */
export async function install(plan: Plan, io: Io): Promise<StepResult> {
  const { packageManager, directory } = plan
  const failed = await call(packageManager, ['install'], directory, io)
  if (failed === undefined) return { done: true, advice: '' }
  return {
    done: false,
    advice: `${packageManager} install failed (${failed}). Run it again in ${directory}`,
  }
}

/** Makes a git repository, unless the service lies in one already. Nothing is committed: that is the owner's. */
export async function initGit(plan: Plan, io: Io): Promise<StepResult> {
  const inside = await call('git', ['rev-parse', '--is-inside-work-tree'], plan.directory, io)
  if (inside === undefined) return { done: false, advice: '' }
  const failed = await call('git', ['init', '--quiet'], plan.directory, io)
  if (failed === undefined) return { done: true, advice: '' }
  return { done: false, advice: `git init failed (${failed}). Run it yourself when git is there` }
}

/** Runs a program to its end; undefined when it went well, else the reason, its own last words included. */
function call(
  program: string,
  args: readonly string[],
  cwd: string,
  io: Io,
): Promise<string | undefined> {
  return new Promise((done) => {
    const shell = process.platform === 'win32'
    const child = spawn(program, args, {
      cwd,
      env: io.env,
      signal: io.signal,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-2000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      done(code === 'ENOENT' ? `there is no ${program} here` : message)
    })
    child.on('close', (status) =>
      done(status === 0 ? undefined : said.trim() || `status ${status}`),
    )
  })
}

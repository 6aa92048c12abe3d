import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The environment of a person: nothing of the test runner's. */
export function plainEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const runners = /^(?:VITEST|NODE_ENV|TEST|MODE|DEV|PROD|SSR|BASE_URL|FORCE_COLOR|FLAKON_)/
  const kept = Object.entries(process.env).filter(([name]) => !runners.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...more }
}

/** What npm would ask of its registry again, and its advice, are not what is tested. */
const npm = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
}

/** Runs a program to its end; its output, or an error that shows it. */
export async function call(command: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: plainEnv({ CI: 'true', ...npm }), maxBuffer: 1 << 24 }
  try {
    const { stdout, stderr } = await execute(command, args, options)
    return stdout + stderr
  } catch (error) {
    const { stdout, stderr, message } = error as {
      stdout?: string
      stderr?: string
      message: string
    }
    throw new Error(`${message}\n${stdout ?? ''}${stderr ?? ''}`)
  }
}

const running = new Set<Service>()

/** A service in a process of its own, with everything it says. */
export class Service {
  readonly child: ChildProcess
  /** Everything it has written so far. */
  said = ''
  #heard: (() => void)[] = []

  constructor(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, {
      cwd,
      env: plainEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const hear = (chunk: Buffer | string) => {
      this.said += chunk
      for (const heard of this.#heard.splice(0)) heard()
    }
    this.child.stdout?.on('data', hear)
    this.child.stderr?.on('data', hear)
    this.child.once('close', (code, signal) => hear(`\nended with ${code ?? signal}\n`))
    running.add(this)
  }

  /** The first text that fits and was said after `after` earlier ones; fails when the service has ended without it. */
  async says(pattern: RegExp, after = 0): Promise<RegExpExecArray> {
    for (;;) {
      const found = [...this.said.matchAll(new RegExp(pattern, `${pattern.flags}g`))][after]
      if (found !== undefined) return found as RegExpExecArray
      if (/^ended with /m.test(this.said)) throw new Error(`never said ${pattern}:\n${this.said}`)
      await new Promise<void>((heard) => this.#heard.push(heard))
    }
  }

  /** Where it answers. */
  async address(after = 0): Promise<string> {
    const [, address = ''] = await this.says(/on +(http:\/\/127\.0\.0\.1:\d+)/, after)
    return address
  }

  /** Sends SIGTERM and gives the exit status. */
  async terminate(): Promise<number | null> {
    const ended = this.child.exitCode === null ? once(this.child, 'exit') : [this.child.exitCode]
    this.child.kill('SIGTERM')
    const [code] = await ended
    running.delete(this)
    return code as number | null
  }
}

/** Ends what a failed test has left running. */
export function endAll(): void {
  for (const { child } of running) child.kill('SIGKILL')
  running.clear()
}

import { type ChildProcess, fork } from 'node:child_process'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onStopSignals } from '../serve/process.ts'
import type { Io } from './io.ts'
import { FileWatcher } from './watch.ts'

/** A child that has not gone by then hangs, in ms. */
const patience = 1500
const bin = fileURLToPath(new URL('./bin.js', import.meta.url))

/** What a child tells its supervisor. */
interface Told {
  /** Files to watch. */
  readonly files?: readonly string[]
  /** It serves: what stops it from now on is an edit, which another edit can mend. */
  readonly listening?: boolean
  /** The port it listens on, to be kept. */
  readonly port?: number | undefined
  /** It failed for a reason that no change of a file mends: the exit status. */
  readonly hopeless?: number
}

/** Whether this process is the child of `supervise`. */
export function isSupervised(env: NodeJS.ProcessEnv): boolean {
  return env._FLAKON_SUPERVISED !== undefined && process.send !== undefined
}

export function tellSupervisor(told: Told): void {
  if (process.env._FLAKON_SUPERVISED !== undefined) process.send?.(told)
}

/** Runs the same command line in a child process, and again in a new one after each change. Returns the exit status. */
export function supervise(
  argv: readonly string[],
  envFile: string | undefined,
  io: Io,
): Promise<number> {
  return new Promise((done) => new Supervisor(argv, envFile, io, done).start())
}

class Supervisor {
  readonly #argv: readonly string[]
  readonly #io: Io
  readonly #done: (status: number) => void
  readonly #watcher = new FileWatcher((files) => this.#reload(files))
  readonly #deaf = onStopSignals((status) => this.#stop(status))
  #child: ChildProcess | undefined
  #state: 'running' | 'reloading' | 'stopping' = 'running'
  #port: number | undefined
  #hopeless: number | undefined
  #hasServed = false
  #timer: NodeJS.Timeout | undefined

  constructor(
    argv: readonly string[],
    envFile: string | undefined,
    io: Io,
    done: (status: number) => void,
  ) {
    this.#argv = argv
    this.#io = io
    this.#done = done
    this.#watcher.add(resolve(io.cwd, envFile ?? '.env'))
  }

  start(): void {
    this.#state = 'running'
    this.#watcher.rest()
    const port = this.#port === undefined ? {} : { _FLAKON_PORT: String(this.#port) }
    const env = { ...this.#io.env, ...port, _FLAKON_SUPERVISED: '1' }
    this.#child = fork(bin, this.#argv, { cwd: this.#io.cwd, env })
    this.#child.on('message', (told: Told) => this.#listen(told))
    this.#child.once('exit', (code) => this.#ended(code))
  }

  #listen({ files = [], listening = false, port, hopeless }: Told): void {
    for (const file of files) this.#watcher.add(file)
    this.#hasServed ||= listening
    this.#port ??= port
    this.#hopeless ??= hopeless
  }

  #reload(files: readonly string[]): void {
    if (this.#state !== 'running') return
    const names = files.map((file) => relative(this.#io.cwd, file)).join(', ')
    this.#io.stderr.write(`  changed    ${names}\n`)
    if (this.#child === undefined) this.start()
    else {
      this.#state = 'reloading'
      this.#endChild('stop')
    }
  }

  /** First signal: drain. Second: at once. */
  #stop(status: number): void {
    if (this.#child === undefined) this.#finish(0)
    else if (this.#state === 'stopping') {
      this.#child.kill('SIGKILL')
      this.#finish(status)
    } else {
      this.#state = 'stopping'
      this.#child.send('drain', () => {})
    }
  }

  #endChild(word: 'stop'): void {
    const child = this.#child
    child?.send(word, () => {})
    this.#timer = setTimeout(() => child?.kill('SIGKILL'), patience)
  }

  #ended(code: number | null): void {
    clearTimeout(this.#timer)
    this.#child = undefined
    if (this.#state === 'stopping') this.#finish(code ?? 1)
    else if (this.#hopeless !== undefined && !this.#hasServed) this.#finish(this.#hopeless)
    else if (this.#state === 'reloading') this.start()
    else this.#io.stderr.write('  ended      waiting for a change\n')
  }

  #finish(status: number): void {
    this.#watcher.close()
    this.#deaf()
    this.#done(status)
  }
}

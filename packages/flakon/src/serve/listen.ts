import { lstat, unlink } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { flakonError } from '../errors.ts'
import type { Settings } from '../settings/resolve.ts'
import { drain, trackRequests } from './drain.ts'
import { exitOnSignals } from './process.ts'

/** Where to serve, instead of what `[server]` says. */
export interface ServeOptions {
  readonly host?: string | undefined
  /** 0 takes any free one. */
  readonly port?: number | undefined
  /** Path of a Unix socket. */
  readonly socket?: string | undefined
  /** Whether SIGTERM and SIGINT drain and exit the process; true when left out. */
  readonly signals?: boolean | undefined
}

/** A service that listens. */
export interface Served {
  /** `http://127.0.0.1:5000`, `https://…`, or the path of the Unix socket. */
  readonly address: string
  /** Stops accepting, finishes what is in flight, closes the app. Throws `FLK_SHUTDOWN_TIMEOUT`. */
  stop(): Promise<void>
}

/** An app as `serve` needs it: any Fastify instance; one without settings gets the defaults. */
export type Servable = FastifyInstance & { readonly settings?: Settings }

type Target = { readonly host: string; readonly port: number } | { readonly path: string }

/**
 * Listens where `[server]` says and, on SIGTERM and SIGINT, drains within `[shutdown] timeout` and exits.
 * When listening fails the app is closed again.
 *
 * @throws FlakonError `FLK_SERVE_ADDRESS_IN_USE`, `FLK_SERVE_ADDRESS`, `FLK_SERVE_LISTENING`, and what the boot throws
 *
 * @example
 * const { address, stop } = await serve(app, { port: 0, signals: false })
 */
export async function serve(app: Servable, options: ServeOptions = {}): Promise<Served> {
  if (app.server.listening) throw flakonError('FLK_SERVE_LISTENING', [])
  const requests = trackRequests(app)
  let stopping: Promise<void> | undefined
  const stop = (timeout: number = app.settings?.shutdown?.timeout ?? 25_000) => {
    stopping ??= drain(app, requests, timeout).finally(letGo)
    return stopping
  }
  // Before listening: a container that is stopped while it starts must stop too.
  const letGo = options.signals === false ? () => {} : exitOnSignals({ log: app.log, stop })
  try {
    const address = await listen(app, targetOf(app.settings?.server ?? {}, options))
    return { address, stop: () => stop() }
  } catch (error) {
    letGo()
    await app.close().catch(() => {})
    throw error
  }
}

function targetOf(server: Settings[string], options: ServeOptions): Target {
  const named = options.host !== undefined || options.port !== undefined
  const path = options.socket ?? (named ? undefined : server.socket)
  if (path !== undefined) return { path }
  const host = options.host ?? server.host ?? '127.0.0.1'
  // Fastify would open a second server for ::1, which takes no part in the drain.
  return {
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: options.port ?? server.port ?? 5000,
  }
}

async function listen(app: FastifyInstance, target: Target): Promise<string> {
  await app.ready()
  try {
    if ('path' in target) await removeStale(target.path)
    return await app.listen(target)
  } catch (error) {
    throw await explain(error as NodeJS.ErrnoException, target)
  }
}

/** A socket file that a killed process has left behind stands in the way; one that answers does not go. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) {
    throw flakonError('FLK_SERVE_ADDRESS', [path, 'there is a file of that name, not a socket'])
  }
  const answers = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => resolve(true)).on('error', () => resolve(false))
    probe.on('connect', () => probe.destroy())
  })
  if (!answers) await unlink(path)
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not; ports below 1024 need a privilege, so choose a higher one',
  EADDRNOTAVAIL: 'this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all',
  ENOTFOUND: 'there is no host of that name; use 127.0.0.1, or 0.0.0.0 for all',
  ENOENT: 'the folder of the socket does not exist: make it first',
}

async function explain(error: NodeJS.ErrnoException, target: Target): Promise<unknown> {
  const where = 'path' in target ? target.path : `${target.host}:${target.port}`
  if (error.code === 'EADDRINUSE') {
    const [advice, note] = await adviceFor(target)
    return flakonError('FLK_SERVE_ADDRESS_IN_USE', [where, advice, note], error)
  }
  const reason = reasons[error.code ?? '']
  if (reason === undefined || error.syscall === undefined) return error
  return flakonError('FLK_SERVE_ADDRESS', [where, `${reason} (${error.code})`], error)
}

/** A command that works here and now, and who is likely to be in the way. */
async function adviceFor(target: Target): Promise<[advice: string, note: string]> {
  if ('path' in target) return [`flakon run --socket ${target.path}.2`, '']
  const port = await freePort(target.host, target.port + 1)
  const airPlay = process.platform === 'darwin' && target.port === 5000
  const note = airPlay
    ? ' by AirPlay, which takes port 5000 on macOS (System Settings, General, AirDrop & Handoff)'
    : ''
  return [`flakon run --port ${port}, or PORT=${port}`, note]
}

/** The next port that is free, of ten; else 0, which always is. */
async function freePort(host: string, first: number): Promise<number> {
  for (let port = first; port < Math.min(first + 10, 65_536); port++) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer().on('error', () => resolve(false))
      probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
  return 0
}

import { Worker } from 'node:worker_threads'
import type { FastifyBaseLogger } from 'fastify'

/** Something that runs in this process and can be told to stop. */
export interface Service {
  readonly log: FastifyBaseLogger
  /** Drains within the service's own time, or within `timeout` ms. */
  stop(timeout?: number): Promise<void>
}

const statuses = { SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof statuses

/** After a fault nobody caught, the requests in flight get this long, in ms: the state is not to be trusted. */
const afterFault = 2000

const services = new Set<Service>()
let stopping = false
let supervised = false

/**
 * Ends the process when it is told to: SIGTERM and SIGINT drain and exit 0, or 1 when the drain fails; a second
 * signal exits at once. An error nobody caught is logged, and ends the process with 1 after a short drain.
 * Returns a function that lets go of the process again.
 */
export function exitOnSignals(service: Service): () => void {
  if (services.size === 0) {
    for (const signal of listenedTo()) process.on(signal, onSignal)
    process.on('uncaughtException', onFault)
  }
  services.add(service)
  return () => {
    if (!services.delete(service) || services.size > 0) return
    for (const signal of listenedTo()) process.off(signal, onSignal)
    process.off('uncaughtException', onFault)
  }
}

/** Calls back on each signal that asks this process to stop, with the exit status it stands for. */
export function onStopSignals(call: (status: number) => void): () => void {
  const listen = (signal: Signal) => call(statuses[signal])
  const names = Object.keys(statuses) as Signal[]
  for (const name of names) process.on(name, listen)
  return () => {
    for (const name of names) process.off(name, listen)
  }
}

/** Makes this process the child of `flakon run --reload`: it stops when its parent says so, or is gone. */
export function obeySupervisor(): void {
  supervised = true
  // A terminal sends Ctrl-C to both processes; the parent passes it on.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(1))
  // A view that never gives the thread back would not notice: another thread does.
  new Worker(endWithParent, { eval: true }).unref()
  process.on('message', (message) => {
    if (message === 'drain') void stopAll(0)
    if (message === 'stop') void stopAll(0, 0)
  })
}

/** Whether this process is about to exit by itself, with a status of its own. */
export function isStopping(): boolean {
  return stopping
}

const endWithParent = `const parent = process.ppid
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 500)`

function listenedTo(): Signal[] {
  return supervised ? ['SIGTERM'] : ['SIGINT', 'SIGTERM']
}

function onSignal(signal: Signal): void {
  if (stopping) process.exit(statuses[signal])
  void stopAll(0)
}

/** Node raises a rejection that nobody handled as an exception too. */
function onFault(error: unknown, origin: string): void {
  for (const { log } of services) log.fatal({ err: error }, origin)
  if (!stopping) void stopAll(1, afterFault)
}

async function stopAll(status: number, timeout?: number): Promise<never> {
  stopping = true
  const ends = await Promise.all([...services].map((service) => stopOne(service, timeout)))
  process.exit(ends.includes(false) && timeout !== 0 ? 1 : status)
}

async function stopOne(service: Service, timeout?: number): Promise<boolean> {
  try {
    await service.stop(timeout)
    return true
  } catch (error) {
    const isFlakons =
      error instanceof Error && 'code' in error && error.code === 'FLK_SHUTDOWN_TIMEOUT'
    if (isFlakons) service.log.error(error.message)
    else service.log.error({ err: error }, 'the service did not stop cleanly')
    return false
  }
}

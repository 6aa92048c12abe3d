import module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'

/**
 * Calls back with each file of the user's that is imported from now on, also one that turns out to be missing. The
 * function that it returns does so at once with what is on its way, for a process that is about to end.
 */
export function reportImports(tellFile: (file: string) => void): () => void {
  const hooks = module as { registerHooks?: (hooks: object) => void }
  if (hooks.registerHooks !== undefined) {
    initialize({ report: (url) => tellFile(fileURLToPath(url)) })
    hooks.registerHooks({ resolve, load })
    return () => {}
  }
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (url: string) => tellFile(fileURLToPath(url))).unref()
  const options = { data: { port: port2 }, transferList: [port2] }
  module.register(import.meta.url, options)
  reportRequired(tellFile)
  return () => {
    for (let one = receiveMessageOnPort(port1); one; one = receiveMessageOnPort(port1))
      tellFile(fileURLToPath(one.message))
  }
}

/** What CommonJS modules require passes by the hooks of the loader thread. */
function reportRequired(tellFile: (file: string) => void): void {
  const { prototype } = module.Module as unknown as { prototype: { load(file: string): void } }
  const { load } = prototype
  prototype.load = function loadAndTell(file) {
    tell(pathToFileURL(file).href, (url) => tellFile(fileURLToPath(url)))
    load.call(this, file)
  }
}

/** Module hooks of Node, for the main thread (`registerHooks`) and for its loader thread (`register`) alike. */
let report: (url: string) => void = () => {}

/** Says who is told; a loader thread has a port to its main thread. */
export function initialize(data: { report?: (url: string) => void; port?: MessagePort }): void {
  const { port } = data
  report = data.report ?? ((url) => port?.postMessage(url))
}

type Next<T> = (url: string, context: object) => T

/** A relative import that is not found is told, too: making the file may mend it. */
export function resolve<T>(
  specifier: string,
  context: { readonly parentURL?: string },
  next: Next<T>,
): T {
  const missing = (error: unknown): never => {
    if (context.parentURL !== undefined && /^\.{1,2}\//.test(specifier))
      tell(new URL(specifier, context.parentURL).href)
    throw error
  }
  try {
    const found = next(specifier, context)
    return found instanceof Promise ? (found.catch(missing) as T) : found
  } catch (error) {
    return missing(error)
  }
}

/** A file that is loaded is told before it is read, so that a broken one is known, too. */
export function load<T>(url: string, context: object, next: Next<T>): T {
  tell(url)
  return next(url, context)
}

function tell(url: string, say = report): void {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return
  say(url.replace(/[?#].*$/, ''))
}

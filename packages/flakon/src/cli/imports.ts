import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'

/** Calls back with each file of the user's that is imported from now on, also one that turns out to be missing. */
export async function reportImports(report: (file: string) => void): Promise<void> {
  const { initialize, resolve, load } = await import('./imports-hook.ts')
  const hooks = module as { registerHooks?: (hooks: object) => void }
  if (hooks.registerHooks !== undefined) {
    initialize({ report: (url) => report(fileURLToPath(url)) })
    hooks.registerHooks({ resolve, load })
    return
  }
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (url: string) => report(fileURLToPath(url))).unref()
  const options = { data: { port: port2 }, transferList: [port2] }
  module.register(new URL('./imports-hook.js', import.meta.url), options)
}

import { executionAsyncResource } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'
import { type AppState, stateOf } from './state.ts'

/** Requests wait no longer for what is compiled in the background, in ms; one schema may take longer. */
const turn = 10

/**
 * One of Node's own objects for `process.nextTick`. Where none is alive as V8 collects garbage, as it does in a process
 * that idles, it makes all later ones in its slowest way: a fifth of a request's time (Node 20).
 */
const ticks: object[] = []
process.nextTick(() => {
  ticks.push(executionAsyncResource())
})

/**
 * Compiles the views that want it in the background, once the app listens: never for an app that does not, and never so
 * that a process would be kept alive by it.
 */
export function warmUp(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('onListen', async () => {
    const views = stateOf(app).warming.splice(0)
    if (views.length === 0) return
    const steps = stepsOf(app, views)
    const next = () => {
      const end = performance.now() + turn
      while (!isClosing) {
        if (steps.next().done === true) {
          app.log.debug(`${views.length} views are compiled`)
          return
        }
        if (performance.now() >= end) {
          later(next)
          return
        }
      }
    }
    later(next)
  })
  app.addHook('preClose', async () => {
    isClosing = true
  })
}

/** After everything that waits already. Of an immediate that keeps nothing alive Node's loop takes no notice. */
function later(run: () => void): void {
  setTimeout(run, 1).unref()
}

function* stepsOf(app: FastifyInstance, views: AppState['warming']): Generator<unknown> {
  for (const { view, steps } of views) {
    try {
      yield* steps()
    } catch (error) {
      // Its first request will say so as well.
      app.log.error({ err: error, view }, `${view} could not be compiled`)
    }
  }
}

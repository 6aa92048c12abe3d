import { vi } from 'vitest'

/** First parameters of what Ajv compiles and of projections; Fastify generates functions of its own. */
const ours = ['self', 'other', 'item', 'value']

/** Counts the checks and projections that are generated while something runs. */
export async function generatedBy(run: () => unknown): Promise<number> {
  const spy = vi.spyOn(globalThis, 'Function')
  try {
    await run()
    return spy.mock.calls.filter(([first]) => ours.includes(String(first))).length
  } finally {
    spy.mockRestore()
  }
}

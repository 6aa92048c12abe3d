import type { FastifyInstance } from 'fastify'
import { FlakonError, flakonError } from './errors.ts'
import type { Provided, Section } from './section.ts'
import { type AppState, stateOf } from './state.ts'

/** What is open in an app, in the order it was opened: each closes once. */
const open = new WeakMap<AppState, (() => Promise<void>)[]>()

/** Makes a plugin run in the context it is registered in, and gives it a name for Fastify's messages. */
export function unencapsulated(
  plugin: (app: FastifyInstance) => Promise<void>,
  name: string,
): (app: FastifyInstance) => Promise<void> {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: name,
  })
}

/** Queues the set-up of each section as a plugin, in order; a provided value takes the place of a set-up. */
export function setUpSections(
  app: FastifyInstance,
  state: AppState,
  provided: readonly Provided[],
): void {
  open.set(state, [])
  for (const { section } of provided) {
    if (!state.sections.includes(section)) throw flakonError('FLK_SECTION_UNKNOWN', [section.name])
  }
  for (const section of state.sections) {
    const fake = provided.find((one) => one.section === section)
    if (fake !== undefined) state.values.set(section, fake.value)
    else if (section.behaviour.setup !== undefined) {
      app.register(unencapsulated((root) => setUp(root, section), `section [${section.name}]`))
    }
  }
}

async function setUp(app: FastifyInstance, section: Section): Promise<void> {
  const state = stateOf(app)
  const { setup, close } = section.behaviour
  if (state.described || setup === undefined) return
  let value: unknown
  try {
    value = await setup(app, section.settings(app))
  } catch (error) {
    await closeSections(app)
    throw setUpError(section, error)
  }
  state.values.set(section, value)
  if (close === undefined) return
  const closeOnce = once(async () => void (await close(value)))
  open.get(state)?.push(closeOnce)
  app.addHook('onClose', closeOnce)
}

/** Closes what the sections have opened so far, last first; used when the boot fails. */
export async function closeSections(app: FastifyInstance): Promise<void> {
  const closers = open.get(stateOf(app)) ?? []
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) =>
      app.log.error({ err: error }, 'a section could not be closed'),
    )
  }
}

function setUpError(section: Section, error: unknown): FlakonError {
  if (error instanceof FlakonError && error.code.startsWith('FLK_SECTION_')) return error
  const reason = error instanceof Error ? error.message : String(error)
  return flakonError('FLK_SECTION_SETUP', [section.name, reason], error)
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= run()
    return running
  }
}

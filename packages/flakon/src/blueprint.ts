import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { FlakonError, flakonError } from './errors.ts'
import type { Section } from './section.ts'
import { contextOf, markContext, stateOf } from './state.ts'

/** A word of a blueprint's own on the command line: `flakon <blueprint> <command> [arguments]`. */
export interface BlueprintCommand {
  readonly name: string
  /** One line for `--help`. */
  readonly description?: string
  /** Runs with the app ready; a returned number is the exit status. */
  run(app: FastifyInstance, args: readonly string[]): unknown
}

/** Which of the security schemes a request has to meet: one of the list, all in it. */
export type SecurityRequirements = readonly Readonly<Record<string, readonly string[]>>[]

/**
 * Operations that are copied into the document as they are: parts of an OpenAPI 3.1 document. Where a component has the
 * name of another one, it gets a name of its own, and all that names it follows.
 *
 * @example
 * const operations = (): BlueprintOperations => ({ paths: { '/health': { get: { responses: {} } } } })
 */
export interface BlueprintOperations {
  /**
   * By path, without the prefix of the blueprint, then by method in lower case; what else a path item says of all of
   * them is kept.
   */
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Merged with those of others by name: what is said of a tag first counts. */
  readonly tags?: readonly Readonly<Record<string, unknown>>[]
}

/** What a blueprint says of itself in the document of the app. */
export interface BlueprintWords {
  /** Of its tag. */
  readonly description?: string
  /** OpenAPI's security schemes by name, for the document: who checks them is a hook or a plugin. */
  readonly securitySchemes?: Readonly<Record<string, object>>
  /** What its views require, where they do not say so themselves. */
  readonly security?: SecurityRequirements
}

/**
 * One group of views. Anybody can write a kind of their own: this interface is all that `createApp` needs.
 *
 * @example
 * const health: Blueprint = { name: 'health', register: (app) => void app.get('/health', () => ({})) }
 */
export interface Blueprint extends Omit<BlueprintWords, 'security'> {
  readonly name: string
  /** As `BlueprintWords` has it; a blueprint that describes itself may have a method of this name. */
  readonly security?: SecurityRequirements | ((...args: never[]) => unknown)
  /** Put in front of every path. */
  readonly prefix?: string
  /**
   * Beginnings of paths in the document that the blueprint was made of, in place of which its `prefix` stands: who calls
   * it by that document calls them. Asked for once it is registered.
   */
  readonly bases?: readonly string[]
  /** The blueprints that are mounted in it, with the names that they have there. */
  readonly mounted?: readonly { readonly name: string; readonly blueprint: Blueprint }[]
  /** Declares the routes; called once an app and mount, in an encapsulated Fastify context. */
  register(app: FastifyInstance): unknown
  /** Sections the blueprint brings with it. */
  readonly sections?: readonly Section[]
  /** Commands the blueprint brings with it. */
  readonly commands?: readonly BlueprintCommand[]
  /**
   * The operations of a blueprint that describes itself, in place of its views; asked for once it is registered.
   * Blueprints that are mounted in it are described as any other.
   */
  operations?(): BlueprintOperations
  /** `file:line:column` of where it was made, for messages. */
  readonly where?: string
}

/** A Fastify plugin, async or with `done`, as one function type: of two an editor infers no parameters. */
// biome-ignore lint/suspicious/noExplicitAny: any plugin, whatever its options
export type Plugin<O = any> = (app: FastifyInstance, options: O, done: Done) => unknown
type Done = (error?: Error) => void

/** What `createApp({ blueprints })` accepts: blueprints and bare Fastify plugins. */
export type BlueprintLike = Blueprint | Plugin

/** Where and under which name a blueprint is mounted. */
export interface MountOptions {
  /** Put in front of the blueprint's own prefix. */
  readonly prefix?: string
  /** Instead of the blueprint's own name. */
  readonly name?: string
}

/** The words that are commands of Flakon's own, so no blueprint with commands can have such a name. */
export const ownCommands: readonly string[] = [
  'run',
  'routes',
  'config',
  'openapi',
  'shell',
  'types',
  'mock',
  'help',
]

/** @throws FlakonError `FLK_BLUEPRINT_NAME` for a name that cannot be a word of a command line or a log */
export function checkBlueprintName(name: string): string {
  if (typeof name === 'string' && /^[A-Za-z][\w-]*$/.test(name)) return name
  throw flakonError('FLK_BLUEPRINT_NAME', [String(name)])
}

/** The full names of blueprints, and of those mounted in them. */
export function blueprintNames(
  blueprints: readonly { readonly name: string; readonly blueprint: Blueprint }[],
  chain: readonly Blueprint[] = [],
): string[] {
  return blueprints.flatMap(({ name, blueprint }) => {
    // One that is mounted in itself is refused when it is registered.
    const inner = chain.includes(blueprint) ? [] : (blueprint.mounted ?? [])
    const names = blueprintNames(inner, [...chain, blueprint])
    return [name, ...names.map((one) => `${name}.${one}`)]
  })
}

/** Registers a blueprint in a context of its own; inside another blueprint its name is `<other>.<name>`. */
export async function mountBlueprint(
  app: FastifyInstance,
  blueprint: Blueprint,
  options: MountOptions = {},
): Promise<void> {
  const parent = contextOf(app)
  const own = checkBlueprintName(options.name ?? blueprint.name)
  const name = parent === undefined ? own : `${parent.name}.${own}`
  const chain = [...(parent?.chain ?? []), blueprint]
  if (parent?.chain.includes(blueprint)) throw flakonError('FLK_BLUEPRINT_LOOP', [blueprint.name])
  claimName(app, blueprint, name)
  const prefix = (options.prefix ?? '') + (blueprint.prefix ?? '')
  await app.register(
    async (child) => {
      markContext(child, { name, chain })
      stateOf(app).prefixes.set(name, child.prefix)
      await orLeaveOut(child, name, () => blueprint.register(child))
      const operations = blueprint.operations?.()
      if (operations !== undefined) {
        stateOf(app).fragments.push({ blueprint: name, prefix: child.prefix, operations })
      }
    },
    { prefix },
  )
}

function claimName(app: FastifyInstance, blueprint: Blueprint, name: string): void {
  const { blueprints } = stateOf(app)
  const other = blueprints.get(name)
  if (other !== undefined) {
    const places = [other, blueprint].map(({ where }) => where ?? 'an unknown place')
    throw flakonError('FLK_BLUEPRINT_DUPLICATE', [name, places[0] ?? '', places[1] ?? ''])
  }
  blueprints.set(name, blueprint)
}

/** Registers a bare plugin as it is, but for an app that is only described. */
export function registerPlugin(app: FastifyInstance, plugin: Plugin): void {
  const name = plugin.name || 'a plugin without a name'
  const guarded: FastifyPluginAsync = async (child, options) =>
    orLeaveOut(child, name, () => called(plugin, child, options))
  // Fastify reads from properties of the function whether it encapsulates, and what it is called.
  app.register(Object.assign(guarded, plugin))
}

/** Calls a plugin of either form; one with `done` has ended when it calls it. */
function called(plugin: Plugin, app: FastifyInstance, options: object): unknown {
  if (plugin.length < 3) return plugin(app, options, () => {})
  return new Promise<void>((resolve, reject) => {
    plugin(app, options, (error) => (error ? reject(error) : resolve()))
  })
}

/** An app that is only described has no values of sections: who needs one is named and left out. */
async function orLeaveOut(
  app: FastifyInstance,
  blueprint: string,
  register: () => unknown,
): Promise<void> {
  const state = stateOf(app)
  try {
    await register()
  } catch (error) {
    const skipped = error instanceof FlakonError && error.code === 'FLK_SECTION_SKIPPED'
    if (!state.described || !skipped) throw error
    state.leftOut.push({ blueprint, reason: error.message })
  }
}

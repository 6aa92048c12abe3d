import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from 'fastify'
import type { Section } from './section.ts'

/** A command line word of a blueprint's own: `flakon <blueprint> <command> [arguments]`. */
export interface BlueprintCommand {
  readonly name: string
  /** One line for `--help`. */
  readonly description?: string
  /** Runs with the app ready; a returned number is the exit status. */
  run(app: FastifyInstance, args: readonly string[]): unknown
}

/**
 * One group of views. Anybody can write a kind of their own: this interface is all `createApp` needs.
 * `register` runs once per app, in an encapsulated Fastify context.
 */
export interface Blueprint {
  readonly name: string
  register(app: FastifyInstance): void | Promise<void>
  /** Sections the blueprint brings with it. */
  readonly sections?: readonly Section[]
  /** Commands the blueprint brings with it. */
  readonly commands?: readonly BlueprintCommand[]
  /** `file:line:column` of where it was made, for messages. */
  readonly where?: string
}

/** What `createApp({ blueprints })` accepts: blueprints and bare Fastify plugins. */
export type BlueprintLike = Blueprint | FastifyPluginAsync | FastifyPluginCallback

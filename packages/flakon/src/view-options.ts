import type { RouteGenericInterface, RouteShorthandOptions } from 'fastify'
import type { JsonBlueprint } from './json-blueprint.ts'
import type { Decode } from './schema/decoded.ts'
import type { Known, View, ViewSchema, ViewTypes } from './schema/view-schema.ts'
import type { ViewWords } from './state.ts'

/**
 * Fastify's route options, and what Flakon adds.
 *
 * @example
 * users.get('/:id', { summary: 'One user', schema: { params: UserId, response: { 200: User } } }, show)
 */
export interface ViewOptions<T extends ViewTypes = ViewSchema>
  extends Omit<RouteShorthandOptions, 'schema'>,
    ViewWords {
  /** The view's name, where the handler's own does not serve. */
  readonly name?: string
  /** What the view takes and answers, in schemas of any library; its types, checks and document come from here. */
  readonly schema?: Known<T>
  /**
   * Reads parts of a request in place of Fastify's own reading: runs at the validation step, after other hooks of it
   * and before the check. What it gives is taken as it is, and no text in it is converted; what it says in `faults`
   * is told in the one 400 that lists what is wrong with any part.
   */
  readonly decode?: Decode | undefined
  /** The schema of a view that a program declares, made when it is first needed; in place of `schema`. */
  readonly late?: LateSchema | undefined
  /**
   * In production, compile its schemas in the background once the app listens, so that its first request does not wait
   * for that. Nothing is compiled for an app that never listens.
   */
  readonly warm?: boolean | undefined
  /** Where it is declared, for messages: a program that declares views may know a better place than its own. */
  readonly where?: string | undefined
}

/**
 * A schema that is made when it is first needed: in production by the first request, in debug and under test at boot.
 * For a blueprint that describes itself by `operations()` and has looked at its schemas: a mistake in one of them is
 * seen by a request.
 */
export interface LateSchema {
  /** What `schema` of a view is. */
  schema(): object
  /** The JSON Schema with this `$id`, for references that lead out of a part; undefined where there is none. */
  shared?(id: string): object | undefined
}

/** `blueprint.route()` takes method, path and view in one object. */
export type RouteDeclaration<T extends ViewTypes = RouteGenericInterface> = ViewOptions<T> & {
  readonly method: string | readonly string[]
  readonly url: string
  readonly handler: View<NoInfer<T>>
}

/** Declares a view on a path: `home.get('/', view)`, `home.get('/', options, view)`. */
export interface Verb {
  <T extends ViewTypes = RouteGenericInterface>(path: string, view: View<T>): JsonBlueprint
  <const T extends ViewTypes = RouteGenericInterface>(
    path: string,
    options: ViewOptions<T>,
    // The schema alone says what the types are; TypeScript before 7 would look for them in the view, too.
    view: View<NoInfer<T>>,
  ): JsonBlueprint
}

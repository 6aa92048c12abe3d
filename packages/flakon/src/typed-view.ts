import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { toAnswer } from './answer.ts'
import { compilerFor, compilerOf } from './context-compiler.ts'
import { flakonError } from './errors.ts'
import { Answers } from './schema/answers.ts'
import { typesIn } from './schema/body.ts'
import type { Compiler } from './schema/compiler.ts'
import { type Declaration, type Declaring, readDeclaration } from './schema/declaration.ts'
import type { Decode } from './schema/decoded.ts'
import { createValidation } from './schema/validation.ts'
import type { View } from './schema/view-schema.ts'
import { stringifier } from './sections/json.ts'
import { stateOf, type ViewRecord, type ViewWords } from './state.ts'
import { withAnswers, withErrors } from './view-answers.ts'
import { compilation, compileAll } from './view-compilation.ts'
import type { LateSchema, ViewOptions } from './view-options.ts'

type Done = (error?: Error) => void

/** A view as Fastify takes it: its schema is hooks and a wrapped handler. */
export interface TypedView {
  readonly declaration?: Declaration
  readonly words: ViewWords
  readonly options: RouteShorthandOptions
  readonly handler: ReturnType<typeof toAnswer>
  /** What it takes as its body, for who sends another type. */
  readonly takes?: () => string | undefined
  /** Compiles, one a step, what its first request and its first answer need. */
  readonly steps?: () => Iterable<unknown>
}

/** Where a view is declared. */
type Place = ViewRecord & Declaring & { readonly route: string }

/**
 * Turns the schema of a view into hooks and a handler. Checks run at Fastify's validation step, after all other hooks
 * of that step; Fastify's own validation is not used: it stops at the first faulty part, and an asynchronous check
 * that finds something lets the request pass. A route with a `validatorCompiler` or `serializerCompiler` of its own is
 * left to Fastify.
 * @throws FlakonError `FLK_SCHEMA_INVALID`
 */
export function typeView(
  app: FastifyInstance,
  given: ViewOptions,
  view: View,
  place: Place,
): TypedView {
  const { summary, description, operationId, tags, deprecated, security, ...rest } = given
  const words = { summary, description, operationId, tags, deprecated, security } as ViewWords
  const { schema, decode, late, warm, ...options } = rest
  const warming = (made: Omit<TypedView, 'words'>): TypedView => {
    const { steps } = made
    const isWanted = warm === true && stateOf(app).settings.app.mode === 'production'
    if (isWanted && steps) stateOf(app).warming.push({ view: nameOf(place), steps })
    return { words, ...made }
  }
  if (late !== undefined) return warming(lateView(app, { ...options, decode, late }, view, place))
  const isFastifys = options.validatorCompiler ?? options.serializerCompiler
  if (isFastifys !== undefined || (schema === undefined && decode === undefined)) {
    const own = schema === undefined ? options : { ...options, schema }
    return { words, options: own as RouteShorthandOptions, handler: toAnswer(view) }
  }
  const compiler = compilerOf(app, schema ?? {})
  const declaring = { ...place, decodes: decode !== undefined }
  const declaration = reasoned(place, () => readDeclaration(schema ?? {}, declaring, compiler))
  for (const what of declaration.unshown) app.log.info(`${nameOf(place)}: ${what}`)
  return warming(declared(app, { ...options, decode }, view, declaration, compiler, place))
}

/** What a view declares, as hooks and a handler. */
function declared(
  app: FastifyInstance,
  { decode, ...options }: ViewOptions,
  view: View,
  declaration: Declaration,
  compiler: Compiler,
  place: Place,
): Omit<TypedView, 'words'> {
  const isProduction = stateOf(app).settings.app.mode === 'production'
  if (!isProduction) reasoned(place, () => compileAll(declaration, compiler))
  const checked = withChecks(options as RouteShorthandOptions, decode, declaration, compiler)
  const takes = () => (declaration.body === undefined ? undefined : typesIn(declaration.body))
  const { size } = declaration.answers
  const answers = size === 0 ? undefined : answersOf(app, declaration, compiler, place)
  const steps = () => compilation(declaration, compiler, answers)
  const made = withAnswers(checked, view, answers, isProduction)
  return { declaration, takes, steps, ...made }
}

/**
 * A view whose schema is made when it is first needed: in production by its first request, else at boot. Whoever gives
 * it has looked at it: its document is theirs, and nothing is said of what is doubtful in it.
 */
function lateView(
  app: FastifyInstance,
  { late, decode, ...options }: ViewOptions & { readonly late: LateSchema },
  view: View,
  place: Place,
): Omit<TypedView, 'words' | 'declaration'> {
  const isProduction = stateOf(app).settings.app.mode === 'production'
  const make = (own: ViewOptions) => {
    const compiler = compilerFor(late)
    const declaring = { ...place, decodes: decode !== undefined, isTrusted: isProduction }
    const declaration = reasoned(place, () => readDeclaration(late.schema(), declaring, compiler))
    const { declaration: _, ...made } = declared(app, own, view, declaration, compiler, place)
    return made
  }
  if (!isProduction) return make({ ...options, decode })
  let made: ReturnType<typeof make> | undefined
  const get = () => {
    made ??= make({ decode, attachValidation: options.attachValidation === true })
    return made
  }
  return {
    options: withErrors({
      ...(options as RouteShorthandOptions),
      preValidation: [options.preValidation ?? [], lateCheck(get)].flat() as never,
    }),
    handler: function answer(request, reply) {
      return get().handler.call(this, request, reply)
    },
    takes: () => get().takes?.(),
    *steps() {
      yield get()
      yield* get().steps?.() ?? []
    },
  }
}

/** The hook of a view that is made by it. */
function lateCheck(get: () => Pick<TypedView, 'options'>) {
  let hooks: ((request: FastifyRequest, reply: FastifyReply, done: Done) => void)[] | undefined
  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    try {
      hooks ??= [get().options.preValidation ?? []].flat() as NonNullable<typeof hooks>
      if (hooks[0] === undefined) done()
      else hooks[0](request, reply, done)
    } catch (error) {
      done(error as Error)
    }
  }
}

/** Whatever is wrong with a schema is said with the view and the place. */
function reasoned<T>(place: Place, run: () => T): T {
  try {
    return run()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw flakonError(
      'FLK_SCHEMA_INVALID',
      [place.route, nameOf(place), place.where, reason],
      error,
    )
  }
}

function withChecks(
  options: RouteShorthandOptions,
  decode: Decode | undefined,
  { parts, body }: Declaration,
  compiler: Compiler,
): RouteShorthandOptions {
  if (parts.size === 0 && body === undefined && decode === undefined) return options
  const tolerant = options.attachValidation === true
  const check = createValidation({ parts, body, tolerant, decode }, compiler)
  return { ...options, preValidation: [options.preValidation ?? [], check].flat() as never }
}

const toJson = (value: unknown) => JSON.stringify(value)

function nameOf({ blueprint, view }: ViewRecord): string {
  return `${blueprint}.${view}`
}

function answersOf(
  app: FastifyInstance,
  { answers }: Declaration,
  compiler: Compiler,
  record: ViewRecord,
): Answers {
  const { settings } = stateOf(app)
  const { mode } = settings.app
  return new Answers(answers, compiler, {
    view: nameOf(record),
    isDebug: mode === 'debug',
    checks: mode !== 'production' || settings.openapi.validate_responses === true,
    tells: mode !== 'production',
    stringify: stringifier(settings.json) ?? toJson,
  })
}

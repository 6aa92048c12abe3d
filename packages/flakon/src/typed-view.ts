import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { toAnswer, toDeclaredAnswer } from './answer.ts'
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
  const { schema, decode, late, ...options } = rest
  if (late !== undefined)
    return { words, ...lateView(app, { ...options, decode, late }, view, place) }
  const isFastifys = options.validatorCompiler ?? options.serializerCompiler
  if (isFastifys !== undefined || (schema === undefined && decode === undefined)) {
    const own = schema === undefined ? options : { ...options, schema }
    return { words, options: own as RouteShorthandOptions, handler: toAnswer(view) }
  }
  const compiler = compilerOf(app, schema ?? {})
  const declaring = { ...place, decodes: decode !== undefined }
  const declaration = reasoned(place, () => readDeclaration(schema ?? {}, declaring, compiler))
  for (const what of declaration.unshown) app.log.info(`${nameOf(place)}: ${what}`)
  return { words, ...declared(app, { ...options, decode }, view, declaration, compiler, place) }
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
  const { mode } = stateOf(app).settings.app
  if (mode !== 'production') reasoned(place, () => compileAll(declaration, compiler))
  const checked = withChecks(options as RouteShorthandOptions, decode, declaration, compiler)
  const takes = () => (declaration.body === undefined ? undefined : typesIn(declaration.body))
  return { declaration, takes, ...withAnswers(app, checked, view, declaration, compiler, place) }
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
  const make = (own: ViewOptions) => {
    const compiler = compilerFor(late)
    const declaring = { ...place, decodes: decode !== undefined }
    const declaration = reasoned(place, () => readDeclaration(late.schema(), declaring, compiler))
    const { declaration: _, ...made } = declared(app, own, view, declaration, compiler, place)
    return made
  }
  if (stateOf(app).settings.app.mode !== 'production') return make({ ...options, decode })
  let made: ReturnType<typeof make> | undefined
  const get = () => {
    made ??= make({ decode })
    return made
  }
  const check = (request: FastifyRequest, reply: FastifyReply, done: Done) => {
    try {
      const [own] = [get().options.preValidation ?? []].flat() as ((...args: unknown[]) => void)[]
      if (own === undefined) done()
      else own(request, reply, done)
    } catch (error) {
      done(error as Error)
    }
  }
  return {
    options: withErrors({
      ...(options as RouteShorthandOptions),
      preValidation: [options.preValidation ?? [], check].flat() as never,
    }),
    handler: function answer(request, reply) {
      return get().handler.call(this, request, reply)
    },
    takes: () => get().takes?.(),
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

function withAnswers(
  app: FastifyInstance,
  options: RouteShorthandOptions,
  view: View,
  declaration: Declaration,
  compiler: Compiler,
  place: Place,
): Pick<TypedView, 'options' | 'handler'> {
  if (declaration.answers.size === 0) return { options, handler: toAnswer(view) }
  const answers = answersOf(app, declaration, compiler, place)
  const handler = toDeclaredAnswer(view, answers)
  if (stateOf(app).settings.app.mode === 'production') {
    return { options: withErrors(options), handler }
  }
  return refusing(withErrors(options), handler, answers)
}

const toJson = (value: unknown) => JSON.stringify(value)

function nameOf({ blueprint, view }: ViewRecord): string {
  return `${blueprint}.${view}`
}

/** In production each is compiled on its first use; boot has looked at all of them. */
function compileAll({ parts, body, answers }: Declaration, compiler: Compiler): void {
  const checked = [
    ...[...parts.values()].map((one) => (one.validate ? one.textGuard : one.input)),
    ...[...(body?.content.values() ?? [])].map((one) => (one.validate ? one.guard : one.input)),
  ]
  for (const one of checked) if (one !== undefined) compiler.compile(one, 'first')
  for (const answer of answers.values()) {
    if (answer?.output !== undefined) compiler.compileOpen(answer.output)
  }
  for (const _ of compiler.rest());
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

/** An error's answer is not the view's. */
function withErrors(options: RouteShorthandOptions): RouteShorthandOptions {
  const reset = (_request: unknown, reply: FastifyReply, _error: unknown, done: Done) => {
    // Fastify's own value for a reply without a serializer.
    reply.serializer(null as never)
    done()
  }
  return { ...options, onError: [options.onError ?? [], reset].flat() as never }
}

/** In debug and under test a status that is not declared is refused, however it was sent. */
function refusing(
  options: RouteShorthandOptions,
  handler: TypedView['handler'],
  answers: Answers,
): Pick<TypedView, 'options' | 'handler'> {
  const answering = new WeakSet<FastifyRequest>()
  const mark: TypedView['handler'] = function answer(request, reply) {
    answering.add(request)
    return handler.call(this, request, reply)
  }
  const forget = (request: FastifyRequest, _reply: unknown, _error: unknown, done: Done) => {
    answering.delete(request)
    done()
  }
  const refuse = (request: FastifyRequest, reply: FastifyReply, _body: unknown, done: Done) => {
    const isView = answering.has(request) && !answers.declares(reply.statusCode)
    done(isView ? answers.undeclared(request, reply.statusCode) : undefined)
  }
  return {
    options: {
      ...options,
      onError: [options.onError ?? [], forget].flat() as never,
      onSend: [refuse, options.onSend ?? []].flat() as never,
    },
    handler: mark,
  }
}

import { flakonError } from '../errors.ts'
import type { Body } from '../schema/body.ts'
import { SharedSchemas } from '../schema/shared-schemas.ts'
import type { JsonSchema } from '../schema/subschema.ts'
import type { AppState } from '../state.ts'
import { Components, type Side } from './components.ts'
import { mergeFragments } from './fragment.ts'
import { type Operation, operationsOf } from './operations.ts'
import { parametersOf } from './parameters.ts'
import {
  problemContent,
  problemOf,
  problemResponses,
  problemSchema,
  problemsOf,
} from './problems.ts'

/** Node's reason phrases; the ESM namespace of node:http would load undici with it. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** An OpenAPI document as data. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly [word: string]: unknown
}

/** What the document says of the service. */
export interface Info {
  readonly title: string
  readonly version: string
  readonly description?: string | undefined
}

type Part = Record<string, unknown>

const nothingShared = SharedSchemas.of([])

/**
 * Describes an app in OpenAPI 3.1, from its views alone and from what its blueprints bring. Routes of bare plugins are
 * not in it. Call it when the app is ready.
 *
 * @throws FlakonError `FLK_OPERATION_DUPLICATE`, `FLK_SECURITY_UNKNOWN`
 */
export function describeApp(state: AppState, info: Info): OpenApiDocument {
  const { views, brought, renamed } = operationsOf(state)
  const { format } = state.settings.errors
  const components = new Components()
  const problem = problemOf(format)
  components.collect(problem, 'output', { blueprint: '', operationId: 'problem' }, nothingShared)
  for (const operation of views) collect(operation, components)
  const used = new Set<string>()
  const showing = { state, components, used, schemes: knownSchemes(state) }
  const paths: Record<string, Part> = {}
  for (const operation of views) {
    const { path, method } = operation
    paths[path] = { ...paths[path], [method]: show(operation, showing) }
  }
  const securitySchemes = schemesOf(state)
  const own = {
    schemas: components.schemas(),
    responses: problemResponses(problemContent(format, components.show(problem)), used),
    ...(Object.keys(securitySchemes).length === 0 ? {} : { securitySchemes }),
  }
  const made = { paths, components: own, tags: tagsOf(state, views) }
  const { tags, ...merged } = mergeFragments(made, state.fragments, brought, renamed)
  return {
    openapi: '3.1.0',
    info: withoutAbsent({ ...info }),
    servers: [{ url: '/' }],
    tags,
    ...merged,
  }
}

/** Finds at boot what would make the document wrong. Throws what `describeApp` throws. */
export function checkDocument(state: AppState): void {
  const schemes = knownSchemes(state)
  for (const operation of operationsOf(state).views) securityOf(operation, state, schemes)
}

/** What operations are shown with. */
interface Showing {
  readonly state: AppState
  readonly components: Components
  /** Problems that were referred to. */
  readonly used: Set<string>
  readonly schemes: readonly string[]
}

function collect({ id, route }: Operation, components: Components): void {
  const place = { blueprint: route.blueprint, operationId: id }
  if (route.declaration === undefined) return
  const { parts, body, answers, shared } = route.declaration
  const add = (schema: JsonSchema | undefined, side: Side) => {
    if (schema !== undefined) components.collect(schema, side, place, shared)
  }
  for (const { input } of [...parts.values(), ...(body?.content.values() ?? [])]) {
    add(input, 'input')
  }
  for (const answer of answers.values()) {
    if (answer?.output !== problemSchema) add(answer?.output, 'output')
  }
}

function show(operation: Operation, { state, components, used, schemes }: Showing): Part {
  const { id, route } = operation
  const { summary, description, tags, deprecated } = route.words ?? {}
  const parameters = parametersOf(operation, components)
  const security = securityOf(operation, state, schemes)
  const body = route.declaration?.body
  return withoutAbsent({
    operationId: id,
    tags: tags ?? [route.blueprint],
    summary,
    description,
    deprecated,
    security,
    parameters: parameters.length === 0 ? undefined : parameters,
    requestBody: body && bodyOf(body, components),
    responses: { ...answersOf(operation, components, state), ...problemsOf(operation, used) },
  })
}

function bodyOf({ isRequired, content }: Body, components: Components): Part {
  const types = [...content].map(([type, { input = true }]) => {
    return [type, { schema: components.show(input) }]
  })
  return { required: isRequired, content: Object.fromEntries(types) }
}

/** What a view declares; a view that declares nothing answers some JSON. */
function answersOf({ route }: Operation, components: Components, state: AppState): Part {
  const { format } = state.settings.errors
  const answers = route.declaration?.answers ?? new Map()
  if (answers.size === 0) {
    return { 200: { description: 'OK', content: { 'application/json': {} } } }
  }
  const shown: Part = {}
  for (const [status, answer] of answers) {
    const key = status.endsWith('xx') ? status.toUpperCase() : status
    const output = answer?.output
    const said = typeof output === 'object' ? output.description : undefined
    const description = typeof said === 'string' ? said : reason(status)
    if (answer === null) shown[key] = { description }
    else if (output === problemSchema) {
      const content = problemContent(format, components.show(problemOf(format)))
      shown[key] = { description: reason(status), content }
    } else {
      const schema = output === undefined ? {} : { schema: components.show(output) }
      shown[key] = { description, content: { 'application/json': schema } }
    }
  }
  return shown
}

function reason(status: string): string {
  if (status === 'default') return 'Any other answer'
  if (status.endsWith('xx')) return `Any ${status[0]}xx answer`
  return STATUS_CODES[status] ?? status
}

function tagsOf({ blueprints }: AppState, views: readonly Operation[]) {
  const used = new Set(views.flatMap(({ route }) => route.words?.tags ?? [route.blueprint]))
  return [...used].map((name) => {
    const description = blueprints.get(name)?.description
    return description === undefined ? { name } : { name, description }
  })
}

function schemesOf({ blueprints }: AppState): Part {
  const schemes = [...blueprints.values()].map(({ securitySchemes }) => securitySchemes ?? {})
  return Object.assign({}, ...schemes)
}

/** Names of all schemes, also of those that blueprints of other kinds bring. */
function knownSchemes(state: AppState): string[] {
  const brought = state.fragments.flatMap(({ operations }) =>
    Object.keys(operations.components?.securitySchemes ?? {}),
  )
  return [...new Set([...Object.keys(schemesOf(state)), ...brought])]
}

function securityOf({ route }: Operation, state: AppState, schemes: readonly string[]) {
  const ofBlueprint = state.blueprints.get(route.blueprint)?.security
  const security = route.words?.security ?? ofBlueprint
  if (security === undefined || typeof security === 'function') return undefined
  for (const name of security.flatMap((one) => Object.keys(one))) {
    if (schemes.includes(name)) continue
    const view = `${route.blueprint}.${route.view}`
    const known = schemes.join(', ') || 'none'
    throw flakonError('FLK_SECURITY_UNKNOWN', [view, name, known])
  }
  return security
}

function withoutAbsent(part: Part): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
}

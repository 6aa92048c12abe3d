import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'
import { Compiler } from './schema/compiler.ts'
import { idsOutside } from './schema/declaration.ts'
import { SharedSchemas } from './schema/shared-schemas.ts'
import {
  isSchemaObject,
  type JsonSchema,
  type JsonSchemaObject,
  mapSchema,
} from './schema/subschema.ts'
import { stateOf } from './state.ts'
import type { LateSchema } from './view-options.ts'

/** For schemas that refer to no others: what was compiled for one app serves the next. */
const withoutShared = new Compiler()

/**
 * The compiler for the shared schemas that a view refers to: that of the outermost context which has them all, so that
 * blueprints share what they compile. Nothing is listed, since there may be thousands.
 */
export function compilerOf(app: FastifyInstance, schema: object): Compiler {
  const ids = idsOutside(schema)
  if (ids.length === 0) return withoutShared
  let home = app
  for (let outer = outerOf(app); outer !== undefined; outer = outerOf(outer)) {
    const hasAll = ids.every((id) => {
      const own = app.getSchema(id)
      return own !== undefined && outer?.getSchema(id) === own
    })
    if (!hasAll) break
    home = outer
  }
  const { compilers } = stateOf(app)
  const compiler = compilers.get(home) ?? createCompiler(home)
  compilers.set(home, compiler)
  if (home === app || compiler.shared.knows(ids)) return compiler
  const own = compilers.get(app) ?? createCompiler(app)
  compilers.set(app, own)
  return own
}

const late = new WeakMap<NonNullable<LateSchema['shared']>, Compiler>()

/** The compiler for schemas that are looked up by a function: one for each function. */
export function compilerFor({ shared }: LateSchema): Compiler {
  if (shared === undefined) return withoutShared
  const compiler = late.get(shared) ?? new Compiler(new SharedSchemas(shared, () => []))
  late.set(shared, compiler)
  return compiler
}

function createCompiler(app: FastifyInstance): Compiler {
  const find = (id: string) => app.getSchema(id)
  return new Compiler(new SharedSchemas(find, () => Object.values(app.getSchemas())))
}

/** Fastify's contexts inherit from the one that they are in. */
function outerOf(app: FastifyInstance): FastifyInstance | undefined {
  const outer = Object.getPrototypeOf(app) as FastifyInstance | null
  return typeof outer?.getSchema === 'function' ? outer : undefined
}

type Validate = (rule: { schema: JsonSchema; httpPart?: string }) => unknown
type Build = (...args: readonly unknown[]) => unknown

/** What Fastify depends on, not loaded before it is called. */
function onDemand(name: string): Build {
  let build: Build | undefined
  return (...args) => {
    build ??= createRequire(createRequire(import.meta.url).resolve('fastify'))(name)() as Build
    return build(...args)
  }
}

/**
 * Fastify's own compilers of schemas, for `schemaController`, loaded by the first route of a plugin that has a schema:
 * views are compiled by ours, and loading the others takes a third of the time in which Fastify starts.
 */
export function lateCompilers() {
  const build = onDemand('@fastify/ajv-compiler')
  return {
    buildSerializer: onDemand('@fastify/fast-json-stringify-compiler'),
    buildValidator: (...args: readonly unknown[]) => {
      const validate = build(...args) as Validate
      return (({ schema, ...rule }) =>
        validate({
          ...rule,
          schema: rule.httpPart === 'headers' ? mapSchema(schema, withLowerNames) : schema,
        })) as Validate
    },
  }
}

/** Node gives the names of headers in lower case. Fastify sees to it for compilers that it knows to be its own. */
function withLowerNames(schema: JsonSchemaObject): JsonSchemaObject {
  const entries = Object.entries(schema).map(([word, value]) => {
    if (word === 'required') return [word, lower(value)]
    if (word === 'propertyNames') return [word, mapSchema(value as JsonSchema, withLowerValues)]
    if (!byHeader.has(word) || !isSchemaObject(value)) return [word, value]
    const named = Object.entries(value).map(([name, one]) => [name.toLowerCase(), lower(one)])
    return [word, Object.fromEntries(named)]
  })
  return Object.fromEntries(entries)
}

/** In what is said of names, values are names. */
function withLowerValues({ enum: names, ...schema }: JsonSchemaObject): JsonSchemaObject {
  return names === undefined ? schema : { ...schema, enum: lower(names) }
}

const byHeader = new Set(['properties', 'dependencies', 'dependentRequired', 'dependentSchemas'])
const lower = (value: unknown) =>
  Array.isArray(value) ? value.map((name) => String(name).toLowerCase()) : value

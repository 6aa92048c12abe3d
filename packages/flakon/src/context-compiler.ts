import type { FastifyInstance } from 'fastify'
import { Compiler } from './schema/compiler.ts'
import { idsOutside } from './schema/declaration.ts'
import { SharedSchemas } from './schema/shared-schemas.ts'
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

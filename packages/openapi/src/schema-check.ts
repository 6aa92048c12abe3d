import { createRequire } from 'node:module'
import type { Ajv, AnySchema, ValidateFunction } from 'ajv'
import type { Schema } from './document.ts'
import type { Forms, Side } from './forms.ts'
import { everySchema } from './schema-shape.ts'

const require = createRequire(import.meta.url)

/**
 * Whether a value is valid on one side, by a schema of the document; it is compiled with what it refers to, once.
 * @throws Error for one that Ajv refuses
 */
export type SchemaCheck = (schema: Schema, side: Side) => ValidateFunction

/** One for the schemas of a document: many are the same. */
const known = new WeakMap<Forms, SchemaCheck>()

/** The check of a document's schemas by themselves, apart from what views do with requests and answers. */
export function schemaCheck(forms: Forms): SchemaCheck {
  const check = known.get(forms) ?? createCheck(forms)
  known.set(forms, check)
  return check
}

function createCheck(forms: Forms): SchemaCheck {
  const ajv = createAjv()
  const added = new Set<string>()
  const made = { request: new Map<Schema, ValidateFunction>(), answer: new Map() }
  return (schema, side) => {
    const done = made[side].get(schema)
    if (done !== undefined) return done
    const form = forms.form(schema, side)
    addShared(form, forms, ajv, added)
    const check = ajv.compile(form as AnySchema)
    made[side].set(schema, check)
    return check
  }
}

/**
 * Compiles a schema and all that it leads to, each by itself: what refers to what is of no account, and a long chain of
 * references is no deep one.
 * @throws Error for one that Ajv refuses
 */
export function compileEach(forms: Forms): (schema: Schema, side: Side) => void {
  const ajv = createAjv()
  const met = new Set<string>()
  return (schema, side) => {
    const waiting = [forms.form(schema, side)]
    for (const one of waiting) {
      for (const { $ref: id } of everySchema(one)) {
        const shared = typeof id === 'string' && !met.has(id) ? forms.shared(id) : undefined
        if (shared === undefined) continue
        met.add(id as string)
        ajv.addSchema({}, id as string)
        waiting.push(shared)
      }
      // Its id is that of the empty one in its place.
      const { $id: _, ...own } = typeof one === 'object' ? one : {}
      ajv.compile(own)
    }
  }
}

function createAjv(): Ajv {
  const { default: Ajv2020 } = require('ajv/dist/2020.js')
  const ajv: Ajv = new Ajv2020({
    ...{ strict: false, validateSchema: false, inlineRefs: false, logger: false },
    code: { optimize: false },
  })
  require('ajv-formats').default(ajv)
  // A schema may be called `constructor`.
  for (const schemas of [ajv.schemas, ajv.refs]) Object.setPrototypeOf(schemas, null)
  return ajv
}

/** Adds what a schema refers to, directly or not, and has not been added. */
function addShared(root: Schema, forms: Forms, ajv: Ajv, added: Set<string>): void {
  const schemas: Schema[] = [root]
  for (const schema of schemas) {
    for (const { $ref: id } of everySchema(schema)) {
      const shared = typeof id === 'string' && !added.has(id) ? forms.shared(id) : undefined
      if (shared === undefined) continue
      added.add(id as string)
      ajv.addSchema(shared as AnySchema, id as string)
      schemas.push(shared)
    }
  }
}

import { createRequire } from 'node:module'
import type { Ajv, AnySchema } from 'ajv'
import type { FastifyReply } from 'fastify'
import type { Operation, Schema } from './document.ts'
import type { Forms } from './forms.ts'
import { everySchema } from './schema-map.ts'
import { toTyped } from './text-value.ts'

/** What is wrong with the headers of a reply, as the end of a sentence; undefined where nothing is. */
export type CheckHeaders = (reply: FastifyReply) => string | undefined
type CheckHeader = (value: unknown) => string | undefined

const require = createRequire(import.meta.url)

/** Makes the check of the headers that an operation's answers declare; undefined where none does. */
export function createHeaderCheck({ answers }: Operation, forms: Forms): CheckHeaders | undefined {
  const declared = new Map<string, [string, CheckHeader][]>()
  for (const [status, { headers }] of Object.entries(answers)) {
    const checks = Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== 'content-type')
      .map(([name, header]): [string, CheckHeader] => [name, checkOf(name, header, forms)])
    if (checks.length > 0) declared.set(status, checks)
  }
  if (declared.size === 0) return undefined
  const known = (status: string) => Object.hasOwn(answers, status)
  return (reply) => {
    const status = String(reply.statusCode)
    const key = [status, `${status[0]}xx`, 'default'].find(known) ?? ''
    for (const [name, check] of declared.get(key) ?? []) {
      const reason = check(reply.getHeader(name))
      if (reason !== undefined) return reason
    }
    return undefined
  }
}

function checkOf(
  name: string,
  { required, schema }: { readonly required: boolean; readonly schema: Schema },
  forms: Forms,
): CheckHeader {
  const toValue = toTyped(schema, forms.resolve)
  const check = compilerOf(forms).check(schema)
  return (value) => {
    if (value === undefined) return required ? `lacks the header ${name}` : undefined
    const isRight = check(toValue(String(value)))
    return isRight ? undefined : `has a header ${name} that is not what the document declares`
  }
}

interface Compiler {
  check(schema: Schema): (value: unknown) => boolean
}

/** One for the schemas of a document: headers are checked in debug and under test only, and many are the same. */
const compilers = new WeakMap<Forms, Compiler>()

function compilerOf(forms: Forms): Compiler {
  const known = compilers.get(forms) ?? createCompiler(forms)
  compilers.set(forms, known)
  return known
}

function createCompiler(forms: Forms): Compiler {
  const { default: Ajv2020 } = require('ajv/dist/2020.js')
  const ajv: Ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false })
  require('ajv-formats').default(ajv)
  const made = new Map<Schema, (value: unknown) => boolean>()
  const added = new Set<Schema>()
  const addReferred = (schema: Schema): void => {
    for (const { $ref } of everySchema(schema)) {
      const shared = typeof $ref === 'string' ? forms.shared($ref) : undefined
      if (shared === undefined || added.has(shared)) continue
      added.add(shared)
      ajv.addSchema(shared as AnySchema)
      addReferred(shared)
    }
  }
  return {
    check(schema) {
      const known = made.get(schema)
      if (known !== undefined) return known
      const form = forms.form(schema, 'answer')
      addReferred(form)
      const check = ajv.compile(form as AnySchema) as (value: unknown) => boolean
      made.set(schema, check)
      return check
    },
  }
}

import type { FastifyReply } from 'fastify'
import type { Operation, Schema } from './document.ts'
import type { Forms } from './forms.ts'
import { schemaCheck } from './schema-check.ts'
import { toTyped } from './text-value.ts'

/** What is wrong with the headers of a reply, as the end of a sentence; undefined where nothing is. */
export type CheckHeaders = (reply: FastifyReply) => string | undefined
type CheckHeader = (value: unknown) => string | undefined

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
  const check = schemaCheck(forms)(schema, 'answer')
  return (value) => {
    if (value === undefined) return required ? `lacks the header ${name}` : undefined
    const isRight = check(toValue(String(value)))
    return isRight ? undefined : `has a header ${name} that is not what the document declares`
  }
}

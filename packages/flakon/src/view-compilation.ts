import type { Answers } from './schema/answers.ts'
import type { Compiler } from './schema/compiler.ts'
import type { Declaration } from './schema/declaration.ts'
import type { JsonSchema } from './schema/subschema.ts'

/** Compiles all that a view declares; in production each is compiled on its first use, and boot only looks at it. */
export function compileAll(declaration: Declaration, compiler: Compiler): void {
  for (const one of checkedIn(declaration)) compiler.compile(one, 'first')
  for (const answer of declaration.answers.values()) {
    if (answer?.output !== undefined) compiler.compileOpen(answer.output)
  }
  for (const _ of compiler.rest());
}

/** Compiles, one a step, what the first request and the first answer of a view need. */
export function* compilation(
  declaration: Declaration,
  compiler: Compiler,
  answers: Answers | undefined,
): Generator<unknown> {
  for (const one of checkedIn(declaration)) yield compiler.compile(one, 'first')
  if (answers !== undefined) yield* answers.steps()
  yield* compiler.rest()
}

/** What requests are checked against, before a library looks at them. */
function checkedIn({ parts, body }: Declaration): JsonSchema[] {
  const texts = [...parts.values()].map((one) => (one.validate ? one.textGuard : one.input))
  const bodies = [...(body?.content.values() ?? [])]
  const all = [...texts, ...bodies.map((one) => (one.validate ? one.guard : one.input))]
  return all.filter((one) => one !== undefined)
}

import { toLiteral, toText } from './literal.ts'
import type { Stub } from './stubs.ts'

/** The tests of the service's operations, `tests/api.test.ts`; each begins with a request that is valid. */
export function requestTests(stubs: readonly Stub[]): string {
  const open = stubs.filter(({ isSecured }) => !isSecured)
  const secured = stubs.filter(({ isSecured }) => isSecured)
  const todos = stubs.filter((stub) => !isUsable(stub))
  const blocks = [
    ...answered(open.filter(isUsable)),
    ...refused(secured.filter(isUsable)),
    ...todos.map(({ operation }) => `test.todo(${toText(`${operation.id} answers`)})`),
  ]
  const uses = ['afterAll', 'beforeAll', ...(stubs.some(isUsable) ? ['expect'] : []), 'test']
  const head = `import { ${uses.join(', ')} } from 'vitest'
import { app } from '../src/app.ts'

// Under test every schema of the contract is compiled at once.
beforeAll(async () => void (await app.ready()), 60_000)
afterAll(() => app.close())`
  return `${[head, ...blocks].join('\n\n')}\n`
}

/** The methods that `inject` takes. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function isUsable({ request }: Stub): boolean {
  if (request === undefined || !methods.includes(request.method)) return false
  return toLiteral(request, { isWide: true }) !== undefined
}

function answered(stubs: readonly Stub[]): string[] {
  if (stubs.length === 0) return []
  const rows = stubs.map(({ operation, request, answer }) => {
    return { id: operation.id, status: answer?.status ?? 501, request }
  })
  return [
    `/** What each operation answers at first: 501 where it is not written yet. */
${table('answered', rows)}

test.each(answered)('$id answers with $status', async ({ request, status }) => {
  const response = await app.inject(request)
  expect(response.statusCode, response.body).toBe(status)
})`,
  ]
}

function refused(stubs: readonly Stub[]): string[] {
  if (stubs.length === 0) return []
  const rows = stubs.map(({ operation, request }) => ({ id: operation.id, request }))
  return [
    `/** Operations that say who may call them. */
${table('secured', rows)}

test.each(secured)('$id refuses whoever does not say who they are', async ({ request }) => {
  const response = await app.inject(request)
  expect(response.statusCode, response.body).toBe(401)
})`,
  ]
}

function table(name: string, rows: readonly object[]): string {
  const head = `const ${name} = `
  return `${head}${toLiteral(rows, { start: head.length, rest: ' as const'.length, isWide: true })} as const`
}

/** The test of `src/api.ts`, `tests/types.test.ts`. */
export function typesTest(path: string): string {
  return `import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const flakon = dirname(createRequire(import.meta.url).resolve('flakon/package.json'))
const timeout = 60_000

test('src/api.ts says what the contract says: make types writes it again', { timeout }, () => {
  const words = ['types', ${toText(path)}, '-o', 'src/api.ts', '--check']
  const command = [join(flakon, 'dist/cli/bin.js'), ...words]
  const said = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  expect(said.stdout || said.stderr).toBe('src/api.ts is up to date\\n')
})
`
}

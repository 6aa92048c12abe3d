import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { JsonBlueprint } from '../../src/json-blueprint.ts'
import type { JsonSchemaObject } from '../../src/schema/subschema.ts'
import { knownFailures } from './known-failures.ts'

/**
 * The mandatory part of https://github.com/json-schema-org/JSON-Schema-Test-Suite, and what its schemas refer to:
 * beside the checkout, and where it is not, these tests are skipped.
 */
const suite = new URL('../../../../../shared/json-schema-test-suite/', import.meta.url)
const require = createRequire(import.meta.url)

interface Group {
  readonly description: string
  readonly schema: JsonSchemaObject | boolean
  readonly tests: readonly { readonly data: unknown; readonly valid: boolean }[]
}

describe.skipIf(!existsSync(suite)).each([
  { draft: 'draft7', ajv: 'ajv', others: /^(draft(?!7)|v1)/ },
  { draft: 'draft2020-12', ajv: 'ajv/dist/2020.js', others: /^(draft(?!2020-12)|v1)/ },
])('$draft of the JSON-Schema-Test-Suite (needs it in ../shared)', ({ draft, ajv, others }) => {
  test('a view checks a body at least as well as Ajv does', { timeout: 60_000 }, async () => {
    const groups = groupsOf(draft).map(([file, group]) => [file, withDraft(group, draft)] as const)
    const remotes = remotesOf(others)
    const passedByAjv = createAjvCheck(remotes, require(ajv).default)
    let ours = 0
    let theirs = 0
    const failed: string[] = []
    const passedByGroup = await passedByViews(
      groups.map(([, group]) => group),
      remotes,
    )
    for (const [file, group] of groups) {
      const passed = passedByGroup.get(group) ?? 0
      ours += passed
      theirs += passedByAjv(group)
      if (passed < group.tests.length) failed.push(`${file}: ${group.description}`)
    }
    expect(ours).toBeGreaterThanOrEqual(theirs)
    const known = Object.values(knownFailures[draft] ?? {}).flat()
    expect(failed.toSorted()).toEqual(known.toSorted())
  })
})

function groupsOf(draft: string): [string, Group][] {
  const folder = new URL(`tests/${draft}/`, suite)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.flatMap((file) =>
    JSON.parse(readFileSync(new URL(file, folder), 'utf8')).map((group: Group) => [file, group]),
  )
}

/** A schema that does not name its draft is taken as 2020-12 where it can be. */
function withDraft(group: Group, draft: string): Group {
  if (draft !== 'draft7' || typeof group.schema === 'boolean') return group
  return {
    ...group,
    schema: { $schema: 'http://json-schema.org/draft-07/schema#', ...group.schema },
  }
}

/** By the address at which the suite wants them. */
function remotesOf(others: RegExp): JsonSchemaObject[] {
  const folder = new URL('remotes/', suite)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.json') && !others.test(file))
    .map((file) => ({
      ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
      $id: `http://localhost:1234/${file}`,
    }))
}

function needed(group: Group, remotes: readonly JsonSchemaObject[]): readonly JsonSchemaObject[] {
  return JSON.stringify(group.schema).includes('localhost:1234') ? remotes : []
}

/** How many tests of each group pass. Many views are one app, as booting is most of the time; a refused one is alone. */
async function passedByViews(
  groups: readonly Group[],
  remotes: readonly JsonSchemaObject[],
): Promise<Map<Group, number>> {
  const app = appOf(groups, remotes)
  try {
    await app.ready()
    const passed = new Map<Group, number>()
    for (const [index, group] of groups.entries())
      passed.set(group, await passedByView(app, `/${index}`, group))
    return passed
  } catch {
    // Refused at boot: none of its tests passes.
    if (groups.length <= 1) return new Map()
  } finally {
    await app.close().catch(() => {})
  }
  const half = Math.ceil(groups.length / 2)
  const parts = [groups.slice(0, half), groups.slice(half)]
  const found = []
  for (const part of parts) found.push(...(await passedByViews(part, remotes)))
  return new Map(found)
}

function appOf(groups: readonly Group[], remotes: readonly JsonSchemaObject[]) {
  const blueprint = new JsonBlueprint('suite')
  for (const [index, group] of groups.entries())
    blueprint.post(`/${index}`, { schema: { body: group.schema } }, () => ({}))
  const app = createApp({ blueprints: [blueprint], settings: { log: { level: 'silent' } } })
  const wanted = groups.some((group) => needed(group, remotes).length > 0) ? remotes : []
  for (const schema of wanted) app.addSchema(schema)
  return app
}

async function passedByView(app: FastifyInstance, url: string, group: Group): Promise<number> {
  let passed = 0
  for (const { data, valid } of group.tests) {
    const response = await app.inject({
      method: 'POST',
      url,
      payload: JSON.stringify(data),
      headers: { 'content-type': 'application/json' },
    })
    if (response.statusCode === (valid ? 200 : 400)) passed += 1
  }
  return passed
}

/** Making an instance takes longer than all the rest: one is for all groups, but for those that fail in company. */
// biome-ignore lint/suspicious/noExplicitAny: either of two classes
function createAjvCheck(remotes: readonly JsonSchemaObject[], Ajv: any) {
  const options = { strict: false, logger: false }
  const shared = new Ajv({ ...options, addUsedSchema: false })
  for (const schema of remotes) shared.addSchema(schema)
  const count = (ajv: typeof shared, { schema, tests }: Group) => {
    try {
      const check = ajv.compile(schema)
      return tests.filter(({ data, valid }) => check(data) === valid).length
    } catch {
      return 0
    }
  }
  return (group: Group): number => {
    const passed = count(shared, group)
    if (passed === group.tests.length) return passed
    const own = new Ajv(options)
    for (const schema of needed(group, remotes)) own.addSchema(schema)
    return count(own, group)
  }
}

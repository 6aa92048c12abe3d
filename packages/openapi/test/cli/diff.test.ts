import { PassThrough, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { diff } from '../../src/cli/diff.ts'
import { folder } from '../loading.ts'

const old = `
openapi: 3.1.0
info: { title: Runs, version: 1.0.0 }
paths:
  /runs:
    get:
      operationId: getRuns
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
      responses:
        '200': { description: The runs, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Run' } } } } }
    post:
      operationId: addRun
      responses:
        '201': { description: The run, content: { application/json: { schema: { $ref: '#/components/schemas/Run' } } } }
  /laps:
    get: { operationId: getLaps, responses: { '204': { description: None } } }
components:
  schemas:
    Run:
      type: object
      properties:
        distance:
          type: integer
`
const now = old
  .replace(/ {2}\/laps:\n.*\n/, '')
  .replace('maximum: 100', 'maximum: 50')
  .replace('          type: integer', '          type: number\n        note: { type: string }')

/** Runs `flakon openapi diff` in a folder with these two versions. */
async function run(flags: object = {}, words = ['old.yaml', 'openapi.yaml'], input = '') {
  const cwd = folder({
    'old.yaml': old,
    'openapi.yaml': now,
    'broken.yaml': `${old}    Lap: { $ref: '#/x' }\n`,
    'none.yaml': 'a: 1',
  })
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const stdin = Readable.from([input]) as typeof process.stdin
  const status = await diff.run({ ...flags }, words, { stdin, stdout, stderr, env: {}, cwd })
  const plain = (stream: PassThrough) =>
    String(stream.read() ?? '').replaceAll(/[^\s"]*\/flakon-openapi-\w+\//g, '')
  return { status, out: plain(stdout), err: plain(stderr) }
}

describe('flakon openapi diff', () => {
  test('tells what breaks first, what is the same in several operations once', async () => {
    const { status, out, err } = await run()
    expect({ status, err }).toEqual({ status: 1, err: '' })
    expect(out).toMatchInlineSnapshot(`
      "old.yaml → openapi.yaml: 4 changes break clients, 2 do not

      BREAKING

      GET /runs (getRuns)
        query parameter limit: maximum changes from 100 to 50
          requests that were fine are refused (request-bound-tightened)
          old.yaml:9:37 → openapi.yaml:9:37

      in 2 operations: GET /runs, POST /runs
        #/components/schemas/Run/properties/distance: the type changes from integer to number
          a client gets what it does not expect (answer-type-widened)
          old.yaml:23:9 → openapi.yaml:21:9

      GET /laps (getLaps)
        is removed
          a client that calls it gets a 404 or 405 (operation-removed)
          old.yaml:17:5

      NOT BREAKING

      in 2 operations: GET /runs, POST /runs
        #/components/schemas/Run/properties/note: is added
          a client passes over properties that it does not know (answer-property-added)
          old.yaml:20:5 → openapi.yaml:23:9
      "
    `)
  })

  test('makes tables for a pull request', async () => {
    const { status, out } = await run({ markdown: true })
    expect(status).toBe(1)
    expect(out).toMatchInlineSnapshot(`
      "## Changes of the API: 4 changes break clients, 2 do not

      \`old.yaml\` → \`openapi.yaml\`

      ### Breaking

      | operation | place | change | why |
      | --- | --- | --- | --- |
      | \`GET /runs\` | \`query parameter limit\` | maximum changes from 100 to 50 | requests that were fine are refused (\`request-bound-tightened\`) |
      | \`GET /runs\`, \`POST /runs\` | \`#/components/schemas/Run/properties/distance\` | the type changes from integer to number | a client gets what it does not expect (\`answer-type-widened\`) |
      | \`GET /laps\` |  | is removed | a client that calls it gets a 404 or 405 (\`operation-removed\`) |

      <details><summary>Not breaking</summary>

      | operation | place | change | why |
      | --- | --- | --- | --- |
      | \`GET /runs\`, \`POST /runs\` | \`#/components/schemas/Run/properties/note\` | is added | a client passes over properties that it does not know (\`answer-property-added\`) |

      </details>
      "
    `)
  })

  test('what stands in a document cannot break the tables', async () => {
    const words = ['old.yaml', '-']
    const hostile = old
      .replace('operationId: addRun', 'operationId: "a|``b\\n<script>"')
      .replace('/laps', '/la|ps')
    const { out } = await run({ markdown: true }, words, hostile)
    expect(out).toMatchInlineSnapshot(`
      "## Changes of the API: 2 changes break clients, 0 do not

      \`old.yaml\` → \`-\`

      ### Breaking

      | operation | place | change | why |
      | --- | --- | --- | --- |
      | \`POST /runs\` |  | the operationId addRun becomes a\\|\\\`\\\`b \\<script\\> | code that was generated from the document calls the operation by it (\`operation-id-changed\`) |
      | \`GET /la\\|ps\` |  | moves from GET /laps to GET /la\\|ps | a client calls the method and path that it was built for (\`operation-moved\`) |
      "
    `)
  })

  test('gives programs every change, in a form that stays', async () => {
    const { status, out } = await run({ json: true })
    expect(status).toBe(1)
    const report = JSON.parse(out)
    expect(report).toMatchObject({
      old: { document: 'old.yaml', version: '3.1.0' },
      new: { document: 'openapi.yaml', version: '3.1.0' },
      breaking: 4,
      harmless: 2,
    })
    expect(report.changes).toHaveLength(6)
    expect(report.changes[1]).toMatchInlineSnapshot(`
      {
        "breaking": true,
        "component": "#/components/schemas/Run/properties/distance",
        "message": "the type changes from integer to number",
        "new": {
          "column": 9,
          "file": "openapi.yaml",
          "line": 21,
          "pointer": "/components/schemas/Run/properties/distance",
        },
        "old": {
          "column": 9,
          "file": "old.yaml",
          "line": 23,
          "pointer": "/components/schemas/Run/properties/distance",
        },
        "operation": "GET /runs",
        "operationId": "getRuns",
        "place": "answer 200 /0/distance",
        "rule": "answer-type-widened",
        "why": "a client gets what it does not expect",
      }
    `)
  })

  test('ends with 0 where nothing breaks', async () => {
    expect(await run({}, ['old.yaml', 'old.yaml'])).toEqual({
      status: 0,
      out: 'old.yaml → old.yaml: nothing changes for clients\n',
      err: '',
    })
    expect((await run({ markdown: true }, ['old.yaml', 'old.yaml'])).out).toBe(
      '## Changes of the API: nothing changes for clients\n\n`old.yaml` → `old.yaml`\n',
    )
  })

  test('reads one of the documents from standard input', async () => {
    expect((await run({}, ['-', 'old.yaml'], old)).status).toBe(0)
    expect((await run({}, ['old.yaml', '-'], now)).status).toBe(1)
  })

  test('compares a document that has errors as far as it goes, and says so', async () => {
    expect(await run({}, ['old.yaml', 'broken.yaml'])).toMatchObject({
      status: 0,
      err: 'broken.yaml has 1 error and is compared as far as it goes: see flakon openapi lint broken.yaml\n',
    })
  })

  test.each([
    [
      'one document only',
      {},
      ['old.yaml'],
      /^two documents are compared: flakon openapi diff old\.yaml/,
    ],
    [
      'two forms at once',
      { json: true, markdown: true },
      undefined,
      /^--json and --markdown are two forms/,
    ],
    [
      'standard input twice',
      {},
      ['-', '-'],
      /^only one of the documents can be read from standard input/,
    ],
    ['a file that is not there', {}, ['gone.yaml', 'old.yaml'], /gone\.yaml cannot be read/],
    [
      'a file that is no document',
      {},
      ['none.yaml', 'old.yaml'],
      /none\.yaml is no OpenAPI document/,
    ],
    ['an empty standard input', {}, ['-', 'old.yaml'], /on standard input/],
  ])('%s is a mistake of the caller', async (_, flags, words, message) => {
    await expect(run(flags, words)).rejects.toMatchObject({
      code: 'FLK_CONTRACT_USAGE',
      message: expect.stringMatching(message),
    })
  })
})

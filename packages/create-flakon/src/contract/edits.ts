import type { ContractService } from './service.ts'

/** Files of the skeleton that a service with a contract does not have. */
export const replacedFiles: readonly string[] = [
  'openapi.json',
  'src/views/home.ts',
  'src/views/index.ts',
  'tests/home.test.ts',
]

type Edit = readonly [from: string, to: string]

/** What a file of the skeleton says differently where a contract comes first. */
export function contractEdits(path: string, { path: document }: ContractService): readonly Edit[] {
  const isFolder = document.includes('/')
  if (path === 'README.md') return readmeEdits(document)
  if (path === '.github/workflows/ci.yml') {
    return [
      ['      # What clients read is what the views say; make openapi writes it again.\n', ''],
      ['      - run: node_modules/.bin/flakon openapi --check openapi.json\n', ''],
    ]
  }
  if (path === 'biome.json') {
    const [head, list] = [
      '"files": { ',
      '"includes": ["src/**", "tests/**", "*.json", "!**/package.json"',
    ]
    const before = `${head}${list}, "!openapi.json"] }`
    if (document !== 'openapi.json') return [[before, `${head}${list}, "!src/api.ts"] }`]]
    return [[before, `"files": {\n    ${list}, "!openapi.json", "!src/api.ts"]\n  }`]]
  }
  if (path === 'Dockerfile') {
    const line = 'COPY --from=build /service/package.json /service/settings.ini'
    return isFolder
      ? [[line, `COPY --from=build /service/openapi ./openapi\n${line}`]]
      : [[line, `${line} /service/${document}`]]
  }
  if (path !== 'Makefile') return []
  return [
    ['test openapi build', 'test types build'],
    [
      'make openapi  writes openapi.json, what the service answers, from its views',
      `make types    writes src/api.ts, the types of the contract, from ${document}`,
    ],
    [
      'openapi: node_modules\n\t@$(BIN)/flakon openapi -o openapi.json',
      `types: node_modules\n\t@$(BIN)/flakon types ${document} -o src/api.ts`,
    ],
  ]
}

/** The scripts of a service whose skeleton has these. */
export function contractScripts(
  { types, openapi: _, ...scripts }: Readonly<Record<string, string>>,
  { path }: ContractService,
): Record<string, string> {
  return { ...scripts, typecheck: types ?? '', types: `flakon types ${path} -o src/api.ts` }
}

function readmeEdits(document: string): Edit[] {
  return [
    [
      'A JSON microservice made with Flakon.',
      `A JSON microservice made with Flakon from its contract, \`${document}\`.`,
    ],
    [
      'make run      # http://127.0.0.1:5000/ answers {}; reloads on every change',
      'make run      # http://127.0.0.1:5000/docs tries every operation; reloads on every change',
    ],
    [
      '| `src/views/` | one module a blueprint; `index.ts` lists them |',
      `| \`${document}\` | the contract: what the service takes, answers and requires |
| \`src/api.ts\` | its types: \`make types\` writes them, a test says when they are stale |
| \`src/views/api.ts\` | a handler for each operation, and who may call them |`,
    ],
    ['| `tests/` | tests of the views |', '| `tests/` | a request for each operation |'],
    [
      '| `openapi.json` | what the service answers, for its clients: `make openapi` writes it, CI compares it |\n',
      '',
    ],
  ]
}

/** What the README says in place of its section on views. */
export function contractSection({ path }: ContractService): string {
  return `## Write an operation

The contract is mounted as it is: what it does not allow never reaches a handler, and what it does not declare never
leaves. At first each handler in \`src/views/api.ts\` answers with an example of the contract, or with 501 where there was
none to be made. Write it, and what its test in \`tests/api.test.ts\` expects:

\`\`\`ts
api.operation('getUser', async ({ params }) => (await users.find(params.id)) ?? abort(404, 'No such user'))
\`\`\`

The types of \`params\`, \`query\`, \`headers\`, \`cookies\`, \`body\` and of the answer are those of the contract.

## Say who may call

Operations that require security refuse everybody until \`api.security\` says who calls:

\`\`\`ts
api.security('bearerAuth', async (_request, { token }) => await sessions.find(token))
\`\`\`

What it returns is the caller, whom handlers get by \`api.principal(request)\`; its \`scopes\` are compared with those that the
operation requires. \`undefined\` refuses the credentials.

## Change the contract

Change \`${path}\`, run \`make types\`, and the compiler says which handlers no longer fit. The service does not start while an
operation has no handler, or a handler no operation.

\`\`\`sh
npx flakon openapi lint ${path}    # what is wrong with it
npx flakon openapi diff https://my-service.example/openapi.json ${path}    # what of it breaks clients of the service that runs
\`\`\`

`
}

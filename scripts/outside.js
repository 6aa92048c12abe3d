// Checks by tools that are too heavy for the workspaces, or would stand in the way there: Spectral for OpenAPI
// documents, and older TypeScript compilers for the published types. Each is installed when it is needed.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { install } from './install.js'
import { root } from './root.js'

const execute = promisify(execFile)
const skeleton = join(root, 'packages/create-flakon/template')

/** Installs under way and done, by the name of the tool. @type {Map<string, Promise<string>>} */
const installs = new Map()

/**
 * Installs a tool, once.
 * @param {string} name
 */
function installTool(name) {
  const installing = installs.get(name) ?? install(join(root, 'tools', name))
  installs.set(name, installing)
  return installing
}

/** Begins to install all of them, so that they are there when they are needed. */
export function installTools() {
  // Whoever waits for one says what is wrong.
  for (const name of ['typescript', 'spectral']) installTool(name).catch(() => {})
}

/**
 * Lints the document of the skeleton and that of the bookshop, which its tests compare with its views.
 * @returns {Promise<string>}
 */
export async function lintDocuments() {
  await installTool('spectral')
  const folder = emptyFolder('.cache/documents')
  const ofSkeleton = join(folder, 'skeleton.json')
  await node([join(root, 'packages/flakon/dist/cli/bin.js'), 'openapi', '-o', ofSkeleton], skeleton)
  const documents = [ofSkeleton, join(root, 'examples/bookshop/openapi.json')]
  return node([join(root, 'tools/spectral/lint.js'), ...documents], root)
}

/**
 * Those of the tests that say what the published types do, and what they import instead of sources; those that say
 * nothing themselves are imported by others.
 */
const published = {
  'packages/flakon/test/schema/view-schema.test-d.ts': 'flakon',
  'packages/flakon/test/schema/view-answers.test-d.ts': 'flakon',
  'packages/openapi/test/operation-view.test-d.ts': '@flakon/openapi',
  'packages/client/test/operation.test-d.ts': '@flakon/client',
  'packages/client/test/users-api.ts': '@flakon/client',
}

/**
 * Type-checks what the tests say of typed views against the published declarations, and what is generated from real
 * documents: with older compilers and the newest.
 * @returns {Promise<string>}
 */
export async function checkTypes() {
  await installTool('typescript')
  const folder = emptyFolder('.cache/published-types')
  for (const [test, name] of Object.entries(published)) {
    const text = readFileSync(join(root, test), 'utf8')
    const own = text.replaceAll(/'(?:\.\.\/)+src\/[\w-]+\.ts'/g, `'${name}'`)
    writeFileSync(join(folder, `${basename(test).split('.')[0]}.ts`), own)
  }
  const generated = await generateInto(folder)
  const template = JSON.parse(readFileSync(join(skeleton, 'tsconfig.json'), 'utf8'))
  const config = { ...template, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const older = ['typescript-5', 'typescript-6'].map(
    (name) => `tools/typescript/node_modules/${name}`,
  )
  const compilers = [...older, 'node_modules/typescript']
  // The older ones have one core each.
  const checks = compilers.map((compiler) => {
    const tsc = join(root, compiler, 'bin/tsc')
    const args = [tsc, '--noEmit', '--pretty', 'false', '-p', folder]
    return execute(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 })
  })
  await Promise.all(checks).catch(({ stdout, stderr }) => {
    throw new Error(`${stdout}${stderr}`.trim())
  })
  return `${compilers.length} compilers, ${generated}`
}

/**
 * Generates the types of every real document there is.
 * @param {string} folder
 * @returns {Promise<string>}
 */
async function generateInto(folder) {
  const specs = join(root, '../shared/specs')
  if (!existsSync(specs)) return `no real documents, since there is no ${specs}`
  // One that is many files has a folder of its own, and is named with a capital there.
  const documents = readdirSync(specs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?:\w+\/[A-Z][\w.-]*|[\w-]+)\.(?:json|ya?ml)$/.test(name),
  )
  const door = pathToFileURL(join(root, 'packages/openapi/dist/document-door.js')).href
  const { generateTypes, loadDocument } = await import(door)
  for (const name of documents) {
    const text = generateTypes(await loadDocument(join(specs, name)), { table: true })
    writeFileSync(join(folder, `${basename(name, extname(name))}.ts`), text)
  }
  return `${documents.length} real documents`
}

/** @param {string} path */
function emptyFolder(path) {
  const folder = join(root, path)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it said
 */
async function node(args, cwd) {
  try {
    const { stdout } = await execute(process.execPath, args, { cwd, maxBuffer: 2 ** 26 })
    return stdout.trim()
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error)
    throw new Error(`${stdout}${stderr}`.trim())
  }
}

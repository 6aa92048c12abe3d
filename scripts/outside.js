// Checks by tools that are too heavy for the workspaces, or would stand in the way there: Spectral for OpenAPI
// documents, and older TypeScript compilers for the published types. Each is installed when it is needed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './install.js'
import { root } from './root.js'

const skeleton = join(root, 'packages/create-flakon/template')

/**
 * Lints the document of the skeleton and that of the bookshop, which its tests compare with its views.
 * @returns {string}
 */
export function lintDocuments() {
  install(join(root, 'tools/spectral'))
  const folder = emptyFolder('.cache/documents')
  const ofSkeleton = join(folder, 'skeleton.json')
  node([join(root, 'packages/flakon/dist/cli/bin.js'), 'openapi', '-o', ofSkeleton], skeleton)
  const documents = [ofSkeleton, join(root, 'examples/bookshop/openapi.json')]
  return node([join(root, 'tools/spectral/lint.js'), ...documents], root)
}

/**
 * Type-checks what the tests say of typed views against the published declarations, with older compilers.
 * @returns {string}
 */
export function checkTypes() {
  install(join(root, 'tools/typescript'))
  const folder = emptyFolder('.cache/published-types')
  for (const name of ['view-schema', 'view-answers']) {
    const file = join(root, `packages/flakon/test/schema/${name}.test-d.ts`)
    const text = readFileSync(file, 'utf8').replaceAll("'../../src/index.ts'", "'flakon'")
    writeFileSync(join(folder, `${name}.ts`), text)
  }
  const template = JSON.parse(readFileSync(join(skeleton, 'tsconfig.json'), 'utf8'))
  const config = { ...template, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compilers = ['typescript-5', 'typescript-6']
  for (const compiler of compilers) {
    const tsc = join(root, 'tools/typescript/node_modules', compiler, 'bin/tsc')
    node([tsc, '--noEmit', '--pretty', 'false', '-p', folder], root)
  }
  return `${compilers.length} compilers`
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
 * @returns {string} what it said
 */
function node(args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${stdout}${stderr}`.trim())
  return stdout.trim()
}

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'

/** The repository: what the tests of the code itself read. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** A source file as the architecture tests see it; paths are relative to the repository. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly functions: readonly { readonly line: number; readonly lines: number }[]
  /** What it needs when it runs: imports and re-exports that are not of types only. */
  readonly imports: readonly string[]
  /** Every module it names, types included. */
  readonly mentions: readonly string[]
  readonly exports: readonly string[]
}

/** Reads the `.ts`, `.js` and `.cjs` files of a folder of the repository, folders within it included. */
export function sourcesOf(folder: string): Source[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => read(posix.join(folder, file)))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function read(path: string): Source {
  const text = readFileSync(join(repository, path), 'utf8')
  const { program, module } = parseSync(path, text)
  const modules: { name: string; runs: boolean }[] = []
  for (const { moduleRequest, entries } of module.staticImports) {
    const runs = entries.length === 0 || entries.some((entry) => !entry.isType)
    modules.push({ name: moduleRequest.value, runs })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) modules.push({ name: moduleRequest.value, runs: !isType })
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = /^['"](.+)['"]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (written?.[1]) modules.push({ name: written[1], runs: true })
  }
  const targets = modules.map(({ name, runs }) => ({ name: targetOf(path, name), runs }))
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    functions: functionsOf(program, text),
    imports: targets.filter((one) => one.runs).map((one) => one.name),
    mentions: targets.map((one) => one.name),
    exports: module.staticExports.flatMap((one) =>
      one.entries.map((e) => e.exportName.name ?? '*'),
    ),
  }
}

/** A relative import as a path in the repository; a package by its name. */
function targetOf(from: string, name: string): string {
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name
}

function functionsOf(program: ReturnType<typeof parseSync>['program'], text: string) {
  const functions: { line: number; lines: number }[] = []
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const add = ({ start, end }: { start: number; end: number }) => {
    functions.push({ line: lineAt(start), lines: lineAt(end) - lineAt(start) + 1 })
  }
  new Visitor({
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program)
  return functions
}

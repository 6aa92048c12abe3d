// Turns the examples of README and docs into small projects under .cache/docs, so that they are type-checked
// and tested like everything else. CONTRIBUTING.md tells writers the few rules.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './root.js'

/**
 * @typedef {{ language: string, line: number, text: string }} Block a fenced block; `line` is that of its first line of text
 * @typedef {{ file: string, text: string, origin: number[] }} Example a file made of blocks; `origin` gives the line in the page of each of its lines
 * @typedef {Map<string, Example>} Project files by path
 */

export const target = join(root, '.cache/docs')
const skeleton = join(root, 'packages/create-flakon/template')

/** Languages whose blocks are files of a project and have to say which. */
const code = new Set(['ts', 'js'])
/** Languages whose blocks are files when they name one, and illustrations when they do not. */
const data = new Set(['ini', 'json', 'yaml'])

/** Pages in which no test makes sense, and why. */
const untested = new Map([
  ['removing', 'a test of its own runs the suite of the skeleton with this file'],
])

/**
 * Writes the projects of every page. Returns how much there was, in words, and the mistakes found.
 * @returns {{ summary: string, mistakes: string[] }}
 */
export function extractDocs() {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  /** @type {string[]} */
  const mistakes = []
  let files = 0
  for (const page of pages()) {
    const steps = projectsOf(page, readFileSync(join(root, page), 'utf8'), mistakes)
    steps.forEach((project, index) => {
      writeProject(project, join(target, nameOf(page), String(index + 1)), page)
    })
    files += steps.reduce((sum, project) => sum + project.size, 0)
    requireTest(page, steps, mistakes)
  }
  writeFileSync(join(target, 'tsconfig.json'), tsconfig)
  return { summary: `${files} example files of ${pages().length} pages`, mistakes }
}

/** The pages, relative to the repository. */
export function pages() {
  const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  return ['README.md', ...docs.sort().map((file) => `docs/${file}`)]
}

/** @param {string} page */
const nameOf = (page) => basename(page, '.md').toLowerCase()

const tsconfig = JSON.stringify({
  extends: relative(target, join(root, 'tsconfig.base.json')),
  compilerOptions: { noEmit: true },
  include: ['**/*.ts'],
})

/**
 * The projects of a page, one after another: a block that names a file for the second time starts the next
 * one, a copy of the first with this file replaced. So every version of a file shown is checked.
 * @param {string} page
 * @param {string} text
 * @param {string[]} mistakes
 * @returns {Project[]}
 */
export function projectsOf(page, text, mistakes) {
  /** @type {Project[]} */
  const steps = [new Map()]
  let written = new Set()
  for (const block of blocksOf(text)) {
    const named = fileOf(block)
    if (named === undefined) {
      if (code.has(block.language) && !isExcused(block))
        mistakes.push(`${page}:${block.line}: ${unnamed}`)
      continue
    }
    if (written.has(named.file) && !named.continued) {
      steps.push(new Map(steps.at(-1)))
      written = new Set()
    }
    const project = /** @type {Project} */ (steps.at(-1))
    project.set(
      named.file,
      exampleOf(named.file, block, named.continued ? project.get(named.file) : undefined),
    )
    written.add(named.file)
  }
  return steps.filter((project) => project.size > 0)
}

const unnamed =
  'the first line of this example names no file: write "// src/views/home.ts", or "// not run: why", or fence it as text'

/**
 * @param {string} markdown
 * @returns {Block[]}
 */
function blocksOf(markdown) {
  /** @type {Block[]} */
  const blocks = []
  /** @type {Block | undefined} */
  let open
  markdown.split('\n').forEach((line, index) => {
    const fence = /^```\s*(\w*)/.exec(line)
    if (open === undefined && fence) open = { language: fence[1] ?? '', line: index + 2, text: '' }
    else if (open !== undefined && fence) {
      blocks.push(open)
      open = undefined
    } else if (open !== undefined) open.text += `${line}\n`
  })
  return blocks
}

/**
 * The file a block names in its first line: `// src/strava.ts`, `# settings.ini: what it shows`, `// src/app.ts, continued`.
 * @param {Block} block
 */
function fileOf(block) {
  if (!code.has(block.language) && !data.has(block.language)) return undefined
  const name = /^(?:\/\/|#|;)\s+([\w./-]+\.[a-z]+)(, continued)?(?:$|[:,\s])/m.exec(
    firstLine(block),
  )
  return name?.[1] === undefined ? undefined : { file: name[1], continued: name[2] !== undefined }
}

/** @param {Block} block */
const isExcused = (block) => /^\/\/ not run: \S/.test(firstLine(block))

/** @param {Block} block */
const firstLine = (block) => block.text.split('\n', 1)[0] ?? ''

/**
 * @param {string} file
 * @param {Block} block
 * @param {Example | undefined} before
 * @returns {Example}
 */
function exampleOf(file, block, before) {
  const lines = block.text.split('\n').map((_, index) => block.line + index)
  return {
    file,
    text: (before?.text ?? '') + block.text,
    origin: [...(before?.origin.slice(0, -1) ?? []), ...lines],
  }
}

/**
 * A project is the skeleton with the page's files laid over it: examples read as changes to a new service.
 * @param {Project} project
 * @param {string} folder
 * @param {string} page
 */
function writeProject(project, folder, page) {
  cpSync(join(skeleton, 'src'), join(folder, 'src'), { recursive: true })
  cpSync(join(skeleton, 'settings.ini'), join(folder, 'settings.ini'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  /** @type {Record<string, number[]>} */
  const origins = {}
  for (const example of project.values()) {
    const file = join(folder, example.file)
    mkdirSync(dirname(file), { recursive: true })
    // A comment in JSON is ours, for the name of the file.
    writeFileSync(
      file,
      example.file.endsWith('.json') ? example.text.replace(/^.*\n/, '') : example.text,
    )
    origins[example.file] = example.origin
  }
  writeFileSync(join(folder, 'origins.json'), JSON.stringify({ page, origins }))
}

/**
 * @param {string} page
 * @param {Project[]} steps
 * @param {string[]} mistakes
 */
function requireTest(page, steps, mistakes) {
  const tested = steps.some((project) =>
    [...project.keys()].some((file) => /^tests\/.*\.test\.ts$/.test(file)),
  )
  if (tested || untested.has(nameOf(page))) return
  mistakes.push(
    `${page}: no example of this page is a test ("// tests/….test.ts"); add one, or name the page with the reason in scripts/docs.js`,
  )
}

/**
 * Rewrites places in the generated files to places in the pages: .cache/docs/sections/1/src/db.ts(3,5) → docs/sections.md(41,5).
 * @param {string} output of the compiler
 */
export function inPages(output) {
  return output.replace(
    /\.cache\/docs\/([\w-]+\/\d+)\/([\w./-]+)\((\d+),/g,
    (all, step, file, line) => {
      const { page, origins } = JSON.parse(readFileSync(join(target, step, 'origins.json'), 'utf8'))
      const place = origins[file]?.[Number(line) - 1]
      return place === undefined ? all : `${page}(${place},`
    },
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { summary, mistakes } = extractDocs()
  console.log([...mistakes, summary].join('\n'))
  process.exitCode = mistakes.length > 0 ? 1 : 0
}

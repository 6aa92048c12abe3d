import { basename } from 'node:path'
import { contractEdits, contractScripts, contractSection, replacedFiles } from './contract/edits.ts'
import { type Dialect, dialects } from './package-manager.ts'
import { isTarball, type Plan } from './plan.ts'

/**
 * The text of a file of the template, in the words of this service: its name, its dependency, its package manager.
 * `version` is the scaffolder's own.
 * @throws Error when the template no longer says what is to be replaced
 */
export function adapt(path: string, text: string, plan: Plan, version: string): string {
  if (path === 'package.json') return adaptManifest(text, plan, version)
  const dialect = plan.packageManager === 'npm' ? undefined : dialects[plan.packageManager]
  const edits = editsOf(path, plan, dialect)
  if (plan.contract === undefined) return edited(path, text, edits)
  if (path === 'README.md') edits.push([sectionOf(text), contractSection(plan.contract)])
  return edited(path, text, [...edits, ...contractEdits(path, plan.contract)])
}

function edited(path: string, text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const [head, tail, ...more] = before.split(from)
    if (tail === undefined || more.length > 0)
      throw new Error(`the template's ${path} should say "${from}" once, and does not`)
    return head + to + tail
  }, text)
}

/** The part of the README that is about views. */
function sectionOf(readme: string): string {
  return readme.slice(readme.indexOf('## Add a view'), readme.indexOf('## Settings'))
}

/** Whether a service gets a file of the template. */
export function isForService(path: string, { contract }: Plan): boolean {
  return contract === undefined || !replacedFiles.includes(path)
}

/** Files that the template does not have, by path. */
export function filesFor({
  packageManager,
  contract,
}: Plan): readonly (readonly [path: string, content: string | Uint8Array])[] {
  const own = packageManager === 'npm' ? {} : dialects[packageManager].files
  return [...Object.entries(own), ...(contract?.files ?? [])]
}

type Edit = readonly [from: string, to: string]

function editsOf(path: string, plan: Plan, dialect: Dialect | undefined): Edit[] {
  const short = plan.name.replace(/^@[^/]+\//, '')
  if (path === 'settings.ini') return [['name = microservice', `name = ${short}`]]
  if (path === 'openapi.json') return [['"title": "microservice"', `"title": "${plan.name}"`]]
  if (path === 'README.md') return [['# microservice', `# ${short}`]]
  if (path === 'Dockerfile') return dockerfileEdits(plan, dialect)
  if (dialect === undefined) return []
  if (path === 'Makefile') return [['\tnpm install', `\t${plan.packageManager} install`]]
  if (path === '.gitignore' && dialect.ignored) return [['*.log\n', `*.log\n${dialect.ignored}\n`]]
  if (!path.startsWith('.github')) return []
  return [
    ['npm ci', dialect.frozen],
    ['\n          cache: npm', ''],
  ]
}

function dockerfileEdits({ flakon }: Plan, dialect: Dialect | undefined): Edit[] {
  const words: Edit[] = dialect
    ? [
        ['if [ -f package-lock.json ]; then npm ci; else npm install; fi', dialect.frozen],
        ['COPY package.json package-lock.json* ./', `COPY package.json ${dialect.reads} ./`],
        ['npm prune --omit=dev', dialect.prune],
      ]
    : []
  return isTarball(flakon) ? [...words, [' ./\nRUN', ' ./\nCOPY vendor ./vendor\nRUN']] : words
}

function adaptManifest(text: string, plan: Plan, version: string): string {
  const manifest = JSON.parse(text)
  const { name, packageManager, contract } = plan
  manifest.name = name
  manifest.dependencies.flakon = dependency(plan.flakon)
  if (contract !== undefined) {
    manifest.scripts = contractScripts(manifest.scripts, contract)
    manifest.dependencies = {
      ...(contract.takesFiles ? { '@fastify/multipart': multipart } : {}),
      '@flakon/openapi': dependency(plan.openapi),
      ...manifest.dependencies,
    }
  }
  // Where it comes from, so that a later release can bring it up to date.
  manifest.flakon = { template: version, answers: { name, packageManager } }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

/** The plugin that reads forms with files, in the version that `@flakon/openapi` is tested with. */
const multipart = '^10.1.9'

/** A packed one lies in the service. */
function dependency(spec: string): string {
  return isTarball(spec) ? `file:vendor/${basename(spec)}` : spec
}

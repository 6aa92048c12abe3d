import { basename } from 'node:path'
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
  return editsOf(path, plan, dialect).reduce((before, [from, to]) => {
    const [head, tail, ...more] = before.split(from)
    if (tail === undefined || more.length > 0)
      throw new Error(`the template's ${path} should say "${from}" once, and does not`)
    return head + to + tail
  }, text)
}

/** Files that the template does not have, by path. */
export function filesFor({ packageManager }: Plan): Readonly<Record<string, string>> {
  return packageManager === 'npm' ? {} : dialects[packageManager].files
}

type Edit = readonly [from: string, to: string]

function editsOf(path: string, plan: Plan, dialect: Dialect | undefined): readonly Edit[] {
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

function dockerfileEdits({ flakon }: Plan, dialect: Dialect | undefined): readonly Edit[] {
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
  const { name, packageManager, flakon } = plan
  manifest.name = name
  manifest.dependencies.flakon = isTarball(flakon) ? `file:vendor/${basename(flakon)}` : flakon
  // Where it comes from, so that a later release can bring it up to date.
  manifest.flakon = { template: version, answers: { name, packageManager } }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

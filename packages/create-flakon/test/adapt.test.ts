import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adapt, filesFor } from '../src/adapt.ts'
import type { Plan } from '../src/plan.ts'

const usual: Plan = {
  directory: '/services/team-runs',
  name: '@team/runs',
  packageManager: 'npm',
  git: true,
  install: true,
  force: false,
  flakon: '^1.2.3',
  openapi: '^1.2.3',
}

/** A file of the template as a service gets it. */
function adapted(path: string, more: Partial<Plan> = {}): string {
  const stored = path.replace('.gitignore', '_gitignore')
  const text = readFileSync(new URL(`../template/${stored}`, import.meta.url), 'utf8')
  return adapt(path, text, { ...usual, ...more }, '1.2.3')
}

test('the service has its name, its dependency and its origin', () => {
  expect(JSON.parse(adapted('package.json'))).toMatchObject({
    name: '@team/runs',
    dependencies: { flakon: '^1.2.3' },
    flakon: { template: '1.2.3', answers: { name: '@team/runs', packageManager: 'npm' } },
  })
  expect(adapted('settings.ini')).toContain('\nname = runs\n')
  expect(adapted('README.md')).toMatch(/^# runs\n/)
  expect(JSON.parse(adapted('openapi.json')).info.title).toBe('@team/runs')
})

test('a packed flakon lies in the service, and is in the image before the installation', () => {
  const flakon = '/tmp/flakon-1.2.3.tgz'
  expect(JSON.parse(adapted('package.json', { flakon }))).toMatchObject({
    dependencies: { flakon: 'file:vendor/flakon-1.2.3.tgz' },
  })
  expect(adapted('Dockerfile', { flakon })).toMatch(/^COPY vendor \.\/vendor\nRUN .*npm ci/m)
})

test.each(['pnpm', 'yarn', 'bun'] as const)('with %s nothing is left of npm', (packageManager) => {
  const flakon = '/tmp/flakon-1.2.3.tgz'
  expect(adapted('Makefile', { packageManager })).toContain(`\t${packageManager} install\n`)
  const workflow = adapted('.github/workflows/ci.yml', { packageManager })
  expect(workflow).toContain(`${packageManager} install --`)
  expect(workflow).not.toMatch(/npm ci|cache: npm/)
  for (const dockerfile of [
    adapted('Dockerfile', { packageManager }),
    adapted('Dockerfile', { packageManager, flakon }),
  ]) {
    expect(dockerfile).toMatch(/^COPY package\.json (pnpm-lock\.yaml|yarn\.lock .*|bun\.lock) /m)
    expect(dockerfile).not.toMatch(/package-lock|\bnpm (ci|prune)/)
  }
  expect(adapted('Dockerfile', { packageManager, flakon })).toContain('COPY vendor ./vendor\nRUN')
})

test('yarn is told to make node_modules, and leaves nothing for git', () => {
  const plan = { ...usual, packageManager: 'yarn' } as const
  expect(filesFor(plan)).toEqual([['.yarnrc.yml', 'nodeLinker: node-modules\n']])
  expect(filesFor(usual)).toEqual([])
  expect(adapted('.gitignore', plan)).toContain('.yarn/install-state.gz')
})

test('a template that no longer says what is replaced is found out', () => {
  expect(() => adapt('settings.ini', '[app]\n', usual, '1.2.3')).toThrow(
    /settings\.ini should say "name = microservice" once/,
  )
})

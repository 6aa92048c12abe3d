import { execFile } from 'node:child_process'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from './source.ts'

const execute = promisify(execFile)
const tools = join(repository, 'node_modules')

let work = ''
const tarballs: Record<string, string> = {}

beforeAll(async () => {
  work = await realpath(await mkdtemp(join(tmpdir(), 'flakon-package-')))
  for (const name of ['flakon', 'create-flakon']) tarballs[name] = await pack(name)
}, 60_000)

afterAll(async () => {
  await rm(work, { recursive: true, force: true })
})

describe('what is published', () => {
  test('flakon holds its dist folder, README, LICENSE and package.json, and nothing else', async () => {
    const files = await contents('flakon')
    expect(files.filter((file) => !file.startsWith('dist/'))).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ])
    expect(files).toContain('dist/index.js')
    expect(files).toContain('dist/index.d.ts')
    expect(files.filter((file) => !/\.(js|d\.ts)$/.test(file) && file.startsWith('dist/'))).toEqual(
      [],
    )
  })

  test('create-flakon holds its code, the template, README, LICENSE and package.json, and no test', async () => {
    const files = await contents('create-flakon')
    const others = files.filter((file) => !/^(dist|template)\//.test(file))
    expect(others).toEqual(['LICENSE', 'README.md', 'package.json'])
    expect(files.filter((file) => file.includes('node_modules') || file.endsWith('.tgz'))).toEqual(
      [],
    )
    expect(files).toContain('template/package.json')
  })

  test.each(['flakon', 'create-flakon'])('publint has nothing to say about %s', async (name) => {
    const { stdout } = await node([
      join(tools, 'publint/src/cli.js'),
      String(tarballs[name]),
      '--strict',
    ])
    expect(stdout).toContain('All good!')
  })

  test('the types of flakon are right for those who import it as ESM', async () => {
    const attw = join(tools, '@arethetypeswrong/cli/dist/index.js')
    const { stdout } = await node([
      attw,
      String(tarballs.flakon),
      '--profile',
      'esm-only',
      '--no-color',
    ])
    // It fails by its exit status; what it ignores is CommonJS without require(esm), which this profile leaves out.
    expect(stdout).toContain('node16 (from ESM) │ 🟢 (ESM)')
  })

  test('no package has an install script, nor asks for a version of Node it was not tested on', async () => {
    for (const name of ['flakon', 'create-flakon']) {
      const manifest = JSON.parse(
        await readFile(join(repository, 'packages', name, 'package.json'), 'utf8'),
      )
      expect(
        Object.keys(manifest.scripts ?? {}).filter((script) => /install$/.test(script)),
      ).toEqual([])
      expect(manifest.engines).toEqual({ node: '>=20.19' })
    }
  })
})

describe('flakon installed from its tarball in an empty project', () => {
  let project = ''

  beforeAll(async () => {
    project = join(work, 'project')
    await mkdir(project)
    await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }')
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
    await execute('npm', ['install', ...flags, String(tarballs.flakon)], { cwd: project })
  }, 120_000)

  test('answers when it is imported', async () => {
    await writeFile(
      join(project, 'app.js'),
      `import { createApp, JsonBlueprint } from 'flakon'\n${service}`,
    )
    expect((await node(['app.js'], project)).stdout).toBe('{"hello":"world"}')
  })

  test.runIf(process.features.require_module)('answers when it is required', async () => {
    await writeFile(
      join(project, 'app.cjs'),
      `const { createApp, JsonBlueprint } = require('flakon')\n${service}`,
    )
    expect((await node(['app.cjs'], project)).stdout).toBe('{"hello":"world"}')
  })

  test('has a command that tells its version', async () => {
    const { version } = JSON.parse(
      await readFile(join(repository, 'packages/flakon/package.json'), 'utf8'),
    )
    const { stdout } = await execute(join(project, 'node_modules/.bin/flakon'), ['--version'], {
      cwd: project,
    })
    expect(stdout).toContain(version)
  })

  test('type-checks in a strict project, its own declarations included', async () => {
    await copyFile(new URL('fixtures/consumer/app.ts', import.meta.url), join(project, 'app.ts'))
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(strict))
    await expect(
      node([join(tools, 'typescript/bin/tsc'), '-p', '.'], project),
    ).resolves.toBeDefined()
  }, 60_000)

  test('brings fewer than 70 packages', async () => {
    const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'))
    expect(Object.keys(lock.packages).length - 1).toBeLessThan(70)
  })
})

const service = `
const home = new JsonBlueprint('home')
home.get('/', () => ({ hello: 'world' }))
const app = createApp({ blueprints: [home], settings: { log: { level: 'silent' } } })
app.inject('/').then((response) => process.stdout.write(response.body))
`

const strict = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    noUncheckedIndexedAccess: true,
    types: ['node'],
    typeRoots: [join(tools, '@types')],
  },
  files: ['app.ts'],
}

/** Packs a package as for publishing; its path. */
async function pack(name: string): Promise<string> {
  const target = join(work, `${name}-tarball`)
  await mkdir(target)
  await execute('npm', ['pack', '--pack-destination', target], {
    cwd: join(repository, 'packages', name),
  })
  const [file] = await readdir(target)
  return join(target, String(file))
}

async function contents(name: string): Promise<string[]> {
  const { stdout } = await execute('tar', ['-tzf', String(tarballs[name])])
  return stdout
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''))
    .sort()
}

/** Runs Node; an error holds what the command wrote. */
async function node(args: readonly string[], cwd = work): Promise<{ stdout: string }> {
  try {
    return await execute(process.execPath, [...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, endAll, Service } from '../../flakon/test/process.ts'
import { buildImage, type Image } from './image.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'flakon-scaffold-'))
const service = join(work, 'my-service')
const flakon = join(service, 'node_modules/.bin/flakon')
const home = join(service, 'src/views/home.ts')

/** The scaffolder and flakon as they would be published, installed in an empty folder; then one service. */
beforeAll(async () => {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', work]
  const tarballs: string[] = []
  for (const name of ['flakon', 'openapi', 'create-flakon']) {
    if (!existsSync(join(packages, name, 'dist')))
      throw new Error(`packages/${name} is not built: run make build`)
    const said = await call('npm', pack, join(packages, name))
    tarballs.push(
      join(work, JSON.parse(said.slice(said.indexOf('['), said.lastIndexOf(']') + 1))[0].filename),
    )
  }
  const [packed = '', ...scaffolder] = tarballs
  const empty = join(work, 'empty')
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), '{ "private": true }')
  await call(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', ...scaffolder],
    empty,
  )
  const create = join(empty, 'node_modules/.bin/create-flakon')
  await call(create, ['my-service', '--yes', '--no-git', '--flakon', packed], work)
}, 120_000)

afterAll(async () => {
  endAll()
  await call('chmod', ['-R', 'u+w', work], work)
  rmSync(work, { recursive: true, force: true })
})

test('npm create installs few packages, and neither flakon nor fastify', () => {
  const lock = readFileSync(join(work, 'empty/node_modules/.package-lock.json'), 'utf8')
  const names = Object.keys((JSON.parse(lock) as { packages: object }).packages)
  expect(names.length).toBeLessThanOrEqual(20)
  expect(names).not.toContain('node_modules/flakon')
  expect(names).not.toContain('node_modules/fastify')
})

test('the service is at most 20 files, with the dotfiles that npm would drop', () => {
  const left = ['node_modules', 'package-lock.json', 'vendor']
  const files = readdirSync(service, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(service.length + 1))
    .filter((file) => !left.some((one) => file.startsWith(one)))
  expect(files).toContain('.gitignore')
  expect(files).toContain('.dockerignore')
  expect(files.length).toBeLessThanOrEqual(20)
})

test('its document is what its views say, as its CI will find', async () => {
  const said = await call(flakon, ['openapi', '--check', 'openapi.json'], service)
  expect(said).toBe('openapi.json is what the app says\n')
})

test('its origin is recorded', () => {
  const manifest = JSON.parse(readFileSync(join(service, 'package.json'), 'utf8'))
  expect(manifest).toMatchObject({
    name: 'my-service',
    flakon: {
      template: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      answers: { name: 'my-service', packageManager: 'npm' },
    },
  })
  expect(readFileSync(join(service, 'settings.ini'), 'utf8')).toContain('name = my-service')
  expect(readFileSync(join(service, 'Dockerfile'), 'utf8')).toMatch(/^COPY vendor \.\/vendor\nRUN/m)
})

test('make alone prints the verbs', async () => {
  const said = await call('make', [], service)
  for (const verb of ['run', 'test', 'build', 'start', 'docker'])
    expect(said).toMatch(new RegExp(`^make ${verb} `, 'm'))
})

test('its linter, types and tests pass', async () => {
  const said = await call('make', ['test'], service)
  expect(said).toMatch(/Tests\s+3 passed/)
}, 60_000)

test('its linter refuses the tuple answer of a Flask user', async () => {
  const broken = join(service, 'src/views/tuple.ts')
  writeFileSync(
    broken,
    "import { home } from './home.ts'\n\nhome.get('/tuple', () => {\n  return { a: 1 }, 404\n})\n",
  )
  await expect(call('node_modules/.bin/biome', ['lint', 'src'], service)).rejects.toThrow(
    'noCommaOperator',
  )
  rmSync(broken)
})

test('in development a changed view is answered, and a broken one waits to be mended', async () => {
  const dev = new Service(flakon, ['run', '--debug', '--port', '0'], service)
  const address = await dev.address()
  const ask = async () => (await fetch(address)).json()
  expect(await ask()).toEqual({})
  const before = readFileSync(home, 'utf8')
  writeFileSync(home, before.replace('({})', '({ changed: true })'))
  expect(await dev.address(1)).toBe(address)
  expect(await ask()).toEqual({ changed: true })
  writeFileSync(home, 'this is no TypeScript')
  await dev.says(/waiting for a change/)
  writeFileSync(home, before)
  expect(await dev.address(2)).toBe(address)
  expect(await ask()).toEqual({})
  expect(await dev.terminate()).toBe(0)
}, 60_000)

const slow = `
home.get('/slow', async (request) => {
  request.log.info('slow has started')
  await new Promise((done) => setTimeout(done, 300))
  return { answered: true }
})
`

test('from the build it answers what is in flight when it is terminated, and exits with 0', async () => {
  const before = readFileSync(home, 'utf8')
  writeFileSync(home, before + slow)
  await call('make', ['build'], service)
  writeFileSync(home, before)
  const production = new Service(flakon, ['run', 'dist/app.js', '--port', '0'], service)
  const address = await production.address()
  const answer = fetch(`${address}/slow`)
  await production.says(/slow has started/)
  const status = production.terminate()
  expect(await (await answer).json()).toEqual({ answered: true })
  expect(await status).toBe(0)
}, 60_000)

/** Node's arguments to be nobody, as in the image, where root runs the tests and nobody may come this far. */
function asNobody(folder: string): string[] {
  const folders = [folder]
  while (dirname(folders[0] ?? '') !== folders[0]) folders.unshift(dirname(folders[0] ?? ''))
  const isOpen = folders.every((one) => (statSync(one).mode & 0o001) !== 0)
  if (process.getuid?.() !== 0 || !isOpen) return []
  return ['--import', 'data:text/javascript,process.setgid(65534);process.setuid(65534)']
}

describe('the image', () => {
  let image: Image

  beforeAll(async () => {
    const stages = join(work, 'stages')
    mkdirSync(stages)
    image = await buildImage(service, stages)
    chmodSync(work, 0o755)
    await call('chmod', ['-R', 'a+rX,a-w', image.folder], work)
  }, 120_000)

  test('holds what production needs: fewer than 70 packages, none with an install script', () => {
    expect(readdirSync(image.folder).sort()).toEqual([
      'dist',
      'node_modules',
      'package.json',
      'settings.ini',
    ])
    const lock = readFileSync(join(image.folder, 'node_modules/.package-lock.json'), 'utf8')
    const { packages: installed } = JSON.parse(lock) as {
      packages: Record<string, { hasInstallScript?: boolean }>
    }
    const count = Object.keys(installed).length
    console.log(`a production install of a new service has ${count} packages`)
    expect(count).toBeGreaterThan(40)
    expect(count).toBeLessThan(70)
    const scripted = Object.entries(installed).filter(([, one]) => one.hasInstallScript)
    expect(scripted.map(([path]) => path)).toEqual([])
  })

  test('serves as nobody from a folder it may not write, and its health check passes below 500', async () => {
    expect(image.user).toBe('node')
    expect(image.env).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '5000' })
    const { folder, command } = image
    const before = readdirSync(folder, { recursive: true }).sort()
    const args = [...asNobody(folder), ...command]
    const container = new Service(process.execPath, args, folder, {
      ...image.env,
      HOST: '127.0.0.1',
      PORT: '0',
    })
    const { port } = new URL(await container.address())
    const check = () => new Service(process.execPath, image.healthCheck, work, { PORT: port })
    await check().says(/ended with 0/)
    expect(await container.terminate()).toBe(0)
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before)
    await check().says(/ended with 1/)
  }, 60_000)
})

import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call } from '../../flakon/test/process.ts'
import { create, emptyFolder, only } from './create.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const specs = join(root, '../shared/specs')
const corners = fileURLToPath(new URL('fixtures/corners.yaml', import.meta.url))

/** Makes a service with what is installed here, and does what its `make test` does; what the tests said. */
async function tested(spec: string): Promise<{ readonly said: string; readonly service: string }> {
  const cwd = emptyFolder()
  expect(await create(cwd, ['x', '--spec', spec, ...only])).toMatchObject({ status: 0 })
  const service = join(cwd, 'x')
  symlinkSync(join(root, 'node_modules'), join(service, 'node_modules'))
  await call('node_modules/.bin/biome', ['check', '.'], service)
  await call('node_modules/.bin/tsc', ['--noEmit'], service)
  return { said: await call('node_modules/.bin/vitest', ['run'], service), service }
}

test('what is made of the corners of a document passes its checks', async () => {
  const { said, service } = await tested(corners)
  expect(said).toMatch(/Tests\s+10 passed \| 1 todo/)
  const views = readFileSync(join(service, 'src/views/api.ts'), 'utf8')
  expect(views).toContain("throw problem(501, 'getHard is not written yet')")
  expect(views).toContain("api.operation('addAnimal', () => ({ id: 1, name: 'Ada', kind: 'Cat', ")
  expect(views).not.toContain('unused')
}, 120_000)

const documents = [join(root, 'examples/runs/openapi.yaml'), join(specs, 'oai-uspto.yaml')]

test.each(documents.filter(existsSync))(
  'so does what is made of %s',
  async (spec) => {
    expect((await tested(spec)).said).toMatch(/Tests\s+\d passed \(\d\)/)
  },
  120_000,
)

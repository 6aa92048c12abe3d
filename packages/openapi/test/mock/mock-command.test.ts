import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { mock, startMock } from '../../src/cli/mock.ts'
import { folder } from '../loading.ts'
import { answeringJson } from './mocked-app.ts'

const spec = JSON.stringify(answeringJson({ const: 7 }))

/** Starts it in a folder with a document, on a free port, without taking the process's signals. */
async function start(flags: object = {}, file: string | undefined = 'openapi.json', text = spec) {
  const cwd = folder({ 'openapi.json': text })
  const stderr = new PassThrough()
  const io = { stdin: process.stdin, stdout: stderr, stderr, env: {}, cwd }
  const started = await startMock({ port: '0', ...flags }, file, io)
  return { ...started, told: String(stderr.read() ?? '') }
}

test('serves a document, and says where and how', async () => {
  const { address, stop, told } = await start()
  expect(await (await fetch(address)).json()).toBe(7)
  await stop()
  expect(told.replaceAll(/:\d{4,5}/g, ':PORT')).toMatchInlineSnapshot(`
    "
      mock of T 1 (openapi.json, 1 operation)
      on         http://127.0.0.1:PORT, below /
      answers    examples of the document, else values made up from the seed "flakon"
      stop       Ctrl-C

    "
  `)
})

test('says that nobody checks credentials, and what kind of a day it is', async () => {
  const document = JSON.parse(spec)
  document.components = { securitySchemes: { t: { type: 'http', scheme: 'bearer' } } }
  document.security = [{ t: [] }]
  const text = JSON.stringify(document)
  const flags = { delay: '0.1s-1m', fail: '.25', seed: '7' }
  const { stop, told } = await start(flags, undefined, text)
  await stop()
  expect(told).toContain('credentials have to be there and well formed; nobody checks them')
  expect(told).toContain('each takes 100 to 60000 ms, 25 % of the requests fail')
  expect(told).toContain('values made up from the seed "7"')
})

describe('a mistake in the command line is told with what to write instead', () => {
  test.each<[object, string]>([
    [{ port: 'x' }, '--port x is no port: write a number from 0 to 65535'],
    [{ port: '65536' }, '--port 65536 is no port'],
    [{ port: '-1' }, '--port -1 is no port'],
    [{ host: '' }, '--host is empty'],
    [{ seed: '' }, '--seed is empty'],
    [{ fail: '2' }, '--fail 2 is no rate: write a number from 0 to 1'],
    [{ fail: '10%' }, '--fail 10% is no rate'],
    [{ fail: '' }, '--fail  is no rate'],
    [{ delay: '100' }, '--delay 100 is no length of time up to 10m: write 300ms'],
    [{ delay: '2s-1s' }, '--delay 2s-1s is no length of time'],
    [{ delay: '11m' }, '--delay 11m is no length of time'],
    [{ delay: 'soon' }, '--delay soon is no length of time'],
  ])('%j', async (flags, message) => {
    await expect(start(flags)).rejects.toThrow(message)
  })

  test('no document, one that is not there, one that is none, and one with errors', async () => {
    const io = { cwd: folder({}) } as never
    await expect(mock.run({}, [], io)).rejects.toMatchObject({ code: 'FLK_CONTRACT_USAGE' })
    await expect(mock.run({}, ['a', 'b'], io)).rejects.toThrow('one document, and "b" is more')
    await expect(start({}, 'b.yaml')).rejects.toMatchObject({ code: 'FLK_CONTRACT_SOURCE' })
    await expect(start({}, 'openapi.json', '{"a":1}')).rejects.toMatchObject({
      code: 'FLK_CONTRACT_VERSION',
    })
    const broken = spec.replace('{"const":7}', '{"$ref":"#/nowhere"}')
    await expect(start({}, 'openapi.json', broken)).rejects.toThrow('"#/nowhere" leads nowhere')
  })

  test('a port that is taken', async () => {
    const { address, stop } = await start()
    const { port } = new URL(address)
    await expect(start({ port })).rejects.toThrow(/flakon mock openapi\.json --port \d+/)
    await stop()
  })
})
